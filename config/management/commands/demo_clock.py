"""Moves the demo's clock ahead to another morning, to see what would come due."""

from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import formats, timezone

from config import demo_clock

MOST_DAYS = 366


def days(text: str) -> int:
    """A number of days from 1 to a year. Raises ArgumentTypeError for anything else."""
    if not text.isdigit() or not 0 < int(text) <= MOST_DAYS:
        raise ArgumentTypeError(f"say how many days, from 1 to {MOST_DAYS}")
    return int(text)


class Command(BaseCommand):
    """Ahead by days, or back to the real time."""

    help = "Move the demo's clock ahead by --days, to ten in the morning, or set it right again with --back."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--days", type=days, help="how many days ahead, on top of what it is ahead already")
        way.add_argument("--back", action="store_true", help="show the real time again")

    def handle(self, *, days: int | None, back: bool, **_options: Any) -> None:  # noqa: ANN401 -- whatever Django adds
        if not settings.DEMO_ALLOWED:
            raise CommandError("Only the demo has a clock that can be moved. This is a real installation.")
        if back:
            settings.DEMO_CLOCK.unlink(missing_ok=True)
        elif days:
            demo_clock.move(settings.DEMO_CLOCK, days=days)
        shown = formats.date_format(
            timezone.localtime(demo_clock.ahead_by(settings.DEMO_CLOCK)()), "l j F Y, H:i"
        )
        self.stdout.write(
            f"The demo’s clock shows {shown}. What has come due goes out within half a minute; "
            "sign in again to see it."
        )
