"""The shortlist of doctors for a second opinion. Nobody ranks them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases import transitions
from cases.actions import timeline
from cases.actions.core import change, existing, fresh
from cases.actions.core import edit as edit_row
from cases.choices import SpecialistState
from cases.models import Appointment, Case, Specialist
from cases.queries.appointments import UNDER_WAY


def add(
    case: Case, *, values: dict[str, Any], by: User, at: datetime, once: UUID | None = None
) -> Specialist:
    """Put a doctor on the shortlist; sent twice with the same `once`, only once.

    Raises Refused when the journey is not under way.
    """
    with change(case, at=at) as locked:
        done = existing(Specialist, once)
        if done:
            return done
        own = {"once": once} if once else {}
        specialist = Specialist.objects.create(case=locked, **own, **values)
        timeline.write(
            locked, "specialist_added", by=by, at=at, subject=specialist.name, after=filled(values)
        )
    return specialist


def edit(
    specialist: Specialist, *, values: dict[str, Any], version: int, by: User, at: datetime
) -> Specialist:
    """Change what is known of a doctor. Raises StaleEdit when somebody changed it since `version`."""
    with change(specialist.case, at=at) as case:
        current = fresh(specialist)
        before = edit_row(current, version=version, values=values)
        if before:
            timeline.write(
                case,
                "specialist_changed",
                by=by,
                at=at,
                subject=current.name,
                before=before,
                after={name: values[name] for name in before},
            )
    return current


def set_state(specialist: Specialist, *, to: str, by: User, at: datetime, note: str = "") -> Specialist:
    """Say where a doctor stands: thinking about it, contacted, chosen or ruled out; again is nothing new.

    One doctor is chosen at a time: who was chosen before goes back on the list. Raises Refused while
    there is a booked visit with the one who would be let go, or dates that they offered.
    """
    with change(specialist.case, at=at) as case:
        current = fresh(specialist)
        if current.state == to:
            return current
        transitions.require(transitions.SPECIALIST, SpecialistState(current.state), SpecialistState(to))
        if to == SpecialistState.CHOSEN:
            for earlier in case.specialists.filter(state=SpecialistState.CHOSEN):
                _let_go(earlier)
                _write_state(earlier, case, to=_place_on_list(earlier), by=by, at=at)
        elif to == SpecialistState.DECLINED or current.state == SpecialistState.CHOSEN:
            _let_go(current)
        _write_state(current, case, to=to, by=by, at=at, note=note)
    return current


def choose_if_free(specialist: Specialist, case: Case, *, by: User, at: datetime) -> None:
    """Choose the doctor with whom a visit is booked, unless another one is; for actions that hold the lock."""
    others = case.specialists.filter(state=SpecialistState.CHOSEN).exclude(pk=specialist.pk)
    if specialist.state == SpecialistState.CHOSEN or any(map(_is_under_way, others)):
        return
    for earlier in others:
        _write_state(earlier, case, to=_place_on_list(earlier), by=by, at=at)
    _write_state(specialist, case, to=SpecialistState.CHOSEN, by=by, at=at)


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def _is_under_way(specialist: Specialist) -> bool:
    return Appointment.objects.filter(specialist=specialist, state__in=UNDER_WAY).exists()


def _let_go(specialist: Specialist) -> None:
    if _is_under_way(specialist):
        raise Refused(
            _("There is an appointment with %(doctor)s, or a date on offer. Cancel it first, then come back.")
            % {"doctor": specialist.name}
        )


def _place_on_list(specialist: Specialist) -> SpecialistState:
    """Where a doctor goes back to: with any appointment in the past they were clearly contacted."""
    known = Appointment.objects.filter(specialist=specialist).exists()
    return SpecialistState.CONTACTED if known else SpecialistState.CONSIDERED


def _write_state(
    specialist: Specialist, case: Case, *, to: str, by: User, at: datetime, note: str = ""
) -> None:
    before, specialist.state = specialist.state, SpecialistState(to)
    specialist.version += 1
    specialist.save(update_fields=["state", "version"])
    timeline.write(
        case,
        f"specialist_{to}",
        by=by,
        at=at,
        subject=specialist.name,
        before={"state": before},
        after={"state": to},
        note=note.strip(),
    )
