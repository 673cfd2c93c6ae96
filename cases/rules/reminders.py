"""What may be done with a planned reminder, and until when."""

from datetime import date

from notifications import kinds
from notifications.choices import Audience
from notifications.models import Reminder


def may_handle(reminder: Reminder, *, is_lead: bool) -> bool:
    """Whether somebody who may do things on its journey may handle it: what leads must hear is theirs alone."""
    return is_lead or reminder.audience != Audience.LEAD


def is_kept(reminder: Reminder) -> bool:
    """Whether nobody may leave it out."""
    return bool(kinds.get(reminder.kind).kept_because)


def latest_day(reminder: Reminder) -> date | None:
    """The last day to which it may be put off: the date that must not pass unseen; None: any day."""
    day = reminder.details.get("day")
    return date.fromisoformat(day) if day and is_kept(reminder) else None


def may_be_put_off(reminder: Reminder) -> bool:
    """Whether there is a later day for it."""
    latest = latest_day(reminder)
    return latest is None or date.fromisoformat(reminder.local_at[:10]) < latest
