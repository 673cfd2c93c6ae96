"""Calendar arithmetic: plain Python, no framework. Days are calendar days unless a name says working days."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

ACCESS_LIMIT_DAYS = 30
"""Days that a holder has to answer a request for records: 45 CFR 164.524(b)(2)."""

SATURDAY = 5


@dataclass(frozen=True)
class Wait:
    """A span of days, counted as calendar or as working days."""

    days: int
    working: bool = False


CHASE_AFTER: Mapping[str, Wait] = {
    "documents": Wait(7),
    "images": Wait(3, working=True),
    "slides": Wait(5, working=True),
}
"""When a holder who has not answered is asked again (domain.md §3)."""

ANSWER_MESSAGE = Wait(1, working=True)
ASSIGN = Wait(1, working=True)
ASK_FOR_RECORD = Wait(3, working=True)
CONFIRM_RECORDS = Wait(3, working=True)
CHECK_RECORD = Wait(2, working=True)
SETTLE_FEE = Wait(3, working=True)
ANSWER_REFUSAL = Wait(2, working=True)
FIND_SPECIALIST = Wait(7)
BOOK = Wait(7)
CHOOSE_DATE = Wait(3, working=True)
CONFIRM_VISIT = Wait(1, working=True)
REPORT_AFTER_VISIT = Wait(10, working=True)
WRITE_OPINION = Wait(7)
RATE_DIFFERENCES = Wait(7)
MAKE_DECISION = Wait(14)
TELL_TEAM = Wait(3)
TIE_LOOSE_ENDS = Wait(30)
CLOSE = Wait(7)
PREPARED_BEFORE_VISIT_DAYS = 2
RECORDS_BEFORE_VISIT_WORKING_DAYS = 5
TIME_CRITICAL_DAYS = 14


@dataclass(frozen=True)
class ExtraDays:
    """Days by state that people declared off, or on although they are public holidays; "" is everywhere."""

    off: Mapping[str, frozenset[date]] = field(default_factory=dict)
    on: Mapping[str, frozenset[date]] = field(default_factory=dict)


@dataclass
class _Sources:
    """Who knows which days people declared."""

    extra_days: Callable[[], ExtraDays] = ExtraDays


_sources = _Sources()


def listen_to(extra_days: Callable[[], ExtraDays]) -> None:
    """Ask this, whenever days are counted, for the days that people declared."""
    _sources.extra_days = extra_days


def days_off(state: str, year: int) -> frozenset[date]:
    """The public holidays of a US state (two letters; empty: the federal ones), as people corrected them."""
    extra = _sources.extra_days()
    if not extra.off and not extra.on:
        return public_holidays(state, year)
    nothing: frozenset[date] = frozenset()
    off = extra.off.get("", nothing) | extra.off.get(state, nothing)
    on = extra.on.get("", nothing) | extra.on.get(state, nothing)
    return (public_holidays(state, year) | off) - on


@lru_cache(maxsize=256)
def public_holidays(state: str, year: int) -> frozenset[date]:
    """The public holidays of a US state (two letters; empty: the federal ones) in a year, by law."""
    known = state if state in holidays.UnitedStates.subdivisions else None
    return frozenset(holidays.country_holidays("US", subdiv=known, years=year))


def federal_holidays(year: int) -> list[tuple[date, str]]:
    """The federal holidays of a year with their English names, in order."""
    return sorted(holidays.country_holidays("US", years=year).items())


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    """Whether `day` is neither at a weekend nor among `days_off`."""
    return day.weekday() < SATURDAY and day not in days_off


def add_working_days(start: date, days: int, state: str = "") -> date:
    """The date `days` working days after `start`; weekends and the state's public holidays do not count."""
    day = start
    while days:
        day += timedelta(days=1)
        if is_working_day(day, days_off(state, day.year)):
            days -= 1
    return day


def working_days_before(day: date, days: int, state: str = "") -> date:
    """The date `days` working days before `day`; weekends and the state's public holidays do not count."""
    while days:
        day -= timedelta(days=1)
        if is_working_day(day, days_off(state, day.year)):
            days -= 1
    return day


def shifted(day: date, days: int, state: str = "") -> date:
    """The date `days` working days after `day`, or before it below zero; 0 is `day` or the next working day."""
    if days:
        return add_working_days(day, days, state) if days > 0 else working_days_before(day, -days, state)
    return day if is_working_day(day, days_off(state, day.year)) else add_working_days(day, 1, state)


def quickened(days: int, *, time_critical: bool) -> int:
    """A third of `days`, at least 1, for a journey that is time-critical (domain.md §3)."""
    return max(1, days // 3) if time_critical else days


def after(start: date, wait: Wait, *, state: str = "", time_critical: bool = False) -> date:
    """The date on which `wait`, counted from `start`, is over."""
    days = quickened(wait.days, time_critical=time_critical)
    return add_working_days(start, days, state) if wait.working else start + timedelta(days=days)


def records_limit(asked_on: date, clock: Wait | None, *, state: str = "") -> date:
    """The last day on which a holder may answer: the state's own clock where it is shorter, else 30 days."""
    federal = asked_on + timedelta(days=ACCESS_LIMIT_DAYS)
    return min(federal, after(asked_on, clock, state=state)) if clock else federal
