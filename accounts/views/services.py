"""Connected systems: accounts that are no person, for programs of the organisation."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import kept
from accounts.actions import access
from accounts.actions import tokens as actions
from accounts.choices import SiteRole
from accounts.forms import ServiceForm, ServiceTokenForm
from accounts.models import User
from accounts.policies import SignedInRequest, site_roles
from accounts.queries import people as people_queries
from accounts.queries import tokens as queries
from accounts.refusals import Refused
from accounts.views.tokens import lists_of, make_page, revoke_page


@require_safe
@site_roles(SiteRole.ADMINISTRATOR)
def services(request: SignedInRequest) -> HttpResponse:
    """List the connected systems."""
    found = queries.services_with_tokens(at=timezone.now())
    return render(request, "accounts/services/services.html", {"services": found})


@require_http_methods(["GET", "HEAD", "POST"])
@site_roles(SiteRole.ADMINISTRATOR)
def add(request: SignedInRequest) -> HttpResponse:
    """Add a connected system; it gets in only once it has a token."""
    if request.method != "POST":
        form = ServiceForm(initial=kept.initial_for(request))
        return render(request, "accounts/services/add.html", {"form": form})
    form = ServiceForm(request.POST)
    if form.is_valid():
        try:
            service = actions.open_service(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused.message))
        else:
            messages.success(request, _("The system is added. Now make a token that it gets in with."))
            return redirect("service", service.uuid)
    return render(request, "accounts/services/add.html", {"form": form}, status=422)


@require_safe
@site_roles(SiteRole.ADMINISTRATOR)
def service(request: SignedInRequest, service_uuid: UUID) -> HttpResponse:
    """Show one connected system, its tokens and its history."""
    found = _service(service_uuid)
    history = people_queries.history_of(found)[:50]
    context = {"service": found, "history": history, **lists_of(found, at=timezone.now())}
    return render(request, "accounts/services/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@site_roles(SiteRole.ADMINISTRATOR)
@reauthentication_required
def make_token(request: SignedInRequest, service_uuid: UUID) -> HttpResponse:
    """Make a token for a connected system."""
    found = _service(service_uuid)
    back = reverse("service", args=[found.uuid])
    here = reverse("service-token-make", args=[found.uuid])
    return make_page(request, found, ServiceTokenForm, back=back, here=here)


@require_http_methods(["GET", "HEAD", "POST"])
@site_roles(SiteRole.ADMINISTRATOR)
def revoke_token(request: SignedInRequest, service_uuid: UUID, service_token: UUID) -> HttpResponse:
    """Revoke a token of a connected system, after asking once."""
    found = _service(service_uuid)
    return revoke_page(request, found, service_token, back=reverse("service", args=[found.uuid]))


@require_http_methods(["GET", "HEAD", "POST"])
@site_roles(SiteRole.ADMINISTRATOR)
def switch_off(request: SignedInRequest, service_uuid: UUID) -> HttpResponse:
    """Switch a connected system off and revoke its tokens, after asking once."""
    found = _service(service_uuid)
    if request.method != "POST":
        return render(request, "accounts/services/off.html", {"service": found})
    access.deactivate(found, by=request.user, at=timezone.now())
    messages.success(
        request, _("%(name)s is switched off, and its tokens are revoked.") % {"name": found.name}
    )
    return redirect("service", found.uuid)


@require_POST
@site_roles(SiteRole.ADMINISTRATOR)
def switch_on(request: SignedInRequest, service_uuid: UUID) -> HttpResponse:
    """Switch a connected system on again; its earlier tokens stay revoked."""
    found = _service(service_uuid)
    access.reactivate(found, by=request.user, at=timezone.now())
    messages.success(
        request, _("%(name)s is switched on. Make a token that it gets in with.") % {"name": found.name}
    )
    return redirect("service", found.uuid)


def _service(service_uuid: UUID) -> User:
    return get_object_or_404(people_queries.services(), uuid=service_uuid)
