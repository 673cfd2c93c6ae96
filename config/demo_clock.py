"""The demo's clock, which can be moved ahead so that what lies in the future can be looked at today.

Only where the demo is allowed. Every edge reads the time through `django.utils.timezone.now`, in the web
processes and the workers; the offset is a number of seconds in a file that they share.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

MORNING = time(10)

read_real_clock = timezone.now


def follow_where_allowed() -> None:
    """Let this process's clock be ahead by what the file says, now and whenever it changes, if this is a demo."""
    if settings.DEMO_ALLOWED:
        timezone.now = ahead_by(settings.DEMO_CLOCK)


def ahead_by(file: Path) -> Callable[[], datetime]:
    """A clock that is ahead of the real one by the seconds in a file; by nothing where there is none."""

    def now() -> datetime:
        return read_real_clock() + timedelta(seconds=offset(file))

    return now


def offset(file: Path) -> int:
    """By how many seconds the demo is ahead."""
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return 0


def move(file: Path, *, days: int) -> None:
    """Move the demo's clock ahead by so many days more, to the morning, for letters wait for the reader's hours."""
    day = timezone.localdate(ahead_by(file)()) + timedelta(days=days)
    morning = datetime.combine(day, MORNING, timezone.get_default_timezone())
    file.write_text(str(int((morning - read_real_clock()).total_seconds())))
