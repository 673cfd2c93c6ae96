"""Answer an invitation."""

from collections.abc import Callable
from functools import wraps

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import joining
from accounts.actions.invitations import hash_of
from accounts.actions.joining import join_as_new
from accounts.choices import InvitationState
from accounts.forms import JoinForm
from accounts.models import InvitationBase, User, display_name
from accounts.policies import public
from accounts.refusals import Refused

HASH = "join_hash"
Page = Callable[..., HttpResponse]


def without_referrer(view: Page) -> Page:
    """Let no other page learn the address that somebody came from."""

    @wraps(view)
    def quiet(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return quiet


@require_safe
@public
@without_referrer
def join_token(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address at once; only its hash goes on."""
    request.session[HASH] = hash_of(token)
    return redirect("join")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def join(request: HttpRequest) -> HttpResponse:
    """Say who invites to what until when, and let the right person accept."""
    found = joining.find(request.session.get(HASH, ""))
    if found is None:
        return _closed(request)
    kind, invitation = found
    if request.user.is_authenticated and invitation.accepted_by_id == request.user.pk:
        return HttpResponseRedirect(kind.landing(invitation))
    if invitation.state_at(timezone.now()) != InvitationState.OPEN:
        return _closed(request)
    try:
        return (
            _answer(request, kind, invitation)
            if request.method == "POST"
            else _page(request, kind, invitation)
        )
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("join")


def _answer(request: HttpRequest, kind: joining.Kind, invitation: InvitationBase) -> HttpResponse:
    if isinstance(request.user, User):
        kind.accept(invitation, by=request.user, at=timezone.now())
        return _welcome(request, kind, invitation)
    form = JoinForm(request.POST, email=invitation.email)
    if not form.is_valid():
        return _page(request, kind, invitation, form, status=422)
    user = join_as_new(
        invitation,
        kind=kind,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=get_language() or settings.LANGUAGE_CODE,
        at=timezone.now(),
    )
    perform_login(request, user)
    return _welcome(request, kind, invitation)


def _welcome(request: HttpRequest, kind: joining.Kind, invitation: InvitationBase) -> HttpResponse:
    request.session.pop(HASH, None)
    messages.success(request, _("Welcome. The invitation is accepted."))
    return HttpResponseRedirect(kind.landing(invitation))


def _page(
    request: HttpRequest,
    kind: joining.Kind,
    invitation: InvitationBase,
    form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    context = {
        "invitation": invitation,
        "inviter": display_name(invitation.invited_by),
        "to_what": kind.to_what(invitation),
        "form": None if user.is_authenticated else form or JoinForm(email=invitation.email),
        "is_somebody_else": isinstance(user, User) and user.email != invitation.email,
        "sign_in": f"{reverse('account_login')}?next={reverse('join')}",
    }
    return render(request, "accounts/join.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    """One answer for wrong, used, withdrawn and expired, so that nobody learns which it was."""
    return render(request, "accounts/join_closed.html", status=404)
