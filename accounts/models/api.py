"""What the API keeps: tokens, how often somebody asked, and answers that may be asked for again."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import TokenReach
from accounts.models.people import User


class TokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they open anything."""

    def good(self, at: datetime) -> "TokenQuerySet":
        """Neither revoked nor expired at this moment, and of somebody who may sign in."""
        return self.filter(self._good(at))

    def over(self, at: datetime) -> "TokenQuerySet":
        """All others."""
        return self.exclude(self._good(at))

    @staticmethod
    def _good(at: datetime) -> Q:
        return Q(revoked_at=None, expires_at__gt=at, user__is_active=True)


class ApiToken(models.Model):
    """A token for programs; the token itself is shown once, here is its hash. Revoked, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    reach = models.CharField(_("what it reaches"), max_length=10, choices=TokenReach)
    may_write = models.BooleanField(_("may change things"), default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="apitoken_revoked_at_and_by_together",
            ),
            models.UniqueConstraint(fields=["user", "once"], name="apitoken_once_per_form"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class ApiCount(models.Model):
    """How often one token or person asked within one minute; deleted when old."""

    key = models.CharField(max_length=24)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="apicount_once_a_minute")]
        indexes = [models.Index(fields=["minute"], name="apicount_by_age")]

    def __str__(self) -> str:
        return f"{self.key} {self.minute}"


class ApiReplay(models.Model):
    """The answer to a request that created something, for whoever sends the same request again; deleted when old."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="apireplay_once_per_key")]
        indexes = [models.Index(fields=["at"], name="apireplay_by_age")]

    def __str__(self) -> str:
        return f"replay {self.pk}"
