"""The rows that say who people are."""

from accounts.models.access import AccessEvent, SignInAttempt
from accounts.models.api import ApiCount, ApiReplay, ApiToken
from accounts.models.invitations import InvitationBase, InvitationQuerySet, StaffInvitation
from accounts.models.organisation import Organisation
from accounts.models.people import Consent, LowerEmailField, User, UserManager, display_name

__all__ = [
    "AccessEvent",
    "ApiCount",
    "ApiReplay",
    "ApiToken",
    "Consent",
    "InvitationBase",
    "InvitationQuerySet",
    "LowerEmailField",
    "Organisation",
    "SignInAttempt",
    "StaffInvitation",
    "User",
    "UserManager",
    "display_name",
]
