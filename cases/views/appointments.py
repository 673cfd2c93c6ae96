"""The appointment room: the shortlist, the visits, and what to have ready."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import appointments, specialists
from cases.choices import SpecialistState, Stage, Way
from cases.forms.appointments import (
    AddSpecialistForm,
    BookReviewForm,
    BookVisitForm,
    ChaseForm,
    DayForm,
    EditReviewForm,
    EditSpecialistForm,
    EditVisitForm,
    OffersForm,
    ReasonForm,
    WithDoctor,
)
from cases.models import Appointment, Case
from cases.queries import appointments as reading
from cases.queries import guides as places
from cases.rules.team import may_do
from cases.views import door, guides
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

PAGE = "cases/form_page.html"
BOOKING = "cases/appointment/book.html"


@door.journey
@require_safe
def room(request: JourneyRequest, case: Case) -> HttpResponse:
    """What is next, the appointments, the shortlist, the first questions and what to have ready."""
    shown = reading.room(case, at=timezone.now())
    may_change = may_do(request.viewer) and case.is_live
    now = ("prepare-questions", "bring-someone") if shown.coming else ("find-specialist",)
    context = {
        "room": shown,
        "may_change": may_change,
        "guide_panel": guides.panel(
            request,
            case,
            *map(places.step, now),
            places.stage(Stage.APPOINTMENT),
            title=_("Guides for the appointment"),
            origin="appointment",
        ),
    }
    return render(request, "cases/appointment/room.html", context)


# Doctors


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def specialist_add(request: JourneyRequest, case: Case) -> HttpResponse:
    """Put a doctor on the shortlist."""
    return form_page(
        request,
        AddSpecialistForm,
        save=lambda form: specialists.add(
            case,
            values=form.row_values(),
            once=form.cleaned_data["once"],
            by=request.user,
            at=timezone.now(),
        ),
        template=PAGE,
        then=f"{here(case)}#doctors",
        said=_("The doctor is on your list."),
        context={
            "title": _("Add a doctor"),
            "intro": _("You can add as many as you like. We never rank doctors: the choice is yours."),
            "back": here(case),
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def specialist_edit(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Change what is known of a doctor."""
    row = get_object_or_404(case.specialists, pk=pk)
    return form_page(
        request,
        partial(EditSpecialistForm, row=row),
        save=lambda form: specialists.edit(
            row,
            values=form.row_values(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        template=PAGE,
        then=f"{here(case)}#doctors",
        said=_("Your changes are saved."),
        context={"title": row.name, "back": here(case)},
    )


@door.journey(may=may_do)
@require_POST
def specialist_state(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Say where a doctor stands."""
    row = get_object_or_404(case.specialists, pk=pk)
    to = request.POST.get("to", "")
    if to not in SpecialistState.values:
        raise Http404
    return act(
        request,
        lambda: specialists.set_state(row, to=to, by=request.user, at=timezone.now()),
        then=f"{here(case)}#doctors",
        said=_now("%(doctor)s: %(state)s.")
        % {"doctor": row.name, "state": SpecialistState(to).label.lower()},
    )


# Booking


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def add(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write down a visit or a call that is agreed on."""

    def save(form: Any) -> None:  # noqa: ANN401 -- a BookVisitForm
        appointments.book(
            form.cleaned_data["specialist"],
            **form.row_values(),
            once=form.cleaned_data["once"],
            by=request.user,
            at=timezone.now(),
        )
        tell_hour(request, form)

    return booking_page(
        request,
        case,
        BookVisitForm,
        save=save,
        title=_("Write down your appointment"),
        said=_("Your appointment is booked here. Please see below how to prepare."),
        kind="visit",
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def add_review(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write down that a doctor reviews the records, without a visit."""

    def save(form: Any) -> None:  # noqa: ANN401 -- a BookReviewForm
        appointments.book(
            form.cleaned_data["specialist"],
            way=Way.RECORD_REVIEW,
            time_zone=case.time_zone,
            **form.row_values(),
            once=form.cleaned_data["once"],
            by=request.user,
            at=timezone.now(),
        )

    return booking_page(
        request,
        case,
        BookReviewForm,
        save=save,
        title=_("Write down a review of your records"),
        said=_("The review is written down."),
        kind="review",
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def offers(request: JourneyRequest, case: Case) -> HttpResponse:
    """Write down the dates that an office offers."""

    def save(form: Any) -> None:  # noqa: ANN401 -- an OffersForm
        appointments.offer(
            form.cleaned_data["specialist"],
            **form.row_values(),
            once=form.cleaned_data["once"],
            by=request.user,
            at=timezone.now(),
        )
        tell_hour(request, form)

    return booking_page(
        request,
        case,
        OffersForm,
        save=save,
        title=_("Write down the dates on offer"),
        said=_("The dates are written down. Choose one when you are ready."),
        kind="offers",
    )


def booking_page(
    request: JourneyRequest,
    case: Case,
    form_class: type[WithDoctor],
    *,
    save: Callable[[Any], None],
    title: str | Promise,
    said: str | Promise,
    kind: str,
) -> HttpResponse:
    """One of the three ways to write an appointment down; without a doctor on the list, that comes first."""
    doctors = reading.bookable(case)
    chosen = doctors.order_by().filter(state=SpecialistState.CHOSEN).first() or doctors.first()
    if chosen is None:
        messages.info(request, _now("First add the doctor. Then write down the appointment."))
        return redirect("cases:specialist-add", uuid=case.uuid)

    def make_form(*, data: Any, files: Any, initial: dict[str, Any] | None) -> forms.Form:  # noqa: ANN401 -- as form_page gives them
        start = {"specialist": chosen.pk, "time_zone": case.time_zone, **(initial or {})}
        return form_class(data=data, files=files, initial=start, doctors=doctors)

    return form_page(
        request,
        make_form,
        save=save,
        template=BOOKING,
        then=here(case),
        said=said,
        context={"title": title, "kind": kind, "back": here(case)},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def edit(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Change the time or the place."""
    visit = find(case, pk)
    form_class = EditReviewForm if visit.way == Way.RECORD_REVIEW else EditVisitForm

    def save(form: Any) -> None:  # noqa: ANN401 -- one of the two
        appointments.edit(
            visit,
            values=form.row_values(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
        tell_hour(request, form)

    return form_page(
        request,
        partial(form_class, row=visit),
        save=save,
        template=PAGE,
        then=here(case),
        said=_("Your changes are saved."),
        context={
            "title": _now("Change the appointment with %(doctor)s") % {"doctor": visit.specialist.name},
            "back": here(case),
        },
    )


# What becomes of an appointment


@door.journey(may=may_do)
@require_POST
def choose(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take one of the dates on offer."""
    visit = find(case, pk)
    return act(
        request,
        lambda: appointments.choose(visit, by=request.user, at=timezone.now()),
        then=here(case),
        said=_("This date is booked here. Tell the office too, if they don’t know yet."),
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def cancel(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Call an appointment off, with the reason."""
    visit = find(case, pk)
    return form_page(
        request,
        ReasonForm,
        save=lambda form: appointments.cancel(
            visit, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
        ),
        template=PAGE,
        then=here(case),
        said=_("It is cancelled here. Tell the office too, if they don’t know yet."),
        context={
            "title": _now("Cancel the appointment with %(doctor)s") % {"doctor": visit.specialist.name},
            "submit": _("Cancel the appointment"),
            "danger": True,
            "back": here(case),
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def held(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Say that the visit took place, or that the review came back."""
    visit = find(case, pk)
    shown = reading.Visit(visit, timezone.now(), case.zone)
    title = _now("The report of %(doctor)s is here") if shown.is_review else _now("The visit with %(doctor)s")
    return form_page(
        request,
        starting(DayForm, on=shown.local_end_day),
        save=lambda form: appointments.hold(
            visit, on=form.cleaned_data["on"], by=request.user, at=timezone.now()
        ),
        template=PAGE,
        then=here(case),
        said=_("Thank you. That is written down."),
        context={
            "title": title % {"doctor": visit.specialist.name},
            "intro": _("On which day did it come?")
            if shown.is_review
            else _("On which day did it take place?"),
            "back": here(case),
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def missed(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Say that a visit did not take place."""
    visit = find(case, pk)
    return form_page(
        request,
        ReasonForm,
        save=lambda form: appointments.miss(
            visit, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
        ),
        template=PAGE,
        then=here(case),
        said=_("That is written down. When you are ready, ask the office for a new date."),
        context={
            "title": _now("The visit with %(doctor)s did not take place") % {"doctor": visit.specialist.name},
            "intro": _("That happens. A few words help the team to find a new date."),
            "back": here(case),
        },
    )


@door.journey(may=may_do)
@require_POST
def undo(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take back that a visit took place."""
    visit = find(case, pk)
    return act(
        request,
        lambda: appointments.undo_hold(visit, by=request.user, at=timezone.now()),
        then=here(case),
        said=_("Taken back. The appointment is booked again."),
    )


@door.journey(may=may_do)
@require_POST
def restore(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take back a cancellation."""
    visit = find(case, pk)
    return act(
        request,
        lambda: appointments.restore(visit, by=request.user, at=timezone.now()),
        then=here(case),
        said=_("The appointment is on again."),
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "POST"])
def chase(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Say that the office was asked for the report."""
    visit = find(case, pk)
    return form_page(
        request,
        starting(ChaseForm, on=timezone.now().astimezone(case.zone).date()),
        save=lambda form: appointments.chase_report(
            visit,
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        ),
        template=PAGE,
        then=here(case),
        said=_("That is written down. We will look again in ten working days."),
        context={
            "title": _now("Ask %(doctor)s for the report") % {"doctor": visit.specialist.name},
            "intro": _("Call the office and ask when the report will be sent, and to whom."),
            "back": here(case),
        },
    )


def here(case: Case) -> str:
    """The address of the appointment room."""
    return reverse("cases:appointment", args=[case.uuid])


def find(case: Case, pk: int) -> Appointment:
    """An appointment of this journey with its doctor; 404 for any other."""
    return get_object_or_404(case.appointments.select_related("specialist", "case"), pk=pk)


def starting(form_class: type[forms.Form], **values: object) -> Callable[..., forms.Form]:
    """The form, starting with these values unless something that was typed is kept."""

    def make_form(*, data: Any, files: Any, initial: dict[str, Any] | None) -> forms.Form:  # noqa: ANN401 -- as form_page gives them
        return form_class(data=data, files=files, initial={**values, **(initial or {})})

    return make_form


def tell_hour(request: JourneyRequest, form: Any) -> None:  # noqa: ANN401 -- a form about a visit
    """Say so when clocks show the time twice that night."""
    if form.came_twice:
        messages.info(
            request,
            _now("Clocks go back that night and show this time twice. We wrote down the first of the two."),
        )
