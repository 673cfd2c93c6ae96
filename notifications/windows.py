"""Clocks and sending windows: plain Python, no framework. Times without a zone are what a clock shows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Window:
    """Between which hours, in which zone, routine letters may come."""

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(18)
    on_weekends: bool = False

    def takes(self, day: date) -> bool:
        """Whether letters may come on this day at all."""
        return self.on_weekends or day.weekday() < SATURDAY


def instant_of(shown: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a clock in `zone` shows `shown`, or first shows a later time.

    A time that clocks show twice is the first of the two; one that they skip is the moment of the skip.
    """
    before = shown.replace(tzinfo=zone, fold=0)
    after = shown.replace(tzinfo=zone, fold=1)
    is_skipped = _offset(before) < _offset(after)
    if not is_skipped:
        return before.astimezone(UTC)
    return _moment_of_change(after.astimezone(UTC), before.astimezone(UTC), zone)


def _offset(moment: datetime) -> timedelta:
    """How far the clocks of a zone are from UTC at a moment; zones always know."""
    return moment.utcoffset() or timedelta()


def _moment_of_change(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which clocks in `zone` go forward, to the second."""
    offset = _offset(earlier.astimezone(zone))
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) / 2
        if _offset(middle.astimezone(zone)) == offset:
            earlier = middle
        else:
            later = middle
    return later.replace(microsecond=0)


def next_opening(at: datetime, window: Window) -> datetime:
    """`at` itself inside the window, otherwise the next instant, in UTC, at which it opens."""
    day = at.astimezone(window.zone).date()
    while True:
        opens = instant_of(datetime.combine(day, window.opens), window.zone)
        closes = instant_of(datetime.combine(day, window.closes), window.zone)
        if window.takes(day) and at < closes:
            return max(at, opens).astimezone(UTC)
        day += DAY


def next_day_opening(at: datetime, window: Window) -> datetime:
    """When the window opens on the first day after the one of `at` on which it does, in UTC."""
    tomorrow = datetime.combine(at.astimezone(window.zone).date() + DAY, time.min)
    return next_opening(instant_of(tomorrow, window.zone), window)
