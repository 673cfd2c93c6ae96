"""The reminders of a journey: what is planned and why, one's own, and what went out."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.actions import remembering
from cases.forms.reminders import OwnReminderForm, PutOffForm
from cases.models import Case
from cases.queries import reminders as queries
from cases.queries.reminders import Planned
from cases.rules.team import may_do
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page
from cases.views.marks import mark_in


@door.journey
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: JourneyRequest, case: Case) -> HttpResponse:
    """What is planned, what went out, and a form for a reminder of one's own."""
    at = timezone.now()
    mark = mark_in(request, "before")
    before = get_object_or_404(queries.seen(case, request.viewer), pk=mark) if mark is not None else None
    return form_page(
        request,
        OwnReminderForm,
        save=lambda form: remembering.set_own(case, by=request.user, at=at, **form.cleaned_data),
        template="cases/reminders/room.html",
        then=_room(case),
        said=_("We will remind you."),
        context={
            "plan": queries.planned(case, request.viewer, language=request.user.language, at=at),
            "page": queries.told(case, request.viewer, at=at, before=before),
            "is_newest": before is None,
        },
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request: JourneyRequest, case: Case, reminder: UUID) -> HttpResponse:
    """Choose another day for a reminder."""
    planned = _named(request, case, reminder)
    if not planned.is_waiting:
        return _gone(request, case)
    return form_page(
        request,
        PutOffForm,
        save=lambda form: remembering.put_off(
            case,
            planned.reminder,
            title=planned.title,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        template="cases/reminders/put_off.html",
        then=_room(case),
        said=_("The reminder is put off."),
        context={"planned": planned, "back": _room(case)},
    )


@door.journey(may=may_do)
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: JourneyRequest, case: Case, reminder: UUID) -> HttpResponse:
    """Leave a reminder out, once that was asked."""
    planned = _named(request, case, reminder)
    do = partial(remembering.skip, case, planned.reminder, title=planned.title)
    return _sure(request, case, planned, "skip", do, said=_("This reminder will not go out."))


@door.journey(may=may_do)
@require_http_methods(["GET", "HEAD", "POST"])
def send_now(request: JourneyRequest, case: Case, reminder: UUID) -> HttpResponse:
    """Send a reminder early, once that was asked."""
    planned = _named(request, case, reminder)
    do = partial(remembering.send_now, case, planned.reminder, title=planned.title)
    return _sure(request, case, planned, "send", do, said=_("The reminder went out."))


@door.journey
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: JourneyRequest, case: Case, own: UUID) -> HttpResponse:
    """Take one's own reminder back, once that was asked."""
    planned = _named(request, case, own, is_own=True)
    do = partial(remembering.cancel_own, case, planned.reminder)
    return _sure(request, case, planned, "cancel", do, said=_("Your reminder is taken back."))


# What these pages share


def _named(request: JourneyRequest, case: Case, uuid: UUID, *, is_own: bool = False) -> Planned:
    """The reminder that the address names: one's own, or one that a rule planned; Http404 for any other.

    PermissionDenied where only leads may handle it.
    """
    found = queries.named(case, request.viewer, uuid=uuid, language=request.user.language)
    if found is None or found.is_own != is_own:
        raise Http404
    if not found.may_handle:
        raise PermissionDenied(remembering.FOR_LEADS)
    return found


def _sure(
    request: JourneyRequest,
    case: Case,
    planned: Planned,
    what: str,
    do: Callable[..., object],
    *,
    said: str | Promise,
) -> HttpResponse:
    """Ask first; then do it and go back to the list."""
    if not planned.is_waiting:
        return _gone(request, case)
    if request.method == "POST":
        return act(request, lambda: do(by=request.user, at=timezone.now()), then=_room(case), said=said)
    return render(
        request, "cases/reminders/sure.html", {"planned": planned, "what": what, "back": _room(case)}
    )


def _gone(request: JourneyRequest, case: Case) -> HttpResponse:
    """Back to the list: a second click changes nothing."""
    messages.info(request, _("This reminder is no longer planned."))
    return redirect(_room(case))


def _room(case: Case) -> str:
    return reverse("cases:reminders", args=[case.uuid])
