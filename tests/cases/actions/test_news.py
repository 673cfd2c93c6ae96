"""Who hears of what others did on a journey, and who does not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.choices import SiteRole
from accounts.models import User
from cases import news_kinds
from cases.actions import (
    appointments,
    decision,
    documents,
    guides,
    journey,
    messages,
    notes,
    records,
    specialists,
    team,
    tick,
)
from cases.actions.news import OF_EVENTS
from cases.choices import Access, DecisionPath, PlaceKind, Stage, TeamRole, ToldHow, ToldWhom, Way
from cases.event_words import WORDS
from cases.models import CaseEvent, TeamInvitation, TeamMember
from cases.queries import facts
from notifications import kinds
from notifications.actions import addresses, notices
from notifications.choices import Group as Belongs
from notifications.choices import Rhythm
from notifications.models import Notice
from tests.cases.conftest import ANSWERS, NOON, join, person

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def helper(carried):
    """A second advocate who helps Maya."""
    ben = person("Ben Adler", SiteRole.ADVOCATE)
    TeamMember.objects.create(
        case=carried, user=ben, role=TeamRole.ADVOCATE, started_at=NOON, granted_by=carried.created_by
    )
    return ben


@pytest.fixture
def family(carried, luis):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    return luis


@pytest.fixture
def invited(carried, rosa):
    """An invitation for Luis, and who he is once he has an account."""
    values = {"name": "Luis", "relation": "son", "access": Access.DO, "ends_at": None}
    invitation, _token = team.invite_family(carried, email="luis@example.org", by=rosa, at=NOON, **values)
    return invitation


def told(kind=None):
    """Who was told, by given name, and with which kind unless one is asked for."""
    found = Notice.objects.order_by("user__name", "pk").select_related("user")
    if kind:
        return [notice.user.given_name for notice in found if notice.kind == kind.key]
    return [(notice.user.given_name, notice.kind) for notice in found]


def titles(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def say(case, by, *, from_patient_side):
    return messages.send(case, body="Hello", from_patient_side=from_patient_side, by=by, at=NOON)


# Messages


def test_a_message_of_the_patient_goes_to_every_advocate_and_to_nobody_else(carried, rosa, family, helper):
    say(carried, rosa, from_patient_side=True)

    assert told() == [("Ben", "message"), ("Maya", "message")]


def test_a_message_of_an_advocate_goes_to_the_patient_side_and_to_who_helps(carried, maya, family, helper):
    say(carried, maya, from_patient_side=False)

    assert told() == [("Ben", "message"), ("Luis", "message"), ("Rosa", "message")]


def test_a_message_says_who_wrote_and_nothing_of_what(carried, rosa, maya):
    say(carried, rosa, from_patient_side=True)

    notice = Notice.objects.get()
    assert (notice.title, notice.subject, notice.subject_id) == (
        "Rosa Ortega wrote to you",
        "journey",
        carried.pk,
    )
    assert "Hello" not in notice.title + notice.body


def test_a_message_that_is_sent_twice_is_told_once(carried, rosa):
    once = "0d9cbf3c-6f5c-4f36-8b6e-6c2a2f1c8a10"
    for _press in range(2):
        messages.send(carried, body="Hello", from_patient_side=True, by=rosa, at=NOON, once=once)

    assert told() == [("Maya", "message")]


def test_a_message_without_an_advocate_waits_for_one_without_a_notice(case, rosa):
    say(case, rosa, from_patient_side=True)

    assert told() == []


def test_nobody_hears_who_has_left_or_is_no_advocate_any_more(carried, rosa, maya, helper, luis):
    gone = join(carried, luis, TeamRole.CAREGIVER)
    team.end_access(gone, by=luis, at=NOON)
    User.objects.get(pk=helper.pk).groups.remove(Group.objects.get(name=SiteRole.ADVOCATE))
    Notice.objects.all().delete()

    say(carried, rosa, from_patient_side=True)
    say(carried, maya, from_patient_side=False)

    assert told() == [("Maya", "message"), ("Rosa", "message")]


def test_who_may_not_sign_in_hears_nothing(carried, rosa, maya):
    User.objects.filter(pk=maya.pk).update(is_active=False)
    say(carried, rosa, from_patient_side=True)

    assert told() == []


def test_opening_the_conversation_empties_the_bell_of_its_messages_alone(carried, rosa, maya):
    say(carried, maya, from_patient_side=False)
    records.receive(carried.items.get(key="o1"), by=maya, at=NOON)
    other = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    say(other, maya, from_patient_side=False)
    rosa.refresh_from_db()
    assert rosa.unread_notices == 3

    messages.mark_read(carried, by=rosa, at=NOON)

    rosa.refresh_from_db()
    unread = Notice.objects.filter(user=rosa, read_at=None)
    assert (rosa.unread_notices, {(one.kind, one.subject_id) for one in unread}) == (
        2,
        {("record_in", carried.pk), ("message", other.pk)},
    )


# What happens on the journey


def test_a_record_that_staff_took_in_is_news_for_the_patient_side_once(carried, maya, family):
    item = carried.items.get(key="o1")
    documents.add(item, name="letter.txt", chunks=[b"A letter"], by=maya, at=NOON)

    assert told() == [("Luis", "record_in"), ("Rosa", "record_in")]
    assert item.name in titles(family)[0]


def test_a_record_that_the_patient_took_in_is_news_for_the_advocate(carried, rosa):
    records.receive(carried.items.get(key="o1"), by=rosa, at=NOON)

    assert told() == [("Maya", "record_in")]


def test_several_dates_on_offer_are_one_piece_of_news(carried, rosa):
    doctor = specialists.add(
        carried, values={"name": "Dr. Feld", "place_kind": PlaceKind.ACADEMIC}, by=rosa, at=NOON
    )
    dates = [TOMORROW, TOMORROW + timedelta(days=1), TOMORROW + timedelta(days=2)]
    appointments.offer(doctor, starts=dates, way=Way.VIDEO, time_zone="America/New_York", by=rosa, at=NOON)

    assert told() == [("Maya", "visit")]


@pytest.mark.parametrize(("days", "kind"), [(1, "visit_soon"), (3, "visit")])
def test_a_visit_that_is_called_off_a_day_before_is_told_at_once(carried, rosa, maya, days, kind):
    doctor = specialists.add(
        carried, values={"name": "Dr. Feld", "place_kind": PlaceKind.ACADEMIC}, by=maya, at=NOON
    )
    starts_at = NOON + timedelta(days=days)
    visit = appointments.book(
        doctor,
        way=Way.VIDEO,
        starts_at=starts_at,
        time_zone="Asia/Tokyo",
        expected_on=None,
        by=rosa,
        at=NOON,
    )
    Notice.objects.all().delete()

    appointments.cancel(visit, by=maya, at=NOON)

    assert told() == [("Rosa", kind)]


def test_a_booked_visit_is_told_with_its_time(carried, rosa, maya):
    doctor = specialists.add(
        carried, values={"name": "Dr. Feld", "place_kind": PlaceKind.ACADEMIC}, by=maya, at=NOON
    )
    appointments.book(
        doctor, way=Way.VIDEO, time_zone="America/New_York", starts_at=TOMORROW, by=maya, at=NOON
    )

    assert titles(rosa) == ["Booked with Dr. Feld: Tuesday 24 November 2026, 12:00 p.m."]


def test_a_guide_is_news_for_the_patient_side_alone(carried, maya, rosa, helper):
    guides.send(
        carried,
        translation_key="0d9cbf3c-6f5c-4f36-8b6e-6c2a2f1c8a10",
        title="Scans",
        note="Read this.",
        by=maya,
        at=NOON,
    )

    assert told() == [("Rosa", "guide")]
    assert Notice.objects.get().body == "Scans"


def test_a_journey_that_moves_or_rests_is_news_for_the_others(carried, rosa, maya):
    journey.advance(carried, to=Stage.RECORDS, by=maya, at=NOON, override="They asked for it.")
    journey.hold(carried, until=TOMORROW.date(), why="", by=rosa, at=NOON)

    assert told() == [("Maya", "moved"), ("Rosa", "moved")]
    assert titles(rosa) == ["Went on from Request to Records although something was open"]


def test_a_decision_and_who_was_told_are_news_for_the_advocate(carried, rosa):
    on = NOON.date()
    decision.decide(carried, path=DecisionPath.WAIT, words="I wait.", decided_on=on, by=rosa, at=NOON)
    decision.tell(carried, whom=ToldWhom.FIRST_DOCTOR, how=ToldHow.PHONE, told_on=on, by=rosa, at=NOON)

    assert told() == [("Maya", "decision"), ("Maya", "decision")]


def test_what_staff_keep_for_themselves_is_no_news(carried, maya, helper):
    notes.write(carried, body="Between us.", by=maya, at=NOON)

    assert told() == []


def test_an_action_that_is_refused_tells_nobody(carried, rosa):
    journey.withdraw(carried, why="", by=rosa, at=NOON)
    Notice.objects.all().delete()
    with pytest.raises(Exception, match="ended"):
        say(carried, rosa, from_patient_side=True)

    assert told() == []


def test_a_title_is_never_longer_than_its_column(carried, rosa, maya):
    item = records.add_item(carried, name="R" * 200, by=rosa, at=NOON)
    records.receive(item, by=rosa, at=NOON)

    assert len(titles(maya)[0]) <= 200


# Who is on the team


def test_an_assigned_journey_is_news_for_the_advocate_and_the_patient_side(case, rosa, maya, dana):
    team.assign(case, maya, instead_of=None, by=dana, at=NOON)

    assert told() == [("Maya", "assigned"), ("Rosa", "advocate")]
    assert titles(rosa) == ["Maya Chen is now the advocate"]


def test_who_takes_a_journey_over_is_told_and_who_loses_it_too(carried, rosa, maya, ben, dana):
    team.assign(carried, ben, instead_of=maya.pk, by=dana, at=NOON)

    assert told() == [("Ben", "assigned"), ("Maya", "access_ended"), ("Rosa", "advocate")]


def test_who_stays_to_help_has_lost_nothing(carried, maya, ben, dana):
    team.assign(carried, ben, instead_of=maya.pk, keeps_helping=True, by=dana, at=NOON)

    assert told(news_kinds.ACCESS_ENDED) == []


def test_a_lead_who_takes_a_journey_needs_no_news_of_it(case, dana):
    dana.groups.add(Group.objects.get_or_create(name=SiteRole.ADVOCATE)[0])
    team.assign(case, dana, instead_of=None, by=dana, at=NOON)

    assert told(news_kinds.ASSIGNED) == []


def test_a_second_advocate_is_told_and_so_is_the_patient(carried, ben, dana):
    team.add_helping_advocate(carried, ben, by=dana, at=NOON)

    assert told() == [("Ben", "access_given"), ("Rosa", "team")]


def test_the_patient_hears_who_joined(carried, invited, luis):
    assert isinstance(invited, TeamInvitation)
    team.accept_invitation(invited, by=luis, at=NOON)

    assert told() == [("Rosa", "team")]
    assert titles(User.objects.get(name="Rosa Ortega")) == ["Luis Ortega joined the team: Can see and do"]


def test_changed_access_is_told_to_whom_it_concerns(carried, luis, maya):
    member = join(carried, luis, TeamRole.CAREGIVER)
    team.change_access(member, access=Access.SEE, ends_at=None, version=member.version, by=maya, at=NOON)

    assert told() == [("Luis", "access_changed"), ("Rosa", "team")]
    assert Notice.objects.get(user=luis).body == "From now on: “Can see”."


def test_lost_access_is_told_about_the_account_because_the_journey_is_closed_to_them(carried, luis, rosa):
    team.end_access(join(carried, luis, TeamRole.CAREGIVER), by=rosa, at=NOON)

    notice = Notice.objects.get()
    assert (notice.user, notice.subject, notice.subject_id) == (luis, "account", luis.pk)
    assert notice.title == f"Your access to the journey {carried.reference} has ended"
    assert "Rosa Ortega" in notice.body


def test_who_leaves_needs_no_news_of_it_but_the_patient_does(carried, luis):
    team.end_access(join(carried, luis, TeamRole.CAREGIVER), by=luis, at=NOON)

    assert told() == [("Rosa", "team")]


# One order of locks


@pytest.fixture
def held(monkeypatch):
    """Whom actions keep to themselves, one set of names for each time, in their order."""
    found, hold = [], notices.hold

    def note(users):
        users = list(users)
        found.append({user.given_name for user in users})
        hold(users)

    monkeypatch.setattr(notices, "hold", note)
    return found


def _assign(case, person, by):
    team.assign(case, person, instead_of=case.advocate_id, by=by, at=NOON)


def _add_helper(case, person, by):
    team.add_helping_advocate(case, person, by=by, at=NOON)


def _end_access(case, person, by):
    team.end_access(join(case, person, TeamRole.CAREGIVER), by=by, at=NOON)


def _change_access(case, person, by):
    member = join(case, person, TeamRole.CAREGIVER)
    team.change_access(member, access=Access.SEE, ends_at=None, version=member.version, by=by, at=NOON)


@pytest.mark.parametrize("do", [_assign, _add_helper, _end_access, _change_access])
def test_everybody_whom_an_action_tells_is_held_before_anybody_is_told(carried, ben, dana, held, do):
    do(carried, ben, dana)

    assert len(held[0]) > 1
    assert all(later <= held[0] for later in held)


def test_all_advocates_of_somebody_whose_address_fails_are_held_before_any_is_told(carried, rosa, ben, held):
    other = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    team.assign(other, ben, instead_of=None, by=ben, at=NOON)
    held.clear()

    addresses.fails(rosa, trouble="550", at=NOON)

    assert held[0] == {"Maya", "Ben"}
    assert told(kinds.get("address_fails")) == ["Ben", "Maya"]


def test_people_are_held_in_the_order_of_their_ids(rosa, maya, luis):
    people = sorted([rosa, maya, luis], key=lambda user: -user.pk)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        notices.hold(people)

    (query,) = asked
    assert query["sql"].startswith('SELECT "accounts_user"."id"')
    assert "ORDER BY 1 ASC" in query["sql"]


# Access that runs out


@pytest.fixture
def until_tomorrow(carried, family, rosa):
    """Luis may look until tomorrow."""
    member = carried.members.get(user=family)
    return team.change_access(
        member, access=Access.SEE, ends_at=TOMORROW, version=member.version, by=rosa, at=NOON
    )


def _at_the_end(time_machine):
    Notice.objects.all().delete()
    time_machine.move_to(TOMORROW, tick=False)
    return [tick.settle_passed(at=TOMORROW) for _knock in range(3)]


def test_access_that_runs_out_is_told_once_to_whom_it_was_given_and_to_the_patient(
    carried, until_tomorrow, luis, rosa, time_machine
):
    carried.refresh_from_db()
    assert carried.changes_at <= TOMORROW

    assert _at_the_end(time_machine)[1:] == [0, 0]

    assert told() == [("Luis", "access_ran_out"), ("Rosa", "team")]
    notice = Notice.objects.get(user=luis)
    assert (notice.subject, notice.title) == (
        "account",
        f"Your access to the journey {carried.reference} has ended",
    )
    assert titles(rosa) == ["The access of Luis Ortega has run out"]
    until_tomorrow.refresh_from_db()
    assert (until_tomorrow.ended_at, until_tomorrow.ended_by) == (TOMORROW, until_tomorrow.granted_by)


def test_access_that_runs_out_is_told_also_when_somebody_acts_before_the_tick_comes(
    carried, until_tomorrow, maya, time_machine
):
    later = TOMORROW + timedelta(seconds=20)
    time_machine.move_to(later, tick=False)
    say(carried, maya, from_patient_side=False)

    _at_the_end(time_machine)

    assert told(news_kinds.ACCESS_RAN_OUT) == ["Luis"]


@pytest.mark.parametrize("how", ["for longer", "for good", "ended"])
def test_access_that_was_dealt_with_before_does_not_run_out(carried, until_tomorrow, rosa, time_machine, how):
    if how == "ended":
        team.end_access(until_tomorrow, by=rosa, at=NOON)
    else:
        ends_at = None if how == "for good" else TOMORROW + timedelta(days=1)
        version = until_tomorrow.version
        team.change_access(
            until_tomorrow, access=Access.SEE, ends_at=ends_at, version=version, by=rosa, at=NOON
        )

    _at_the_end(time_machine)

    assert told() == []


def test_access_runs_out_on_a_journey_that_has_ended_too(carried, until_tomorrow, rosa, time_machine):
    journey.withdraw(carried, why="", by=rosa, at=NOON)

    _at_the_end(time_machine)

    assert told(news_kinds.ACCESS_RAN_OUT) == ["Luis"]


def test_access_that_runs_out_is_nobodys_touch(carried, until_tomorrow, time_machine):
    before = facts.of_case(carried).touched_on

    _at_the_end(time_machine)

    assert facts.of_case(carried).touched_on == before
    assert CaseEvent.objects.get(kind="access_ran_out").by is None


# The kinds


def test_news_follows_only_from_events_that_there_are():
    assert set(OF_EVENTS) <= set(WORDS)


@pytest.mark.parametrize("kind", news_kinds.KINDS, ids=lambda kind: kind.key)
def test_a_letter_about_news_names_nobody_and_every_kind_is_registered(kind):
    assert kinds.get(kind.key) is kind
    assert "%" not in str(kind.mail_line)
    assert kind.reason
    assert bool(kind.kept_because) == (kind.group == Belongs.ACCOUNT)


def test_messages_and_access_go_out_at_once():
    at_once = {kind.key for kind in news_kinds.KINDS if kind.rhythm == Rhythm.AT_ONCE}

    assert at_once == {
        "message",
        "visit_soon",
        "assigned",
        "advocate",
        "team",
        "access_given",
        "access_changed",
        "access_ended",
        "access_ran_out",
    }
