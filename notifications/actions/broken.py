"""What administrators do about reminders that could not be written."""

from django.db.models import QuerySet

from accounts.models import User
from notifications.choices import ReminderState
from notifications.models import Reminder


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
