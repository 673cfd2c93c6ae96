"""Appointments and what to have ready for them, over the API."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from cases.actions import appointments, journey, questions, specialists, steps
from cases.choices import Access, StepState, TeamRole, Way
from cases.models import Appointment
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, NOON, join

pytestmark = pytest.mark.django_db
ZONE = "America/New_York"
TEN = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def at_noon(clock):
    """Every test begins at the same moment."""


def add_doctor(case, by, name="Dr. Anand"):
    return specialists.add(case, values={"name": name, "place_kind": "academic"}, by=by, at=NOON)


@pytest.fixture
def doctor(case, rosa):
    return add_doctor(case, rosa)


@pytest.fixture
def asks(program, rosa, case):
    return program(rosa)


@pytest.fixture
def visit(doctor, rosa):
    return book(doctor, rosa)


@pytest.fixture
def review(doctor, rosa):
    return appointments.book(
        doctor, way=Way.RECORD_REVIEW, time_zone=ZONE, expected_on=date(2026, 12, 7), by=rosa, at=NOON
    )


@pytest.fixture
def offers(doctor, rosa):
    starts = [TEN, TEN + DAY]
    return appointments.offer(doctor, starts=starts, way=Way.VIDEO, time_zone=ZONE, by=rosa, at=NOON)


def book(doctor, by, starts_at=TEN):
    return appointments.book(doctor, way=Way.IN_PERSON, time_zone=ZONE, starts_at=starts_at, by=by, at=NOON)


def room(case):
    return f"journeys/{case.uuid}/appointments/"


def path(visit):
    return f"{room(visit.case)}{visit.uuid}/"


def sent(doctor, **more):
    return {
        "verb": "book_visit",
        "specialist": str(doctor.uuid),
        "way": "in_person",
        "starts_at": "2026-12-10T10:00:00-05:00",
        "time_zone": ZONE,
        **more,
    }


def rows(asks, case):
    return asks.read(room(case)).json()


# Writing down


def test_a_visit_is_booked_once_and_told_by_its_own_clocks(asks, case, doctor):
    body = sent(doctor, time_zone="America/Los_Angeles", place="Floor 3", note="Bring the discs.")

    first = asks.create(room(case), body, key="one")
    again = asks.create(room(case), body, key="one")

    assert (first.status_code, first.json()) == (201, again.json())
    told = asks.read(first["Location"]).json()
    assert told == first.json()
    assert (told["starts_at"], told["time_zone"]) == ("2026-12-10T07:00:00-08:00", "America/Los_Angeles")
    assert told["specialist"] == {"id": str(doctor.uuid), "name": "Dr. Anand"}
    assert (told["state"], told["way"], told["place"]) == ("booked", "in_person", "Floor 3")
    assert (told["came_twice"], told["has_begun"], told["verbs"]) == (False, False, ["cancel"])
    assert Appointment.objects.get().starts_at == TEN


def test_without_a_zone_a_visit_goes_by_the_clocks_at_home(asks, case, doctor):
    body = sent(doctor, starts_at="2026-12-10T15:00:00Z")
    del body["time_zone"]

    told = asks.create(room(case), body).json()

    assert (told["starts_at"], told["time_zone"]) == ("2026-12-10T10:00:00-05:00", ZONE)


@pytest.mark.parametrize("offset", ["-04:00", "-05:00"])
def test_a_time_that_clocks_show_twice_is_the_first_and_the_answer_says_so(asks, case, doctor, offset):
    told = asks.create(room(case), sent(doctor, starts_at=f"2027-11-07T01:30:00{offset}")).json()

    assert (told["starts_at"], told["came_twice"]) == ("2027-11-07T01:30:00-04:00", True)


def test_a_review_of_the_records_has_a_day_and_no_hour(asks, case, doctor):
    body = {"verb": "book_review", "specialist": str(doctor.uuid), "expected_on": "2026-12-07"}

    told = asks.create(room(case), body).json()

    assert (told["way"], told["starts_at"], told["expected_on"]) == ("record_review", None, "2026-12-07")
    assert (told["has_begun"], told["is_late_report"]) == (True, False)
    assert told["verbs"] == ["held", "chase", "cancel"]


def test_dates_on_offer_are_written_down_together(asks, case, doctor):
    starts = ["2026-12-11T10:00:00-05:00", "2026-12-10T10:00:00-05:00"]
    body = {"verb": "offer_dates", "specialist": str(doctor.uuid), "way": "video", "starts": starts}

    first = asks.create(room(case), body, key="k")
    asks.create(room(case), body, key="k")

    assert (first.status_code, first.json()["starts_at"]) == (201, starts[1])
    assert [(row["starts_at"], row["state"]) for row in asks.rows(first["Location"])] == [
        (starts[1], "offered"),
        (starts[0], "offered"),
    ]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"starts_at": "2026-12-10T10:00:00"}, ["/starts_at"]),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, ["/starts_at"]),
        ({"starts_at": "9999-12-31T23:59:59-14:00"}, ["/starts_at"]),
        ({"starts_at": "2026-02-30T10:00:00Z"}, ["/starts_at"]),
        ({"starts_at": 17}, ["/starts_at"]),
        ({"starts_at": None}, ["/starts_at"]),
        ({"time_zone": "Mars/Olympus"}, ["/time_zone"]),
        ({"time_zone": "../../etc/passwd"}, ["/time_zone"]),
        ({"way": "record_review"}, ["/way"]),
        ({"specialist": str(uuid.uuid4())}, ["/specialist"]),
        ({"specialist": 7}, ["/specialist"]),
        ({"place": "x" * 301}, ["/place"]),
        ({"day": "2026-12-10"}, ["/day"]),
        ({"expected_on": "2026-12-10"}, ["/expected_on"]),
        ({"verb": "fly"}, ["/verb"]),
        ({"verb": ["book_visit"]}, ["/verb"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(asks, case, doctor, more, wrong):
    answer = asks.create(room(case), sent(doctor, **more))

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("starts", "wrong"),
    [
        ([], ["/starts"]),
        (["2026-12-10T10:00:00-05:00"] * 4, ["/starts"]),
        (["2026-12-10T10:00:00-05:00", "soon"], ["/starts/1"]),
        ("2026-12-10T10:00:00-05:00", ["/starts"]),
    ],
)
def test_wrong_dates_on_offer_are_pointed_at(asks, case, doctor, starts, wrong):
    body = {"verb": "offer_dates", "specialist": str(doctor.uuid), "way": "video", "starts": starts}

    answer = asks.create(room(case), body)

    assert answer.status_code == 422
    assert all(pointer.startswith(wrong[0]) for pointer in pointers(answer))
    assert not Appointment.objects.exists()


def test_a_day_years_away_or_past_is_refused(asks, case, doctor):
    far = asks.create(room(case), sent(doctor, starts_at="2036-12-10T10:00:00-05:00"))
    body = {"verb": "offer_dates", "specialist": str(doctor.uuid), "way": "video"}
    past = asks.create(room(case), {**body, "starts": ["2026-11-20T10:00:00-05:00"]})

    assert (far.status_code, kind(far)) == (409, "refused")
    assert (past.status_code, kind(past)) == (409, "refused")


def test_a_doctor_of_another_journey_or_ruled_out_is_like_none(asks, case, doctor, rosa, stranger):
    other = journey.open_journey(by=stranger, at=NOON, answers=ANSWERS, as_patient=True)
    theirs = add_doctor(other, stranger)
    specialists.set_state(doctor, to="declined", by=rosa, at=NOON)

    for one in (theirs, doctor):
        answer = asks.create(room(case), sent(one))
        assert (answer.status_code, pointers(answer)) == (422, ["/specialist"])


# Reading


def test_the_list_says_what_comes_next_and_for_which_appointment(asks, case, doctor, rosa, clock):
    assert (rows(asks, case)["comes_next"], rows(asks, case)["coming"]) == ("choose_doctor", None)
    visit = book(doctor, rosa)
    told = rows(asks, case)
    assert (told["comes_next"], told["coming"]) == ("visit", str(visit.uuid))
    clock.move_to(TEN + DAY)
    assert rows(asks, case)["comes_next"] == "confirm"
    asks.say(path(visit), "held")
    assert (rows(asks, case)["comes_next"], rows(asks, case)["coming"]) == ("held", None)


def test_appointments_are_told_as_they_were_written_down(asks, case, visit, review, offers):
    assert [row["id"] for row in asks.rows(f"{room(case)}?limit=1")] == [
        str(row.uuid) for row in (visit, review, *offers)
    ]
    assert [row["id"] for row in asks.rows(f"{room(case)}?state=booked")] == [
        str(row.uuid) for row in (visit, review)
    ]


def test_its_hour_makes_another_version(asks, visit, clock):
    before = asks.read(path(visit))
    assert asks.read(path(visit), If_None_Match=before["ETag"]).status_code == 304
    clock.move_to(TEN + DAY)
    after = asks.read(path(visit), If_None_Match=before["ETag"])

    assert after.status_code == 200
    assert after.json()["verbs"] == ["held", "missed", "cancel"]


def test_the_name_of_the_doctor_makes_another_version(asks, visit, doctor, rosa):
    before = asks.read(path(visit))["ETag"]
    values = {"name": "Dr. A. Anand"}
    specialists.edit(doctor, values=values, version=doctor.version + 1, by=rosa, at=NOON)

    assert asks.read(path(visit))["ETag"] != before


# Correcting


def test_a_visit_is_moved_and_the_rest_stays(asks, visit):
    answer = asks.change(path(visit), {"starts_at": "2026-12-14T09:30:00-05:00"})

    assert answer.status_code == 200
    assert answer.json()["starts_at"] == "2026-12-14T09:30:00-05:00"
    assert (answer.json()["way"], answer.json()["time_zone"]) == ("in_person", ZONE)


def test_another_zone_alone_leaves_the_instant(asks, visit):
    answer = asks.change(path(visit), {"time_zone": "America/Chicago"})

    assert answer.json()["starts_at"] == "2026-12-10T09:00:00-06:00"
    visit.refresh_from_db()
    assert visit.starts_at == TEN


def test_a_note_alone_leaves_the_hour(asks, visit):
    answer = asks.change(path(visit), {"note": "Ring twice.", "way": "video"})

    assert (answer.json()["note"], answer.json()["way"]) == ("Ring twice.", "video")
    visit.refresh_from_db()
    assert visit.starts_at == TEN


def test_a_review_is_expected_on_another_day(asks, review):
    answer = asks.change(path(review), {"expected_on": "2026-12-09"})

    assert (answer.status_code, answer.json()["expected_on"]) == (200, "2026-12-09")


@pytest.mark.parametrize(
    ("which", "body", "wrong"),
    [
        ("visit", {"expected_on": "2026-12-09"}, ["/expected_on"]),
        ("review", {"starts_at": "2026-12-14T09:30:00-05:00", "way": "video"}, ["/way", "/starts_at"]),
        ("review", {"expected_on": None}, ["/expected_on"]),
        ("review", {"expected_on": "1492-10-12"}, ["/expected_on"]),
        ("visit", {"starts_at": "2026-12-14T09:30:00"}, ["/starts_at"]),
        ("visit", {"time_zone": "Mars/Olympus"}, ["/time_zone"]),
        ("visit", {"state": "held"}, ["/state"]),
        ("visit", {"specialist": str(uuid.uuid4())}, ["/specialist"]),
    ],
)
def test_a_wrong_correction_is_pointed_at(asks, request, which, body, wrong):
    answer = asks.change(path(request.getfixturevalue(which)), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)


def test_what_is_over_keeps_its_details(asks, visit, rosa):
    appointments.cancel(visit, by=rosa, at=NOON)

    assert kind(asks.change(path(visit), {"note": "x"})) == "refused"


def test_a_correction_of_an_old_version_is_refused(asks, visit):
    tag = asks.read(path(visit))["ETag"]
    asks.change(path(visit), {"note": "One."})

    stale = asks.ask("patch", path(visit), {"note": "Two."}, If_Match=tag)

    assert (stale.status_code, stale.json()["version"]) == (412, asks.read(path(visit)).json()["version"])


# What becomes of it


def test_a_date_is_chosen_and_the_others_are_let_go(asks, case, offers):
    answer = asks.say(path(offers[1]), "choose")

    assert (answer.status_code, answer.json()["state"]) == (200, "booked")
    assert [row["state"] for row in asks.rows(room(case))] == ["cancelled", "booked"]


def test_a_date_that_has_passed_can_only_be_let_go(asks, offers, clock):
    clock.move_to(TEN + timedelta(hours=1))

    assert asks.read(path(offers[0])).json()["verbs"] == ["cancel"]
    assert kind(asks.say(path(offers[0]), "choose")) == "refused"
    assert asks.say(path(offers[0]), "cancel").json()["state"] == "cancelled"


def test_a_visit_is_cancelled_with_the_reason_and_put_back(asks, case, visit):
    cancelled = asks.say(path(visit), "cancel", why="The doctor is ill.")
    restored = asks.say(path(visit), "restore")

    assert (cancelled.json()["state"], cancelled.json()["verbs"]) == ("cancelled", ["restore"])
    assert restored.json()["state"] == "booked"
    assert case.events.get(kind="appointment_cancelled").note == "The doctor is ill."


def test_a_visit_took_place_on_its_day_unless_another_is_said(asks, visit, clock):
    clock.move_to(TEN + DAY)

    held = asks.say(path(visit), "held")
    undone = asks.say(path(visit), "undo")
    other = asks.say(path(visit), "held", on="2026-12-11")

    assert (held.json()["state"], held.json()["held_on"]) == ("held", "2026-12-10")
    assert (undone.json()["state"], undone.json()["held_on"]) == ("booked", None)
    assert other.json()["held_on"] == "2026-12-11"


def test_a_visit_that_was_missed_took_place_after_all(asks, case, visit, clock):
    clock.move_to(TEN + DAY)

    missed = asks.say(path(visit), "missed", why="Snow.")
    held = asks.say(path(visit), "held")

    assert (missed.json()["state"], missed.json()["verbs"]) == ("missed", ["held"])
    assert held.json()["state"] == "held"
    assert case.events.get(kind="appointment_missed").note == "Snow."


def test_the_office_is_asked_for_a_report(asks, case, review, clock):
    clock.move_to(datetime(2026, 12, 9, 17, tzinfo=UTC))
    assert asks.read(path(review)).json()["is_late_report"]

    told = asks.say(path(review), "chase", note="On Friday, they say.").json()

    assert told["last_chased_on"] == "2026-12-09"
    assert asks.say(path(review), "held").json()["held_on"] == "2026-12-09"
    assert case.events.get(kind="report_chased").note == "On Friday, they say."


@pytest.mark.parametrize(
    ("verb", "more"),
    [("held", {}), ("missed", {}), ("chase", {}), ("undo", {}), ("restore", {}), ("choose", {})],
)
def test_what_does_not_fit_is_refused_and_not_among_the_verbs(asks, visit, verb, more):
    assert verb not in asks.read(path(visit)).json()["verbs"]

    answer = asks.say(path(visit), verb, **more)

    assert (answer.status_code, kind(answer)) == (409, "refused")
    visit.refresh_from_db()
    assert (visit.state, visit.version) == ("booked", 1)


ALL = ("choose", "cancel", "held", "missed", "undo", "restore", "chase")


@pytest.mark.parametrize(
    "stands",
    [
        ("video", "offered", False),
        ("video", "offered", True),
        ("video", "booked", True),
        ("record_review", "booked", False),
        ("video", "held", True),
        ("record_review", "held", True),
        ("video", "cancelled", False),
        ("video", "missed", True),
    ],
)
def test_exactly_what_is_among_the_verbs_can_be_said(asks, doctor, clock, stands):
    way, state, is_over = stands
    starts_at = None if way == "record_review" else TEN
    held_on = TEN.date() if state == "held" else None
    values = {"state": state, "way": way, "starts_at": starts_at, "held_on": held_on, "time_zone": ZONE}
    row = Appointment.objects.create(case=doctor.case, specialist=doctor, **values)
    clock.move_to(TEN + DAY if is_over else NOON)
    told = asks.read(path(row)).json()["verbs"]

    taken = []
    for verb in ALL:
        Appointment.objects.filter(pk=row.pk).update(**values, last_chased_on=None)
        answer = asks.say(path(row), verb)
        assert answer.status_code in (200, 409)
        taken += [verb] if answer.status_code == 200 else []

    assert sorted(taken) == sorted(told)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"verb": "held", "on": "soon"}, ["/on"]),
        ({"verb": "held", "on": None}, ["/on"]),
        ({"verb": "held", "on": "9999-12-31"}, ["/on"]),
        ({"verb": "cancel", "why": "x" * 1001}, ["/why"]),
        ({"verb": "undo", "on": "2026-12-10"}, ["/on"]),
        ({"verb": "hold"}, ["/verb"]),
    ],
)
def test_what_was_said_wrong_is_pointed_at(asks, visit, body, wrong):
    answer = asks.change(f"{path(visit)}changes/", body, of=path(visit))

    assert (answer.status_code, pointers(answer)) == (422, wrong)


# Who may


def test_who_only_sees_changes_nothing(program, case, doctor, visit, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    asks = program(luis)

    assert asks.read(path(visit)).status_code == 200
    assert asks.create(room(case), sent(doctor)).status_code == 403
    assert asks.change(path(visit), {"note": "x"}).status_code == 403
    for verb in ("choose", "cancel", "held", "missed", "undo", "restore", "chase"):
        assert asks.say(path(visit), verb).status_code == 403


def test_an_appointment_of_another_journey_is_like_none(asks, case, stranger):
    other = journey.open_journey(by=stranger, at=NOON, answers=ANSWERS, as_patient=True)
    theirs = book(add_doctor(other, stranger), stranger)

    for address in (f"{room(case)}{theirs.uuid}/", f"{room(case)}{uuid.uuid4()}/", path(theirs)):
        assert asks.read(address).status_code == 404
        assert asks.ask("patch", address, {"note": "x"}, If_Match="*").status_code == 404
        said = asks.ask("post", f"{address}changes/", {"verb": "cancel"}, If_Match="*")
        assert said.status_code == 404
    theirs.refresh_from_db()
    assert (theirs.state, theirs.note) == ("booked", "")


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    asks, case, doctor, rosa, django_assert_num_queries
):
    book(doctor, rosa)
    asks.read(room(case))
    for _time in range(3):
        with django_assert_num_queries(6):
            asks.read(room(case))
        book(add_doctor(case, rosa, "Dr. More"), rosa)


# What to have ready


def preparation(case):
    return f"journeys/{case.uuid}/preparation/"


def test_nothing_is_to_be_ready_without_a_visit(asks, case):
    assert asks.read(preparation(case)).json() == {"results": [], "next": None, "appointment": None}


def test_what_to_have_ready_is_counted_back_from_the_visit(asks, case, visit, rosa, clock):
    told = asks.read(preparation(case)).json()
    assert told["appointment"] == str(visit.uuid)
    assert [(row["key"], row["by"], row["is_done"], row["is_late"]) for row in told["results"]] == [
        ("records", "2026-12-03", False, False),
        ("questions", "2026-12-08", False, False),
        ("bring", "2026-12-08", False, False),
    ]
    assert all(row["title"] and row["hint"] for row in told["results"])

    questions.add(case, text="Why?", by=rosa, at=NOON)
    bringing = case.steps.get(key="bring-someone")
    steps.settle_step(bringing, to=StepState.DONE, by=rosa, at=NOON)
    clock.move_to(datetime(2026, 12, 9, 17, tzinfo=UTC))

    rows = asks.read(preparation(case)).json()["results"]
    assert [(row["is_done"], row["is_late"]) for row in rows] == [(False, True), (True, False), (True, False)]
    assert rows[2]["step"] == str(bringing.uuid)


def test_what_to_have_ready_is_told_to_who_only_sees(program, case, visit, luis, stranger):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)

    assert program(luis).read(preparation(case)).status_code == 200
    assert program(stranger).read(preparation(case)).status_code == 404
