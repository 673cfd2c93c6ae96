"""The demo's clock, which can be moved ahead so that what lies in the future can be looked at today.

Only where the demo is allowed. Every edge reads the time through `django.utils.timezone.now`, in the web
processes and the workers; the offset is a number of seconds in a file that they share.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

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


def move(file: Path, *, by: timedelta) -> None:
    """Move the demo's clock ahead by so much more."""
    file.write_text(str(offset(file) + int(by.total_seconds())))
