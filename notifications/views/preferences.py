"""How somebody wants to hear from us."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import kept
from accounts.policies import SignedInRequest, signed_in
from notifications import channels
from notifications.actions import addresses, calendar_keys
from notifications.actions import preferences as actions
from notifications.forms.preferences import PreferencesForm
from notifications.queries import calendars, groups, notices
from notifications.queries import preferences as queries


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def preferences(request: SignedInRequest) -> HttpResponse:
    """Show and change how often, over which channel and between which hours letters come."""
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    actions.save(request.user, rhythms=form.rhythms, **form.hours, by=request.user, at=timezone.now())
    messages.success(request, _("Saved. It holds from the next e-mail on."))
    return redirect("notifications:preferences")


@require_POST
@signed_in
def address(request: SignedInRequest) -> HttpResponse:
    """Send letters to one's address again."""
    addresses.try_again(request.user, by=request.user, at=timezone.now())
    messages.success(request, _("We send e-mail to %(email)s again.") % {"email": request.user.email})
    return redirect("notifications:notices")


@require_POST
@signed_in
def calendar_make(request: SignedInRequest) -> HttpResponse:
    """Make a secret address for one's calendar and show it, this once; the old one opens nothing any more."""
    token = calendar_keys.make(request.user, by=request.user, at=timezone.now())
    path = reverse("notifications:calendar", args=[token])
    return render(request, "notifications/calendar.html", {"address": settings.BASE_URL + path})


@require_POST
@signed_in
def calendar_end(request: SignedInRequest) -> HttpResponse:
    """Let no program read one's calendar any more."""
    calendar_keys.end(request.user, by=request.user, at=timezone.now())
    messages.success(request, _("The calendar link is switched off. It opens nothing any more."))
    return redirect("notifications:preferences")


def _form(request: SignedInRequest) -> PreferencesForm:
    return PreferencesForm(
        request.POST if request.method == "POST" else None,
        groups=groups.concerning(request.user),
        channels=channels.registered(),
        theirs=queries.of([request.user])[request.user.pk],
        initial=kept.initial_for(request),
    )


def _page(request: SignedInRequest, form: PreferencesForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "calendar_key": calendars.own_key(request.user),
        "failing": notices.failing_address(request.user),
    }
    return render(request, "notifications/preferences.html", context, status=status)
