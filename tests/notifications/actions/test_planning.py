"""Planning by difference: what stands is left alone, what has gone out is never told twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.actions import reminders, telling
from notifications.choices import Audience, ReminderState, Side, Unit
from notifications.models import Letter, Notice, Reminder, Rule
from tests.notifications.conftest import MONDAY, TODAY, anchor, calendar, plan, rule, somebody

pytestmark = pytest.mark.django_db


def waiting():
    rows = Reminder.objects.filter(state=ReminderState.WAITING).order_by("due_at", "pk")
    return [row.local_at for row in rows]


def test_a_rule_plans_at_its_hour_in_the_zone_of_those_who_get_it(garden):
    rule(offset=7, time_of_day=time(9))

    plan(anchor(on=TODAY), zones=calendar("America/Los_Angeles"))

    row = Reminder.objects.get()
    assert row.local_at == "2026-11-30T09:00"
    assert row.due_at == datetime(2026, 11, 30, 17, 0, tzinfo=UTC)


def test_a_routine_reminder_that_follows_up_waits_for_the_next_working_day(garden):
    rule(offset=5)

    plan(anchor(on=TODAY))

    assert waiting() == ["2026-11-30T09:00"]


def test_a_routine_reminder_that_prepares_comes_on_the_working_day_before(garden):
    rule(offset=2, side=Side.BEFORE)

    plan(anchor(on=date(2026, 12, 8)))
    plan(anchor(on=date(2026, 12, 7)), subject_id=2)

    assert waiting() == ["2026-12-04T09:00", "2026-12-04T09:00"]


def test_an_urgent_reminder_comes_on_a_sunday_too(garden):
    rule("frost", offset=1, side=Side.BEFORE)

    plan(anchor(kind="frost", on=date(2026, 11, 30)))

    assert waiting() == ["2026-11-29T09:00"]


def test_hours_before_a_moment_are_hours_whatever_the_clocks_do(garden):
    rule("frost", offset=2, unit=Unit.HOURS, side=Side.BEFORE)
    moment = datetime(2027, 3, 14, 7, 30, tzinfo=UTC)  # half past three, half an hour after the change

    plan(anchor(kind="frost", on=date(2027, 3, 14), instant=moment))

    row = Reminder.objects.get()
    assert row.due_at == moment - timedelta(hours=2)
    assert row.local_at == "2027-03-14T00:30"


def test_working_days_are_counted_by_the_calendar_of_the_subject(garden):
    rule(offset=3, unit=Unit.WORKING_DAYS)

    plan(anchor(on=date(2026, 11, 26)))

    assert waiting() == ["2026-12-01T09:00"]


def test_repeats_come_so_many_times_again_and_the_leads_join_from_the_second_on(garden):
    rule(offset=7, repeat_every=7, repeats=2, escalate_after=2)

    plan(anchor())

    rows = Reminder.objects.order_by("due_at", "audience").values_list("local_at", "audience")
    assert list(rows) == [
        ("2026-11-30T09:00", Audience.PATIENT_SIDE),
        ("2026-12-07T09:00", Audience.LEAD),
        ("2026-12-07T09:00", Audience.PATIENT_SIDE),
        ("2026-12-14T09:00", Audience.LEAD),
        ("2026-12-14T09:00", Audience.PATIENT_SIDE),
    ]


def test_nothing_is_planned_after_the_last_day_on_which_it_makes_sense(garden):
    rule(offset=7, repeat_every=7, repeats=5)

    plan(anchor(until=date(2026, 12, 8)))

    assert waiting() == ["2026-11-30T09:00", "2026-12-07T09:00"]


def test_what_no_longer_follows_is_gone(garden):
    rule()
    plan(anchor("bed-1"), anchor("bed-2"))

    plan(anchor("bed-2"))

    assert Reminder.objects.count() == 1


def test_planning_twice_changes_nothing(garden):
    rule(repeat_every=3, repeats=3)
    plan(anchor("bed-1"), anchor("bed-2"))
    before = list(Reminder.objects.order_by("pk").values())

    with CaptureQueriesContext(connection) as asked:
        plan(anchor("bed-1"), anchor("bed-2"), at=MONDAY + timedelta(hours=1))

    assert list(Reminder.objects.order_by("pk").values()) == before
    assert len(asked) == 2


def test_a_moment_that_moves_is_reminded_of_anew_and_one_that_moves_back_not_twice(garden, sink, ann):
    garden.people[1] = [ann]
    rule(offset=7, side=Side.BEFORE)
    plan(anchor(on=date(2026, 12, 2)))
    telling.tell_due(at=datetime(2026, 11, 25, 14, 0, tzinfo=UTC))
    assert Notice.objects.count() == 1

    at = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    plan(anchor(on=date(2026, 12, 9)), at=at)
    assert waiting() == ["2026-12-02T09:00"]
    plan(anchor(on=date(2026, 12, 2)), at=at)

    assert waiting() == []
    assert telling.tell_due(at=at + timedelta(hours=1)) == 0
    assert Notice.objects.count() == 1
    assert Reminder.objects.get().over_at is None


def test_a_rule_that_changes_moves_what_waits_and_repeats_nothing_that_went_out(garden, sink, ann):
    garden.people[1] = [ann]
    ours = rule(offset=1)
    plan(anchor("bed-1"))
    telling.tell_due(at=datetime(2026, 11, 24, 14, 0, tzinfo=UTC))
    plan(anchor("bed-1"), anchor("bed-2", on=date(2026, 11, 24)), at=datetime(2026, 11, 24, 15, tzinfo=UTC))

    ours.offset, ours.time_of_day = 3, time(11)
    ours.save()
    plan(anchor("bed-1"), anchor("bed-2", on=date(2026, 11, 24)), at=datetime(2026, 11, 24, 16, tzinfo=UTC))

    assert waiting() == ["2026-11-27T11:00"]
    assert Reminder.objects.count() == 2


def test_a_rule_that_is_off_plans_nothing(garden):
    ours = rule()
    plan(anchor())
    ours.is_active = False
    ours.save()

    plan(anchor())

    assert waiting() == []


def test_what_was_put_off_keeps_its_day_and_what_was_skipped_stays_away(garden, ann):
    rule(offset=7)
    plan(anchor("bed-1"), anchor("bed-2"))
    first, second = Reminder.objects.order_by("pk")
    reminders.put_off(first, to=date(2026, 12, 9), by=ann, at=MONDAY)
    reminders.skip(second, by=ann, at=MONDAY)

    plan(anchor("bed-1"), anchor("bed-2"))

    assert waiting() == ["2026-12-09T09:00"]


def test_ones_own_reminders_are_left_alone(garden, ann):
    reminders.set_own(
        "garden",
        1,
        words="Buy seeds",
        on=date(2026, 11, 26),
        clock=time(8, 30),
        by=ann,
        at=MONDAY,
        once="6f0d1b52-6f4f-4e59-9f0e-1c1e6f1d9a11",
    )

    plan()

    assert waiting() == ["2026-11-26T08:30"]


def test_what_prepares_is_not_planned_long_after_its_time_and_shortly_after_is(garden):
    rule(offset=7, side=Side.BEFORE)

    plan(anchor("old", on=date(2026, 11, 27)), anchor("new", on=date(2026, 11, 30)))

    assert waiting() == ["2026-11-23T09:00"]


def test_what_follows_up_a_fact_that_is_entered_late_is_told_once_however_late(garden):
    made, on = rule(offset=7, repeat_every=7, repeats=2, escalate_after=2), TODAY - timedelta(days=60)

    plan(anchor(on=on))

    rows = Reminder.objects.filter(due_at__lt=MONDAY).values_list("occasion", flat=True)
    assert set(rows) == {f"{made.pk}:bed-1:{on}:2", f"{made.pk}:bed-1:{on}:2:lead"}
    assert Reminder.objects.count() == 2


def test_what_follows_up_is_not_planned_after_the_last_day_on_which_it_makes_sense(garden):
    rule(offset=7)

    plan(anchor(on=TODAY - timedelta(days=60), until=TODAY - timedelta(days=50)))

    assert waiting() == []


def test_what_passed_while_there_was_nothing_to_do_is_told_once_when_there_is_again(garden, sink, ann):
    garden.people[1] = [ann]
    rule(offset=1, repeat_every=7, repeats=2)
    plan(anchor())
    telling.tell_due(at=MONDAY + timedelta(days=1))
    plan(at=MONDAY + timedelta(days=2))
    assert waiting() == []

    at = MONDAY + timedelta(days=40)
    plan(anchor(), at=at)

    assert waiting() == ["2026-12-08T09:00"]
    assert [telling.tell_due(at=at) for _sweep in range(2)] == [1, 0]
    plan(anchor(), at=at)
    assert waiting() == []


def test_a_rule_that_is_switched_on_tells_of_each_thing_once_in_one_letter(garden, sink, ann):
    garden.people[1] = [ann]
    beds = [anchor(f"bed-{number}", on=TODAY - timedelta(days=40)) for number in range(5)]
    plan(*beds)
    rule(offset=7, repeat_every=7, repeats=3)

    plan(*beds)
    telling.tell_due(at=MONDAY)

    assert Notice.objects.count() == 5
    assert Letter.objects.count() == 1


def test_an_earlier_time_that_passes_after_a_later_one_was_told_is_not_told(garden, sink, ann):
    garden.people[1] = [ann]
    rule(offset=9, repeat_every=9, repeats=2)
    at = MONDAY + timedelta(days=16)
    plan(anchor(is_critical=True), at=at)
    assert telling.tell_due(at=at) == 1

    plan(anchor(), at=at)

    assert waiting() == ["2026-12-11T09:00"]


@pytest.mark.parametrize("number", [1, 30])
def test_planning_costs_at_most_six_queries_however_many_there_are(garden, number):
    rule(offset=7, repeat_every=7, repeats=3)
    rule(offset=1, repeat_every=1, repeats=3)
    plan(*[anchor(f"bed-{n}") for n in range(number)], *[anchor(f"old-{n}") for n in range(number)])

    with CaptureQueriesContext(connection) as asked:
        plan(
            *[anchor(f"bed-{n}", on=TODAY + timedelta(days=1)) for n in range(number)],
            *[anchor(f"new-{n}") for n in range(number)],
            zones=calendar("America/Chicago"),
        )

    assert len(asked) <= 6


def test_what_changed_is_written_as_rows_however_many_there_are(garden):
    rule(offset=7, repeat_every=7, repeats=3)
    beds = [anchor(f"bed-{number}") for number in range(30)]
    plan(*beds)

    with CaptureQueriesContext(connection) as asked:
        plan(*beds, zones=calendar("America/Chicago"))

    assert set(Reminder.objects.values_list("zone", flat=True)) == {"America/Chicago"}
    assert len(asked) <= 4
    assert not any("CASE WHEN" in query["sql"] for query in asked)


def test_what_changed_leaves_the_rest_of_each_reminder_as_it_was(garden, sink, ann):
    garden.people[1] = [ann]
    rule(offset=1)
    beds = [anchor(f"bed-{number}") for number in range(4)]
    plan(*beds)
    waits, skipped, put_off, told = Reminder.objects.order_by("pk")
    reminders.skip(skipped, by=ann, at=MONDAY)
    reminders.put_off(put_off, to=date(2026, 12, 9), by=ann, at=MONDAY)
    reminders.send_now(told, by=ann, at=MONDAY)
    before = {row["id"]: row for row in Reminder.objects.values()}

    plan(*[replace(bed, details={"plant": "lily"}) for bed in beds[:3]], zones=calendar("America/Chicago"))

    after = {row["id"]: row for row in Reminder.objects.values()}
    lily, noon = {"plant": "lily"}, datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert after == {
        waits.pk: {**before[waits.pk], "details": lily, "zone": "America/Chicago", "due_at": noon},
        skipped.pk: before[skipped.pk],
        put_off.pk: {**before[put_off.pk], "details": lily},
        told.pk: {**before[told.pk], "over_at": MONDAY},
    }


ANCHORS = st.lists(
    st.tuples(st.integers(1, 4), st.dates(TODAY - timedelta(days=5), TODAY + timedelta(days=60))), max_size=5
)


@settings(max_examples=40)
@given(st.lists(ANCHORS, min_size=1, max_size=5))
def test_planning_from_scratch_gives_the_same_future(history):
    Reminder.objects.all().delete()
    rule_of_the_run()
    for found in history:
        plan(*[anchor(f"bed-{key}", on=on) for key, on in dict(found).items()])
    by_steps = future()
    Reminder.objects.all().delete()
    plan(*[anchor(f"bed-{key}", on=on) for key, on in dict(history[-1]).items()])

    assert future() == by_steps


@pytest.fixture(autouse=True)
def _gardens(garden):
    """Kinds are known in every test here, the property too."""


def rule_of_the_run():
    if not Rule.objects.exists():
        rule(offset=3, repeat_every=4, repeats=2)
        rule(offset=2, side=Side.BEFORE)


def future():
    return sorted(Reminder.objects.values_list("occasion", "local_at", "due_at"))


def test_two_people_in_two_zones_have_times_of_their_own(garden):
    rule(offset=7, repeat_every=7, repeats=1, escalate_after=1)

    plan(anchor(), zones=calendar("America/New_York", lead="America/Denver"))

    zones = set(Reminder.objects.values_list("audience", "zone"))
    assert zones == {(Audience.PATIENT_SIDE, "America/New_York"), (Audience.LEAD, "America/Denver")}


def test_those_who_are_told_of_a_reminder_are_told_once(garden, sink):
    garden.people[1] = [somebody("ben"), somebody("cleo")]
    rule(offset=0)
    plan(anchor(on=TODAY))

    later = MONDAY + timedelta(minutes=1)
    assert telling.tell_due(at=later) == 1
    assert telling.tell_due(at=later) == 0
    assert Notice.objects.count() == 2
