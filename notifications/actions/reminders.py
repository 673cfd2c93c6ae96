"""What people do with planned reminders, and those that they set for themselves."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from notifications.actions import telling
from notifications.choices import Audience, ReminderState
from notifications.models import Reminder
from notifications.windows import instant_of

OWN_KIND = "own"
MOST_OWN = 50
GONE = _("This reminder has gone out already, or is no longer needed. Look at the list again.")
LONGEST = timedelta(days=731)


def put_off(reminder: Reminder, *, to: date, by: User, at: datetime) -> Reminder:
    """Remind on another day, at the same time of day. Raises Refused for one that has gone, or a past day."""
    shown = datetime.combine(to, datetime.fromisoformat(reminder.local_at).time())
    due_at = _future(shown, reminder.zone, at=at)
    values = {"local_at": _shown(shown), "due_at": due_at, "is_put_off": True, "changed_by": by}
    return _change(reminder, values)


def skip(reminder: Reminder, *, by: User, at: datetime) -> Reminder:
    """Leave this one out; what comes after it stays planned. Raises Refused for one that has gone out."""
    return _change(reminder, {"state": ReminderState.SKIPPED, "changed_by": by})


def send_now(reminder: Reminder, *, by: User, at: datetime) -> Reminder:
    """Remind now instead of later. Raises Refused for one that has gone out, CannotBeTold for a broken one."""
    if not telling.tell_now(reminder, by=by, at=at):
        raise Refused(GONE)
    reminder.refresh_from_db()
    return reminder


def set_own(
    subject: str,
    subject_id: int,
    *,
    words: str,
    on: date,
    clock: time,
    by: User,
    at: datetime,
    once: UUID,
) -> Reminder:
    """Remind `by`, and nobody else, in their own time zone; sent twice with the same `once`, it stands once.

    Raises Refused for a moment that has passed, or lies over two years ahead, and for very many reminders.
    """
    shown = datetime.combine(on, clock)
    due_at = _future(shown, by.time_zone, at=at)
    own = {"subject": subject, "subject_id": subject_id, "owner": by}
    with transaction.atomic():
        if Reminder.objects.filter(state=ReminderState.WAITING, **own).count() >= MOST_OWN:
            raise Refused(_("You have set very many reminders here. Take some away first."))
        values: dict[str, Any] = {
            "kind": OWN_KIND,
            "audience": Audience.OWNER,
            "words": words,
            "local_at": _shown(shown),
            "zone": by.time_zone,
            "due_at": due_at,
            "changed_by": by,
        }
        reminder, _is_new = Reminder.objects.get_or_create(occasion=f"own:{once}", defaults=values, **own)
    return reminder


def cancel_own(reminder: Reminder, *, by: User, at: datetime) -> Reminder:
    """Take back a reminder that one has set oneself. Raises Refused for anybody else's, and once it has gone out."""
    if reminder.owner_id != by.pk:
        raise Refused(_("Only the person who set this reminder can take it back."))
    return skip(reminder, by=by, at=at)


def _future(shown: datetime, zone: str, *, at: datetime) -> datetime:
    """The instant of a wall time that lies ahead. Raises Refused for one that does not."""
    due_at = instant_of(shown, ZoneInfo(zone))
    if due_at <= at:
        raise Refused(_("This moment has passed. Choose a later day or time."))
    if due_at > at + LONGEST:
        raise Refused(_("This is more than two years ahead. Choose an earlier day."))
    return due_at


def _shown(shown: datetime) -> str:
    return shown.isoformat(timespec="minutes")


def _change(reminder: Reminder, values: dict[str, Any]) -> Reminder:
    waiting = Reminder.objects.filter(pk=reminder.pk, state=ReminderState.WAITING)
    if not waiting.update(**values):
        raise Refused(GONE)
    reminder.refresh_from_db()
    return reminder
