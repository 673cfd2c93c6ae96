"""What we do when somebody signs in, gets another address, or a mail provider tells what became of a letter."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import email_changed
from anymail.signals import EventType, RejectReason, tracking
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from notifications import whereabouts
from notifications.actions import addresses, places

REFUSING = {EventType.BOUNCED, EventType.REJECTED}
FOR_GOOD = {RejectReason.INVALID, RejectReason.BOUNCED}


def look_at_sign_in(request: HttpRequest | None, user: User, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Tell people of a sign-in from a place that they never signed in from."""
    address = _address_of(request)
    if request is None or not address:
        return
    browser = whereabouts.browser_of(request.headers.get("User-Agent", ""))
    hashes = whereabouts.hashes(user.pk, network=whereabouts.network_of(address), browser=browser)
    places.signed_in(user, hashes=hashes, browser=browser, at=timezone.now())


def _address_of(request: HttpRequest | None) -> str:
    """The IP address as the proxies in front of us are trusted to tell it; nothing for sign-ins by programs."""
    if request is None or "REMOTE_ADDR" not in request.META:
        return ""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def write_again(user: User, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Another address may take letters."""
    addresses.try_again(user, by=None, at=timezone.now())


def look_at_bounce(event: Any, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Stop writing to an address that refuses for good."""
    if event.event_type not in REFUSING or event.reject_reason not in FOR_GOOD:
        return
    user = User.objects.filter(email=event.recipient or "").first()
    if user:
        addresses.fails(user, trouble=f"{event.event_type}: {event.reject_reason}", at=timezone.now())


def connect() -> None:
    """Listen to sign-ins, to changed addresses, and to mail providers."""
    user_logged_in.connect(look_at_sign_in, dispatch_uid="notifications.look_at_sign_in")
    email_changed.connect(write_again, dispatch_uid="notifications.write_again")
    tracking.connect(look_at_bounce, dispatch_uid="notifications.look_at_bounce")
