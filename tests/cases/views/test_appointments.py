"""The appointment room: what is next, booking, time zones, what becomes of a visit."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import appointments, journey, questions, specialists, steps
from cases.choices import Access, AppointmentState, PlaceKind, SpecialistState, StepState, TeamRole, Way
from cases.models import Appointment
from cases.queries import appointments as reading
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, signed_in

ZONE = "America/New_York"
TEN = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def doctor(case, rosa):
    return add_doctor(case, rosa)


@pytest.fixture
def client(case, rosa):
    return signed_in(rosa)


def add_doctor(case, by, name="Dr. Anand"):
    return specialists.add(case, values={"name": name, "place_kind": PlaceKind.ACADEMIC}, by=by, at=NOON)


def room(case):
    return f"/cases/{case.uuid}/appointment/"


def book(doctor, by, *, starts_at=TEN, zone=ZONE):
    return appointments.book(doctor, way=Way.IN_PERSON, time_zone=zone, starts_at=starts_at, by=by, at=NOON)


def review(doctor, by, *, expected_on=date(2026, 12, 7)):
    return appointments.book(
        doctor, way=Way.RECORD_REVIEW, time_zone=ZONE, expected_on=expected_on, by=by, at=NOON
    )


def form(doctor, **values):
    return {
        "once": str(uuid.uuid4()),
        "specialist": doctor.pk,
        "way": "in_person",
        "day": "2026-12-10",
        "clock": "10:00",
        "time_zone": ZONE,
        **values,
    }


def state_of(visit):
    return Appointment.objects.get(pk=visit.pk).state


def next_of(case, at=NOON):
    return reading.room(case, at=at).next_kind


# What is next


def test_next_follows_what_is_there(case, rosa):
    found = [next_of(case)]
    row = add_doctor(case, rosa)
    found.append(next_of(case))
    specialists.set_state(row, to=SpecialistState.CHOSEN, by=rosa, at=NOON)
    found.append(next_of(case))
    (offer,) = appointments.offer(row, starts=[TEN], way=Way.VIDEO, time_zone=ZONE, by=rosa, at=NOON)
    found.append(next_of(case))
    appointments.choose(offer, by=rosa, at=NOON)
    found += [next_of(case), next_of(case, TEN + DAY)]
    appointments.hold(offer, on=date(2026, 12, 10), by=rosa, at=TEN + DAY)
    found.append(next_of(case, TEN + DAY))

    assert found == ["add_doctor", "choose_doctor", "book", "choose_date", "visit", "confirm", "held"]


def test_a_review_waits_until_its_day_has_passed(case, doctor, rosa):
    review(doctor, rosa)

    assert (next_of(case), next_of(case, TEN)) == ("report", "report_late")


ARRANGED = {
    "offered": lambda row, by: appointments.offer(
        row, starts=[TEN], way=Way.VIDEO, time_zone=ZONE, by=by, at=NOON
    ),
    "booked": book,
    "begun": lambda row, by: book(row, by, starts_at=NOON - DAY),
    "review": review,
    "late": lambda row, by: review(row, by, expected_on=TODAY - DAY),
    "held": lambda row, by: appointments.hold(book(row, by, starts_at=NOON - DAY), on=TODAY, by=by, at=NOON),
    "over": lambda row, by: appointments.cancel(book(row, by), by=by, at=NOON),
}
SHOWN = {
    "offered": "Choose one of the dates",
    "booked": "Your visit with Dr. Anand",
    "begun": "Did your visit with Dr. Anand take place?",
    "review": "Dr. Anand is reviewing your records",
    "late": "Ask Dr. Anand for the report",
    "held": "The second opinion was given",
    "over": "Book the appointment with Dr. Anand",
}


@pytest.mark.parametrize("kind", ARRANGED)
def test_the_page_says_what_is_next_in_every_state(doctor, case, rosa, client, kind):
    ARRANGED[kind](doctor, rosa)

    assert SHOWN[kind] in client.get(room(case)).content.decode()


def test_an_empty_room_says_how_to_begin(case, client):
    assert "Add a doctor who could give you a second opinion" in client.get(room(case)).content.decode()


# Booking


def test_a_visit_is_kept_as_an_instant_with_its_zone(case, doctor, client):
    answer = client.post(f"{room(case)}add/", form(doctor, time_zone="America/Los_Angeles"))

    visit = case.appointments.get()
    assert (answer.status_code, answer.url) == (302, room(case))
    assert (visit.starts_at, visit.time_zone) == (
        datetime(2026, 12, 10, 18, 0, tzinfo=UTC),
        "America/Los_Angeles",
    )


@pytest.mark.parametrize(
    "shown",
    [
        ("America/Los_Angeles", "Los Angeles time", "At home that is 10:00 a.m., New York time."),
        ("Asia/Tokyo", "Friday 11 December 2026", "At home that is Thursday 10 December 2026"),
    ],
)
def test_both_zones_are_shown_where_they_differ(case, doctor, rosa, client, shown):
    zone, there, home = shown
    book(doctor, rosa, zone=zone)
    page = client.get(room(case)).content.decode()

    assert there in page
    assert home in page


def test_one_zone_is_enough_where_they_agree(case, doctor, rosa, client):
    book(doctor, rosa)

    assert "At home that is" not in client.get(room(case)).content.decode()


def test_a_time_that_clocks_skip_is_refused_with_the_next_one(case, doctor, client):
    answer = client.post(f"{room(case)}add/", form(doctor, day="2027-03-14", clock="02:30"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Clocks go forward on Sunday 14 March" in page
    assert "3:00 a.m." in page
    assert 'value="02:30"' in page
    assert case.appointments.count() == 0


def test_a_time_that_clocks_show_twice_is_the_first_and_says_so(case, doctor, client):
    answer = client.post(f"{room(case)}add/", form(doctor, day="2027-11-07", clock="01:30"), follow=True)

    assert case.appointments.get().starts_at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    assert "the first of the two" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "0000-01-01"),
        ("day", "1899-12-31"),
        ("day", "2101-01-01"),
        ("day", "2020-01-01"),
        ("day", "2099-01-01"),
        ("day", "tomorrow\x00"),
        ("day", ""),
        ("clock", "25:00"),
        ("clock", ""),
        ("time_zone", "Mars/Base"),
        ("time_zone", "../../etc/passwd"),
        ("way", "record_review"),
        ("way", ""),
        ("specialist", "0"),
        ("specialist", "x\x00"),
        ("specialist", str(10**30)),
        ("place", "x" * 301),
        ("once", "not-a-uuid"),
    ],
)
def test_what_makes_no_sense_comes_back_as_typed(case, doctor, client, field, value):
    answer = client.post(f"{room(case)}add/", form(doctor, **{"note": "Bring the disc", field: value}))

    assert answer.status_code == 422
    assert "Bring the disc" in answer.content.decode()
    assert case.appointments.count() == 0


def test_a_doctor_of_another_journey_can_not_be_booked(case, doctor, client, maya):
    other = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)
    theirs = add_doctor(other, maya)

    assert client.post(f"{room(case)}add/", form(theirs)).status_code == 422
    assert Appointment.objects.count() == 0


def test_without_a_doctor_that_comes_first(case, client):
    assert client.get(f"{room(case)}add/").url == f"{room(case)}doctors/add/"


def test_pressed_twice_it_is_booked_once(case, doctor, client):
    sent = form(doctor)
    for _time in range(2):
        client.post(f"{room(case)}add/", sent)

    assert case.appointments.count() == 1


def offers_of(doctor, **values):
    return {
        "once": str(uuid.uuid4()),
        "specialist": doctor.pk,
        "way": "video",
        "time_zone": ZONE,
        "day_1": "2026-12-10",
        "clock_1": "10:00",
        **values,
    }


def test_offers_are_kept_and_one_is_taken(case, doctor, client):
    sent = offers_of(doctor, day_3="2026-12-12", clock_3="11:30")
    assert client.post(f"{room(case)}offers/", sent).status_code == 302
    first, second = case.appointments.all()
    client.post(f"{room(case)}{second.pk}/choose/")

    assert (state_of(first), state_of(second)) == (AppointmentState.CANCELLED, AppointmentState.BOOKED)


def test_half_a_date_on_offer_is_asked_for(case, doctor, client):
    answer = client.post(f"{room(case)}offers/", offers_of(doctor, day_2="2026-12-11", clock_2=""))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"clock_2": ["Please fill in both the day and the time."]}
    assert case.appointments.count() == 0


def test_a_review_needs_the_day_of_its_report(case, doctor, client):
    sent = {"once": str(uuid.uuid4()), "specialist": doctor.pk, "expected_on": ""}
    assert client.post(f"{room(case)}add-review/", sent).status_code == 422

    client.post(f"{room(case)}add-review/", {**sent, "expected_on": "2026-12-07"})
    visit = case.appointments.get()
    assert (visit.way, visit.starts_at, visit.expected_on) == (Way.RECORD_REVIEW, None, date(2026, 12, 7))


# What becomes of it


def test_the_edit_form_starts_with_the_time_as_it_is_there(case, doctor, rosa, client):
    visit = book(doctor, rosa, zone="America/Chicago")
    page = client.get(f"{room(case)}{visit.pk}/").content.decode()

    assert 'value="2026-12-10"' in page
    assert 'value="09:00"' in page


def test_a_stale_change_shows_both_and_can_be_meant(case, doctor, rosa, client):
    visit = book(doctor, rosa)
    appointments.edit(visit, values={"place": "Room 4"}, version=1, by=rosa, at=NOON)
    sent = {**form(doctor, place="Room 5", clock="11:00"), "version": "1"}
    answer = client.post(f"{room(case)}{visit.pk}/", sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Room 4" in page
    assert "Room 5" in page
    assert Appointment.objects.get(pk=visit.pk).place == "Room 4"

    assert client.post(f"{room(case)}{visit.pk}/", {**sent, "version": "2"}).status_code == 302
    changed = Appointment.objects.get(pk=visit.pk)
    assert (changed.place, changed.starts_at) == ("Room 5", TEN + timedelta(hours=1))


def test_a_visit_is_cancelled_with_its_reason_and_restored(case, doctor, rosa, client):
    visit = book(doctor, rosa)
    client.post(f"{room(case)}{visit.pk}/cancel/", {"why": "They moved"})
    assert state_of(visit) == AppointmentState.CANCELLED

    client.post(f"{room(case)}{visit.pk}/restore/")
    assert state_of(visit) == AppointmentState.BOOKED


def test_a_visit_that_was_is_missed_held_or_taken_back(case, doctor, rosa, client):
    visit = book(doctor, rosa, starts_at=NOON - DAY)
    client.post(f"{room(case)}{visit.pk}/missed/", {"why": "Snow"})
    assert state_of(visit) == AppointmentState.MISSED
    client.post(f"{room(case)}{visit.pk}/held/", {"on": "2026-11-22"})
    assert state_of(visit) == AppointmentState.HELD
    client.post(f"{room(case)}{visit.pk}/undo/")
    assert state_of(visit) == AppointmentState.BOOKED


def test_a_visit_to_come_can_not_be_held_and_says_why(case, doctor, rosa, client):
    visit = book(doctor, rosa)
    answer = client.post(f"{room(case)}{visit.pk}/held/", {"on": "2026-11-23"})

    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert state_of(visit) == AppointmentState.BOOKED


def test_asking_for_the_report_is_written_down(case, doctor, rosa, client):
    visit = review(doctor, rosa)
    client.post(f"{room(case)}{visit.pk}/chase/", {"on": "2026-11-23", "note": "Next week"})

    assert Appointment.objects.get(pk=visit.pk).last_chased_on == TODAY


VERBS = ["", "choose/", "cancel/", "held/", "missed/", "undo/", "restore/", "chase/"]


@pytest.mark.parametrize("verb", VERBS)
def test_an_appointment_of_another_journey_is_not_found(case, client, maya, verb):
    other = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)
    visit = book(add_doctor(other, maya), maya)

    assert client.post(f"{room(case)}{visit.pk}/{verb}").status_code == 404
    assert client.post(f"{room(other)}{visit.pk}/{verb}").status_code == 404
    assert state_of(visit) == AppointmentState.BOOKED


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_only_see_changes_no_appointment(case, doctor, rosa, luis, verb):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    visit = book(doctor, rosa, starts_at=NOON - DAY)

    assert signed_in(luis).post(f"{room(case)}{visit.pk}/{verb}", {"on": "2026-11-22"}).status_code == 403
    assert state_of(visit) == AppointmentState.BOOKED


def test_the_advocate_may_do_all_of_it(carried, maya):
    doctor = add_doctor(carried, maya)

    assert signed_in(maya).post(f"{room(carried)}add/", form(doctor)).status_code == 302


def test_a_journey_on_hold_shows_no_buttons_and_refuses(case, doctor, rosa, client):
    journey.hold(case, until=date(2027, 1, 4), why="", by=rosa, at=NOON)

    assert f"{room(case)}doctors/add/" not in client.get(room(case)).content.decode()
    answer = client.post(f"{room(case)}add/", form(doctor))
    assert answer.status_code == 422
    assert "not under way" in answer.content.decode()


# What to have ready


def test_preparation_counts_back_from_the_visit(case, doctor, rosa):
    book(doctor, rosa)
    found = reading.room(case, at=NOON).preparation

    assert [(thing.key, thing.by, thing.is_done) for thing in found] == [
        ("records", date(2026, 12, 3), False),
        ("questions", date(2026, 12, 8), False),
        ("bring", date(2026, 12, 8), False),
    ]


def test_records_are_due_before_holidays_as_well(case, doctor, rosa):
    book(doctor, rosa, starts_at=datetime(2026, 12, 29, 15, 0, tzinfo=UTC))

    assert reading.room(case, at=NOON).preparation[0].by == date(2026, 12, 21)


def test_what_is_ready_is_ticked_and_what_is_late_says_so(case, doctor, rosa):
    book(doctor, rosa)
    questions.add(case, text="Why?", by=rosa, at=NOON)
    steps.settle_step(case.steps.get(key="bring-someone"), to=StepState.DONE, by=rosa, at=NOON)
    found = reading.room(case, at=datetime(2026, 12, 9, 17, 0, tzinfo=UTC)).preparation

    assert [(thing.is_done, thing.is_late) for thing in found] == [
        (False, True),
        (True, False),
        (True, False),
    ]


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_pages_ask_as_often_for_thirty_rows_as_for_one(case, doctor, rosa, client):
    book(doctor, rosa)
    questions.add(case, text="Why?", by=rosa, at=NOON)
    addresses = [room(case), f"{room(case)}questions/", f"{room(case)}questions/print/"]
    few = [queries_of(client, address) for address in addresses]
    for number in range(29):
        book(add_doctor(case, rosa, f"Dr. {number}"), rosa, starts_at=TEN + number * DAY)
        questions.add(case, text=f"Why {number}?", by=rosa, at=NOON)

    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 15


def test_a_stranger_finds_nothing(case, stranger):
    assert signed_in(stranger).get(room(case)).status_code == 404
