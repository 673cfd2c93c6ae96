"""Which occasions follow from anchors and rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.choices import Audience, Side, Unit
from notifications.planned import Anchor, Calendar, RuleFact, occasions, superseded
from tests.notifications.conftest import NEW_YORK, TODAY, working_days

CALENDAR = Calendar(zones={Audience.PATIENT_SIDE: NEW_YORK}, shift=working_days)
RULE = RuleFact(
    id=1,
    key="water",
    kind="water",
    offset=7,
    unit=Unit.DAYS,
    side=Side.AFTER,
    time_of_day=time(9),
    audience=Audience.PATIENT_SIDE,
)
ANCHOR = Anchor("water", "bed-1", TODAY)
CRITICAL = replace(ANCHOR, is_critical=True)
FRIDAY = date(2026, 11, 27)


def days(anchor, **changes):
    """The days on which a rule reminds, as its readers' clocks show them."""
    return [one.local_at.date() for one in occasions([anchor], [replace(RULE, **changes)], CALENDAR)]


def audiences(anchor, *rules):
    return [one.audience for one in occasions([anchor], rules, CALENDAR)]


def test_what_follows_up_comes_in_a_third_of_the_time_where_it_is_critical():
    assert days(ANCHOR, offset=9) == [date(2026, 12, 2)]
    assert days(CRITICAL, offset=9) == [date(2026, 11, 26)]
    assert days(CRITICAL, offset=6, unit=Unit.WORKING_DAYS) == [date(2026, 11, 25)]


def test_a_third_is_at_least_a_day_and_none_stays_none():
    assert days(CRITICAL, offset=1) == [date(2026, 11, 24)]
    assert days(CRITICAL, offset=2) == [date(2026, 11, 24)]
    assert days(CRITICAL, offset=0) == [TODAY]


def test_repetitions_come_sooner_too():
    assert days(CRITICAL, offset=3, repeat_every=6, repeats=1) == [date(2026, 11, 24), date(2026, 11, 26)]


def test_what_prepares_is_not_hurried():
    before = {"offset": 9, "side": Side.BEFORE}

    assert days(CRITICAL, **before) == days(ANCHOR, **before) == [date(2026, 11, 13)]


def test_whoevers_turn_it_is_not_hears_nothing_but_the_leads_do():
    theirs = replace(ANCHOR, audience=Audience.ADVOCATE)
    rules = [replace(RULE, id=n, audience=to) for n, to in enumerate(Audience)]

    assert audiences(theirs, *rules) == [Audience.ADVOCATE, Audience.LEAD]
    assert audiences(ANCHOR, *rules) == list(Audience)


def test_repetitions_over_a_weekend_do_not_fall_on_one_day():
    """The first on Friday, the second on Saturday, which is Monday; the third a day after that."""
    found = days(replace(ANCHOR, on=FRIDAY), offset=0, repeat_every=1, repeats=2)

    assert found == [FRIDAY, date(2026, 11, 30), date(2026, 12, 1)]


def test_preparing_more_than_once_never_reminds_twice_on_a_day():
    found = days(replace(ANCHOR, on=date(2026, 12, 2)), offset=5, side=Side.BEFORE, repeat_every=1, repeats=4)

    assert found == [FRIDAY, date(2026, 11, 30), date(2026, 12, 1)]


def test_hours_are_hours_and_repeat_by_days():
    start = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
    anchor = Anchor("water", "bed-1", start.date(), instant=start, is_critical=True)
    hours = replace(RULE, offset=2, unit=Unit.HOURS, side=Side.BEFORE, repeat_every=1, repeats=1)

    assert [one.due_at for one in occasions([anchor], [hours], CALENDAR)] == [
        start - timedelta(hours=2),
        start + timedelta(hours=22),
    ]


def test_of_several_times_that_have_passed_the_last_alone_is_not_superseded():
    daily = replace(RULE, offset=1, repeat_every=1, repeats=3, escalate_after=2)
    found = occasions([replace(ANCHOR, audience="")], [daily], CALENDAR)
    at = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)

    assert superseded(found, at=at) == {
        "1:bed-1:2026-11-23:0",
        "1:bed-1:2026-11-23:1",
        "1:bed-1:2026-11-23:1:lead",
    }
    assert superseded(found, at=at - timedelta(days=2)) == set()


rules_in_days = st.fixed_dictionaries(
    {
        "offset": st.integers(0, 40),
        "repeat_every": st.integers(1, 20),
        "repeats": st.integers(0, 12),
        "unit": st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]),
        "side": st.sampled_from(Side),
    }
)


@given(on=st.dates(date(2026, 1, 1), date(2028, 1, 1)), rule=rules_in_days, is_critical=st.booleans())
def test_one_rule_reminds_one_audience_of_one_thing_at_most_once_a_day(on, rule, is_critical):
    found = days(replace(ANCHOR, on=on, is_critical=is_critical), **rule)

    assert found == sorted(set(found))
    assert all(day == working_days(day, 0) for day in found)
