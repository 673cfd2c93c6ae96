"""The shortlist of doctors over the API."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine

from cases.actions import appointments, journey, specialists
from cases.choices import Access, SpecialistState, TeamRole, Way
from cases.models import CaseEvent
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, NOON, join

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
SENT = {"name": "Dr. Anand", "place_kind": "academic"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def add(case, by, name="Dr. Anand", **values):
    return specialists.add(case, values={"name": name, "place_kind": "academic", **values}, by=by, at=NOON)


@pytest.fixture
def doctor(case, rosa):
    return add(case, rosa)


def book(doctor, by):
    return appointments.book(
        doctor, way=Way.VIDEO, time_zone="America/New_York", starts_at=TEN, by=by, at=NOON
    )


def room(case):
    return f"journeys/{case.uuid}/specialists/"


def path(doctor):
    return f"{room(doctor.case)}{doctor.uuid}/"


def test_doctors_are_told_in_the_order_in_which_they_were_added(program, case, rosa):
    for name in ("Dr. Zoe", "Dr. Anand", "Dr. Moss"):
        add(case, rosa, name)
    specialists.set_state(case.specialists.get(name="Dr. Moss"), to="chosen", by=rosa, at=NOON)
    asks = program(rosa)

    assert [row["name"] for row in asks.rows(f"{room(case)}?limit=2")] == ["Dr. Zoe", "Dr. Anand", "Dr. Moss"]
    assert [row["name"] for row in asks.rows(f"{room(case)}?state=chosen")] == ["Dr. Moss"]


def test_a_doctor_is_told_with_what_is_still_to_be_asked(program, case, rosa):
    near = add(case, rosa, in_network="yes")
    far = add(case, rosa, "Dr. Far", place_kind="telemedicine", licensed="no", same_system="no")
    asks = program(rosa)

    told = asks.read(path(near)).json()
    assert (told["open_checks"], told["cannot_serve"]) == (["same_system"], False)
    told = asks.read(path(far)).json()
    assert (told["open_checks"], told["cannot_serve"]) == (["in_network", "needs_local_doctor"], True)


def test_a_visit_under_way_is_told_and_makes_another_version(program, doctor, rosa):
    asks = program(rosa)
    before = asks.read(path(doctor))
    visit = book(doctor, rosa)
    during = asks.read(path(doctor))
    appointments.cancel(visit, by=rosa, at=NOON)

    assert [answer.json()["is_under_way"] for answer in (before, during)] == [False, True]
    assert not asks.read(path(doctor)).json()["is_under_way"]
    assert before["ETag"] != during["ETag"]


def test_a_doctor_joins_the_list_once(program, case, rosa):
    asks = program(rosa)

    first = asks.create(room(case), SENT, key="one")
    again = asks.create(room(case), SENT, key="one")

    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["state"], first.json()["licensed"]) == ("considered", "unknown")
    assert asks.read(first["Location"])["ETag"] == first["ETag"]
    assert case.specialists.count() == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/name", "/place_kind"]),
        ({**SENT, "name": " "}, ["/name"]),
        ({**SENT, "name": "x" * 151}, ["/name"]),
        ({**SENT, "place_kind": "moon"}, ["/place_kind"]),
        ({**SENT, "licensed": True}, ["/licensed"]),
        ({**SENT, "state": "chosen"}, ["/state"]),
        ({**SENT, "once": str(uuid.uuid4())}, ["/once"]),
        ([], [""]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(program, case, rosa, body, wrong):
    answer = program(rosa).create(room(case), body or None) if body == {} else None
    answer = answer or program(rosa).ask("post", room(case), body, Idempotency_Key="k")

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not case.specialists.exists()


def test_a_correction_sends_only_what_is_different(program, doctor, maya, rosa):
    answer = program(rosa).change(path(doctor), {"licensed": "yes", "note": "Kind."})

    assert answer.status_code == 200
    doctor.refresh_from_db()
    assert (doctor.name, doctor.licensed, doctor.note) == ("Dr. Anand", "yes", "Kind.")


def test_a_correction_of_an_old_version_is_refused(program, doctor, rosa):
    asks = program(rosa)
    tag = asks.read(path(doctor))["ETag"]
    asks.change(path(doctor), {"note": "Kind."})

    stale = asks.ask("patch", path(doctor), {"note": "Gruff."}, If_Match=tag)
    bare = asks.ask("patch", path(doctor), {"note": "Gruff."})

    assert (stale.status_code, kind(stale), bare.status_code) == (412, "changed", 428)
    assert asks.read(path(doctor)).json()["note"] == "Kind."


@pytest.mark.parametrize("to", ["contacted", "chosen", "declined"])
def test_a_doctor_is_put_where_they_stand_and_back(program, doctor, rosa, to):
    asks = program(rosa)

    put, back = asks.say(path(doctor), to), asks.say(path(doctor), "considered")

    assert (put.status_code, put.json()["state"]) == (200, to)
    assert (back.status_code, back.json()["state"]) == (200, "considered")


def test_one_doctor_is_chosen_at_a_time(program, case, doctor, rosa):
    other = add(case, rosa, "Dr. Moss")
    asks = program(rosa)
    asks.say(path(doctor), "chosen")

    asks.say(path(other), "chosen")

    assert {row["name"]: row["state"] for row in asks.rows(room(case))} == {
        "Dr. Anand": "considered",
        "Dr. Moss": "chosen",
    }


def test_a_doctor_with_a_visit_under_way_is_not_let_go(program, doctor, rosa):
    book(doctor, rosa)

    answer = program(rosa).say(path(doctor), "declined")

    assert (answer.status_code, kind(answer)) == (409, "refused")
    doctor.refresh_from_db()
    assert doctor.state == SpecialistState.CHOSEN


def test_nobody_ranks_doctors(program, doctor, rosa):
    answer = program(rosa).say(path(doctor), "move_up")

    assert (answer.status_code, pointers(answer)) == (422, ["/verb"])


def test_who_only_sees_changes_nothing(program, case, doctor, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    asks = program(luis)

    assert asks.read(path(doctor)).status_code == 200
    assert asks.create(room(case), SENT).status_code == 403
    assert asks.change(path(doctor), {"note": "x"}).status_code == 403
    assert asks.say(path(doctor), "chosen").status_code == 403


def test_a_doctor_of_another_journey_is_like_none(program, case, rosa, stranger):
    other = journey.open_journey(by=stranger, at=NOON, answers=ANSWERS, as_patient=True)
    theirs = add(other, stranger)
    asks = program(rosa)

    for address in (f"{room(case)}{theirs.uuid}/", f"{room(case)}{uuid.uuid4()}/", path(theirs)):
        assert asks.read(address).status_code == 404
        assert asks.ask("patch", address, {"note": "x"}, If_Match="*").status_code == 404
        said = asks.ask("post", f"{address}changes/", {"verb": "chosen"}, If_Match="*")
        assert said.status_code == 404
    theirs.refresh_from_db()
    assert (theirs.state, theirs.note) == (SpecialistState.CONSIDERED, "")


def test_a_journey_on_hold_takes_no_doctors(program, case, doctor, rosa):
    journey.hold(case, until=NOON.date().replace(day=30), why="", by=rosa, at=NOON)

    assert kind(program(rosa).create(room(case), SENT)) == "refused"
    assert kind(program(rosa).change(path(doctor), {"note": "x"})) == "refused"


def test_what_a_program_does_is_in_the_timeline(program, case, rosa):
    program(rosa).create(room(case), SENT)

    event = CaseEvent.objects.filter(case=case).latest("pk")
    assert (event.kind, event.subject) == ("specialist_added", "Dr. Anand")


def test_the_list_takes_as_many_queries_for_three_as_for_one(program, case, rosa, django_assert_num_queries):
    asks = program(rosa)
    add(case, rosa)
    asks.read(room(case))
    for extra in ("Dr. B", "Dr. C", ""):
        with django_assert_num_queries(4):
            asks.read(room(case))
        if extra:
            book(add(case, rosa, extra), rosa)
