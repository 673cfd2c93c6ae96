"""Choosing how one wants to hear from us."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts.models import User
from notifications.choices import Rhythm
from notifications.models import RhythmChoice, SendingWindow


@transaction.atomic
def save(
    user: User,
    *,
    rhythms: Mapping[tuple[str, str], str],
    opens: time,
    closes: time,
    on_weekends: bool,
    by: User,
    at: datetime,
) -> None:
    """Keep how often letters of each group come over each channel, and between which hours.

    An empty rhythm leaves it to us.
    """
    window = {"opens": opens, "closes": closes, "on_weekends": on_weekends}
    SendingWindow.objects.update_or_create(user=user, defaults=window)
    for (group, channel), rhythm in rhythms.items():
        _choose(user, group, channel, rhythm)


@transaction.atomic
def stop(user: User, *, groups: Iterable[str], channel: str, at: datetime) -> None:
    """Send no more letters of these groups over this channel, as a link in a letter asked."""
    for group in groups:
        _choose(user, group, channel, Rhythm.NEVER)


def _choose(user: User, group: str, channel: str, rhythm: str) -> None:
    theirs: dict[str, Any] = {"user": user, "group": group, "channel": channel}
    if rhythm:
        RhythmChoice.objects.update_or_create(**theirs, defaults={"rhythm": rhythm})
    else:
        RhythmChoice.objects.filter(**theirs).delete()
