"""Visits, video calls and reviews of the records: offered, booked, changed, held."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases import transitions
from cases.actions import specialists, timeline
from cases.actions.core import change, existing, fresh
from cases.actions.core import edit as edit_row
from cases.choices import AppointmentState, SpecialistState, Way
from cases.models import Appointment, Case, Specialist
from cases.queries.appointments import UNDER_WAY

LONGEST_AGO = timedelta(days=366)
FURTHEST_AHEAD = timedelta(days=2 * 366)


def offer(
    specialist: Specialist,
    *,
    starts: Sequence[datetime],
    way: str,
    time_zone: str,
    by: User,
    at: datetime,
    place: str = "",
    note: str = "",
    once: UUID | None = None,
) -> list[Appointment]:
    """Keep the dates that a doctor's office offers, so that one can be chosen; sent twice, kept once.

    Raises Refused for a date that has passed or lies years ahead, and for a doctor who was ruled out.
    """
    with change(specialist.case, at=at) as case:
        done = existing(Appointment, once)
        if done:
            return [done]
        doctor = _on_list(specialist)
        for start in starts:
            require_sensible(start, at=at)
            if start <= at:
                raise Refused(_("A date on offer must still be to come. Please check the dates."))
        offers = []
        for index, start in enumerate(sorted(set(starts))):
            own = {"once": once} if once and not index else {}
            offers.append(
                Appointment.objects.create(
                    case=case,
                    specialist=doctor,
                    way=Way(way),
                    state=AppointmentState.OFFERED,
                    starts_at=start,
                    time_zone=time_zone,
                    place=place,
                    note=note,
                    offered_on=at.astimezone(case.zone).date(),
                    **own,
                )
            )
            _tell(offers[-1], case, "appointment_offered", by=by, at=at)
    return offers


def book(
    specialist: Specialist,
    *,
    way: str,
    time_zone: str,
    by: User,
    at: datetime,
    starts_at: datetime | None = None,
    expected_on: date | None = None,
    place: str = "",
    note: str = "",
    once: UUID | None = None,
) -> Appointment:
    """Keep a visit that is agreed on, or a review of the records with the day its report is expected.

    The doctor becomes the chosen one, unless a visit with the chosen one is under way. A visit may lie
    up to a year back: people write it down afterwards. Raises Refused for dates beyond that, and for a
    doctor who was ruled out.
    """
    with change(specialist.case, at=at) as case:
        done = existing(Appointment, once)
        if done:
            return done
        doctor = _on_list(specialist)
        _require_time(way, starts_at, at=at)
        own = {"once": once} if once else {}
        visit = Appointment.objects.create(
            case=case,
            specialist=doctor,
            way=Way(way),
            state=AppointmentState.BOOKED,
            starts_at=starts_at,
            time_zone=time_zone,
            expected_on=expected_on,
            place=place,
            note=note,
            **own,
        )
        specialists.choose_if_free(doctor, case, by=by, at=at)
        _tell(visit, case, _kind_of_booking(visit), by=by, at=at)
    return visit


def choose(visit: Appointment, *, by: User, at: datetime) -> Appointment:
    """Take one of the dates on offer: it is booked, and the other dates of that doctor are let go.

    Raises Refused when it is no longer on offer, or has passed.
    """
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        _require_state(current, AppointmentState.OFFERED)
        if current.starts_at and current.starts_at <= at:
            raise Refused(_("This date has passed. Ask the office for new dates."))
        _move(current, AppointmentState.BOOKED)
        specialists.choose_if_free(current.specialist, case, by=by, at=at)
        _tell(current, case, "appointment_booked", by=by, at=at)
        siblings = case.appointments.filter(
            specialist=current.specialist, state=AppointmentState.OFFERED
        ).select_related("specialist")
        for other in siblings:
            _move(other, AppointmentState.CANCELLED)
            _tell(other, case, "offer_let_go", by=by, at=at)
    return current


def edit(visit: Appointment, *, values: dict[str, Any], version: int, by: User, at: datetime) -> Appointment:
    """Change the time, the place or the notes of an appointment that is offered or booked.

    Raises StaleEdit when somebody changed it since `version`, Refused for a date out of reach.
    """
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        if current.state not in UNDER_WAY:
            raise Refused(_("This appointment is over or cancelled, so its details stay as they are."))
        if values.get("starts_at", current.starts_at) != current.starts_at:
            _require_time(values.get("way", current.way), values["starts_at"], at=at)
        old = _when(current)
        before = edit_row(current, version=version, values=values)
        if before:
            told = {name: values[name] for name in before if name not in ("starts_at", "time_zone")}
            timeline.write(
                case,
                "appointment_changed",
                by=by,
                at=at,
                subject=current.specialist.name,
                before={**{name: before[name] for name in told}, **old},
                after={**told, **_when(current)},
            )
    return current


def cancel(visit: Appointment, *, by: User, at: datetime, why: str = "") -> Appointment:
    """Call off what is offered or booked, with the reason. Raises Refused when it is over or called off."""
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        _move(current, AppointmentState.CANCELLED)
        _tell(current, case, "appointment_cancelled", by=by, at=at, note=why)
    return current


def restore(visit: Appointment, *, by: User, at: datetime) -> Appointment:
    """Take back a cancellation: the appointment is booked. Raises Refused for one that is not cancelled."""
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        _require_state(current, AppointmentState.CANCELLED)
        _on_list(current.specialist)
        _move(current, AppointmentState.BOOKED)
        specialists.choose_if_free(current.specialist, case, by=by, at=at)
        _tell(current, case, "appointment_restored", by=by, at=at)
    return current


def hold(visit: Appointment, *, on: date, by: User, at: datetime) -> Appointment:
    """Say that the visit took place, or that the review of the records came back, on that day.

    Raises Refused for a day that is yet to come, and for a visit before its hour.
    """
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        _require_begun(current, at=at)
        if on > at.astimezone(case.zone).date():
            raise Refused(_("That day is still to come. Please check the date."))
        _move(current, AppointmentState.HELD, held_on=on)
        kind = "review_returned" if current.way == Way.RECORD_REVIEW else "appointment_held"
        _tell(current, case, kind, by=by, at=at, held_on=on)
    return current


def undo_hold(visit: Appointment, *, by: User, at: datetime) -> Appointment:
    """Take back that a visit took place: it is booked again. Raises Refused unless it was said to be held."""
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        _require_state(current, AppointmentState.HELD)
        _move(current, AppointmentState.BOOKED, held_on=None)
        _tell(current, case, "appointment_undone", by=by, at=at)
    return current


def miss(visit: Appointment, *, by: User, at: datetime, why: str = "") -> Appointment:
    """Say that a booked visit did not take place. Raises Refused before its hour, and for a review of records."""
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        if current.way == Way.RECORD_REVIEW:
            raise Refused(_("A review of the records can’t be missed. If it is not wanted, cancel it."))
        _require_begun(current, at=at)
        _move(current, AppointmentState.MISSED)
        _tell(current, case, "appointment_missed", by=by, at=at, note=why)
    return current


def chase_report(visit: Appointment, *, on: date, by: User, at: datetime, note: str = "") -> Appointment:
    """Keep that the doctor's office was asked for the report, on that day.

    Raises Refused for a day that is yet to come, and where no report is awaited.
    """
    with change(visit.case, at=at) as case:
        current = _fresh(visit)
        awaited = current.state == AppointmentState.HELD or (
            current.state == AppointmentState.BOOKED and current.way == Way.RECORD_REVIEW
        )
        if not awaited:
            raise Refused(_("A report comes after the visit. There is none to ask for yet."))
        if on > at.astimezone(case.zone).date():
            raise Refused(_("That day is still to come. Please check the date."))
        if current.last_chased_on is None or current.last_chased_on < on:
            before, current.last_chased_on = current.last_chased_on, on
            current.version += 1
            current.save(update_fields=["last_chased_on", "version"])
            timeline.write(
                case,
                "report_chased",
                by=by,
                at=at,
                subject=current.specialist.name,
                before={"asked_on": before},
                after={"asked_on": on},
                note=note.strip(),
            )
    return current


def require_sensible(start: datetime, *, at: datetime) -> None:
    """Raise Refused for a time more than a year back or two years ahead: that is a slip of the pen."""
    if start < at - LONGEST_AGO:
        raise Refused(_("That date is more than a year ago. Please check the year."))
    if start > at + FURTHEST_AHEAD:
        raise Refused(_("That date is more than two years away. Please check the year."))


def _require_time(way: str, starts_at: datetime | None, *, at: datetime) -> None:
    if starts_at is not None:
        require_sensible(starts_at, at=at)
    elif way != Way.RECORD_REVIEW:
        raise Refused(_("A visit needs a day and a time."))


def _require_begun(visit: Appointment, *, at: datetime) -> None:
    if visit.starts_at and visit.starts_at > at:
        raise Refused(
            _(
                "This visit is still to come. If it was moved, change its time; if it is called off, cancel it."
            )
        )


def _require_state(visit: Appointment, state: AppointmentState) -> None:
    if visit.state != state:
        raise Refused(_("This has changed in the meantime. Look at where it stands now, then try again."))


def _fresh(visit: Appointment) -> Appointment:
    current = fresh(visit)
    current.specialist = fresh(current.specialist)
    return current


def _on_list(specialist: Specialist) -> Specialist:
    current = fresh(specialist)
    if current.state == SpecialistState.DECLINED:
        raise Refused(
            _("You have ruled out %(doctor)s. Put the doctor back on the list first.")
            % {"doctor": current.name}
        )
    return current


def _move(visit: Appointment, to: AppointmentState, **values: date | None) -> None:
    transitions.require(transitions.APPOINTMENT, AppointmentState(visit.state), to)
    visit.state = to
    for name, value in values.items():
        setattr(visit, name, value)
    visit.version += 1
    visit.save(update_fields=["state", "version", *values])


def _kind_of_booking(visit: Appointment) -> str:
    return "review_booked" if visit.way == Way.RECORD_REVIEW else "appointment_booked"


def _when(visit: Appointment) -> dict[str, Any]:
    """When, as the clocks of the visit show it; nothing for a review of the records."""
    return {"when": visit.local_start, "time_zone": visit.time_zone} if visit.local_start else {}


def _tell(
    visit: Appointment,
    case: Case,
    kind: str,
    *,
    by: User,
    at: datetime,
    note: str = "",
    held_on: date | None = None,
) -> None:
    own = {"expected_on": visit.expected_on, "held_on": held_on, "place": visit.place}
    timeline.write(
        case,
        kind,
        by=by,
        at=at,
        subject=visit.specialist.name,
        after={"way": visit.way, **_when(visit), **specialists.filled(own)},
        note=note.strip(),
    )
