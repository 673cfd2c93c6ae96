"""What people fill in about themselves and each other."""

from accounts.forms.joining import JoinForm, SignupExtras
from accounts.forms.people import InviteForm, PeopleSearchForm, RolesForm
from accounts.forms.profile import ProfileForm
from accounts.forms.tokens import ServiceForm, ServiceTokenForm, TokenForm

__all__ = [
    "InviteForm",
    "JoinForm",
    "PeopleSearchForm",
    "ProfileForm",
    "RolesForm",
    "ServiceForm",
    "ServiceTokenForm",
    "SignupExtras",
    "TokenForm",
]
