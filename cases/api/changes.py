"""What happens to a journey as a whole: its stages, its rest, its end, a date, a call."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.bodies import body_of, filled
from accounts.api.operations import Sort, Verb, operation
from accounts.api.reading import Body
from accounts.refusals import Refused
from cases.actions import journey as actions
from cases.actions import opinions, steps
from cases.api.base import JourneyView
from cases.api.journeys import JourneyAnswer, JourneyDetail, detail, rows
from cases.choices import STAGES, Stage
from cases.forms.journey import CloseAnywayForm, GoBackForm, HoldForm, ReasonForm
from cases.forms.steps import InsurerCallForm, SafeToWaitForm, script_field
from cases.models import Case
from cases.rules.team import may_do, may_end, may_override
from cases.starter_content import insurance


def version_of_journey(view: JourneyView, case: Case) -> str:
    """The version that lists and details tell of this journey."""
    row = rows(Case.objects.visible_to(view.user).filter(pk=case.pk), view.user).get()
    return JourneyAnswer().get_version(row)


def advance(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> None:
    """On to the next stage; staff may move on with a reason although something is missing."""
    override = typed.get("override", "")
    if override and not may_override(view.viewer):
        raise PermissionDenied(_("Only the advocates can move on although something is missing."))
    if case.stage == STAGES[-1]:
        raise Refused(_("This is the last stage. Finish the journey with the verb “close”."))
    to = typed.get("to") or STAGES[STAGES.index(Stage(case.stage)) + 1]
    actions.advance(case, to=to, override=override, **view.how)


def go_back(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> None:
    """Return to an earlier stage."""
    form = filled(partial(GoBackForm, stage=case.stage), typed)
    actions.go_back(case, **form.cleaned_data, **view.how)


def hold(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> None:
    """Rest until a day."""
    form = filled(partial(HoldForm, today=view.today), typed)
    actions.hold(case, **form.cleaned_data, **view.how)


def close(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> None:
    """Finish with what came of it; staff may with a reason although something is open."""
    override = typed.get("override", "")
    if override and not may_override(view.viewer):
        raise PermissionDenied(_("Only the advocates can close a journey in which something is open."))
    note = typed.get("note", "")
    actions.close(case, outcome=typed["outcome"], note=note, override=override, **view.how)


def answer_safe_to_wait(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> None:
    """The treating doctor's date, or what they said instead."""
    form = filled(partial(SafeToWaitForm, row=case), typed, version=case.version)
    until, note = form.cleaned_data["safe_to_wait_until"], form.cleaned_data["note"]
    steps.answer_safe_to_wait(case, until=until, note=note, version=case.version, **view.how)


def record_insurer_call(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> None:
    """What the insurer said."""
    form = filled(partial(InsurerCallForm, row=case), typed, version=case.version)
    steps.record_insurer_call(case, answers=form.answers(), version=case.version, **view.how)


def bare(verb: str, name: str, **more: Any) -> type[Body]:  # noqa: ANN401 -- fields
    """A body that says little more than its verb."""
    return body_of(forms.Form, name, verb=verb, **more)


def why(*, required: bool = False) -> serializers.CharField:
    """A reason that stays in the timeline."""
    return serializers.CharField(
        required=required,
        allow_blank=not required,
        max_length=1000,
        help_text="A reason; it stays in the timeline.",
    )


class ScriptForm(forms.Form):
    """What the insurer said, question by question."""

    locals().update({line["key"]: script_field(line) for line in insurance()["script"]})


VERBS: dict[str, Verb] = {
    "advance": Verb(
        bare(
            "advance",
            "AdvanceBody",
            to=serializers.ChoiceField(
                choices=STAGES[1:], required=False, help_text="The stage that you expect next."
            ),
            override=why(),
        ),
        may_do,
        advance,
    ),
    "go_back": Verb(
        body_of(GoBackForm, "GoBackBody", verb="go_back", to=serializers.ChoiceField(choices=STAGES[:-1])),
        may_do,
        go_back,
    ),
    "hold": Verb(body_of(HoldForm, "HoldBody", verb="hold"), may_end, hold),
    "resume": Verb(
        bare("resume", "ResumeBody"), may_end, lambda view, case, _typed: actions.resume(case, **view.how)
    ),
    "withdraw": Verb(
        bare("withdraw", "WithdrawBody", why=why()),
        may_end,
        lambda view, case, typed: actions.withdraw(case, why=typed.get("why", ""), **view.how),
    ),
    "reopen": Verb(
        bare("reopen", "ReopenJourneyBody", why=why()),
        may_end,
        lambda view, case, typed: actions.reopen(case, why=typed.get("why", ""), **view.how),
    ),
    "close": Verb(
        body_of(CloseAnywayForm, "CloseBody", verb="close", optional=("override",), override=why()),
        may_end,
        close,
    ),
    "mark_time_critical": Verb(
        body_of(ReasonForm, "MarkTimeCriticalBody", verb="mark_time_critical"),
        may_override,
        lambda view, case, typed: actions.mark_time_critical(
            case, is_critical=True, why=typed["why"], **view.how
        ),
    ),
    "unmark_time_critical": Verb(
        bare("unmark_time_critical", "UnmarkTimeCriticalBody", why=why()),
        may_override,
        lambda view, case, typed: actions.mark_time_critical(
            case, is_critical=False, why=typed.get("why", ""), **view.how
        ),
    ),
    "answer_safe_to_wait": Verb(
        body_of(SafeToWaitForm, "SafeToWaitBody", verb="answer_safe_to_wait"), may_do, answer_safe_to_wait
    ),
    "record_insurer_call": Verb(
        body_of(ScriptForm, "InsurerCallBody", verb="record_insurer_call"), may_do, record_insurer_call
    ),
    "seek_third_opinion": Verb(
        bare("seek_third_opinion", "SeekThirdBody"),
        may_do,
        lambda view, case, _typed: opinions.seek_third(case, **view.how),
    ),
    "decline_third_opinion": Verb(
        bare("decline_third_opinion", "DeclineThirdBody"),
        may_do,
        lambda view, case, _typed: opinions.decline_third(case, **view.how),
    ),
}


class JourneyChanges(JourneyView):
    """What happens to a journey as a whole."""

    tag = "journeys"

    @operation("Carry a journey on", Sort.CHANGE, answer=JourneyDetail, verbs=VERBS)
    def post(self) -> HttpResponseBase:
        """One thing that happens to the journey as a whole: a stage, a rest, its end, a date, a call.

        The answer is the journey as it stands after it.
        """
        with self.changing(lambda case: case, partial(version_of_journey, self)) as case:
            self.verb.act(self, case, self.typed)
        told = detail(self.user, self.case.uuid, at=self.at)
        return self.one(told, version=told["version"])
