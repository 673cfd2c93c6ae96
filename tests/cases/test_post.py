"""What the post office is told of journeys: who, where to, and which dates."""

from datetime import date, timedelta

import pytest
from django.urls import resolve

from cases.actions import appointments, decision, journey, messages, specialists, steps
from cases.choices import Access, DecisionPath, PlaceKind, Stage, TeamRole, Way
from cases.models import TeamMember
from cases.post import JourneySubject
from cases.reminder_kinds import KINDS, SUBJECT, RemindOf
from notifications import kinds, subjects
from notifications.actions import reminders
from notifications.choices import Audience
from notifications.models import Notice, Reminder
from tests.cases.conftest import ANSWERS, NOON, TODAY, join

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JOURNEYS = JourneySubject()


def to(case, audience):
    return {user.name for user in JOURNEYS.recipients(case.pk, audience)}


def write(case, by, *, from_patient_side, at=NOON):
    messages.send(case, body="A word.", from_patient_side=from_patient_side, by=by, at=at)


def book(case, by, days=7):
    doctor = specialists.add(
        case, values={"name": "Dr. Feld", "place_kind": PlaceKind.ACADEMIC}, by=by, at=NOON
    )
    return appointments.book(
        doctor,
        way=Way.VIDEO,
        starts_at=NOON + days * A_DAY,
        time_zone="America/New_York",
        expected_on=None,
        by=by,
        at=NOON,
    )


def own(case, by):
    values = {"words": "Call Mercy", "on": TODAY + A_DAY, "clock": NOON.time()}
    return reminders.set_own(SUBJECT, case.pk, **values, by=by, at=NOON, once="6f1d")


def titles(user):
    return [entry.title for entry in JOURNEYS.calendar(user, at=NOON)]


def test_the_post_office_knows_journeys_and_their_kinds():
    assert isinstance(subjects.get(SUBJECT), JourneySubject)
    assert [kinds.get(kind.key) for kind in KINDS] == list(KINDS)


# Who is told


def test_the_patient_side_are_those_who_may_act(carried, luis):
    member = join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    assert to(carried, Audience.PATIENT_SIDE) == {"Rosa Ortega"}

    TeamMember.objects.filter(pk=member.pk).update(access=Access.DO)
    assert to(carried, Audience.PATIENT_SIDE) == {"Rosa Ortega", "Luis Ortega"}

    TeamMember.objects.filter(pk=member.pk).update(ends_at=NOON - 500 * A_DAY)
    assert to(carried, Audience.PATIENT_SIDE) == {"Rosa Ortega"}


def test_a_closed_account_is_told_nothing(carried, rosa, maya, dana):
    for user in (rosa, maya, dana):
        user.is_active = False
        user.save(update_fields=["is_active"])

    for audience in (Audience.PATIENT_SIDE, Audience.ADVOCATE, Audience.LEAD):
        assert to(carried, audience) == set()


def test_the_advocate_is_whoever_carries_it_and_still_may(carried, maya, ben):
    TeamMember.objects.create(
        case=carried, user=ben, role=TeamRole.ADVOCATE, started_at=NOON, granted_by=maya
    )
    assert to(carried, Audience.ADVOCATE) == {"Maya Chen"}

    maya.groups.clear()
    assert to(carried, Audience.ADVOCATE) == set()


def test_an_advocate_whose_place_ended_is_told_nothing(carried, maya):
    TeamMember.objects.filter(user=maya).update(ended_at=NOON, ended_by=maya)

    assert to(carried, Audience.ADVOCATE) == set()


def test_the_leads_are_all_leads(case, dana, ed):
    assert to(case, Audience.LEAD) == {"Dana Reyes"}


def test_nobody_belongs_to_an_audience_that_journeys_do_not_have(carried):
    assert to(carried, Audience.REVIEWERS) == set()


def test_people_reach_what_the_door_lets_them_reach(carried, rosa, stranger, dana, ed):
    ids = [carried.pk, carried.pk + 1]

    assert [JOURNEYS.reachable(user, ids) for user in (rosa, dana)] == [{carried.pk}, {carried.pk}]
    assert [JOURNEYS.reachable(user, ids) for user in (stranger, ed)] == [set(), set()]


# Whether it is quiet


def test_an_unread_answer_keeps_reminders_quiet_until_it_is_read(carried, rosa, maya, luis):
    left = join(carried, luis, TeamRole.CAREGIVER)
    TeamMember.objects.filter(pk=left.pk).update(ended_at=NOON, ended_by=rosa)
    write(carried, maya, from_patient_side=False, at=NOON + HOUR)
    assert [JOURNEYS.is_quiet(user, carried.pk, at=NOON + HOUR) for user in (rosa, maya)] == [True, False]

    assert not JOURNEYS.is_quiet(luis, carried.pk, at=NOON + 2 * HOUR)

    messages.mark_read(carried, by=rosa, at=NOON + 2 * HOUR)
    assert not JOURNEYS.is_quiet(rosa, carried.pk, at=NOON + 2 * HOUR)


def test_an_answer_that_nobody_reads_keeps_reminders_quiet_for_a_week_at_most(carried, rosa, maya):
    write(carried, maya, from_patient_side=False, at=NOON + HOUR)

    assert JOURNEYS.is_quiet(rosa, carried.pk, at=NOON + 7 * DAY)
    assert not JOURNEYS.is_quiet(rosa, carried.pk, at=NOON + HOUR + 7 * DAY)


def test_a_question_keeps_no_advocate_quiet_or_nobody_would_be_reminded_of_it(
    carried, rosa, maya, luis, dana
):
    join(carried, luis, TeamRole.CAREGIVER)
    write(carried, rosa, from_patient_side=True, at=NOON + HOUR)

    assert not any(JOURNEYS.is_quiet(user, carried.pk, at=NOON + HOUR) for user in (maya, luis, dana))


def test_an_answer_that_was_there_before_somebody_joined_keeps_them_no_less_informed(carried, maya, luis):
    write(carried, maya, from_patient_side=False, at=NOON)
    join(carried, luis, TeamRole.CAREGIVER, at=NOON + HOUR)

    assert not JOURNEYS.is_quiet(luis, carried.pk, at=NOON + 2 * HOUR)


# Where it leads


def test_every_kind_leads_to_a_page_of_the_journey_that_is_there(carried):
    for kind in KINDS:
        assert resolve(JOURNEYS.path(carried.pk, kind.key)).kwargs["uuid"] == carried.uuid


def test_a_kind_leads_to_the_room_where_its_thing_is_done(carried):
    path = JOURNEYS.path(carried.pk, RemindOf.CHASE_IMAGES)

    assert path == f"/cases/{carried.uuid}/records/"
    assert JOURNEYS.path(carried.pk, "nobody-knows-it") == f"/cases/{carried.uuid}/"


def test_a_journey_is_called_by_its_reference(carried):
    assert JOURNEYS.names([carried.pk]) == {carried.pk: carried.reference}


# Planning anew


def test_only_journeys_under_way_are_planned_anew(carried, case, rosa, maya):
    second = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=False)
    third = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=False)
    journey.withdraw(second, why="", by=maya, at=NOON)

    assert JOURNEYS.open_ids(after=0, limit=10) == [carried.pk, third.pk]
    assert JOURNEYS.open_ids(after=carried.pk, limit=10) == [third.pk]
    assert JOURNEYS.open_ids(after=0, limit=1) == [carried.pk]


def test_planning_anew_makes_what_settling_makes(case):
    planned = set(Reminder.objects.values_list("occasion", "due_at"))
    Reminder.objects.all().delete()

    JOURNEYS.replan(case.pk, at=NOON)

    assert planned
    assert set(Reminder.objects.values_list("occasion", "due_at")) == planned


# The calendar


def test_a_calendar_holds_visits_dates_and_own_reminders_in_neutral_words(carried, rosa):
    visit = book(carried, rosa)
    steps.answer_safe_to_wait(carried, until=date(2026, 12, 16), by=rosa, at=NOON)
    own(carried, rosa)

    entries = list(JOURNEYS.calendar(rosa, at=NOON))

    assert [entry.title for entry in entries] == ["Appointment", "A date to keep", "A reminder of your own"]
    assert [entry.on for entry in entries[:2]] == [visit.starts_at, date(2026, 12, 16)]
    assert entries[0].path == f"/cases/{carried.uuid}/appointment/"


def test_a_calendar_holds_nothing_that_is_over(carried, rosa):
    book(carried, rosa)
    steps.answer_safe_to_wait(carried, until=date(2026, 12, 16), by=rosa, at=NOON)

    assert list(JOURNEYS.calendar(rosa, at=NOON + 40 * A_DAY)) == []


def test_a_date_is_kept_until_the_decision_and_not_while_the_journey_rests(carried, rosa, maya):
    steps.answer_safe_to_wait(carried, until=date(2026, 12, 16), by=rosa, at=NOON)
    assert titles(rosa) == ["A date to keep"]

    journey.hold(carried, until=TODAY + A_DAY, why="", by=maya, at=NOON)
    assert titles(rosa) == []
    carried.refresh_from_db()
    journey.resume(carried, by=maya, at=NOON)
    for stage in list(Stage)[1:]:
        journey.advance(carried, to=stage, by=maya, at=NOON, override="All is known.")
    decision.decide(carried, path=DecisionPath.WAIT, words="I wait.", decided_on=TODAY, by=rosa, at=NOON)
    assert titles(rosa) == []


def test_nobodys_calendar_holds_journeys_that_they_may_not_see(carried, rosa, luis, stranger):
    book(carried, rosa)
    member = join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    own(carried, luis)
    assert titles(luis) == ["Appointment", "A reminder of your own"]

    TeamMember.objects.filter(pk=member.pk).update(ended_at=NOON, ended_by=rosa)
    assert [titles(user) for user in (luis, stranger)] == [[], []]


def test_a_leads_calendar_holds_only_the_journeys_that_they_are_on(carried, rosa, dana):
    book(carried, rosa)

    assert titles(dana) == []


# Letters that do not arrive


def test_the_advocate_is_told_once_that_letters_do_not_reach_their_patient(carried, rosa, maya):
    second = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=False)
    join(second, maya, TeamRole.ADVOCATE)

    JOURNEYS.letters_fail(rosa, at=NOON)

    notice = Notice.objects.get(kind=RemindOf.ADDRESS_FAILS)
    assert (notice.user, notice.title) == (maya, "Our e-mail does not reach Rosa Ortega")


def test_nobody_is_told_of_an_advocates_own_address(carried, maya):
    JOURNEYS.letters_fail(maya, at=NOON)

    assert not Notice.objects.filter(kind=RemindOf.ADDRESS_FAILS).exists()
