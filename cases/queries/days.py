"""The days that people added to the public holidays or took from them; read at most twice a minute."""

from collections.abc import Iterable
from datetime import date

from accounts.remembered import Remembered
from cases.deadlines import ExtraDays
from cases.models import ExtraDay


def extra_days() -> ExtraDays:
    """Every such day as it was within the last half minute."""
    return memory.current()


def _read() -> ExtraDays:
    rows = ExtraDay.objects.filter(is_active=True).values_list("day", "is_working_day", "states")
    off, on = (
        _by_state((day, states) for day, works, states in rows if works is kind) for kind in (False, True)
    )
    return ExtraDays(off=off, on=on)


def _by_state(days: Iterable[tuple[date, list[str]]]) -> dict[str, frozenset[date]]:
    """Days by state; under the empty key those that count everywhere."""
    found: dict[str, set[date]] = {}
    for day, states in days:
        for state in states or [""]:
            found.setdefault(state, set()).add(day)
    return {state: frozenset(kept) for state, kept in found.items()}


memory: Remembered[ExtraDays] = Remembered(_read, otherwise=ExtraDays)
