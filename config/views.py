"""Pages that belong to the house and not to any journey: the way in, emergencies, privacy, errors."""

import re

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import organisation
from accounts.api import problems
from accounts.choices import PRIVACY_VERSION, SiteRole
from accounts.policies import public, signed_in
from cases.queries import emergency as emergency_words
from config import api_views

MOST_TO_HAND_BACK = 20_000
NOT_HANDED_BACK = re.compile(
    r"csrf|passw|token|code|secret|credential|otp|^once$|^version$|^next$", re.IGNORECASE
)
NOBODYS_WORDS = re.compile(r"[\d\W]*|[0-9a-f]{8}-[0-9a-f-]{27}|on|true|false", re.IGNORECASE)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the place where their work begins."""
    if request.user.has_site_role(SiteRole.ADVOCATE, SiteRole.LEAD):  # type: ignore[union-attr]
        return redirect("cases:caseload")
    if request.user.has_site_role(SiteRole.ADMINISTRATOR):  # type: ignore[union-attr]
        return redirect("people")
    if request.user.has_site_role(SiteRole.EDITOR, SiteRole.REVIEWER):  # type: ignore[union-attr]
        return redirect("wagtailadmin_home")
    return redirect("cases:journeys")


@public
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Say that this process answers and that its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@public
@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    """Signs that need help now, and whom to call."""
    return render(request, "emergency.html", {"emergency": emergency_words.texts()})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice in plain words, with the version that people agree to."""
    return render(request, "privacy.html", {"privacy_version": PRIVACY_VERSION})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that none of our forms would send, or one that carries too much."""
    is_too_much = isinstance(exception, TOO_MUCH)
    if api_views.asks_api(request):
        return api_views.problem(request, problems.TOO_LARGE if is_too_much else problems.MALFORMED)
    if is_too_much:
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say who may open this page; the sentence comes from whoever refused, and is written for people."""
    reason = str(exception) or _("This page is for other members of the team.")
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what isn't there and for what isn't theirs."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Own up, and give a number to quote; without asking the database, which may be what broke."""
    if api_views.asks_api(request):
        return api_views.problem(request, problems.OURS)
    known = organisation.remembered()
    context = {
        "organisation": known,
        "organisation_name": known.name,
        "request_id": getattr(request, "id", ""),
    }
    return HttpResponse(render_to_string("500.html", context), status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open for too long, and hand back what was typed."""
    return render(request, "403_csrf.html", {"typed": typed_texts(request)}, status=403)


def typed_texts(request: HttpRequest) -> list[dict[str, str]]:
    """The words that somebody typed into our own form: no secrets, and nothing that another site sent."""
    origin = request.headers.get("Origin")
    if origin != f"{request.scheme}://{request.get_host()}":
        return []
    return [
        {"name": name.replace("-", " ").replace("_", " ").capitalize(), "text": value[:MOST_TO_HAND_BACK]}
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str)
        and not NOT_HANDED_BACK.search(name)
        and not NOBODYS_WORDS.fullmatch(value.strip())
    ]
