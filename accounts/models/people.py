"""People and what they agreed to."""

import secrets
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import ConsentDocument

SERVICE_DOMAIN = "connected.invalid"
"""Where connected systems have their addresses: no letter ever arrives there (RFC 2606)."""


class LowerEmailField(models.EmailField):
    """An e-mail address stored and looked up in lower case, so that unique means unique to a reader."""

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401 -- the signature is Django's
        """Lower the address on its way to the database."""
        value = super().get_prep_value(value)
        return value.strip().lower() if isinstance(value, str) else value


def own_language() -> str:
    """The language a new account starts with."""
    return settings.LANGUAGE_CODE


def own_time_zone() -> str:
    """The time zone a new account starts with."""
    return settings.TIME_ZONE


def new_stamp() -> str:
    """A value that no other account has had."""
    return secrets.token_hex(8)


class UserManager(BaseUserManager["User"]):
    """Makes accounts whose e-mail is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 -- model fields
        """Save an account; without a password nobody can sign in to it by password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this address, however it was typed."""
        return self.get(email=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; the e-mail address is the login."""

    email = LowerEmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=15, default=own_language)
    time_zone = models.CharField(_("time zone"), max_length=64, default=own_time_zone)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    sign_in_stamp = models.CharField(max_length=16, default=new_stamp, editable=False)
    version = models.PositiveIntegerField(default=1)
    unread_notices = models.PositiveIntegerField(default=0, editable=False)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_service = models.BooleanField(_("a connected system"), default=False, editable=False)

    reach = ""
    """Where a token for programs brought this person in: the one of its reaches that holds for this request."""
    is_staff = False  # there is no Django admin here

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "email")
        indexes = [models.Index(fields=["name"], name="user_name")]

    def __str__(self) -> str:
        if self.is_service:
            return gettext("%(name)s (connected system)") % {"name": display_name(self)}
        return display_name(self)

    @property
    def given_name(self) -> str:
        """The first word of the name: how we greet."""
        return self.name.split(maxsplit=1)[0] if self.name.strip() else ""

    @property
    def initials(self) -> str:
        """One or two letters for a small round picture."""
        words = self.name.split() or [self.email]
        letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
        return letters.upper()

    @cached_property
    def site_roles(self) -> frozenset[str]:
        """The roles this person has for the organisation, read once per request."""
        return frozenset(group.name for group in self.groups.all())

    @property
    def works_here(self) -> bool:
        """True for anyone with a site role: stricter limits apply to them."""
        return bool(self.site_roles)

    def has_site_role(self, *roles: str) -> bool:
        """True when this active person has at least one of these roles."""
        return self.is_active and not self.site_roles.isdisjoint(roles)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """A new password or a new stamp ends the sessions that were begun with the old one."""
        return salted_hmac(
            "accounts.User.session",
            f"{self.password}:{self.sign_in_stamp}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def get_full_name(self) -> str:
        """The name, as Django and its parts ask for it."""
        return display_name(self)

    def get_short_name(self) -> str:
        """The given name, as Django and its parts ask for it."""
        return str(self) if self.is_service else self.given_name or self.email


class Consent(models.Model):
    """Somebody agreed to a version of a document; never changed afterwards."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    document = models.CharField(max_length=20, choices=ConsentDocument)
    version = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "document", "version"], name="consent_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


def display_name(user: User) -> str:
    """What others read where this person is named."""
    return user.name or user.email
