"""The team: who can see a journey and how far, who carries it, and who could."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_from
from accounts.models import User, display_name
from cases.actions import team as actions
from cases.api.base import JourneyView, PersonView
from cases.choices import Access, TeamRole
from cases.forms.team import AccessForm, AdvocateForm, AssignForm, last_day
from cases.models import Case, TeamMember
from cases.queries import team as reading
from cases.rules.team import (
    may_assign,
    may_change_access,
    may_end_access,
    may_invite_family,
    may_see,
    may_see_advocates,
)

BY_NAME = pages.Order(("name", "pk"))

know(relation="son", journeys=42)


# Members


class MemberAnswer(Answer):
    """Somebody who can see the journey: how far they may go, since when, until when, and who let them in."""

    id = serializers.UUIDField(source="uuid")
    person = PersonAnswer(source="user")
    role = serializers.ChoiceField(choices=TeamRole.choices)
    access = serializers.ChoiceField(choices=Access.choices)
    relation = serializers.CharField(help_text="Who family is to the patient; may be empty.")
    since = serializers.DateTimeField(source="started_at")
    ends_on = serializers.SerializerMethodField(
        help_text="The last day, where the patient lives; null where access does not end by itself."
    )
    granted_by = PersonAnswer(help_text="Who let them in.")
    carries = serializers.SerializerMethodField(help_text="Whether they are the advocate who carries it.")
    is_me = serializers.SerializerMethodField()
    may_change = serializers.SerializerMethodField(help_text="Whether you may change how far they may go.")
    may_end = serializers.SerializerMethodField(help_text="Whether you may end their access, or leave.")

    def get_version(self, member: TeamMember) -> str:
        """A mark of all of it, but not of what they have read."""
        people = [display_name(member.user), display_name(member.granted_by)]
        plain = [member.uuid, member.version, member.access, member.relation, member.ended_at]
        asked = [self.get_carries(member), self.get_may_change(member), self.get_may_end(member)]
        return version_from([*plain, self.get_ends_on(member), *people, *asked])

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_ends_on(self, member: TeamMember) -> str | None:
        """The last day on which access holds."""
        day = last_day(member, self.case.zone)
        return day.isoformat() if day else None

    def get_carries(self, member: TeamMember) -> bool:
        """Whether they carry the journey."""
        return member.user_id == self.case.advocate_id

    def get_is_me(self, member: TeamMember) -> bool:
        """Whether it is whoever asks."""
        return member.user_id == self.context["viewer"].user.pk

    def get_may_change(self, member: TeamMember) -> bool:
        """Whether whoever asks may change it."""
        return may_change_access(self.context["viewer"], member)

    def get_may_end(self, member: TeamMember) -> bool:
        """Whether whoever asks may end it."""
        return may_end_access(self.context["viewer"], member, advocate_id=self.case.advocate_id)

    @property
    def case(self) -> Case:
        """The journey."""
        case: Case = self.context["case"]
        return case


class MembersView(JourneyView):
    """An address among the members."""

    tag = "team"

    def teller(self, case: Case) -> MemberAnswer:
        """Tells members to whoever asks."""
        return MemberAnswer(context={"case": case, "viewer": self.viewer})

    def member(self, case: Case, uuid: UUID) -> TeamMember:
        """A member of this journey whose access holds; Http404 for any other."""
        member: TeamMember = self.child(reading.standing(case).select_related("case"), uuid)
        return member

    def version(self, member: TeamMember) -> str:
        """The version that answers tell."""
        return self.teller(member.case).get_version(member)

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One member as things stand now."""
        member = self.member(self.case, uuid)
        return self.told(self.teller(member.case), member, status=status, location=location)


class Members(MembersView):
    """Everyone on the team."""

    @operation("List the team", Sort.LIST, answer=MemberAnswer, may=may_see)
    def get(self) -> Response:
        """Everyone with access: the patient, family and friends, then the advocates, who carries it first.

        The leads can open every journey besides.
        """
        return self.page_of(reading.members(self.case), "", self.teller(self.case))

    @operation(
        "Add an advocate to help",
        Sort.CREATE,
        answer=MemberAnswer,
        body=body_of(
            AdvocateForm, "HelperAdd", advocate=serializers.UUIDField(help_text="One of the advocates.")
        ),
        may=may_assign,
    )
    def post(self) -> HttpResponseBase:
        """A second advocate helps from now on; whoever carries the journey still does. For leads."""
        advocates = reading.who_could_help(self.case)
        form = filled(partial(AdvocateForm, advocates=advocates), with_number(self.typed, advocates))
        member = actions.add_helping_advocate(self.case, form.chosen, **self.how)
        return self.tell(member.uuid, status=201, location=self.address("member", member=member.uuid))


class Member(MembersView):
    """One member of the team."""

    @operation("Read a member", Sort.READ, answer=MemberAnswer, may=may_see)
    def get(self, member: UUID) -> HttpResponseBase:
        """How far they may go, since when, until when, and who let them in."""
        return self.tell(member)

    @operation(
        "Change the access of family",
        Sort.CHANGE,
        answer=MemberAnswer,
        body=body_of(AccessForm, "AccessEdit"),
        may=may_invite_family,
        is_partial=True,
    )
    def patch(self, member: UUID) -> HttpResponseBase:
        """How far family or a friend may go and until when; it holds from their next request.

        Patients and advocates are not let in by degrees.
        """
        with self.changing(partial(self.member, uuid=member), self.version) as row:
            if not may_change_access(self.viewer, row):
                raise PermissionDenied(_("Only the access of family and friends can be changed."))
            make = partial(AccessForm, member=row, zone=self.case.zone, today=self.today)
            form = filled(make, self.typed, version=row.version)
            actions.change_access(row, version=row.version, **form.bounds, **self.how)
        return self.tell(member)

    @operation("End access, or leave", Sort.REMOVE, may=may_see)
    def delete(self, member: UUID) -> Response:
        """It is gone with their next request; ending your own access is leaving.

        The patient stays, and whoever carries the journey hands it over first: see its advocate.
        """
        with self.changing(partial(self.member, uuid=member), self.version) as row:
            if not may_end_access(self.viewer, row, advocate_id=row.case.advocate_id):
                raise PermissionDenied(_("Only the patient and the advocates can end somebody’s access."))
            actions.end_access(row, **self.how)
        return self.gone()


# Who carries it


class CarrierAnswer(Answer):
    """Who carries the journey."""

    advocate = PersonAnswer(allow_null=True, help_text="Null while nobody carries it.")
    is_carried = serializers.SerializerMethodField(
        help_text="Whether they are an advocate here now; false calls for another."
    )
    patient_side_signs_in = serializers.SerializerMethodField(
        help_text="Whether somebody of the patient side is told of a new advocate; false: a call tells them."
    )

    def get_version(self, case: Case) -> str:
        """A mark of who carries it."""
        advocate = [case.advocate.uuid, display_name(case.advocate)] if case.advocate else []
        return version_from(
            [case.uuid, advocate, self.get_is_carried(case), self.get_patient_side_signs_in(case)]
        )

    def get_is_carried(self, case: Case) -> bool:
        """Whether somebody who is an advocate here now carries it."""
        return reading.is_carried(case)

    def get_patient_side_signs_in(self, case: Case) -> bool:
        """Whether anybody of the patient side hears of it by itself."""
        return bool(reading.patient_side(case))


class JourneyAdvocate(JourneyView):
    """The advocate who carries a journey."""

    tag = "team"

    @operation("Read who carries a journey", Sort.READ, answer=CarrierAnswer, may=may_see)
    def get(self) -> HttpResponseBase:
        """The advocate who carries it, or null."""
        return self.told(CarrierAnswer(), self.case)

    @operation(
        "Give a journey to an advocate",
        Sort.CHANGE,
        answer=CarrierAnswer,
        body=body_of(
            AssignForm,
            "AssignBody",
            without=("instead_of",),
            advocate=serializers.UUIDField(help_text="One of the advocates."),
            keeps_helping=serializers.BooleanField(
                required=False, help_text="Whether the earlier advocate stays on the team to help."
            ),
        ),
        may=may_assign,
    )
    def put(self) -> HttpResponseBase:
        """They carry it from now on; the earlier one leaves, unless they keep helping. For leads.

        The patient side is told. The same advocate again is nothing new.
        """
        with self.changing(lambda case: case, CarrierAnswer().get_version) as case:
            advocates = list(reading.advocates())
            make = partial(AssignForm, advocates=advocates, earlier=case.advocate)
            form = filled(make, with_number(self.typed, advocates))
            keeps = form.cleaned_data.get("keeps_helping", False)
            instead_of = form.cleaned_data["instead_of"]
            actions.assign(case, form.chosen, instead_of=instead_of, keeps_helping=keeps, **self.how)
        self.case.refresh_from_db()
        return self.told(CarrierAnswer(), self.case)


def with_number(typed: Mapping[str, Any], advocates: Iterable[User]) -> dict[str, Any]:
    """What was typed, with the advocate as the pages' forms take one; nobody's number for none of these."""
    numbers = {person.uuid: person.pk for person in advocates}
    return {**typed, "advocate": numbers.get(typed["advocate"], 0)}


class AdvocateAnswer(PersonAnswer):
    """An advocate, with how many journeys under way they carry."""

    journeys = serializers.IntegerField(source="carries", help_text="Under way, and carried by them.")


class Advocates(PersonView):
    """Everyone who can carry a journey."""

    tag = "team"

    @operation("List the advocates", Sort.LIST, answer=AdvocateAnswer, query=PageQuery, may=may_see_advocates)
    def get(self) -> Response:
        """Everyone who can carry a journey, by name, with how many they carry. For leads."""
        return self.many(reading.advocates(), BY_NAME, AdvocateAnswer())
