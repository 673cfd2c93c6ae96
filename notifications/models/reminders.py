"""What is planned, and what was told to whom."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.choices import Audience, ReminderState
from notifications.models.outbox import Letter
from notifications.models.rules import Rule


class Reminder(models.Model):
    """One occasion to remind, with its reason: planned by settling, or made by a person for themselves.

    `local_at` is what clocks in `zone` show, naive; `due_at` the instant that follows from it. One that was
    put off keeps its new moment whatever is planned again. `over_at` says since when a reminder that has gone
    out is no longer wanted: letters about it that still wait are dropped.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    occasion = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    audience = models.CharField(max_length=12, choices=Audience)
    owner = models.ForeignKey(
        # The index of its own leaves out nobody's: or SQLite would look through all of those for one subject's.
        User,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    words = models.CharField(_("what to remember"), max_length=200, blank=True)
    details = models.JSONField(default=dict)
    local_at = models.CharField(max_length=16)
    zone = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReminderState, default=ReminderState.WAITING)
    is_put_off = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    trouble = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "occasion"], name="reminder_once_per_occasion"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReminderState.TOLD) | Q(told_at__isnull=False), name="reminder_told_at"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="reminder_by_due", condition=Q(state=ReminderState.WAITING)),
            models.Index(fields=["id"], name="reminder_broken", condition=Q(state=ReminderState.BROKEN)),
            models.Index(fields=["owner"], name="reminder_own", condition=Q(owner__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Notice(models.Model):
    """What one person reads in the app: rendered in their language when it was told, and kept so."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    reminder = models.ForeignKey(
        # Only what was never told is ever deleted, so there is nothing to look for.
        Reminder,
        on_delete=models.DO_NOTHING,
        related_name="notices",
        null=True,
        blank=True,
        db_index=False,
    )
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, related_name="notices", null=True, blank=True
    )
    no_letter_because = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200)
    body = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "user"],
                condition=Q(reminder__isnull=False),
                name="notice_once_per_person",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_by_person"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["subject", "subject_id", "-at"], name="notice_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
