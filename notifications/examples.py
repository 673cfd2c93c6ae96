"""What a rule would do on a made-up journey: plain dates, nothing is stored and nobody is reminded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.choices import Audience, Side, Unit
from notifications.planned import Anchor, Calendar, Occasion, RuleFact, occasions
from notifications.windows import SATURDAY

DAY = timedelta(days=1)
TEN = time(10)
A_WEEK = 7


@dataclass(frozen=True)
class Example:
    """The moment that the rule counts from, and when it would remind whom."""

    moment: datetime
    occasions: tuple[Occasion, ...]


def of(rule: RuleFact, *, today: date, zone: ZoneInfo) -> Example:
    """The occasions of one moment: today at ten, or for a rule that comes before it, as much later as it needs."""
    day = weekdays(today, 0)
    if rule.side == Side.BEFORE:
        day = weekdays(day + _ahead(rule), 0)
    moment = datetime.combine(day, TEN, tzinfo=zone)
    anchor = Anchor(kind=rule.kind, key="example", on=day, instant=moment)
    calendar = Calendar(zones={Audience.PATIENT_SIDE: zone.key}, shift=weekdays)
    found = sorted(occasions([anchor], [rule], calendar), key=lambda one: (one.due_at, one.audience))
    return Example(moment, tuple(found))


def weekdays(day: date, count: int) -> date:
    """The date so many weekdays after (below zero: before) a date; 0 is the date or the next weekday."""
    step = DAY if count >= 0 else -DAY
    for _one in range(abs(count)):
        day = _to_weekday(day + step, step)
    return _to_weekday(day, step)


def _to_weekday(day: date, step: timedelta) -> date:
    while day.weekday() >= SATURDAY:
        day += step
    return day


def _ahead(rule: RuleFact) -> timedelta:
    """How far the moment must lie ahead for every time of the rule to come after today."""
    unit = {Unit.HOURS: timedelta(hours=1), Unit.WORKING_DAYS: DAY * A_WEEK / 5}.get(Unit(rule.unit), DAY)
    return timedelta(days=(rule.offset * unit).days + A_WEEK)
