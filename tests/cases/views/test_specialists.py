"""The shortlist of doctors, as people use it."""

import uuid

import pytest

from cases.actions import journey, specialists
from cases.choices import Access, PlaceKind, SpecialistState, TeamRole
from cases.models import Specialist
from tests.cases.conftest import ANSWERS, NOON, join, signed_in

FORM = {
    "name": "Dr. Anand",
    "place_kind": "academic",
    "same_system": "no",
    "in_network": "unknown",
    "licensed": "unknown",
    "needs_local_doctor": "unknown",
}


def room(case):
    return f"/cases/{case.uuid}/appointment/"


def add(case, by, **values):
    return specialists.add(
        case, values={"name": "Dr. Anand", "place_kind": PlaceKind.ACADEMIC, **values}, by=by, at=NOON
    )


def form(**values):
    return {"once": str(uuid.uuid4()), **FORM, **values}


def test_the_form_explains_the_four_kinds_of_place_and_the_checks(case, rosa):
    page = signed_in(rosa).get(f"{room(case)}doctors/add/").content.decode()

    for words in (
        "Hospitals that also teach",
        "work on one kind of illness",
        "look with fresh eyes",
        "The doctor can’t examine you",
        "Certification Matters",
        "the law of the state where you are counts",
    ):
        assert words in page


def test_a_patient_adds_a_doctor_once_however_often_they_press(case, rosa):
    client, sent = signed_in(rosa), form()
    first = client.post(f"{room(case)}doctors/add/", sent)
    client.post(f"{room(case)}doctors/add/", sent)

    assert (first.status_code, first.url) == (302, f"{room(case)}#doctors")
    assert [row.name for row in case.specialists.all()] == ["Dr. Anand"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 151),
        ("name", "Dr.\x00"),
        ("place_kind", "palace"),
        ("note", "x" * 2001),
        ("same_system", "perhaps"),
    ],
)
def test_what_can_not_be_kept_comes_back_as_typed(case, rosa, field, value):
    answer = signed_in(rosa).post(
        f"{room(case)}doctors/add/", form(**{"specialty": "Spine surgery", field: value})
    )

    assert answer.status_code == 422
    assert "Spine surgery" in answer.content.decode()
    assert case.specialists.count() == 0


def test_broken_letters_do_not_break_the_page(case, rosa):
    body = "&".join(f"{name}={value}" for name, value in form(place_kind="").items()) + "%ED%A0%80"
    answer = signed_in(rosa).post(
        f"{room(case)}doctors/add/", body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 422


def test_a_stale_edit_shows_both(case, rosa):
    row = add(case, rosa)
    specialists.edit(row, values={"name": "Dr. Theirs"}, version=1, by=rosa, at=NOON)
    answer = signed_in(rosa).post(
        f"{room(case)}doctors/{row.pk}/", {**FORM, "name": "Dr. Mine", "version": "1"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dr. Theirs" in page
    assert "Dr. Mine" in page
    assert Specialist.objects.get(pk=row.pk).name == "Dr. Theirs"


def test_choosing_is_one_press(case, rosa):
    row = add(case, rosa)
    signed_in(rosa).post(f"{room(case)}doctors/{row.pk}/state/", {"to": "chosen"})

    assert Specialist.objects.get(pk=row.pk).state == SpecialistState.CHOSEN


@pytest.mark.parametrize("to", ["", "best", "chosen\x00"])
def test_an_unknown_state_is_not_found(case, rosa, to):
    row = add(case, rosa)

    assert signed_in(rosa).post(f"{room(case)}doctors/{row.pk}/state/", {"to": to}).status_code == 404


def test_a_doctor_of_another_journey_is_not_found(case, rosa, maya):
    other = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)
    theirs = add(other, maya)
    client = signed_in(rosa)

    assert client.get(f"{room(case)}doctors/{theirs.pk}/").status_code == 404
    assert client.post(f"{room(case)}doctors/{theirs.pk}/state/", {"to": "chosen"}).status_code == 404
    assert client.get(f"{room(case)}doctors/{10**30}/").status_code == 404


def test_who_may_only_see_looks_and_changes_nothing(case, rosa, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    row = add(case, rosa)
    client = signed_in(luis)
    page = client.get(room(case)).content.decode()

    assert "Dr. Anand" in page
    assert f"{room(case)}doctors/" not in page
    assert client.post(f"{room(case)}doctors/add/", form()).status_code == 403
    assert client.post(f"{room(case)}doctors/{row.pk}/state/", {"to": "chosen"}).status_code == 403


def test_a_remote_doctor_without_a_licence_is_told_apart(case, rosa):
    add(case, rosa, place_kind=PlaceKind.TELEMEDICINE, licensed="no")

    assert "Can’t see patients from your state" in signed_in(rosa).get(room(case)).content.decode()
