"""Who asks: whoever a token was made for, or whoever is signed in on our own pages."""

import re
from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.actions.invitations import hash_of
from accounts.actions.tokens import note_use
from accounts.choices import TokenReach
from accounts.middleware import SECOND_FACTOR
from accounts.models import ApiToken, User

REALM = 'Bearer realm="api"'
WORD = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.IGNORECASE)
WRONG = _("This token opens nothing: it is wrong, expired or revoked.")


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …`; never in an address."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person of a good token, reaching no further than it; None without one."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        found = WORD.fullmatch(header)
        at = timezone.now()
        token = good_token(found[1], at) if found else None
        if token is None:
            raise exceptions.AuthenticationFailed(WRONG)
        note_use(token, at=at)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """How to ask, for those who didn't say who they are."""
        return REALM


def good_token(word: str, at: datetime) -> ApiToken | None:
    """The token that this word is, with its person, who comes with their roles as far as it reaches; one query."""
    found = ApiToken.objects.good(at).filter(token_hash=hash_of(word)).select_related("user")
    with_each_role = list(found.annotate(role=F("user__groups__name")))
    if not with_each_role:
        return None
    token = with_each_role[0]
    token.user.reach = token.reach
    token.user.site_roles = frozenset(row.role for row in with_each_role if row.role and is_at_work(token))
    return token


def is_at_work(token: ApiToken) -> bool:
    """Whether somebody comes with their roles; to their own journeys they come without."""
    return token.reach == TokenReach.CASELOAD


class OwnPages(authentication.SessionAuthentication):
    """The session of somebody who is signed in on our own pages, with CSRF checked on every change."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The person; staff only once they have their second factor."""
        found = super().authenticate(request)
        if found is None:
            return None
        user: User = found[0]
        if lacks_second_factor(request, user):
            raise exceptions.PermissionDenied(_("Set up your second factor first: sign in on our pages."))
        return user, None


def lacks_second_factor(request: Request, user: User) -> bool:
    """Whether somebody who works here has signed in with a password alone."""
    if not settings.STAFF_NEED_SECOND_FACTOR or not user.works_here:
        return False
    return not (request.session.get(SECOND_FACTOR) or is_mfa_enabled(user))


class TokenScheme(OpenApiAuthenticationExtension):
    """Tokens, as the OpenAPI document tells of them."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "A token made at /accounts/tokens/."}


class OwnPagesScheme(OpenApiAuthenticationExtension):
    """Sessions, as the OpenAPI document tells of them."""

    target_class = "accounts.api.authentication.OwnPages"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """The cookie of our own pages."""
        about = "Signed in on our own pages; changes need the X-CSRFToken header."
        return {"type": "apiKey", "in": "cookie", "name": "__Host-session", "description": about}
