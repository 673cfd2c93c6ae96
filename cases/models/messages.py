"""What people write to each other, and what staff write for themselves: two tables, never mixed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models.base import Addressed, CreatedOnce, Versioned
from cases.models.journey import Case


class Message(CreatedOnce, Addressed):
    """Written between the patient side and the advocates; the whole team sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_patient_side = models.BooleanField()
    at = models.DateTimeField()
    body = models.TextField(_("message"), max_length=5000)

    class Meta:
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["case", "at"], name="message_by_case")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Note(Versioned, CreatedOnce, Addressed):
    """An internal note: advocates and leads only, never the patient side."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = models.TextField(_("internal note"), max_length=5000)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"note {self.pk}"
