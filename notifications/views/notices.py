"""The list behind the bell."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import SignedInRequest, signed_in
from accounts.requests import is_looked_at
from notifications.actions import notices as actions
from notifications.queries import notices as queries

PER_PAGE = 50


@require_safe
@signed_in
def notices(request: SignedInRequest) -> HttpResponse:
    """Everything that a person was told, the unread first."""
    page = Paginator(queries.own(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "days": queries.by_day(page, request.user),
        "failing": queries.failing_address(request.user),
    }
    return render(request, "notifications/notices.html", context)


@require_safe
@signed_in
def notice(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Mark one as read and lead to what it is about, unless its reader may no longer go there."""
    found = get_object_or_404(queries.own(request.user).select_related("user"), uuid=uuid)
    if is_looked_at(request) and found.read_at is None:
        actions.mark_read(request.user, uuid=found.uuid, at=timezone.now())
    path = queries.path_of(found)
    if not path:
        return render(request, "notifications/out_of_reach.html", status=404)
    return HttpResponseRedirect(path)


@require_POST
@signed_in
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark all of one's notices as read."""
    actions.mark_read(request.user, at=timezone.now())
    messages.success(request, _("Everything is marked as read."))
    return redirect("notifications:notices")
