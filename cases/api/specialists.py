"""The shortlist of doctors: what is known of each, what is still to be asked, where each stands."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from cases.actions import specialists as actions
from cases.api.base import JourneyView
from cases.choices import PlaceKind, SpecialistState, YesNoUnknown
from cases.forms.appointments import AddSpecialistForm, EditSpecialistForm
from cases.models import Case
from cases.queries import appointments as reading
from cases.queries.appointments import Doctor
from cases.rules.team import may_do, may_see

AS_ADDED = pages.Order(("pk",))
CHECKS = serializers.ListField(child=serializers.ChoiceField(choices=reading.CHECKS))

know(specialty="Spine surgery")
know_in(
    *("SpecialistAdd", "SpecialistAnswer", "PatchedSpecialistEdit"),
    place="Lakeside Spine Center, 3rd floor",
    phone="+1 212 555 0142",
)
know_in("SpecialistAdd", "SpecialistAnswer", "PatchedSpecialistEdit", "DoctorAnswer", name="Dr. Feld")


class SpecialistAnswer(Answer):
    """A doctor on the shortlist. Nobody ranks them: the list is in the order in which they were added."""

    id = serializers.UUIDField(source="row.uuid")
    name = serializers.CharField(source="row.name")
    specialty = serializers.CharField(source="row.specialty")
    place = serializers.CharField(source="row.place")
    place_kind = serializers.ChoiceField(source="row.place_kind", choices=PlaceKind.choices)
    phone = serializers.CharField(source="row.phone")
    same_system = serializers.ChoiceField(source="row.same_system", choices=YesNoUnknown.choices)
    in_network = serializers.ChoiceField(source="row.in_network", choices=YesNoUnknown.choices)
    licensed = serializers.ChoiceField(source="row.licensed", choices=YesNoUnknown.choices)
    needs_local_doctor = serializers.ChoiceField(
        source="row.needs_local_doctor", choices=YesNoUnknown.choices
    )
    note = serializers.CharField(source="row.note")
    state = serializers.ChoiceField(source="row.state", choices=SpecialistState.choices)
    open_checks = serializers.SerializerMethodField(help_text="What is still to be asked before booking.")
    cannot_serve = serializers.BooleanField(
        help_text="A remote doctor who has no license where the patient lives."
    )
    is_under_way = serializers.BooleanField(
        help_text="An appointment or an offered date is under way: it is cancelled before the doctor is let go."
    )

    def get_version(self, doctor: Doctor) -> str:
        """A mark of the doctor and of whether something is under way."""
        return version_of(doctor.row, doctor.is_under_way)

    @extend_schema_field(CHECKS)
    def get_open_checks(self, doctor: Doctor) -> list[str]:
        """The fields that say “unknown” and matter."""
        return list(doctor.open_checks)


class SpecialistView(JourneyView):
    """An address inside the shortlist."""

    tag = "specialists"

    def doctor(self, case: Case, uuid: UUID) -> Doctor:
        """A doctor of this journey; Http404 for any other."""
        row = self.child(reading.shortlist(case), uuid)
        return Doctor(row, row.is_under_way)

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One doctor as they stand now."""
        return self.told(SpecialistAnswer(), self.doctor(self.case, uuid), status=status, location=location)


class SpecialistsQuery(PageQuery):
    """Which doctors."""

    state = serializers.ChoiceField(required=False, choices=SpecialistState.choices)


class Specialists(SpecialistView):
    """The shortlist."""

    @operation("List the doctors", Sort.LIST, answer=SpecialistAnswer, query=SpecialistsQuery, may=may_see)
    def get(self) -> Response:
        """The doctors on the list, in the order in which they were added. We never rank doctors."""
        asked = {name: self.query[name] for name in ("state",) if name in self.query}
        found, mark = pages.page(reading.shortlist(self.case).filter(**asked), AS_ADDED, dict(self.query))
        return self.page_of([Doctor(row, row.is_under_way) for row in found], mark, SpecialistAnswer())

    @operation(
        "Add a doctor",
        Sort.CREATE,
        answer=SpecialistAnswer,
        body=body_of(AddSpecialistForm, "SpecialistAdd"),
        may=may_do,
    )
    def post(self) -> HttpResponseBase:
        """Puts a doctor on the list, as one who is thought about. What is not known yet may be left out."""
        form = filled(AddSpecialistForm, self.typed, once=self.once)
        doctor = actions.add(self.case, values=form.row_values(), once=form.cleaned_data["once"], **self.how)
        address = self.address("specialist", specialist=doctor.uuid)
        return self.tell(doctor.uuid, status=201, location=address)


class Specialist(SpecialistView):
    """One doctor."""

    @operation("Read a doctor", Sort.READ, answer=SpecialistAnswer, may=may_see)
    def get(self, specialist: UUID) -> HttpResponseBase:
        """What is known, what is still to be asked, where the doctor stands, and whether a visit is under way."""
        return self.tell(specialist)

    @operation(
        "Correct a doctor",
        Sort.CHANGE,
        answer=SpecialistAnswer,
        body=body_of(EditSpecialistForm, "SpecialistEdit"),
        may=may_do,
        is_partial=True,
    )
    def patch(self, specialist: UUID) -> HttpResponseBase:
        """Send what is different. Where the doctor stands is changed by what happens: see its changes."""
        with self.changing(partial(self.doctor, uuid=specialist), SpecialistAnswer().get_version) as doctor:
            row = doctor.row
            form = filled(partial(EditSpecialistForm, row=row), self.typed, version=row.version)
            actions.edit(row, values=form.row_values(), version=row.version, **self.how)
        return self.tell(specialist)


# Where a doctor stands


def set_state(to: str, view: JourneyView, doctor: Doctor, _typed: Mapping[str, Any]) -> None:
    """Say where a doctor stands."""
    actions.set_state(doctor.row, to=to, **view.how)


VERBS: dict[str, Verb] = {
    str(state): Verb(
        body_of(forms.Form, f"Specialist{state.capitalize()}Body", verb=str(state)),
        may_do,
        partial(set_state, str(state)),
    )
    for state in SpecialistState
}


class SpecialistChanges(SpecialistView):
    """What happens to a doctor on the list."""

    @operation("Say where a doctor stands", Sort.CHANGE, answer=SpecialistAnswer, verbs=VERBS)
    def post(self, specialist: UUID) -> HttpResponseBase:
        """Thought about, contacted, chosen, or ruled out.

        One doctor is chosen at a time: who was chosen before goes back on the list. While there is an
        appointment or a date on offer with somebody, they can't be let go.
        """
        with self.changing(partial(self.doctor, uuid=specialist), SpecialistAnswer().get_version) as doctor:
            self.verb.act(self, doctor, self.typed)
        return self.tell(specialist)
