"""What a clock on the wall shows, and which instant that is: plain Python, no framework."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reading:
    """A wall time in a zone. Either it is an instant, or clocks skip it and `next_shown` is what they show next.

    A time that clocks show twice is the first of the two.
    """

    instant: datetime | None
    came_twice: bool = False
    next_shown: datetime | None = None


def read(shown: datetime, zone: ZoneInfo) -> Reading:
    """The instant at which a clock in `zone` shows `shown`, a naive time."""
    if not exists(shown, zone):
        return Reading(instant=None, next_shown=next_valid(shown, zone))
    instant = shown.replace(tzinfo=zone, fold=0)
    came_twice = instant.utcoffset() != shown.replace(tzinfo=zone, fold=1).utcoffset()
    return Reading(instant=instant.astimezone(UTC), came_twice=came_twice)


def exists(shown: datetime, zone: ZoneInfo) -> bool:
    """Whether a clock in `zone` ever shows `shown`: not so when clocks have just gone forward over it."""
    before = shown.replace(tzinfo=zone, fold=0).utcoffset()
    after = shown.replace(tzinfo=zone, fold=1).utcoffset()
    return before is None or after is None or before >= after


def next_valid(shown: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute from `shown` on that a clock in `zone` shows."""
    while not exists(shown, zone):
        shown = shown.replace(second=0, microsecond=0) + MINUTE
    return shown


def shown_at(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in `zone` shows at `instant`, as a naive time."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def city(zone_name: str) -> str:
    """The city that a zone is named after."""
    return zone_name.rpartition("/")[2].replace("_", " ")
