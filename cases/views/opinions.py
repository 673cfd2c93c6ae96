"""The room where opinions are written down and compared."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import kept
from accounts.refusals import Refused, StaleEdit
from cases import compare_words
from cases.actions import opinions
from cases.choices import Rating, Stage
from cases.forms.opinions import AddOpinionForm, CellsForm, CorrectOpinionForm, RateForm
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Case, ComparisonRow
from cases.queries import guides as places
from cases.queries import opinions as reading
from cases.queries.facts import local_day
from cases.queries.opinions import Cell, Comparison
from cases.rules.team import may_do
from cases.views import door, guides
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

FORM = "cases/form_page.html"


def page_of(case: Case) -> str:
    """The address of the comparison."""
    return reverse("cases:compare", args=[case.uuid])


@door.journey
@require_safe
def compare(request: JourneyRequest, case: Case) -> HttpResponse:
    """All opinions side by side, what they agree on, and what helps where they differ."""
    comparison = reading.of_case(case)
    can_change = may_do(request.viewer) and case.is_live
    only_differences = request.GET.get("show") == "differences" and bool(comparison.differing)
    context = {
        "comparison": comparison,
        "lines": comparison.differing if only_differences else comparison.filled,
        "only_differences": only_differences,
        "summary": compare_words.summary(comparison.points),
        "has_differences": compare_words.has_differences(comparison.points),
        "marks": compare_words.MARKS,
        "can_change": can_change,
        "can_add": can_change and len(comparison.opinions) < opinions.MOST_OPINIONS,
        "guide_panel": guides.panel(
            request,
            case,
            *map(places.step, steps_of(comparison)),
            places.stage(Stage.COMPARE),
            title=_("Guides for comparing"),
            origin="compare",
        ),
        "resolving": reading.resolving(case, comparison, today=local_day(timezone.now(), case.zone)),
    }
    return render(request, "cases/compare/compare.html", context)


def steps_of(comparison: Comparison) -> list[str]:
    """The steps of this stage that the comparison is at."""
    differing = [reading.ASK_STEP, reading.THIRD] if comparison.rated(Rating.MAJOR) else []
    return [*differing, "compare-carefully"]


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def add(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write down that a doctor gave an opinion."""
    at = timezone.now()
    count = case.opinions.count()
    return form_page(
        request,
        beginning_with(
            reading.expected(case, count), partial(AddOpinionForm, case=case, today=local_day(at, case.zone))
        ),
        save=lambda form: opinions.record(case, by=request.user, at=at, **form.cleaned_data),
        template=FORM,
        then=page_of(case),
        said=_("Added. Now write down what this doctor said."),
        context={
            "title": _("Who gave the first opinion?") if count == 0 else _("Who gave the next opinion?"),
            "intro": _("Only who it was, where and when. What they said comes next."),
            "submit": _("Add this opinion"),
            "back": page_of(case),
        },
    )


def beginning_with(values: dict[str, Any], make_form: Callable[..., Any]) -> Callable[..., Any]:
    """A form that starts with these values, unless somebody's own writing was kept."""
    return lambda **form: make_form(**{**form, "initial": {**values, **(form.get("initial") or {})}})


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def edit(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Correct who gave an opinion, where and when."""
    opinion = get_object_or_404(reading.with_marks(case), pk=pk)
    at = timezone.now()
    return form_page(
        request,
        partial(CorrectOpinionForm, case=case, row=opinion, today=local_day(at, case.zone)),
        save=lambda form: opinions.correct(
            opinion,
            version=form.cleaned_data["version"],
            values=form.values(),
            by=request.user,
            at=at,
        ),
        template="cases/compare/opinion.html",
        then=page_of(case),
        said=_("Saved."),
        context={
            "title": _("Who gave this opinion?"),
            "back": page_of(case),
            "opinion": opinion,
            "can_remove": reading.can_remove(opinion),
        },
    )


@door.journey(may=may_do)
@require_POST
def remove(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take away an opinion that was added by mistake."""
    opinion = get_object_or_404(case.opinions, pk=pk)
    return act(
        request,
        lambda: opinions.remove(opinion, by=request.user, at=timezone.now()),
        then=page_of(case),
        said=_("Removed."),
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def findings(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Everything that one doctor said, on one page."""
    opinion = get_object_or_404(case.opinions, pk=pk)
    return cells_page(
        request,
        case,
        pick=lambda comparison: comparison.cells(opinion=opinion.pk),
        label=lambda cell: cell.row.question,
        then=lambda _cells: page_of(case),
        context={"opinion": opinion, "template": "cases/compare/findings.html"},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def row(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """What each doctor said on one question."""
    question = get_object_or_404(case.rows, pk=pk)
    if not case.opinions.exists():
        return redirect(page_of(case))
    return cells_page(
        request,
        case,
        pick=lambda comparison: cells_on(comparison, question),
        label=lambda cell: cell.opinion.doctor,
        then=lambda comparison: after_writing(case, comparison, question),
        context={
            "row": question,
            "template": "cases/compare/row.html",
            "guide_panel": guides.panel(
                request,
                case,
                places.row(question.key),
                places.stage(Stage.COMPARE),
                title=_("Guides for this question"),
                origin=f"row-{question.pk}",
            ),
        },
    )


def cells_on(comparison: Comparison, question: ComparisonRow) -> list[Cell]:
    """The answers to one question."""
    line = comparison.line(question.pk)
    return list(line.cells) if line else []


def after_writing(case: Case, comparison: Comparison, question: ComparisonRow) -> str:
    """On to comparing the answers, once there are two."""
    line = comparison.line(question.pk)
    if line and line.is_open and line.answers >= OPINIONS_TO_COMPARE:
        return reverse("cases:row-rate", args=[case.uuid, question.pk])
    return page_of(case)


def cells_page(
    request: JourneyRequest,
    case: Case,
    *,
    pick: Callable[[Comparison], list[Cell]],
    label: Callable[[Cell], str],
    then: Callable[[Comparison], str],
    context: dict[str, Any],
) -> HttpResponse:
    """Show cells to write in, or save them all at once; what collides with others' words is shown beside them."""
    make = partial(CellsForm, documents=reading.readable_documents(case), label=label)
    cells = pick(reading.of_case(case))
    template = context.pop("template")
    shown = {"back": page_of(case), **context}
    if request.method != "POST":
        form = make(cells=cells, initial=kept.initial_for(request))
        return render(request, template, {"form": form, **shown})
    form = make(request.POST, cells=cells)
    status, collisions = 422, list[dict[str, str]]()
    if form.is_valid():
        try:
            cleared = opinions.write(case, cells=form.written, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        except StaleEdit:
            now = pick(reading.of_case(case))
            data, collisions = form.merged_with(now)
            form, status = make(data, cells=now), 409
        else:
            tell_saved(request, cleared)
            return redirect(then(reading.of_case(case)))
    return render(request, template, {"form": form, "stale": collisions, **shown}, status=status)


def tell_saved(request: JourneyRequest, cleared: list[ComparisonRow]) -> None:
    """Say that it is saved, and what has to be compared again because of it."""
    messages.success(request, _("Saved."))
    if cleared:
        count = len(cleared)
        said = ngettext(
            "You changed an answer, so please say again if the doctors agree on it: %(questions)s",
            "You changed %(count)d answers, so please say again if the doctors agree on them: %(questions)s",
            count,
        )
        names = " ".join(one.question for one in cleared)
        messages.warning(request, said % {"count": count, "questions": names})


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def rate(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Say how far the opinions differ on one question, then go on to the next open one."""
    comparison = reading.of_case(case)
    line = comparison.line(pk)
    if line is None:
        raise Http404
    if not comparison.is_comparing:
        messages.info(request, opinions.ONE_SO_FAR)
        return redirect(page_of(case))
    waiting = [other for other in comparison.open if other.row.pk != pk]
    then = reverse("cases:row-rate", args=[case.uuid, waiting[0].row.pk]) if waiting else page_of(case)
    return form_page(
        request,
        partial(RateForm, line=line),
        save=lambda form: opinions.rate(
            line.row,
            rating=form.cleaned_data["rating"],
            note=form.cleaned_data["rating_note"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        template="cases/compare/rate.html",
        then=then,
        said=_("Saved. Here is the next question.") if waiting else _("Saved."),
        context={"line": line, "back": page_of(case), "waiting": len(waiting)},
    )


@door.journey(may=may_do)
@require_POST
def ask(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Put a question that a doctor left open on the list of questions."""
    question = get_object_or_404(case.rows, pk=pk)
    opinion = get_object_or_404(case.opinions, pk=whole_number(request.POST.get("opinion", "")))
    return act(
        request,
        lambda: opinions.ask_about(question, opinion=opinion, by=request.user, at=timezone.now()),
        then=f"{page_of(case)}#row-{question.pk}",
        said=gettext("It is on your list of questions for %(doctor)s.") % {"doctor": opinion.doctor},
    )


def whole_number(text: str) -> int:
    """A row's id as a page sends it; nobody's id for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**63)) else 0


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def third_opinion(request: JourneyRequest, case: Case) -> HttpResponse:
    """Start a third opinion, or decide to go on without one."""
    at = timezone.now()
    if request.method != "POST":
        return render(request, "cases/compare/third.html", {"back": page_of(case)})
    if request.POST.get("answer") == "start":
        return act(
            request,
            lambda: opinions.seek_third(case, by=request.user, at=at),
            then=reverse("cases:journey", args=[case.uuid]),
            said=_("You are back at finding a doctor. Everything that you wrote down is kept."),
        )
    return act(
        request,
        lambda: opinions.decline_third(case, by=request.user, at=at),
        then=page_of(case),
        said=_("You go on with the opinions that you have. You can still start one later."),
    )
