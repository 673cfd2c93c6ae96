"""What is written down about access: attempts to guess, and changes of who may do what."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import AccessEventKind, AttemptKind, SiteRole


class SignInAttempt(models.Model):
    """One password or code that was about to be checked; counted per account, deleted when old."""

    kind = models.CharField(max_length=10, choices=AttemptKind, default=AttemptKind.PASSWORD)
    account_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account_key", "kind", "at"], name="attempt_by_account"),
            models.Index(fields=["at"], name="attempt_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AppendOnlyQuerySet(models.QuerySet["AccessEvent"]):
    """Rows that can be added and read, nothing else."""

    def update(self, **_fields: Any) -> NoReturn:  # noqa: ANN401 -- the signature is Django's
        """Refuse: history isn't rewritten."""
        raise TypeError("Access events are only ever added.")

    def delete(self) -> NoReturn:
        """Refuse: history isn't rewritten."""
        raise TypeError("Access events are only ever added.")


class AccessEvent(models.Model):
    """Who changed whose access, how and when; names are copied so that it outlives the people."""

    kind = models.CharField(_("what"), max_length=30, choices=AccessEventKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField(max_length=254)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="access_events", null=True
    )
    person_name = models.CharField(max_length=254)
    site_role = models.CharField(max_length=20, choices=SiteRole, blank=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Add the row; refuse to change one that stands."""
        if self.pk is not None:
            raise TypeError("Access events are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:  # noqa: ANN401 -- the signature is Django's
        """Refuse: history isn't rewritten."""
        raise TypeError("Access events are only ever added.")
