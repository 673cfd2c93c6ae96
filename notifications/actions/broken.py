"""Reminders that could not be told, and what administrators do about them."""

import logging

from django.db.models import QuerySet

from accounts.models import User
from notifications.choices import ReminderState
from notifications.models import Reminder

logger = logging.getLogger(__name__)


def mark(key: int, *, trouble: str) -> None:
    """Let a reminder that still waits stand where administrators see it, with the name of what went wrong."""
    logger.error("A reminder could not be told: %s, %s", key, trouble)
    waiting = Reminder.objects.filter(pk=key, state=ReminderState.WAITING)
    waiting.update(state=ReminderState.BROKEN, trouble=trouble)


def try_again(reminder: Reminder, *, by: User) -> bool:
    """Let the next sweep write a reminder anew; False when it was not broken."""
    return bool(_wait_again(Reminder.objects.filter(pk=reminder.pk), by=by))


def try_all_again(*, by: User) -> int:
    """Let the next sweep write every broken reminder anew; how many there were."""
    return _wait_again(Reminder.objects.all(), by=by)


def _wait_again(reminders: QuerySet[Reminder], *, by: User) -> int:
    """Their moment stays what it was, so that nothing says they were meant for now."""
    return reminders.filter(state=ReminderState.BROKEN).update(
        state=ReminderState.WAITING, trouble="", changed_by=by
    )
