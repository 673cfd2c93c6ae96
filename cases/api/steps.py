"""Steps: what there is to do in each stage, by when, and what can be said of it."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.models import display_name
from accounts.refusals import Refused
from cases.actions import steps as actions
from cases.api.base import JourneyView
from cases.choices import Stage, Status, StepState, Turn
from cases.facts import JourneyFacts, StepFact, is_relevant, is_settled
from cases.forms.steps import StepForm
from cases.models import Case
from cases.models import Step as Row
from cases.queries import facts as case_facts
from cases.queries import steps as reading
from cases.rules.steps import is_own
from cases.rules.team import Viewer, may_do, may_see
from cases.transitions import CHANGED
from cases.views.steps import make_step_form

BY_POSITION = pages.Order(("position", "pk"))
REOPEN = "reopen"
JOURNEY_VERBS = {"ask-safe-to-wait": "answer_safe_to_wait", "check-insurance": "record_insurer_call"}
"""Steps that are done by saying something of the journey."""

know(key="tell-doctor")
know_in("StepAnswer", how="You could say: “I would like one more doctor to look at this.”")


class StepAnswer(Answer):
    """One thing to do: what, why and how, whose turn it is, by when, and what can be said of it."""

    id = serializers.UUIDField(source="uuid")
    key = serializers.CharField(help_text="The same on every journey, but for steps that people added.")
    stage = serializers.ChoiceField(choices=Stage.choices)
    title = serializers.CharField()
    why = serializers.SerializerMethodField(help_text="Why it matters; may be empty.")
    how = serializers.CharField(help_text="How to do it; may be empty.")
    is_own = serializers.SerializerMethodField(help_text="Whether somebody added it from a guide.")
    guide = serializers.SerializerMethodField(
        help_text="The title of the guide that an added step comes from."
    )
    is_gate = serializers.BooleanField(help_text="Whether it must be settled before the next stage.")
    is_asked = serializers.SerializerMethodField(
        help_text="Whether this journey needs it, as things are now."
    )
    state = serializers.ChoiceField(choices=StepState.choices)
    is_settled = serializers.SerializerMethodField(
        help_text="Whether nothing is left to do, because somebody said so or by itself."
    )
    turn = serializers.SerializerMethodField(help_text="Who has to do it; nobody once it is settled.")
    words = serializers.SerializerMethodField(help_text="Where it stands, in a word or two.")
    due_on = serializers.SerializerMethodField(help_text="By when; null without a date, or once settled.")
    done_by_itself = serializers.SerializerMethodField(
        help_text="What settles it without anybody saying so; empty where somebody has to."
    )
    note = serializers.CharField(help_text="What was said with the answer.")
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = PersonAnswer(allow_null=True)
    verbs = serializers.SerializerMethodField(help_text="What you can say of it now.")
    journey_verb = serializers.SerializerMethodField(
        help_text="What you say of the journey to do this step: a verb of its changes. Empty for most."
    )

    def get_version(self, step: Row) -> str:
        """A mark of the step and of all that is found out about it."""
        by = display_name(step.settled_by) if step.settled_by else ""
        found = [self.get_is_asked(step), self.get_is_settled(step), self.get_turn(step), self.kind(step)]
        said = [self.get_verbs(step), self.get_journey_verb(step)]
        return version_of(step, by, *found, self.get_due_on(step), *said)

    def get_why(self, step: Row) -> str:
        """Why it matters."""
        return "" if is_own(step.key) else step.why

    def get_is_own(self, step: Row) -> bool:
        """Whether somebody added it."""
        return is_own(step.key)

    def get_guide(self, step: Row) -> str:
        """Where an added step comes from."""
        return step.why if is_own(step.key) else ""

    def get_is_asked(self, step: Row) -> bool:
        """Whether the journey needs it."""
        return is_relevant(self.fact(step), self.facts)

    def get_is_settled(self, step: Row) -> bool:
        """Whether nothing is left to do."""
        return is_settled(self.fact(step), self.facts)

    @extend_schema_field(serializers.ChoiceField(choices=Turn.choices))
    def get_turn(self, step: Row) -> str:
        """Who has to do it."""
        fact = self.fact(step)
        is_open = self.facts.status == Status.LIVE and not is_settled(fact, self.facts)
        return reading.turn_of(fact, self.facts) if is_open else Turn.NOBODY

    def get_words(self, step: Row) -> str:
        """Where it stands, for whoever asks."""
        return reading.standing(self.fact(step), self.facts, self.viewer)[1]

    def kind(self, step: Row) -> str:
        """The sort of these words."""
        return reading.standing(self.fact(step), self.facts, self.viewer)[0]

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_due_on(self, step: Row) -> str | None:
        """The day by which it should be done."""
        if self.get_is_settled(step):
            return None
        day: date | None = reading.due_on(self.fact(step), self.facts, is_critical=self.case.is_time_critical)
        return day.isoformat() if day else None

    def get_done_by_itself(self, step: Row) -> str:
        """What settles it."""
        settling = reading.SETTLED_BY.get(step.key)
        return str(settling.words) if settling else ""

    def get_verbs(self, step: Row) -> list[str]:
        """What whoever asks can say of it."""
        return sayable(step) if self.may_answer else []

    def get_journey_verb(self, step: Row) -> str:
        """What whoever asks can say of the journey instead."""
        return JOURNEY_VERBS.get(step.key, "") if self.may_answer else ""

    def fact(self, step: Row) -> StepFact:
        """What the rules know of it."""
        return case_facts.step_fact(step)

    @property
    def may_answer(self) -> bool:
        """Whether whoever asks can say anything now."""
        return may_do(self.viewer) and self.case.is_live

    @property
    def case(self) -> Case:
        """The journey."""
        case: Case = self.context["case"]
        return case

    @property
    def facts(self) -> JourneyFacts:
        """What the rules know of the journey."""
        facts: JourneyFacts = self.context["facts"]
        return facts

    @property
    def viewer(self) -> Viewer:
        """Whoever asks."""
        viewer: Viewer = self.context["viewer"]
        return viewer


def sayable(step: Row) -> list[str]:
    """What can be said of a step as it stands."""
    if step.state != StepState.TODO:
        return [REOPEN]
    return [answer.value for answer in reading.answers_of(step.key)]


class StepsView(JourneyView):
    """An address among the steps."""

    tag = "steps"

    def teller(self, case: Case) -> StepAnswer:
        """Tells steps to whoever asks."""
        facts = case_facts.of_case(case)
        return StepAnswer(context={"case": case, "facts": facts, "viewer": self.viewer})

    def step(self, case: Case, uuid: UUID) -> Row:
        """A step of this journey; Http404 for any other."""
        step: Row = self.child(case.steps.select_related("settled_by"), uuid)
        return step

    def version(self, step: Row) -> str:
        """The version that answers tell."""
        return self.teller(step.case).get_version(step)

    def tell(self, uuid: UUID) -> HttpResponseBase:
        """One step as it stands now."""
        return self.told(self.teller(self.case), self.step(self.case, uuid))


class StepsQuery(PageQuery):
    """Which steps."""

    stage = serializers.ChoiceField(required=False, choices=Stage.choices)
    state = serializers.ChoiceField(required=False, choices=StepState.choices)


class Steps(StepsView):
    """The steps of a journey."""

    @operation("List the steps", Sort.LIST, answer=StepAnswer, query=StepsQuery, may=may_see)
    def get(self) -> Response:
        """The steps of every stage in their order; our pages show those of the present stage that are asked."""
        asked = {name: self.query[name] for name in ("stage", "state") if name in self.query}
        rows = self.case.steps.filter(**asked).select_related("settled_by")
        return self.many(rows, BY_POSITION, self.teller(self.case))


class Step(StepsView):
    """One step."""

    @operation("Read a step", Sort.READ, answer=StepAnswer, may=may_see)
    def get(self, step: UUID) -> HttpResponseBase:
        """What to do, why and how, by when, and what can be said of it now."""
        return self.tell(step)

    @operation("Take a step off the list", Sort.REMOVE, may=may_do)
    def delete(self, step: UUID) -> Response:
        """Only steps that somebody added; of the others you can say that they are not needed."""
        with self.changing(partial(self.step, uuid=step), self.version) as row:
            actions.remove_own(row, **self.how)
        return self.gone()


# What is said of a step


def answer(to: StepState, view: JourneyView, step: Row, typed: Mapping[str, Any]) -> None:
    """It is done, left for now on purpose, or not needed."""
    require_sayable(step, to)
    form = filled(partial(make_step_form, step), {**typed, "to": to})
    actions.settle_step(step, **form.cleaned_data, **view.how)


def reopen(view: JourneyView, step: Row, _typed: Mapping[str, Any]) -> None:
    """It is back on the list."""
    require_sayable(step, REOPEN)
    actions.reopen_step(step, **view.how)


def require_sayable(step: Row, verb: str) -> None:
    """Raise Refused, with what to do instead, for what can't be said of a step as it stands."""
    if verb in sayable(step):
        return
    if step.state != StepState.TODO or verb == REOPEN:
        raise Refused(CHANGED)
    settling = reading.SETTLED_BY.get(step.key)
    raise Refused(settling.words if settling else HAS_ITS_FORM)


HAS_ITS_FORM = _("This step is done by writing down what was said: see its journey_verb.")


def answering(name: str, to: StepState) -> Verb:
    """One of the answers."""
    form = body_of(StepForm, name, verb=to.value, without=("to",))
    return Verb(form, may_do, partial(answer, to))


VERBS = {
    StepState.DONE.value: answering("StepDoneBody", StepState.DONE),
    StepState.NOT_YET.value: answering("StepNotYetBody", StepState.NOT_YET),
    StepState.NOT_NEEDED.value: answering("StepNotNeededBody", StepState.NOT_NEEDED),
    REOPEN: Verb(body_of(forms.Form, "StepReopenBody", verb=REOPEN), may_do, reopen),
}


class StepChanges(StepsView):
    """What is said of a step."""

    @operation("Say how a step goes", Sort.CHANGE, answer=StepAnswer, verbs=VERBS)
    def post(self, step: UUID) -> HttpResponseBase:
        """Done, left for now on purpose, not needed, or back on the list; `verbs` tells what can be said now.

        A step with a `journey_verb` is done by saying that of the journey; some are done by themselves.
        """
        with self.changing(partial(self.step, uuid=step), self.version) as row:
            self.verb.act(self, row, self.typed)
        self.case.refresh_from_db()
        return self.tell(step)
