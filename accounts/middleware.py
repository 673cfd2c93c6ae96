"""What happens around every request because of who asks."""

import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import kept, zones
from accounts.languages import spoken
from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponse]

BEGAN, SEEN, SECOND_FACTOR = "began_at", "seen_at", "has_second_factor"
WRITE_SEEN_EVERY = 60
OPEN_WITHOUT_SECOND_FACTOR = {"account_logout", "account_reauthenticate"}


def answer_steadily(get_response: Handler) -> Handler:
    """Let forms that mustn't tell who has an account take the same time for everyone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = get_response(request)
        match = request.resolver_match
        at_least = (
            settings.STEADY_ANSWERS.get(match.url_name or "", 0) if match and request.method == "POST" else 0
        )
        time.sleep(max(0, at_least - (time.monotonic() - began)))
        return response

    return middleware


def leave_when_idle(get_response: Handler) -> Handler:
    """Sign people out who were away for too long; what they were sending is kept for their return."""

    def middleware(request: HttpRequest) -> HttpResponse:
        now = int(timezone.now().timestamp())
        was_signed_in = request.user.is_authenticated
        answer = _leave(request) if was_signed_in and _is_over(request, now) else None
        response = answer or get_response(request)
        if SESSION_KEY in request.session:
            _remember(request, now)
        elif was_signed_in:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def require_second_factor(get_response: Handler) -> Handler:
    """Send people who work here to set up their second factor before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.STAFF_NEED_SECOND_FACTOR or not _lacks_second_factor(request):
            return get_response(request)
        match = _match(request)
        name = (match.url_name or "") if match else ""
        if (
            match is None
            or _is_public(match)
            or name.startswith("mfa_")
            or name in OPEN_WITHOUT_SECOND_FACTOR
        ):
            return get_response(request)
        messages.info(
            request,
            _("People who work here sign in with a second step. Set it up now: it takes two minutes."),
        )
        return HttpResponseRedirect(reverse("mfa_activate_totp"))

    return middleware


def use_own_language_and_zone(get_response: Handler) -> Handler:
    """Speak the person's language and show the clock of their time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return get_response(request)
        language = spoken(user.language)
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zones.known(user.time_zone)):
            return get_response(request)

    return middleware


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _is_public(match: ResolverMatch) -> bool:
    return not getattr(match.func, "login_required", True)


# Idle


def _is_over(request: HttpRequest, now: int) -> bool:
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        return False
    works_here = isinstance(request.user, User) and request.user.works_here
    idle = settings.SESSION_IDLE_SECONDS["staff" if works_here else "patient"]
    return now - seen >= idle or now - began >= settings.SESSION_COOKIE_AGE


def _remember(request: HttpRequest, now: int) -> None:
    if BEGAN not in request.session:
        kept.drop_foreign(request)
        request.session[BEGAN] = request.session[SEEN] = now
        return
    match = request.resolver_match
    extends = match is not None and not getattr(match.func, "does_not_extend_session", False)
    if extends and now - request.session[SEEN] >= WRITE_SEEN_EVERY:
        request.session[SEEN] = now


def _leave(request: HttpRequest) -> HttpResponse | None:
    """Sign out; an answer for those who were sending something, None for those who only looked."""
    user_id, fields = str(request.user.pk), _writing(request)
    logout(request)
    if fields:
        kept.keep(request.session, path=request.path, user_id=user_id, fields=fields)
        text = _("You were away for a while, so we signed you out. What you wrote is kept: sign in to go on.")
    else:
        text = _("You were away for a while, so we signed you out. Sign in to go on.")
    messages.info(request, text)
    match = _match(request)
    if request.method in ("GET", "HEAD") or match is None or _is_public(match):
        return None
    address = f"{reverse('account_login')}?{urlencode({'next': _page_of_form(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _writing(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """The text fields that somebody sent us, if the form was really ours."""
    if request.method != "POST":
        return []
    try:
        forged = CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(request, None, (), {})  # type: ignore[arg-type]
        return [] if forged else kept.writing_in(request.POST)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []


def _page_of_form(request: HttpRequest) -> str:
    """The page that the form was on; forms are often sent to an address that shows no page itself."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    parts = urlsplit(page) if ours else None
    if parts is None or not parts.path:
        return request.path
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


# Second factor


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not isinstance(request.user, User) or not request.user.works_here:
        return False
    if request.session.get(SECOND_FACTOR):
        return False
    if is_mfa_enabled(request.user):
        request.session[SECOND_FACTOR] = True
        return False
    return True
