"""The decision in the patient's own words, who was told of it, and what is left to do."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_from, version_of
from accounts.models import display_name
from cases import models
from cases.actions import decision as actions
from cases.api.base import JourneyView
from cases.choices import DecisionPath, TeamRole, ToldHow, ToldWhom
from cases.forms.decision import ChangeDecisionForm, DecideForm, TellForm
from cases.models import Case
from cases.queries import decision as reading
from cases.queries.decision import Listener, LooseEnd, Standing
from cases.rules.team import may_do, may_see

OLDEST = pages.Order(("told_on", "pk"))

know(care_leader="Dr. Anand", missing="Tell your care team")


# The decision
know_in("ListenerAnswer", "TellBody", "TellingAnswer", name="Dr. Anand")


class DecisionAnswer(Answer):
    """What the patient decided, in their own words."""

    path = serializers.ChoiceField(choices=DecisionPath.choices, help_text="Which way they go.")
    opinion = serializers.UUIDField(
        source="opinion.uuid", allow_null=True, help_text="The opinion that they follow."
    )
    words = serializers.CharField()
    reasons = serializers.CharField(help_text="Why, and what mattered most.")
    care_leader = serializers.CharField(help_text="Who leads the care now.")
    decided_on = serializers.DateField()
    recorded_by = PersonAnswer()
    recorded_at = serializers.DateTimeField()

    def get_version(self, decision: models.Decision) -> str:
        """A mark of the decision alone: telling somebody changes nothing of it."""
        return version_of(decision, display_name(decision.recorded_by))


def decision_of(case: Case) -> models.Decision:
    """The decision of this journey; Http404 before there is one."""
    found = models.Decision.objects.filter(case=case).select_related("opinion", "recorded_by").first()
    if found is None:
        raise Http404
    return found


class DecisionView(JourneyView):
    """An address of the decision."""

    tag = "decision"

    @property
    def fitting(self) -> dict[str, Any]:
        """What the forms of the decision are fitted to."""
        is_own = self.viewer.role == TeamRole.PATIENT
        return {"case": self.case, "today": self.today, "is_own": is_own}

    def tell(self, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """The decision as it stands now."""
        return self.told(DecisionAnswer(), decision_of(self.case), status=status, location=location)


class Decision(DecisionView):
    """The decision."""

    @operation("Read the decision", Sort.READ, answer=DecisionAnswer, may=may_see)
    def get(self) -> HttpResponseBase:
        """In the patient's own words; there is nothing here before they have decided."""
        return self.tell()

    @operation(
        "Write the decision down",
        Sort.CREATE,
        answer=DecisionAnswer,
        body=body_of(DecideForm, "DecideBody", optional=("decided_on",)),
        may=may_do,
    )
    def post(self) -> HttpResponseBase:
        """What the patient decided, at any stage; without `decided_on` it was today.

        Doctors advise and the patient decides: nothing here recommends a way.
        """
        typed = {"decided_on": self.today, **self.typed}
        form = filled(partial(DecideForm, **self.fitting), typed, once=self.once)
        actions.decide(self.case, **form.cleaned_data, **self.how)
        return self.tell(status=201, location=self.address("decision"))

    @operation(
        "Change the decision",
        Sort.CHANGE,
        answer=DecisionAnswer,
        body=body_of(ChangeDecisionForm, "ChangeDecisionBody"),
        may=may_do,
        is_partial=True,
    )
    def patch(self) -> HttpResponseBase:
        """People may change their mind: send what is different. Earlier words are kept in the timeline."""
        with self.changing(decision_of, DecisionAnswer().get_version) as row:
            form = filled(
                partial(ChangeDecisionForm, row=row, **self.fitting), self.typed, version=row.version
            )
            actions.change_mind(row, version=row.version, values=form.values(), **self.how)
        return self.tell()


# Who was told


class TellingAnswer(Answer):
    """Somebody was told of the decision."""

    id = serializers.UUIDField(source="uuid")
    whom = serializers.ChoiceField(choices=ToldWhom.choices)
    name = serializers.CharField()
    how = serializers.ChoiceField(choices=ToldHow.choices)
    told_on = serializers.DateField()
    note = serializers.CharField(help_text="What they said.")
    recorded_by = PersonAnswer()
    recorded_at = serializers.DateTimeField()

    def get_version(self, telling: models.Telling) -> str:
        """A mark of the line."""
        return version_of(telling, display_name(telling.recorded_by))


class TellingView(JourneyView):
    """An address of those who were told."""

    tag = "decision"

    def telling(self, case: Case, uuid: UUID) -> models.Telling:
        """A line of this journey; Http404 for any other."""
        found: models.Telling = self.child(case.tellings.select_related("recorded_by"), uuid)
        return found

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One line."""
        return self.told(TellingAnswer(), self.telling(self.case, uuid), status=status, location=location)


class Tellings(TellingView):
    """Who was told."""

    @operation("List who was told", Sort.LIST, answer=TellingAnswer, query=PageQuery, may=may_see)
    def get(self) -> Response:
        """Each time that somebody was told of the decision, the earliest first."""
        return self.many(self.case.tellings.select_related("recorded_by"), OLDEST, TellingAnswer())

    @operation(
        "Write down that somebody was told",
        Sort.CREATE,
        answer=TellingAnswer,
        body=body_of(TellForm, "TellBody", optional=("told_on",)),
        may=may_do,
    )
    def post(self) -> HttpResponseBase:
        """Once there is a decision; without `told_on` it was today. Who should know is in the follow-up."""
        typed = {"told_on": self.today, **self.typed}
        form = filled(partial(TellForm, today=self.today), typed, once=self.once)
        telling = actions.tell(self.case, **form.cleaned_data, **self.how)
        return self.tell(telling.uuid, status=201, location=self.address("telling", telling=telling.uuid))


class Telling(TellingView):
    """One time that somebody was told."""

    @operation("Read who was told", Sort.READ, answer=TellingAnswer, may=may_see)
    def get(self, telling: UUID) -> HttpResponseBase:
        """Who, how and when, and what they said."""
        return self.tell(telling)

    @operation("Take back that somebody was told", Sort.REMOVE, may=may_do)
    def delete(self, telling: UUID) -> Response:
        """For a line that was written by mistake; the timeline keeps both."""
        with self.changing(partial(self.telling, uuid=telling), TellingAnswer().get_version) as row:
            actions.untell(row, **self.how)
        return self.gone()


# What follows


class ListenerAnswer(serializers.Serializer[Listener]):
    """Somebody who should know of the decision."""

    whom = serializers.ChoiceField(choices=ToldWhom.choices)
    name = serializers.CharField(help_text="Empty where nobody has said it.")
    words = serializers.CharField(help_text="The name, or what they are to the patient.")
    telling = serializers.UUIDField(
        source="told.uuid", allow_null=True, help_text="The line that says that they know; null before."
    )


class LooseEndAnswer(serializers.Serializer[LooseEnd]):
    """One thing to tie up."""

    step = serializers.UUIDField(source="uuid", help_text="The step of the journey that it is.")
    title = serializers.CharField(source="step.title")
    is_done = serializers.BooleanField()


class FollowUpAnswer(Answer):
    """What follows the decision: who should know, what is to be tied up, and what is still missing."""

    listeners = ListenerAnswer(many=True)
    loose_ends = LooseEndAnswer(many=True)
    missing = serializers.SerializerMethodField(help_text="What the last stage still needs.")
    is_ready = serializers.SerializerMethodField(help_text="Nothing is left open: the journey may be closed.")

    def get_version(self, standing: Standing) -> str:
        """A mark of who knows and what is done."""
        listeners = [[one.whom, one.name, one.told and one.told.uuid] for one in standing.listeners]
        ends = [[end.uuid, end.step.title, end.is_done] for end in standing.loose_ends]
        return version_from([listeners, ends, marks_of(standing), self.get_is_ready(standing)])

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, standing: Standing) -> list[str]:
        """What is still open, in words."""
        return [str(condition) for condition in standing.missing]

    def get_is_ready(self, standing: Standing) -> bool:
        """Whether the journey has come all the way."""
        case: Case = self.context["case"]
        return standing.is_ready(case)


def marks_of(standing: Standing) -> list[Any]:
    """What the missing things are, in no language: how many, and the steps among them by their titles."""
    return [len(standing.missing), *(one for one in standing.missing if isinstance(one, str))]


class FollowUp(JourneyView):
    """What follows the decision."""

    tag = "decision"

    @operation("Read what follows the decision", Sort.READ, answer=FollowUpAnswer, may=may_see)
    def get(self) -> HttpResponseBase:
        """Who should know and who does, the loose ends, and what is still missing; nothing here before a decision."""
        standing = reading.of_case(self.case)
        if standing.decision is None:
            raise Http404
        return self.told(FollowUpAnswer(context={"case": self.case}), standing)
