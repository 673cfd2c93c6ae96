"""Guides of the library that an advocate sent to the patient side of a journey."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models.base import Addressed, CreatedOnce
from cases.models.journey import Case


class SentGuide(CreatedOnce, Addressed):
    """A guide somebody sent, in whichever language it is read; the title is kept for when the guide is gone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sent_guides")
    translation_key = models.UUIDField()
    title = models.CharField(max_length=255)
    note = models.TextField(_("your note"), max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["case", "-at"], name="sentguide_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="sentguide_opened_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return f"sent guide {self.pk}"
