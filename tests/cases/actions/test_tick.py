"""The tick settles what time and other people's accounts have changed."""

from datetime import timedelta

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError

from accounts.actions import access, people
from accounts.choices import SiteRole
from cases.actions import journey, team, tick
from cases.choices import TeamRole, Turn
from cases.models import Case
from cases.reminder_kinds import RemindOf
from notifications.choices import Audience
from tests.cases.actions.test_reminders_planned import waiting
from tests.cases.conftest import NOON, join

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)


@pytest.fixture
def given(case, maya, dana):
    """Rosa's journey, which Dana gave to Maya."""
    team.assign(case, maya, instead_of=None, by=dana, at=NOON)
    return case


def unassigned(case):
    return [row.due_at for row in waiting(case, RemindOf.UNASSIGNED)]


@pytest.mark.parametrize("is_closed", [True, False])
def test_leads_hear_that_an_advocate_is_gone(given, maya, dana, is_closed):
    if is_closed:
        access.deactivate(maya, by=dana, at=LATER)
    else:
        access.take_role(maya, role=SiteRole.ADVOCATE, by=dana, at=LATER)

    assert tick.settle_passed(at=LATER) == 1

    assert min(unassigned(given)) > LATER
    assert not waiting(given, RemindOf.UNTOUCHED).exists()


def test_an_advocate_who_is_back_carries_on(given, maya, dana):
    access.deactivate(maya, by=dana, at=LATER)
    tick.settle_passed(at=LATER)
    access.reactivate(maya, by=dana, at=LATER)

    tick.settle_passed(at=LATER)

    assert unassigned(given) == []


def test_the_turn_of_a_patient_whose_account_is_closed_is_the_advocates(given, rosa, dana):
    given.refresh_from_db()
    assert given.turn == Turn.PATIENT

    access.deactivate(rosa, by=dana, at=LATER)
    tick.settle_passed(at=LATER)

    given.refresh_from_db()
    assert given.turn == Turn.ADVOCATE
    assert not waiting(given).filter(audience=Audience.PATIENT_SIDE, kind=RemindOf.REQUEST_IDLE).exists()


def test_an_advocate_who_moves_is_reminded_by_the_clocks_there(given, maya):
    values = {"name": maya.name, "language": "en", "time_zone": "America/Los_Angeles", "phone": ""}
    people.update_profile(maya, **values, version=maya.version, by=maya, at=LATER)

    tick.settle_passed(at=LATER)

    theirs = waiting(given).filter(audience=Audience.ADVOCATE)
    assert set(theirs.values_list("zone", flat=True)) == {"America/Los_Angeles"}


def test_nobody_elses_journey_and_none_that_has_ended_is_settled(given, ben, dana, rosa, luis):
    journey.withdraw(given, why="", by=rosa, at=NOON)
    access.deactivate(ben, by=dana, at=LATER)
    access.deactivate(rosa, by=dana, at=LATER)

    assert not Case.objects.filter(changes_at=LATER).exists()


def test_a_journey_that_somebody_only_follows_is_settled(given, luis, dana):
    join(given, luis, TeamRole.CAREGIVER)

    access.deactivate(luis, by=dana, at=LATER)

    assert Case.objects.filter(changes_at=LATER).exists()


def test_a_fault_that_passes_is_blamed_on_no_journey(given, monkeypatch):
    Case.objects.update(changes_at=NOON)
    for fault in (SoftTimeLimitExceeded, OperationalError):

        def fail(*_args, fault=fault, **_more):
            raise fault

        monkeypatch.setattr(tick, "settle", fail)
        with pytest.raises(fault):
            tick.settle_passed(at=NOON)


def test_one_journey_that_cannot_be_settled_holds_up_nobody(given, monkeypatch):
    Case.objects.update(changes_at=NOON)

    def fail(*_args, **_more):
        raise ValueError

    monkeypatch.setattr(tick, "settle", fail)

    assert tick.settle_passed(at=NOON) == 0
