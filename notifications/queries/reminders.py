"""Planned reminders, and what became of those that have gone out."""

from datetime import datetime

from django.db.models import QuerySet

from notifications.choices import ReminderState
from notifications.models import Notice, Reminder


def due(*, at: datetime, limit: int) -> list[int]:
    """The ids of reminders whose time has come, the oldest first."""
    waiting = Reminder.objects.filter(state=ReminderState.WAITING, due_at__lte=at).order_by("due_at")
    return list(waiting.values_list("pk", flat=True)[:limit])


def planned_of(subject: str, subject_id: int) -> QuerySet[Reminder]:
    """What is planned for a subject, the next first; people's own reminders are among it."""
    waiting = Reminder.objects.filter(subject=subject, subject_id=subject_id, state=ReminderState.WAITING)
    return waiting.select_related("rule", "owner").order_by("due_at", "pk")


def told_of(subject: str, subject_id: int) -> QuerySet[Notice]:
    """What was told about a subject, the newest first, with whom and the letter that carried it."""
    notices = Notice.objects.filter(subject=subject, subject_id=subject_id)
    return notices.select_related("user", "letter", "reminder").order_by("-at", "-pk")
