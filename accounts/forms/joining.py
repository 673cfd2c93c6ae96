"""Opening an account."""

from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.forms.names import PersonNameField
from accounts.models import User
from accounts.passwords import PasswordRules

PASSWORD_LONGEST = 1000


def _consent_hint() -> SafeString:
    return format_html(
        '<a href="{}" target="_blank">{}</a>',
        reverse_lazy("privacy"),
        _("Read the privacy notice (opens in a new tab)"),
    )


consent_hint = lazy(_consent_hint, SafeString)


class SignupExtras(forms.Form):
    """What we ask for besides address and password; allauth puts its own fields below."""

    name = PersonNameField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As people call you. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agreed = forms.BooleanField(
        label=_("I have read the privacy notice and agree to it."),
        help_text=consent_hint(),
        error_messages={"required": _("We can only keep your journey for you when you agree to this.")},
    )
    field_order = ("name", "email", "password1", "agreed")

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Do nothing more: the adapter has saved name and consent with the account."""


class JoinForm(forms.Form):
    """The account of a person who was invited; the address is given by the invitation."""

    name = SignupExtras.base_fields["name"]
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=PASSWORD_LONGEST,
        help_text=PasswordRules.hint,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    agreed = SignupExtras.base_fields["agreed"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Check the password against the name and the address too."""
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
