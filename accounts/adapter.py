"""Where allauth asks how we do things."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import organisation
from accounts.actions import limits, people
from accounts.models import User
from accounts.models.people import SERVICE_DOMAIN


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up keeps name and consent; letters name our own address, never the one a request claims."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That e-mail address and password don't go together. Check both, or choose a new password."
        ),
        "too_many_login_attempts": _(
            "There were too many tries. Wait a few minutes and try again, or choose a new password."
        ),
        "incorrect_code": _("That code doesn't match. Check the newest code and type it again."),
        "incorrect_password": _("That password doesn't match. Type it again."),
        "enter_current_password": _("That is not your present password. Type it again."),
        "rate_limited": _("That was a lot of tries in a short time. Wait a few minutes and try again."),
    }

    def save_user(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 -- the signature is allauth's
    ) -> AbstractBaseUser:
        """Save the account with the name and the consent that came with it."""
        user = super().save_user(request, user, form, commit=False)
        if not commit or not isinstance(user, User):
            return user
        return people.sign_up(
            user,
            name=form.cleaned_data["name"],
            language=get_language() or settings.LANGUAGE_CODE,
            by=None,
            at=timezone.now(),
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; its links start with the address from the settings. Connected systems get none."""
        if email.lower().endswith(f"@{SERVICE_DOMAIN}"):
            return
        extra = {"base_url": settings.BASE_URL, "organisation_name": organisation.current().name}
        super().send_mail(template_prefix, email, {**context, **extra})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the letter that resets a password."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 -- allauth's
        """A person who could read the letter may sign in at once, however many guesses others made."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        limits.forgive_all(credentials.get("email", ""))


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are encrypted before they reach the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code doesn't match. Wait for the next one and type it again."),
    }

    def encrypt(self, text: str) -> str:
        """Hide a secret with a key that is made from the secret key of the installation."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret back, also one that was hidden with an earlier key."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.ORGANISATION_NAME


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor:" + key.encode()).digest()))
            for key in keys
        ]
    )
