"""The room where the decision is written down and told."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import compare_words
from cases.actions import decision as actions
from cases.choices import Stage, TeamRole
from cases.forms.decision import ChangeDecisionForm, DecideForm, TellForm
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Case, Decision
from cases.queries import decision as reading
from cases.queries import guides as places
from cases.queries import opinions as comparing
from cases.queries.facts import local_day
from cases.rules.team import may_do, may_end
from cases.views import door, guides
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page
from cases.views.opinions import beginning_with


def page_of(case: Case) -> str:
    """The address of the decision."""
    return reverse("cases:decide", args=[case.uuid])


@door.journey
@require_safe
def decide(request: JourneyRequest, case: Case) -> HttpResponse:
    """What was decided, who knows, and what is left to do."""
    standing = reading.of_case(case)
    comparison = comparing.of_case(case) if standing.decision is None else None
    context = {
        "standing": standing,
        "summary": compare_words.summary(comparison.points) if comparison else [],
        "is_comparing": len(standing.opinions) >= OPINIONS_TO_COMPARE,
        "is_time": case.stage == Stage.DECIDE,
        "is_ready": standing.is_ready(case),
        "can_change": may_do(request.viewer) and case.is_live,
        "can_end": may_end(request.viewer) and case.is_live,
        "guide_panel": guides.panel(
            request,
            case,
            places.step("tell-team" if standing.decision else "decide"),
            places.stage(Stage.DECIDE),
            title=_("Guides for deciding"),
            origin="decide",
        ),
    }
    return render(request, "cases/decide/decide.html", context)


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def edit(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write the decision down, or change it."""
    at = timezone.now()
    today = local_day(at, case.zone)
    standing = Decision.objects.filter(case=case).first()
    fitting: dict[str, Any] = {
        "case": case,
        "today": today,
        "is_own": request.viewer.role == TeamRole.PATIENT,
    }
    if standing is None:
        make_form = beginning_with({"decided_on": today}, partial(DecideForm, **fitting))
        title = _("Write down the decision")
    else:
        make_form = partial(ChangeDecisionForm, row=standing, **fitting)
        title = _("Change the decision")

    def save(form: Any) -> object:  # noqa: ANN401 -- one of two forms
        if standing is None:
            return actions.decide(case, by=request.user, at=at, **form.cleaned_data)
        return actions.change_mind(
            standing, version=form.cleaned_data["version"], values=form.values(), by=request.user, at=at
        )

    return form_page(
        request,
        make_form,
        save=save,
        template="cases/decide/edit.html",
        then=page_of(case),
        said=_("Your decision is written down.") if fitting["is_own"] else _("It is written down."),
        context={"title": title, "back": page_of(case), "standing": standing},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def tell(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write down that somebody was told."""
    at = timezone.now()
    today = local_day(at, case.zone)
    return form_page(
        request,
        beginning_with(
            {"told_on": today, **expected_listener(case, request.GET.get("to", ""))},
            partial(TellForm, today=today),
        ),
        save=lambda form: actions.tell(case, by=request.user, at=at, **form.cleaned_data),
        template="cases/form_page.html",
        then=page_of(case),
        said=_("Good. It is written down who knows."),
        context={"title": _("Who was told, and how?"), "back": page_of(case)},
    )


def expected_listener(case: Case, place: str) -> dict[str, Any]:
    """Who stands at this place of the page's list; nothing for any other text."""
    known = reading.listeners(case, tuple(case.opinions.all()), ())
    picked = known[int(place)] if place in {str(index) for index in range(len(known))} else None
    return {"whom": picked.whom, "name": picked.name} if picked else {}


@door.journey(may=may_do)
@require_POST
def untell(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take back a line that was written by mistake."""
    telling = get_object_or_404(case.tellings, pk=pk)
    return act(
        request,
        lambda: actions.untell(telling, by=request.user, at=timezone.now()),
        then=page_of(case),
        said=_("Taken back."),
    )
