import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.refusals import Refused, StaleEdit
from cases.actions import appointments, specialists
from cases.choices import AppointmentState, MoveKind, PlaceKind, SpecialistState, Stage, Way
from cases.models import Appointment, Case, CaseEvent, Specialist
from tests.cases.conftest import NOON, TODAY

ZONE = "America/New_York"
TEN = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def doctor(case, rosa):
    Case.objects.filter(pk=case.pk).update(stage=Stage.APPOINTMENT, safe_to_wait_until=date(2027, 3, 1))
    return specialists.add(
        case, values={"name": "Dr. Anand", "place_kind": PlaceKind.ACADEMIC}, by=rosa, at=NOON
    )


def book(doctor, by, *, starts_at=TEN, at=NOON, **values):
    return appointments.book(
        doctor, way=Way.IN_PERSON, time_zone=ZONE, starts_at=starts_at, by=by, at=at, **values
    )


def review(doctor, by, *, expected_on=date(2026, 12, 7)):
    return appointments.book(
        doctor, way=Way.RECORD_REVIEW, time_zone=ZONE, expected_on=expected_on, by=by, at=NOON
    )


def offer(doctor, by, *starts):
    return appointments.offer(doctor, starts=starts, way=Way.VIDEO, time_zone=ZONE, by=by, at=NOON)


def state_of(visit):
    return Appointment.objects.get(pk=visit.pk).state


def move_of(case):
    return Case.objects.get(pk=case.pk).move_kind


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def test_booking_chooses_the_doctor_and_waits_for_the_visit(case, doctor, rosa):
    visit = book(doctor, rosa)

    assert state_of(visit) == AppointmentState.BOOKED
    assert Specialist.objects.get(pk=doctor.pk).state == SpecialistState.CHOSEN
    assert move_of(case) == MoveKind.PREPARE_QUESTIONS
    assert kinds(case)[-2:] == ["specialist_chosen", "appointment_booked"]


def test_the_event_tells_the_time_as_the_clocks_of_the_visit_show_it(case, doctor, rosa):
    book(doctor, rosa)

    event = CaseEvent.objects.get(case=case, kind="appointment_booked")
    assert event.after == {"way": "in_person", "when": "2026-12-10T10:00:00", "time_zone": ZONE}


def test_the_same_form_books_once(case, doctor, rosa):
    once = uuid.uuid4()
    first, second = book(doctor, rosa, once=once), book(doctor, rosa, once=once)

    assert first.pk == second.pk
    assert case.appointments.count() == 1


def test_the_same_form_keeps_its_offers_once(case, doctor, rosa):
    once = uuid.uuid4()
    for _time in range(2):
        appointments.offer(
            doctor, starts=[TEN, TEN + DAY], way=Way.VIDEO, time_zone=ZONE, by=rosa, at=NOON, once=once
        )

    assert case.appointments.count() == 2


def test_choosing_a_date_lets_the_others_of_that_doctor_go(case, doctor, rosa):
    other = specialists.add(
        case, values={"name": "Dr. Baker", "place_kind": PlaceKind.SPECIALTY}, by=rosa, at=NOON
    )
    first, second = offer(doctor, rosa, TEN, TEN + DAY)
    (elsewhere,) = offer(other, rosa, TEN + 2 * DAY)
    assert move_of(case) == MoveKind.CHOOSE_DATE

    appointments.choose(second, by=rosa, at=NOON)

    assert [state_of(visit) for visit in (first, second, elsewhere)] == ["cancelled", "booked", "offered"]


def test_a_date_is_chosen_once(doctor, rosa):
    (visit,) = offer(doctor, rosa, TEN)
    appointments.choose(visit, by=rosa, at=NOON)

    with pytest.raises(Refused):
        appointments.choose(visit, by=rosa, at=NOON)


def test_a_date_that_has_passed_can_not_be_chosen(doctor, rosa):
    (visit,) = offer(doctor, rosa, TEN)

    with pytest.raises(Refused):
        appointments.choose(visit, by=rosa, at=TEN + DAY)
    assert state_of(visit) == AppointmentState.OFFERED


@pytest.mark.parametrize("start", [NOON - DAY, NOON + timedelta(days=900)])
def test_an_offer_lies_ahead_and_within_reach(case, doctor, rosa, start):
    with pytest.raises(Refused):
        offer(doctor, rosa, start)
    assert case.appointments.count() == 0


@pytest.mark.parametrize("start", [NOON - timedelta(days=400), NOON + timedelta(days=900)])
def test_a_visit_far_from_today_is_a_slip_of_the_pen(case, doctor, rosa, start):
    with pytest.raises(Refused):
        book(doctor, rosa, starts_at=start)
    assert case.appointments.count() == 0


def test_a_visit_needs_a_time(case, doctor, rosa):
    with pytest.raises(Refused):
        book(doctor, rosa, starts_at=None)
    assert case.appointments.count() == 0


def test_a_doctor_who_was_ruled_out_is_not_booked(doctor, rosa):
    specialists.set_state(doctor, to=SpecialistState.DECLINED, by=rosa, at=NOON)

    with pytest.raises(Refused):
        book(doctor, rosa)


def test_a_changed_time_tells_both(case, doctor, rosa):
    visit = book(doctor, rosa)
    appointments.edit(visit, values={"starts_at": TEN + DAY, "time_zone": ZONE}, version=1, by=rosa, at=NOON)

    event = CaseEvent.objects.get(case=case, kind="appointment_changed")
    assert (event.before["when"], event.after["when"]) == ("2026-12-10T10:00:00", "2026-12-11T10:00:00")


def test_a_stale_change_is_told_apart(doctor, rosa):
    visit = book(doctor, rosa)
    appointments.edit(visit, values={"place": "Room 4"}, version=1, by=rosa, at=NOON)

    with pytest.raises(StaleEdit):
        appointments.edit(visit, values={"place": "Room 5"}, version=1, by=rosa, at=NOON)
    assert Appointment.objects.get(pk=visit.pk).place == "Room 4"


def test_what_is_cancelled_keeps_its_reason_and_can_come_back(case, doctor, rosa):
    visit = book(doctor, rosa)
    appointments.cancel(visit, why="The office moved", by=rosa, at=NOON)
    assert state_of(visit) == AppointmentState.CANCELLED
    assert CaseEvent.objects.get(case=case, kind="appointment_cancelled").note == "The office moved"

    appointments.restore(visit, by=rosa, at=NOON)
    assert state_of(visit) == AppointmentState.BOOKED


def test_what_is_cancelled_is_not_changed_or_held(doctor, rosa):
    visit = book(doctor, rosa)
    appointments.cancel(visit, by=rosa, at=NOON)

    with pytest.raises(Refused):
        appointments.edit(visit, values={"place": "x"}, version=2, by=rosa, at=NOON)
    with pytest.raises(Refused):
        appointments.hold(visit, on=TODAY, by=rosa, at=TEN + DAY)


def test_a_visit_is_held_after_its_hour_and_that_can_be_taken_back(case, doctor, rosa):
    visit = book(doctor, rosa)
    with pytest.raises(Refused):
        appointments.hold(visit, on=TODAY, by=rosa, at=NOON)

    appointments.hold(visit, on=date(2026, 12, 10), by=rosa, at=TEN + DAY)
    assert move_of(case) == MoveKind.ADVANCE

    appointments.undo_hold(visit, by=rosa, at=TEN + DAY)
    assert Appointment.objects.get(pk=visit.pk).held_on is None
    assert move_of(case) == MoveKind.CONFIRM_VISIT


def test_a_visit_is_not_held_tomorrow(doctor, rosa):
    visit = book(doctor, rosa)

    with pytest.raises(Refused):
        appointments.hold(visit, on=date(2026, 12, 12), by=rosa, at=TEN + DAY)


def test_a_visit_is_missed_after_its_hour(doctor, rosa):
    visit = book(doctor, rosa)
    with pytest.raises(Refused):
        appointments.miss(visit, by=rosa, at=NOON)

    appointments.miss(visit, why="Snow", by=rosa, at=TEN + DAY)
    assert state_of(visit) == AppointmentState.MISSED


def test_a_review_comes_back_and_is_never_missed(case, doctor, rosa):
    visit = review(doctor, rosa)
    assert move_of(case) == MoveKind.WAIT_REPORT
    with pytest.raises(Refused):
        appointments.miss(visit, by=rosa, at=NOON)

    appointments.hold(visit, on=TODAY, by=rosa, at=NOON)
    assert kinds(case)[-1] == "review_returned"


def test_asking_for_a_late_report_starts_its_wait_again(case, doctor, rosa):
    visit = review(doctor, rosa)
    later = datetime(2026, 12, 9, 17, 0, tzinfo=UTC)
    with pytest.raises(Refused):
        appointments.chase_report(visit, on=date(2026, 12, 20), by=rosa, at=later)

    appointments.chase_report(visit, on=date(2026, 12, 9), by=rosa, at=later)
    assert Appointment.objects.get(pk=visit.pk).last_chased_on == date(2026, 12, 9)
    assert move_of(case) == MoveKind.WAIT_REPORT


def test_no_report_is_asked_for_before_the_visit(doctor, rosa):
    with pytest.raises(Refused):
        appointments.chase_report(book(doctor, rosa), on=TODAY, by=rosa, at=NOON)


def test_a_second_booking_leaves_the_choice_alone(case, doctor, rosa):
    other = specialists.add(
        case, values={"name": "Dr. Baker", "place_kind": PlaceKind.SPECIALTY}, by=rosa, at=NOON
    )
    book(doctor, rosa)
    book(other, rosa, starts_at=TEN + DAY)

    assert Specialist.objects.get(pk=doctor.pk).state == SpecialistState.CHOSEN
    assert Specialist.objects.get(pk=other.pk).state == SpecialistState.CONSIDERED
