"""Whose calendar a secret address opens, and what stands in it."""

from datetime import datetime

from accounts.models import User
from notifications import subjects
from notifications.models import CalendarKey
from notifications.subjects import Entry


def key_of(hashed: str) -> CalendarKey | None:
    """The key with this hash, of somebody who may sign in."""
    return CalendarKey.objects.select_related("user").filter(hashed=hashed, user__is_active=True).first()


def own_key(user: User) -> CalendarKey | None:
    """This person's key."""
    return CalendarKey.objects.filter(user=user).first()


def entries(user: User, *, at: datetime) -> list[Entry]:
    """Everything that stands in this person's calendar, whatever it is about."""
    found = (entry for subject in subjects.registered() for entry in subject.calendar(user, at=at))
    return sorted(found, key=lambda entry: (entry.on.isoformat(), entry.uid))
