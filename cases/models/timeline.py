"""What happened, in order. Rows are only ever added, and outlive what they tell of."""

from typing import Any, NoReturn

from django.db import models

from accounts.models import User
from cases.models.journey import Case


class EventQuerySet(models.QuerySet["CaseEvent"]):
    """Events can be added and read, nothing else."""

    def update(self, **_fields: Any) -> NoReturn:  # noqa: ANN401 -- the signature is Django's
        """Refuse: history isn't rewritten."""
        raise TypeError("Timeline events are only ever added.")

    def delete(self) -> NoReturn:
        """Refuse: history isn't rewritten."""
        raise TypeError("Timeline events are only ever added.")


class CaseEvent(models.Model):
    """One change: who, when, what, before and after; names are copied, not linked."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True)
    by_name = models.CharField(max_length=254)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(max_length=2000, blank=True)
    is_shown_to_patient = models.BooleanField(default=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["case", "-at", "-id"], name="event_by_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Add the row; refuse to change one that stands."""
        if self.pk is not None:
            raise TypeError("Timeline events are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:  # noqa: ANN401 -- the signature is Django's
        """Refuse: history isn't rewritten."""
        raise TypeError("Timeline events are only ever added.")
