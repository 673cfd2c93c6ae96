"""The questions for the doctor: the bank, one's own, their order, the answers, the page to print."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import questions
from cases.forms.appointments import AddQuestionForm, AnswerForm, BankForm, EditQuestionForm
from cases.models import Case
from cases.queries import appointments as reading
from cases.rules.team import may_do
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

PAGE = "cases/form_page.html"
DIRECTIONS = {"up": True, "down": False}


@door.journey
@require_safe
def all_questions(request: JourneyRequest, case: Case) -> HttpResponse:
    """The whole list, in order."""
    return render(
        request,
        "cases/appointment/questions.html",
        {"questions": list(case.questions.all()), "may_change": may_do(request.viewer) and case.is_live},
    )


@door.journey
@require_safe
def to_print(request: JourneyRequest, case: Case) -> HttpResponse:
    """The list on paper, with room for notes."""
    at = timezone.now()
    shown = reading.room(case, at=at)
    return render(request, "cases/appointment/print.html", {"room": shown, "visit": shown.coming})


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def add(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write a question of one's own."""
    return form_page(
        request,
        partial(AddQuestionForm, doctors=reading.doctors_named(case)),
        save=lambda form: questions.add(
            case,
            **form.row_values(),
            once=form.cleaned_data["once"],
            by=request.user,
            at=timezone.now(),
        ),
        template=PAGE,
        then=f"{here(case)}#list-end",
        said=_("Your question is on the list."),
        context={
            "title": _("Write your own question"),
            "intro": _("Any question is a good question. Short ones get clearer answers."),
            "back": here(case),
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def bank(request: JourneyRequest, case: Case) -> HttpResponse:
    """Tick questions that others found helpful."""
    offered = reading.bank(case)
    return form_page(
        request,
        partial(BankForm, keys=[entry.template.key for entry in offered]),
        save=lambda form: questions.add_from_bank(
            case, keys=form.cleaned_data["keys"], by=request.user, at=timezone.now()
        ),
        template="cases/appointment/bank.html",
        then=here(case),
        said=_("Your questions are on the list. Put the three that matter most at the top."),
        context={"topics": reading.by_topic(offered), "back": here(case)},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def edit(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Change the words of a question, or for whom it is."""
    row = get_object_or_404(case.questions, pk=pk)
    return form_page(
        request,
        partial(EditQuestionForm, row=row, doctors=reading.names_for(case, row)),
        save=lambda form: questions.edit(
            row,
            values=form.row_values(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        template="cases/appointment/question.html",
        then=f"{here(case)}#question-{row.pk}",
        said=_("Your changes are saved."),
        context={"title": _("Change the question"), "question": row, "back": here(case)},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def answer(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Write down what the doctor answered."""
    row = get_object_or_404(case.questions, pk=pk)
    today = timezone.now().astimezone(case.zone).date()
    start = {"answered_on": row.answered_on or today}
    return form_page(
        request,
        lambda *, data, files, initial: AnswerForm(
            data=data, files=files, initial={**start, **(initial or {})}, row=row
        ),
        save=lambda form: questions.answer(
            row,
            text=form.cleaned_data["answer"],
            on=form.cleaned_data["answered_on"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        template=PAGE,
        then=f"{here(case)}#question-{row.pk}",
        said=_("The answer is written down."),
        context={"title": row.text, "back": here(case)},
    )


@door.journey(may=may_do)
@require_POST
def move(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Let a question change places with its neighbour."""
    row = get_object_or_404(case.questions, pk=pk)
    direction = request.POST.get("direction", "")
    if direction not in DIRECTIONS:
        raise Http404
    return act(
        request,
        lambda: questions.move(row, up=DIRECTIONS[direction], by=request.user, at=timezone.now()),
        then=f"{here(case)}#question-{row.pk}",
    )


@door.journey(may=may_do)
@require_POST
def remove(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take a question off the list."""
    row = get_object_or_404(case.questions, pk=pk)
    return act(
        request,
        lambda: questions.remove(row, by=request.user, at=timezone.now()),
        then=here(case),
        said=_("The question is off the list."),
    )


def here(case: Case) -> str:
    """The address of the list."""
    return reverse("cases:questions", args=[case.uuid])
