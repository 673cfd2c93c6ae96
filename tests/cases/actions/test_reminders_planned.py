"""Settling plans what a journey is reminded of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from accounts.refusals import Refused, StaleEdit
from cases.actions import appointments, decision, journey, messages, records, specialists, steps, team, tick
from cases.actions.settle import settle
from cases.choices import Asker, Clock, DecisionPath, ItemState, PlaceKind, Stage, Status, TeamRole, Way
from cases.models import Case
from cases.reminder_kinds import SUBJECT, RemindOf
from notifications.actions import planning, telling
from notifications.actions import reminders as post_office
from notifications.choices import Audience, ReminderState
from notifications.models import Notice, Reminder, Rule
from notifications.planned import Calendar
from tests.cases.conftest import ANSWERS, NOON, TODAY, join
from tests.cases.test_any_journey import Told, script

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
MOST_QUERIES = 6
FUTURE = ("occasion", "kind", "rule", "audience", "details", "local_at", "zone", "due_at")


def waiting(case, kind=None):
    """The planned reminders of a journey, the next first."""
    rows = Reminder.objects.filter(
        subject=SUBJECT, subject_id=case.pk, owner=None, state=ReminderState.WAITING
    )
    return (rows.filter(kind=kind) if kind else rows).order_by("due_at", "pk")


def moments(case, kind):
    """When reminders of a kind are due, as clocks show it where they are read, and to whom."""
    return list(waiting(case, kind).values_list("local_at", "audience"))


def in_records(case, by):
    """The journey in the records stage, with an advocate's leave."""
    journey.advance(case, to=Stage.RECORDS, by=by, at=NOON, override="We begin with the records.")
    case.refresh_from_db()
    return case


def papers(case):
    """One document that the patient asks for."""
    return case.items.filter(clock=Clock.DOCUMENTS, is_at_home=False, need="required", asker=Asker.PATIENT)[0]


def a_doctor(case, by):
    return specialists.add(
        case, values={"name": "Dr. Feld", "place_kind": PlaceKind.ACADEMIC}, by=by, at=NOON
    )


def visit_in(case, by, days):
    return appointments.book(
        a_doctor(case, by),
        way=Way.IN_PERSON,
        starts_at=NOON + days * A_DAY,
        time_zone="America/Los_Angeles",
        expected_on=None,
        by=by,
        at=NOON,
    )


def test_a_new_journey_is_reminded_of_in_the_patients_and_the_leads_time(case):
    assert moments(case, RemindOf.REQUEST_IDLE)[0] == ("2026-11-30T09:00", Audience.PATIENT_SIDE)
    assert moments(case, RemindOf.INSURER_CALL) == [("2026-11-30T09:00", Audience.PATIENT_SIDE)]
    assert moments(case, RemindOf.UNASSIGNED)[0] == ("2026-11-24T09:00", Audience.LEAD)


def test_five_days_that_end_on_a_weekend_or_holiday_end_on_the_next_working_day(case):
    """Thanksgiving is on 26 November; the fifth day after the 23rd is a Saturday."""
    due = waiting(case, RemindOf.INSURER_CALL).get().due_at

    assert due == datetime(2026, 11, 30, 14, 0, tzinfo=UTC)


def test_an_advocate_is_reminded_in_their_own_time(case, maya, dana):
    maya.time_zone = "America/Los_Angeles"
    maya.save(update_fields=["time_zone"])
    team.assign(case, maya, instead_of=None, by=dana, at=NOON)

    assert set(waiting(case, RemindOf.UNTOUCHED).values_list("zone", "audience")) == {
        ("America/Los_Angeles", Audience.ADVOCATE),
        (django_settings.TIME_ZONE, Audience.LEAD),
    }
    assert not waiting(case, RemindOf.UNASSIGNED).exists()


def test_an_advocate_who_leaves_leaves_the_leads_a_reminder(carried, maya, ben, dana):
    """Ben, who helps, stays on the team; nobody carries the journey for all that."""
    team.add_helping_advocate(carried, ben, by=dana, at=NOON)
    later = NOON + 40 * A_DAY
    member = carried.members.get(user=maya)
    Case.objects.filter(pk=carried.pk).update(advocate=None)
    team.end_access(member, by=dana, at=later)

    assert waiting(carried, RemindOf.UNASSIGNED).first().due_at > later


def test_asking_plans_the_chase_and_the_limit_and_the_answer_ends_both(carried, rosa, maya):
    item = papers(in_records(carried, maya))
    records.ask(item, by=rosa, at=NOON)

    assert moments(carried, RemindOf.CHASE_DOCUMENTS) == [
        ("2026-11-30T09:00", Audience.PATIENT_SIDE),
        ("2026-12-07T09:00", Audience.PATIENT_SIDE),
        ("2026-12-14T09:00", Audience.PATIENT_SIDE),
    ]
    assert moments(carried, RemindOf.LIMIT_NEAR) == [("2026-12-18T09:00", Audience.PATIENT_SIDE)]
    assert moments(carried, RemindOf.LIMIT_PAST) == [
        ("2026-12-24T09:00", Audience.PATIENT_SIDE),
        ("2027-01-25T09:00", Audience.PATIENT_SIDE),
    ]

    records.receive(item, by=rosa, at=NOON)
    asked = (RemindOf.CHASE_DOCUMENTS, RemindOf.LIMIT_NEAR, RemindOf.LIMIT_PAST)
    assert not waiting(carried).filter(kind__in=asked).exists()


def test_a_time_critical_journey_is_reminded_in_a_third_of_the_time(carried, rosa, maya):
    item = papers(in_records(carried, maya))
    records.ask(item, by=rosa, at=NOON)

    journey.mark_time_critical(carried, is_critical=True, by=maya, at=NOON)

    assert moments(carried, RemindOf.CHASE_DOCUMENTS)[0][0] == "2026-11-25T09:00"
    assert moments(carried, RemindOf.LIMIT_NEAR)[0][0] == "2026-12-18T09:00"


def test_hurry_tells_nothing_again_that_was_told(carried, rosa, maya):
    """Asked 13 days ago, told on day 8; in a third of the time all three times lie before what was told."""
    item = papers(in_records(carried, maya))
    records.ask(item, by=rosa, at=NOON)
    later = NOON + 13 * A_DAY
    telling.tell_due(at=NOON + 8 * A_DAY)
    told = Notice.objects.filter(kind=RemindOf.CHASE_DOCUMENTS)
    assert told.count() == 1

    journey.mark_time_critical(carried, is_critical=True, by=maya, at=later)
    telling.tell_due(at=later)

    assert told.count() == 1
    assert not waiting(carried, RemindOf.CHASE_DOCUMENTS).exists()


def test_a_record_that_was_sent_back_is_reminded_of_until_it_is_asked_for(carried, rosa, maya):
    item = papers(in_records(carried, maya))
    records.receive(item, by=rosa, at=NOON)
    records.send_back(item, why="Two pages are missing.", by=maya, at=NOON)
    assert moments(carried, RemindOf.ITEM_AGAIN)[0] == ("2026-11-27T09:00", Audience.PATIENT_SIDE)

    records.ask(item, by=rosa, at=NOON)

    assert not waiting(carried, RemindOf.ITEM_AGAIN).exists()


def test_a_visit_is_reminded_of_in_the_patients_time_and_told_in_the_time_of_its_place(carried, rosa):
    visit_in(carried, rosa, 20)

    assert [
        moment for moment, to in moments(carried, RemindOf.VISIT_AHEAD) if to == Audience.PATIENT_SIDE
    ] == [
        "2026-11-27T09:00",
        "2026-12-04T09:00",
        "2026-12-11T09:00",
    ]
    assert moments(carried, RemindOf.VISIT_NEAR) == [
        ("2026-12-12T16:00", Audience.PATIENT_SIDE),
        ("2026-12-13T10:00", Audience.PATIENT_SIDE),
    ]
    assert waiting(carried, RemindOf.VISIT_NEAR)[0].details["time"] == "09:00"


def move_to(visit, days, by):
    visit.refresh_from_db()
    starts_at = NOON + days * A_DAY
    appointments.edit(visit, values={"starts_at": starts_at}, version=visit.version, by=by, at=NOON)


def told_of_visits():
    return Notice.objects.filter(kind=RemindOf.VISIT_AHEAD).count()


def test_a_visit_that_moves_is_reminded_of_anew_and_one_that_moves_back_not_twice(carried, rosa, maya):
    """Seven days before, today at nine, rosa and maya are told; ten days before, nobody is, and seven again."""
    visit = visit_in(carried, rosa, 7)
    telling.tell_due(at=NOON)
    assert told_of_visits() == 2

    move_to(visit, 10, maya)
    assert ("2026-11-25T09:00", Audience.PATIENT_SIDE) in moments(carried, RemindOf.VISIT_AHEAD)
    move_to(visit, 7, maya)
    telling.tell_due(at=NOON)

    assert told_of_visits() == 2
    assert [moment for moment, _to in moments(carried, RemindOf.VISIT_AHEAD)] == ["2026-11-27T09:00"]


def test_a_visit_that_has_begun_is_not_reminded_of_even_after_a_silence(carried, rosa):
    visit_in(carried, rosa, 2)
    later = NOON + 2 * A_DAY + timedelta(hours=1)

    tick.settle_passed(at=later)

    assert not waiting(carried, RemindOf.VISIT_NEAR).exists()


def test_the_doctors_date_is_told_of_a_week_and_a_day_before_and_when_it_has_passed(carried, rosa):
    steps.answer_safe_to_wait(carried, until=date(2026, 12, 16), by=rosa, at=NOON)

    assert moments(carried, RemindOf.SAFE_DATE) == [
        ("2026-12-09T09:00", Audience.PATIENT_SIDE),
        ("2026-12-09T09:00", Audience.ADVOCATE),
    ]
    assert sorted(moments(carried, RemindOf.SAFE_DATE_NEAR)) == [
        ("2026-12-15T09:00", Audience.ADVOCATE),
        ("2026-12-15T09:00", Audience.PATIENT_SIDE),
        ("2026-12-17T09:00", Audience.ADVOCATE),
        ("2026-12-17T09:00", Audience.LEAD),
        ("2026-12-17T09:00", Audience.PATIENT_SIDE),
    ]


def test_a_decision_ends_the_dates_and_begins_the_telling(carried, rosa, maya):
    steps.answer_safe_to_wait(carried, until=date(2026, 12, 16), by=rosa, at=NOON)
    for stage in list(Stage)[1:]:
        journey.advance(carried, to=stage, by=maya, at=NOON, override="All is known.")
    decision.decide(carried, path=DecisionPath.WAIT, words="I wait.", decided_on=TODAY, by=rosa, at=NOON)

    assert not waiting(carried).filter(kind__in=[RemindOf.SAFE_DATE, RemindOf.SAFE_DATE_NEAR]).exists()
    assert moments(carried, RemindOf.DECISION_NOT_TOLD)[0] == ("2026-11-27T09:00", Audience.PATIENT_SIDE)


def test_a_message_waits_a_working_day_and_reaches_the_leads_the_second_time(carried, rosa, maya):
    messages.send(carried, body="Can I eat?", from_patient_side=True, by=rosa, at=NOON)

    assert sorted(moments(carried, RemindOf.MESSAGE_UNANSWERED)) == [
        ("2026-11-24T09:00", Audience.ADVOCATE),
        ("2026-11-25T09:00", Audience.ADVOCATE),
        ("2026-11-25T09:00", Audience.LEAD),
        ("2026-11-27T09:00", Audience.ADVOCATE),
        ("2026-11-27T09:00", Audience.LEAD),
    ]

    messages.send(carried, body="Yes.", from_patient_side=False, by=maya, at=NOON)
    assert not waiting(carried, RemindOf.MESSAGE_UNANSWERED).exists()


@pytest.mark.parametrize("ended", [Status.ON_HOLD, Status.WITHDRAWN])
def test_a_journey_that_rests_or_ends_is_reminded_of_nothing_and_goes_on_with_everything(
    carried, maya, ended
):
    settle(carried, at=NOON)
    before = list(waiting(carried).values_list("kind", "due_at"))
    if ended == Status.ON_HOLD:
        journey.hold(carried, until=TODAY + 30 * A_DAY, why="", by=maya, at=NOON)
    else:
        journey.withdraw(carried, why="", by=maya, at=NOON)
    assert not waiting(carried).exists()

    carried.refresh_from_db()
    again = journey.resume if ended == Status.ON_HOLD else journey.reopen
    again(carried, by=maya, at=NOON)
    assert list(waiting(carried).values_list("kind", "due_at")) == before


def test_what_was_told_is_read_in_words_by_those_whom_it_concerns(carried, rosa, maya):
    item = papers(in_records(carried, maya))
    records.ask(item, by=rosa, at=NOON)

    telling.tell_due(at=datetime(2026, 11, 30, 14, 0, tzinfo=UTC))

    notice = Notice.objects.get(kind=RemindOf.CHASE_DOCUMENTS)
    assert (notice.user, notice.title) == (rosa, f"No answer yet: {item.name}")
    assert notice.body.startswith("You asked for it on Monday 23 November. Please ask again.")


def test_words_of_a_day_follow_the_language_of_the_reader(carried, rosa, maya):
    rosa.language = "es"
    rosa.save(update_fields=["language"])
    item = papers(in_records(carried, maya))
    records.ask(item, by=rosa, at=NOON)

    telling.tell_due(at=datetime(2026, 11, 30, 14, 0, tzinfo=UTC))

    assert "Lo pidió el lunes 23 de noviembre." in Notice.objects.get(kind=RemindOf.CHASE_DOCUMENTS).body


def test_a_rule_that_is_switched_off_plans_nothing(carried):
    Rule.objects.update(is_active=False)

    settle(carried, at=NOON)

    assert not waiting(carried).exists()


# However much there is


def planning_queries(case, at=NOON):
    """How many queries settling spends on reminders."""
    with CaptureQueriesContext(connection) as captured:
        settle(case, at=at)
    ours = [q["sql"] for q in captured if '"notifications_' in q["sql"]]
    return len(ours)


@pytest.mark.parametrize("count", [1, 30])
def test_planning_takes_six_queries_at_most_however_many_reminders_there_are(carried, rosa, maya, count):
    in_records(carried, maya)
    for number in range(count):
        item = records.add_item(carried, name=f"Record {number}", by=rosa, at=NOON)
        records.ask(item, by=rosa, at=NOON)
    Reminder.objects.all().delete()

    assert planning_queries(carried) <= MOST_QUERIES
    assert waiting(carried).count() >= 6 * count
    assert planning_queries(carried) <= 2
    carried.items.filter(name__startswith="Record").update(
        last_asked_on=TODAY - 3 * A_DAY, limit_on=TODAY + 20 * A_DAY
    )
    assert planning_queries(carried) <= MOST_QUERIES
    carried.items.filter(name__startswith="Record").update(state=ItemState.NOT_APPLICABLE)
    assert planning_queries(carried) <= MOST_QUERIES


# Whatever happens


def snapshot(case):
    return list(Reminder.objects.filter(subject_id=case.pk).order_by("pk").values())


def from_scratch(case, at):
    """What would be planned if nothing had ever been, put back afterwards."""
    with transaction.atomic():
        Reminder.objects.all().delete()
        settle(case, at=at)
        found = set(future(case))
        transaction.set_rollback(True)
    return found


def future(case):
    return [(row["occasion"], row["local_at"], row["due_at"]) for row in waiting(case).values(*FUTURE)]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # each example rolls back
@given(script=script)
def test_whatever_happens_reminders_follow_from_the_facts_alone(starter_content, script):
    with transaction.atomic():
        told = Told()
        for action, by_patient, number, hours in script:
            told.at += timedelta(hours=hours)
            tick.settle_passed(at=told.at)
            telling.tell_due(at=told.at)
            try:
                with transaction.atomic():
                    action(told, told.patient if by_patient else told.advocate, number)
            except (Refused, StaleEdit):
                continue
            check(told.case, told.at)
        transaction.set_rollback(True)


def check(case, at):
    """Settling twice changes nothing; what waits is what would be planned from scratch; at rest nothing waits."""
    case.refresh_from_db()
    settle(case, at=at)
    before = snapshot(case)
    settle(case, at=at)
    assert snapshot(case) == before
    assert case.status == Status.LIVE or not waiting(case).exists()
    ahead = {row for row in future(case) if row[2] > at}
    told = set(Reminder.objects.exclude(state=ReminderState.WAITING).values_list("occasion", flat=True))
    scratch = {row for row in from_scratch(case, at) if row[2] > at and row[0] not in told}
    assert ahead == scratch


def test_a_comparison_that_stalls_for_three_weeks_is_passed_on_to_the_leads(carried, maya):
    for stage in (Stage.RECORDS, Stage.APPOINTMENT, Stage.COMPARE):
        journey.advance(carried, to=stage, by=maya, at=NOON, override="We begin.")
        carried.refresh_from_db()

    assert moments(carried, RemindOf.COMPARISON_IDLE) == [
        ("2026-11-30T09:00", Audience.ADVOCATE),
        ("2026-12-07T09:00", Audience.ADVOCATE),
        ("2026-12-14T09:00", Audience.ADVOCATE),
        ("2026-12-14T09:00", Audience.LEAD),
    ]


def test_two_weeks_without_a_decision_or_a_day_for_it_are_spoken_of(carried, maya):
    for stage in (Stage.RECORDS, Stage.APPOINTMENT, Stage.COMPARE, Stage.DECIDE):
        journey.advance(carried, to=stage, by=maya, at=NOON, override="We begin.")
        carried.refresh_from_db()

    assert sorted(moments(carried, RemindOf.UNDECIDED)[:2]) == [
        ("2026-12-07T09:00", Audience.ADVOCATE),
        ("2026-12-07T09:00", Audience.PATIENT_SIDE),
    ]


# What people set for themselves


def test_a_persons_own_reminder_outlives_settling(carried, maya):
    values = {
        "words": "Call Mercy",
        "on": TODAY + A_DAY,
        "clock": datetime(2026, 1, 1, 10, tzinfo=UTC).time(),
    }
    own = post_office.set_own(SUBJECT, carried.pk, **values, by=maya, at=NOON, once="d0c1")

    settle(carried, at=NOON)
    planning.plan(SUBJECT, carried.pk, (), a_calendar(), at=NOON)

    own.refresh_from_db()
    assert own.state == ReminderState.WAITING


def a_calendar():
    return Calendar(zones={Audience.PATIENT_SIDE: ANSWERS["time_zone"]}, shift=lambda day, _days: day)


def test_someone_who_lost_access_hears_nothing_of_their_own_reminder(carried, luis, rosa):
    member = join(carried, luis, TeamRole.CAREGIVER)
    values = {
        "words": "Call Mercy",
        "on": TODAY + A_DAY,
        "clock": datetime(2026, 1, 1, 10, tzinfo=UTC).time(),
    }
    post_office.set_own(SUBJECT, carried.pk, **values, by=luis, at=NOON, once="d0c1")
    team.end_access(member, by=rosa, at=NOON)

    telling.tell_due(at=NOON + 2 * A_DAY)

    assert not Notice.objects.filter(kind=RemindOf.OWN).exists()
