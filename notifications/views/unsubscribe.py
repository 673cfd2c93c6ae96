"""Stopping letters with the link that is in each of them, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import public
from accounts.views.joining import without_referrer
from notifications import stopping
from notifications.actions import preferences
from notifications.queries import groups


# The link itself is the permission, and mail programs that post it have no page of ours to get a token from.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@without_referrer
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say what would stop; stop it only when a button or a mail program posts (RFC 8058)."""
    wanted = stopping.read(token)
    user = User.objects.filter(pk=wanted.user_id).first() if wanted else None
    if wanted is None or user is None:
        return render(request, "notifications/stop_unknown.html", status=404)
    if request.method == "POST":
        preferences.stop(user, groups=wanted.groups, channel=wanted.channel, at=timezone.now())
    context = {"groups": groups.named(wanted.groups), "is_done": request.method == "POST"}
    return render(request, "notifications/stop.html", context)
