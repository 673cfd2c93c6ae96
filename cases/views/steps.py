"""One step: why, how, and saying that it is done."""

from functools import partial
from typing import cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import starter_content
from cases.actions import steps
from cases.choices import StepState
from cases.forms.steps import InsurerCallForm, SafeToWaitForm, StepForm
from cases.models import Case, Step
from cases.queries import facts as case_facts
from cases.queries import guides as places
from cases.queries import steps as shown_steps
from cases.queries.request import plan_of
from cases.rules.steps import is_own
from cases.rules.team import may_do
from cases.views import door, guides
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

BUTTONS: dict[str, str | Promise] = {
    StepState.DONE: gettext_lazy("This is done"),
    StepState.NOT_YET: gettext_lazy("Not yet, on purpose"),
    StepState.NOT_NEEDED: gettext_lazy("This doesn’t apply"),
}
OWN_BUTTONS: dict[tuple[str, str], str | Promise] = {
    ("tell-doctor", StepState.DONE): gettext_lazy("I have told my doctor"),
    ("tell-doctor", StepState.NOT_YET): gettext_lazy("I don’t want to tell my doctor for now"),
}


@door.journey
@require_safe
def step(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """What to do, why and how; and the ways to answer it."""
    found = get_object_or_404(case.steps.select_related("settled_by"), pk=pk)
    form = StepForm(answers=shown_steps.answers_of(found.key), initial={"note": ""})
    return show_step(request, case, found, form)


@door.journey(may=may_do)
@require_POST
def answer(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Say that a step is done, left for now, or not needed."""
    found = get_object_or_404(case.steps, pk=pk)
    return form_page(
        request,
        partial(make_step_form, found),
        save=lambda form: steps.settle_step(
            found,
            to=form.cleaned_data["to"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        ),
        template="cases/steps/step.html",
        then=step_address(case, found),
        said=_("Noted. The next step is on your journey’s page."),
        context=step_context(request, case, found),
    )


@door.journey(may=may_do)
@require_POST
def reopen(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Put a step back on the list."""
    found = get_object_or_404(case.steps, pk=pk)
    return act(
        request,
        lambda: steps.reopen_step(found, by=request.user, at=timezone.now()),
        then=step_address(case, found),
        said=_("The step is back on the list."),
    )


@door.journey(may=may_do)
@require_POST
def remove(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take a step off the list that somebody added to it."""
    found = get_object_or_404(case.steps, pk=pk)
    return act(
        request,
        lambda: steps.remove_own(found, by=request.user, at=timezone.now()),
        then=reverse("cases:journey", args=[case.uuid]),
        said=_("“%(title)s” is off the list.") % {"title": found.title},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "HEAD", "POST"])
def safe_to_wait(request: JourneyRequest, case: Case) -> HttpResponse:
    """Until when it is safe to wait, says the treating doctor."""
    back = reverse("cases:journey", args=[case.uuid])
    asking = case.steps.filter(key="ask-safe-to-wait").first()
    return form_page(
        request,
        partial(SafeToWaitForm, row=case),
        save=lambda form: steps.answer_safe_to_wait(
            case,
            until=form.cleaned_data["safe_to_wait_until"],
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        template="cases/steps/safe_to_wait.html",
        then=back,
        said=_("Thank you. That is noted."),
        context={"step": asking, "back": back},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "HEAD", "POST"])
def insurer_call(request: JourneyRequest, case: Case) -> HttpResponse:
    """The questions for the call to the insurer, and what they said."""
    back = reverse("cases:journey", args=[case.uuid])
    return form_page(
        request,
        partial(InsurerCallForm, row=case),
        save=lambda form: steps.record_insurer_call(
            case,
            answers=cast("InsurerCallForm", form).answers(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        template="cases/steps/insurer_call.html",
        then=back,
        said=_("What the insurer said is kept."),
        context={
            "plan": plan_of(case.insurance_kind),
            "back": back,
        },
    )


@door.journey
@require_safe
def insurer_script(request: JourneyRequest, case: Case) -> HttpResponse:
    """The same questions on paper, with room to write."""
    context = {
        "plan": plan_of(case.insurance_kind),
        "script": starter_content.insurance()["script"],
    }
    return render(request, "cases/steps/insurer_script.html", context)


# What these pages share


def make_step_form(found: Step, **given: object) -> forms.Form:
    """The form of one step: what may be said of it."""
    return StepForm(answers=shown_steps.answers_of(found.key), **given)


def show_step(request: JourneyRequest, case: Case, found: Step, form: forms.Form) -> HttpResponse:
    """The page of one step."""
    return render(request, "cases/steps/step.html", {"form": form, **step_context(request, case, found)})


def step_context(request: JourneyRequest, case: Case, found: Step) -> dict[str, object]:
    """What the page of a step shows."""
    facts = case_facts.of_case(case)
    fact = next(fact for fact in facts.steps if fact.id == found.pk)
    is_open = found.state == StepState.TODO
    kind, state = shown_steps.standing(fact, facts, request.viewer)
    may_answer = may_do(request.viewer) and case.is_live
    return {
        "step": found,
        "kind": kind,
        "state": state,
        "due": shown_steps.due_words(case, fact, facts) if is_open else "",
        "buttons": buttons(found) if may_answer and is_open else [],
        "own_form": shown_steps.own_form(case, found.key) if may_answer else "",
        "settled_by": shown_steps.settled_by(case, found.key),
        "may_reopen": may_answer and not is_open,
        "is_own": is_own(found.key),
        "may_remove": may_answer and is_own(found.key),
        "guide_panel": guides.panel(
            request,
            case,
            places.step(found.key),
            places.stage(found.stage),
            title=_("Guides for this stage") if is_own(found.key) else _("Guides for this step"),
            origin=f"step-{found.pk}",
        ),
        "back": reverse("cases:journey", args=[case.uuid]),
    }


def buttons(found: Step) -> list[dict[str, object]]:
    """One button for each thing that can be said of a step; the first is the main one."""
    return [
        {"value": answer, "label": OWN_BUTTONS.get((found.key, answer), BUTTONS[answer])}
        for answer in shown_steps.answers_of(found.key)
    ]


def step_address(case: Case, found: Step) -> str:
    """The page of a step."""
    return reverse("cases:step", args=[case.uuid, found.pk])
