"""allauth's forms that look at a password or a code, made to count guesses and to give nothing away."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, SignupForm
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import limits
from accounts.choices import AttemptKind


class PlainLoginForm(LoginForm):
    """Sign-in in the words of this house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is allauth's
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")


class PlainResetPasswordForm(ResetPasswordForm):
    """The way to a new password in the words of this house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is allauth's
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class EvenSignupForm(SignupForm):
    """Works as hard for an address that has an account as for a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is allauth's
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponseBase | None]:
        """Save the account; for a known address only spend the time that it takes."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class CountedCode(BaseAuthenticateForm):
    """Looks at no code once an account has had too many wrong ones."""

    def clean_code(self) -> str:
        """The code, when it is right."""
        attempt = limits.begin(AttemptKind.CODE, account=str(self.user.pk), at=timezone.now())
        if attempt is None:
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        limits.forgive(attempt)
        return code


class CountedAuthenticateForm(CountedCode, AuthenticateForm):
    """The second factor at sign-in."""


class CountedReauthenticateForm(CountedCode, ReauthenticateForm):
    """The second factor before something delicate."""


class CountedChangePasswordForm(ChangePasswordForm):
    """A new password, given the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is allauth's
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password now")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("Your new password")
        self.fields["password2"].label = _("Your new password once more")

    def clean_oldpassword(self) -> str:
        """The present password, when it is right; counted together with sign-in."""
        attempt = limits.begin(AttemptKind.PASSWORD, account=self.user.email, at=timezone.now())
        if attempt is None:
            raise get_adapter().validation_error("too_many_login_attempts")
        password = super().clean_oldpassword()
        limits.forgive(attempt)
        return password
