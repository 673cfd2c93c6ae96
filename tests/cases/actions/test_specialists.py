import uuid

import pytest

from accounts.refusals import Refused, StaleEdit
from cases.actions import appointments, journey, specialists
from cases.choices import PlaceKind, SpecialistState, Status, Way
from cases.models import CaseEvent, Specialist
from tests.cases.conftest import NOON

VALUES = {"name": "Dr. Anand", "place_kind": PlaceKind.ACADEMIC}


def add(case, by, name="Dr. Anand"):
    return specialists.add(case, values={**VALUES, "name": name}, by=by, at=NOON)


def state_of(row):
    return Specialist.objects.get(pk=row.pk).state


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def choose(row, by):
    return specialists.set_state(row, to=SpecialistState.CHOSEN, by=by, at=NOON)


def test_the_same_form_adds_a_doctor_once(case, rosa):
    once = uuid.uuid4()
    first = specialists.add(case, values=VALUES, by=rosa, at=NOON, once=once)
    second = specialists.add(case, values=VALUES, by=rosa, at=NOON, once=once)

    assert first.pk == second.pk
    assert kinds(case).count("specialist_added") == 1


def test_an_edit_tells_what_it_was_before(case, rosa):
    row = add(case, rosa)
    specialists.edit(row, values={"name": "Dr. Anand Rao"}, version=1, by=rosa, at=NOON)

    event = CaseEvent.objects.get(case=case, kind="specialist_changed")
    assert (event.before, event.after) == ({"name": "Dr. Anand"}, {"name": "Dr. Anand Rao"})


def test_a_stale_edit_changes_nothing(case, rosa):
    row = add(case, rosa)
    specialists.edit(row, values={"name": "Dr. Rao"}, version=1, by=rosa, at=NOON)

    with pytest.raises(StaleEdit):
        specialists.edit(row, values={"name": "Dr. Mine"}, version=1, by=rosa, at=NOON)
    assert Specialist.objects.get(pk=row.pk).name == "Dr. Rao"


def test_choosing_another_puts_the_earlier_back_on_the_list(case, rosa):
    first, second = add(case, rosa), add(case, rosa, "Dr. Baker")
    choose(first, rosa)
    choose(second, rosa)

    assert (state_of(first), state_of(second)) == (SpecialistState.CONSIDERED, SpecialistState.CHOSEN)


def test_choosing_twice_is_nothing_new(case, rosa):
    row = add(case, rosa)
    choose(row, rosa)
    choose(row, rosa)

    assert kinds(case).count("specialist_chosen") == 1


@pytest.mark.parametrize("to", [SpecialistState.DECLINED, SpecialistState.CONSIDERED])
def test_a_doctor_with_a_booked_visit_is_not_let_go(case, rosa, to):
    row = add(case, rosa)
    appointments.book(
        row, way=Way.RECORD_REVIEW, time_zone="America/New_York", expected_on=NOON.date(), by=rosa, at=NOON
    )

    with pytest.raises(Refused):
        specialists.set_state(row, to=to, by=rosa, at=NOON)
    assert state_of(row) == SpecialistState.CHOSEN


def test_another_is_not_chosen_while_a_visit_is_booked(case, rosa):
    first, second = add(case, rosa), add(case, rosa, "Dr. Baker")
    appointments.book(
        first, way=Way.RECORD_REVIEW, time_zone="America/New_York", expected_on=NOON.date(), by=rosa, at=NOON
    )

    with pytest.raises(Refused):
        choose(second, rosa)
    assert (state_of(first), state_of(second)) == (SpecialistState.CHOSEN, SpecialistState.CONSIDERED)


def test_a_doctor_who_was_booked_before_goes_back_as_contacted(case, rosa):
    first, second = add(case, rosa), add(case, rosa, "Dr. Baker")
    visit = appointments.book(
        first, way=Way.RECORD_REVIEW, time_zone="America/New_York", expected_on=NOON.date(), by=rosa, at=NOON
    )
    appointments.cancel(visit, by=rosa, at=NOON, why="too late")
    choose(second, rosa)

    assert state_of(first) == SpecialistState.CONTACTED


def test_a_finished_journey_takes_no_doctors(case, rosa):
    journey.withdraw(case, why="", by=rosa, at=NOON)

    with pytest.raises(Refused):
        add(case, rosa)
    assert case.specialists.count() == 0
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
