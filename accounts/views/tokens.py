"""Tokens with which somebody's own programs ask."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import kept, zones
from accounts.actions import tokens as actions
from accounts.choices import SiteRole
from accounts.forms import ServiceTokenForm, TokenForm
from accounts.models import ApiToken, User
from accounts.policies import SignedInRequest, signed_in
from accounts.queries import tokens as queries
from accounts.refusals import Refused

HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=1)


@require_safe
@signed_in
def tokens(request: SignedInRequest) -> HttpResponse:
    """List one's own tokens: those that work, and below them those that don't any more."""
    return render(request, "accounts/tokens/tokens.html", lists_of(request.user, at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required
def make(request: SignedInRequest) -> HttpResponse:
    """Make a token for one's own programs."""
    is_lead = request.user.has_site_role(SiteRole.LEAD)
    has_caseload = is_lead or request.user.has_site_role(SiteRole.ADVOCATE)
    form = partial(TokenForm, has_caseload=has_caseload, is_lead=is_lead)
    return make_page(request, request.user, form, back=reverse("tokens"), here=reverse("token-make"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def revoke(request: SignedInRequest, own_token: UUID) -> HttpResponse:
    """Revoke one's own token, after asking once."""
    return revoke_page(request, request.user, own_token, back=reverse("tokens"))


# The same for people and for connected systems


def lists_of(owner: User, *, at: datetime) -> dict[str, object]:
    """The tokens of an account as both lists show them."""
    return {
        "good": [row(token, at=at) for token in queries.good(owner, at=at)],
        "over": [row(token, at=at) for token in queries.over(owner, at=at)],
    }


def row(token: ApiToken, *, at: datetime) -> dict[str, object]:
    """One token as a list shows it; its last day is that of whoever looks."""
    return {
        "token": token,
        "last_day": token.expires_at - MOMENT,
        "was_just_used": bool(token.last_used_at) and at - (token.last_used_at or at) < HOUR,
    }


@sensitive_variables("token")
def make_page(
    request: SignedInRequest, owner: User, make_form: Callable[..., ServiceTokenForm], *, back: str, here: str
) -> HttpResponse:
    """Ask what a token is for and show it, once: it stands in this answer and nowhere else."""
    at = timezone.now()
    own = {"zone": zones.known(request.user.time_zone), "today": timezone.localdate(at)}
    context = {"owner": owner, "back": back, "here": here}
    if request.method != "POST":
        form = make_form(initial=kept.initial_for(request), **own)
        return render(request, "accounts/tokens/make.html", {"form": form, **context})
    form = make_form(request.POST, **own)
    if form.is_valid():
        try:
            made, token = actions.make(owner, by=request.user, at=at, **form.values)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            if token:
                shown = {"shown": token, **row(made, at=at), **context}
                return render(request, "accounts/tokens/made.html", shown)
            messages.info(
                request,
                _(
                    "This token was made already, and we can’t show it again. If you didn’t copy it, "
                    "revoke it and make another one."
                ),
            )
            return redirect(back)
    return render(request, "accounts/tokens/make.html", {"form": form, **context}, status=422)


def revoke_page(request: SignedInRequest, owner: User, token_uuid: UUID, *, back: str) -> HttpResponse:
    """Ask, then revoke; a token that is revoked already is just said to be."""
    token = get_object_or_404(ApiToken, user=owner, uuid=token_uuid)
    if request.method == "POST":
        actions.revoke(token, by=request.user, at=timezone.now())
        messages.success(
            request, _("“%(name)s” is revoked. It opens nothing any more.") % {"name": token.name}
        )
        return redirect(back)
    return render(request, "accounts/tokens/revoke.html", {"token": token, "back": back})
