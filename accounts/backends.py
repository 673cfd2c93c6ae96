"""Sign-in by e-mail and password, with every guess counted first."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import limits
from accounts.choices import AttemptKind
from accounts.models import User


class CountedBackend(AuthenticationBackend):
    """allauth's backend, which looks at no password once an account has had too many wrong ones.

    Only people sign in: a connected system has no session, whatever begins one.
    """

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        """Whether this is a person whose account is open."""
        return super().user_can_authenticate(user) and not _is_service(user)

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ANN401 -- Django's
        """The person, or None: for a wrong password, an unknown address and too many guesses alike."""
        account, password = (
            credentials.get("email") or credentials.get("username"),
            credentials.get("password"),
        )
        if not account or not password:
            return None
        attempt = limits.begin(AttemptKind.PASSWORD, account=account, at=timezone.now())
        if attempt is None:
            self._mitigate_timing_attack(password)
            return None
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.forgive(attempt)
        return user

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        """Let allauth tell the owner of a closed account that it is closed; nobody owns a connected system."""
        return super()._stash_user(None if _is_service(user) else user)


def _is_service(user: AbstractBaseUser | None) -> bool:
    return isinstance(user, User) and user.is_service
