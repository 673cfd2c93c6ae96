"""The page of one journey, the patient side's list of them, and moving a journey on."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import signed_in
from cases.actions import journey as actions
from cases.choices import STAGES, Stage, Status
from cases.forms.journey import CloseAnywayForm, CloseForm, GoBackForm, HoldForm, ReasonForm
from cases.models import Case, RecordItem
from cases.queries import journey as journeys
from cases.queries import records
from cases.queries.facts import local_day
from cases.queries.guides import places_of
from cases.queries.steps import step_rows
from cases.rules.team import may_do, may_end, may_override
from cases.views import door, guides, moves
from cases.views.door import JourneyRequest, PersonRequest
from cases.views.forms import act, form_page

FORM = "cases/form_page.html"
MOST_MEANWHILE = 3
MOST_RECORDS = 4


def page_of(case: Case) -> str:
    """The address of the journey's own page."""
    return reverse("cases:journey", args=[case.uuid])


@signed_in
@require_safe
def own(request: PersonRequest) -> HttpResponse:
    """The journeys that this person is the patient of or follows; straight to the only one."""
    found = list(journeys.own_journeys(request.user)[:50])
    if len(found) == 1:
        return redirect(page_of(found[0]))
    return render(request, "cases/journey/own.html", {"journeys": found})


@door.journey
@require_safe
def overview(request: JourneyRequest, case: Case) -> HttpResponse:
    """Where it stands, whose turn it is, what is missing and who holds it, by when."""
    at = timezone.now()
    items = records.listed(case)
    standing = journeys.standing(case, at=at, listed=items)
    today = local_day(at, case.zone)
    steps = step_rows(case, standing.facts, request.viewer)
    meanwhile = [move for move in standing.answer.others if not move.is_waiting][:MOST_MEANWHILE]
    waiting = guides.waiting_rows(request, case)
    listed = {step["title"] for step in steps}
    others = (moves.row(case, move, request.viewer, today=today) for move in meanwhile)
    context = {
        "card": moves.card(standing, request.viewer, today=today),
        "stages": journeys.stages(case),
        "steps": steps,
        "records": records_of(standing, items, request, at=at),
        "team": journeys.team(case),
        "missing": standing.missing,
        "ready": standing.is_ready_to_go_on,
        "meanwhile": [move for move in others if move["title"] not in listed],
        "may_do": may_do(request.viewer),
        "may_end": may_end(request.viewer),
        "may_override": may_override(request.viewer),
        "waiting_guides": waiting,
        "guide_panel": guides.panel(
            request,
            case,
            *places_of(standing.facts, standing.move),
            title=_("Guides for now"),
            besides=[row["sent"].translation_key for row in waiting],
        ),
        "is_first_stage": case.stage == STAGES[0],
        "is_last_stage": case.stage == STAGES[-1],
    }
    return render(request, "cases/journey/overview.html", context)


def records_of(
    standing: journeys.Standing, items: Sequence[RecordItem], request: JourneyRequest, *, at: datetime
) -> list[records.Row]:
    """The few records that matter most now; none once there is nothing left to gather."""
    case = standing.case
    if case.stage not in (Stage.REQUEST, Stage.RECORDS) or case.has_ended:
        return []
    look = records.onlooker(case, request.viewer, at=at, signs_in=standing.facts.patient_signs_in)
    return records.foremost([records.Row(item, look) for item in items], MOST_RECORDS)


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def advance(request: JourneyRequest, case: Case) -> HttpResponse:
    """Go on to the next stage; with something open, staff are asked for a reason."""
    at = timezone.now()
    standing = journeys.standing(case, at=at)
    index = STAGES.index(Stage(case.stage))
    if index + 1 == len(STAGES):
        return redirect("cases:close", case.uuid)
    to = STAGES[index + 1]
    if request.method == "POST" and request.POST.get("to") != to:
        messages.info(request, _("The journey has already moved. Look at where it stands now."))
        return redirect(page_of(case))
    if standing.missing and not may_override(request.viewer):
        return render(request, "cases/journey/not_yet.html", {"missing": standing.missing, "to": to.label})
    if not standing.missing and request.method == "POST":
        return act(
            request,
            lambda: actions.advance(case, to=to, by=request.user, at=at),
            then=page_of(case),
            said=_("On to the next stage."),
        )
    return form_page(
        request,
        lambda **form: ReasonForm(is_optional=not standing.missing, **form),
        save=lambda form: actions.advance(
            case, to=to, by=request.user, at=at, override=form.cleaned_data["why"]
        ),
        template="cases/journey/advance.html",
        then=page_of(case),
        said=_("On to the next stage."),
        context={"missing": standing.missing, "to": to.label, "to_stage": to.value, "back": page_of(case)},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def go_back(request: JourneyRequest, case: Case) -> HttpResponse:
    """Return to an earlier stage; nothing is lost."""
    return form_page(
        request,
        lambda **form: GoBackForm(stage=case.stage, **form),
        save=lambda form: actions.go_back(case, by=request.user, at=timezone.now(), **form.cleaned_data),
        template=FORM,
        then=page_of(case),
        said=_("The journey is back in an earlier stage. Everything is kept."),
        context={
            "title": _("Go back a stage"),
            "intro": _("Everything that was done stays as it is."),
            "submit": _("Go back to that stage"),
            "back": page_of(case),
        },
    )


@door.journey(may=may_end)
@require_http_methods(["GET", "POST"])
def hold(request: JourneyRequest, case: Case) -> HttpResponse:
    """Let the journey rest until a day."""
    at = timezone.now()
    return form_page(
        request,
        lambda **form: HoldForm(today=local_day(at, case.zone), **form),
        save=lambda form: actions.hold(case, by=request.user, at=at, **form.cleaned_data),
        template=FORM,
        then=page_of(case),
        said=_("The journey rests until then."),
        context={
            "title": _("Put the journey on hold"),
            "intro": _("Nothing is lost. You can go on at any time."),
            "submit": _("Put it on hold"),
            "back": page_of(case),
        },
    )


@door.journey(may=may_end)
@require_http_methods(["GET", "POST"])
def resume(request: JourneyRequest, case: Case) -> HttpResponse:
    """Go on after a rest."""
    return again(request, case, action=actions.resume, template="cases/journey/resume.html")


@door.journey(may=may_end)
@require_http_methods(["GET", "POST"])
def reopen(request: JourneyRequest, case: Case) -> HttpResponse:
    """Take up a journey that had ended."""
    return again(request, case, action=actions.reopen, template="cases/journey/reopen.html")


def again(request: JourneyRequest, case: Case, *, action: actions.Restart, template: str) -> HttpResponse:
    """Ask whether to go on, and go on."""
    if request.method != "POST":
        return render(request, template, {"back": page_of(case)})
    return act(
        request,
        lambda: action(case, by=request.user, at=timezone.now()),
        then=page_of(case),
        said=_("The journey goes on."),
    )


@door.journey(may=may_end)
@require_http_methods(["GET", "POST"])
def withdraw(request: JourneyRequest, case: Case) -> HttpResponse:
    """End the journey because the patient does not want it any more."""
    return form_page(
        request,
        lambda **form: ReasonForm(is_optional=True, **form),
        save=lambda form: actions.withdraw(case, by=request.user, at=timezone.now(), **form.cleaned_data),
        template=FORM,
        then=page_of(case),
        said=_("The journey has ended. You can start it again at any time."),
        context={
            "title": _("End the journey without a decision"),
            "intro": _("That is fine. Your records stay here, and you can start again at any time."),
            "submit": _("End the journey"),
            "danger": True,
            "back": page_of(case),
        },
    )


@door.journey(may=may_end)
@require_http_methods(["GET", "POST"])
def close(request: JourneyRequest, case: Case) -> HttpResponse:
    """Finish the journey with what came of it."""
    at = timezone.now()
    standing = journeys.standing(case, at=at)
    is_ready = case.stage == Stage.DECIDE and not standing.missing
    if not is_ready and not may_override(request.viewer) and case.status == Status.LIVE:
        missing = standing.missing if case.stage == Stage.DECIDE else []
        return render(request, "cases/journey/not_yet.html", {"missing": missing, "to": ""})
    form_class = CloseForm if is_ready else CloseAnywayForm
    return form_page(
        request,
        form_class,
        save=lambda form: actions.close(case, by=request.user, at=at, **form.cleaned_data),
        template=FORM,
        then=page_of(case),
        said=_("This journey is finished."),
        context={
            "title": _("Finish the journey"),
            "intro": _("Everything stays here to read. You can open the journey again if you need it."),
            "submit": _("Finish the journey"),
            "back": page_of(case),
        },
    )


@door.journey(may=may_override)
@require_http_methods(["GET", "POST"])
def time_critical(request: JourneyRequest, case: Case) -> HttpResponse:
    """Mark that there is little time, or take the mark away."""
    becomes = not case.is_marked_time_critical
    title = _("Mark as time-critical") if becomes else _("Take away the time-critical mark")
    return form_page(
        request,
        lambda **form: ReasonForm(is_optional=not becomes, **form),
        save=lambda form: actions.mark_time_critical(
            case, is_critical=becomes, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        template=FORM,
        then=page_of(case),
        said=_("Saved."),
        context={
            "title": title,
            "intro": _(
                "While marked, every waiting time on this journey is a third as long, at least a day."
            ),
            "submit": title,
            "back": page_of(case),
        },
    )
