from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import deadlines
from cases.deadlines import Wait

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1))


def test_a_weekend_is_not_worked_through():
    assert deadlines.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)


def test_thanksgiving_does_not_count():
    assert deadlines.add_working_days(date(2026, 11, 25), 1, "NY") == date(2026, 11, 27)


def test_a_state_has_its_own_holidays():
    day_after_thanksgiving = date(2026, 11, 27)
    assert day_after_thanksgiving in deadlines.public_holidays("CA", 2026)
    assert day_after_thanksgiving not in deadlines.public_holidays("NY", 2026)


@given(DAYS, st.integers(min_value=1, max_value=60), st.sampled_from(["", "NY", "CA", "TX"]))
def test_working_days_end_on_a_working_day(start, days, state):
    end = deadlines.add_working_days(start, days, state)
    assert deadlines.is_working_day(end, deadlines.public_holidays(state, end.year))


@given(DAYS, st.integers(min_value=0, max_value=60))
def test_one_more_working_day_is_later(start, days):
    assert deadlines.add_working_days(start, days + 1) > deadlines.add_working_days(start, days)


@pytest.mark.parametrize(("days", "expected"), [(1, 1), (2, 1), (7, 2), (14, 4), (30, 10)])
def test_a_time_critical_journey_waits_a_third_as_long_and_at_least_a_day(days, expected):
    assert deadlines.quickened(days, time_critical=True) == expected


def test_other_journeys_wait_the_whole_time():
    assert deadlines.quickened(7, time_critical=False) == 7


def test_a_holder_has_thirty_days():
    assert deadlines.records_limit(date(2026, 11, 12), None) == date(2026, 12, 12)


def test_a_states_shorter_clock_wins():
    assert deadlines.records_limit(date(2026, 11, 12), Wait(15), state="CA") == date(2026, 11, 27)


def test_a_states_longer_clock_does_not():
    assert deadlines.records_limit(date(2026, 11, 12), Wait(60)) == date(2026, 12, 12)


def test_days_that_people_declared_off_or_on_count_where_they_said(monkeypatch):
    thursday, friday = date(2026, 11, 26), date(2026, 11, 27)
    declared = deadlines.ExtraDays(off={"NY": frozenset({friday})}, on={"": frozenset({thursday})})
    monkeypatch.setattr(deadlines, "_sources", deadlines._Sources(lambda: declared))

    assert deadlines.add_working_days(date(2026, 11, 25), 1, "NY") == thursday
    assert deadlines.add_working_days(date(2026, 11, 25), 2, "NY") == date(2026, 11, 30)
    assert deadlines.add_working_days(date(2026, 11, 25), 2, "OH") == friday


THANKSGIVING = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("day", "days", "found"),
    [
        (THANKSGIVING, 0, date(2026, 11, 27)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (THANKSGIVING, 1, date(2026, 11, 27)),
        (date(2026, 11, 25), 2, date(2026, 11, 30)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),
        (date(2026, 11, 27), -1, date(2026, 11, 25)),
    ],
)
def test_a_day_is_shifted_by_working_days_either_way_and_by_none_off_a_day_off(day, days, found):
    assert deadlines.shifted(day, days, "NY") == found
