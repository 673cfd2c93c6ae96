"""Closed lists that the models and rules of people share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PRIVACY_VERSION = "2026-11"


class SiteRole(models.TextChoices):
    """What someone may do for the organisation; stored as the name of a Django group."""

    ADVOCATE = "advocate", _("Advocate")
    LEAD = "lead", _("Lead")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Clinical reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")


LIBRARY_ROLES = (SiteRole.EDITOR, SiteRole.REVIEWER, SiteRole.ADMINISTRATOR)
"""Those who look after the library, and enter /admin/."""


class ConsentDocument(models.TextChoices):
    """What a person can agree to."""

    PRIVACY = "privacy", _("Privacy notice")


class InvitationState(models.TextChoices):
    """Where an invitation stands at some moment."""

    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class TokenReach(models.TextChoices):
    """Which journeys a token for programs opens: its person's as patient or family, or those they work on."""

    OWN = "own", _("My own journeys, as patient or family")
    CASELOAD = "caseload", _("The journeys I work on")


class AttemptKind(models.TextChoices):
    """What was guessed at, and is therefore counted."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("Code of the second factor")


class AccessEventKind(models.TextChoices):
    """What changed in who may do what."""

    INVITED = "invited", _("Invited")
    INVITED_AGAIN = "invited_again", _("Invited again")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("Invitation withdrawn")
    INVITATION_ACCEPTED = "invitation_accepted", _("Invitation accepted")
    ROLE_GIVEN = "role_given", _("Role given")
    ROLE_TAKEN = "role_taken", _("Role taken away")
    DEACTIVATED = "deactivated", _("Account closed to sign-in")
    REACTIVATED = "reactivated", _("Account opened again")
    TOKEN_MADE = "token_made", _("Token for programs made")
    TOKEN_REVOKED = "token_revoked", _("Token for programs revoked")
    SERVICE_OPENED = "service_opened", _("Connected system added")
