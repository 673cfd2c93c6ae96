"""A rule on a made-up journey: when it would go out."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from notifications import examples
from notifications.planned import RuleFact

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
ZONE = ZoneInfo("America/New_York")


def example(**values):
    asked = {"offset": 1, "unit": "days", "side": "after", "time_of_day": time(9), "audience": "patient_side"}
    return examples.of(RuleFact(id=0, key="new", kind="late", **asked | values), today=FRIDAY, zone=ZONE)


def times(**values):
    return [one.local_at for one in example(**values).occasions]


def test_a_rule_that_follows_up_counts_from_today():
    assert example().moment == datetime(2026, 11, 27, 10, tzinfo=ZONE)
    assert times(unit="working_days", offset=2) == [datetime.combine(date(2026, 12, 1), time(9))]


def test_a_rule_that_comes_before_has_its_moment_ahead_of_today():
    for unit in ("hours", "days", "working_days"):
        for offset in (1, 14, 300):
            assert all(when.date() >= FRIDAY for when in times(side="before", unit=unit, offset=offset))


def test_repeats_and_leads_are_among_the_times():
    found = example(repeats=1, repeat_every=7, escalate_after=2).occasions

    assert [one.audience for one in found] == ["patient_side", "lead", "patient_side"]


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (FRIDAY, 1, date(2026, 11, 30)),
        (FRIDAY, 0, FRIDAY),
        (SATURDAY, 0, date(2026, 11, 30)),
        (SATURDAY, -1, FRIDAY),
        (date(2026, 11, 30), -1, FRIDAY),
        (FRIDAY, 5, date(2026, 12, 4)),
    ],
)
def test_weekdays_are_counted_over_weekends(day, count, found):
    assert examples.weekdays(day, count) == found
