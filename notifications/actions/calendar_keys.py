"""The secret address of somebody's calendar."""

import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.actions.invitations import hash_of
from accounts.models import User
from notifications.models import CalendarKey

NOTE_EVERY = timedelta(hours=1)


def make(user: User, *, by: User, at: datetime) -> str:
    """A new secret, which ends the old one; it is kept nowhere, so show it now."""
    token = secrets.token_urlsafe(32)
    CalendarKey.objects.update_or_create(
        user=user, defaults={"hashed": hash_of(token), "made_at": at, "used_at": None}
    )
    return token


def end(user: User, *, by: User, at: datetime) -> None:
    """Let the calendar be read by nobody."""
    CalendarKey.objects.filter(user=user).delete()


def note_use(key: CalendarKey, *, at: datetime) -> None:
    """Remember when the calendar was last read, to the hour."""
    not_lately = Q(used_at=None) | Q(used_at__lt=at - NOTE_EVERY)
    CalendarKey.objects.filter(not_lately, pk=key.pk).update(used_at=at)
