"""What we do when somebody signs in, gets another address or a token, or a mail provider tells of a letter."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import email_changed
from anymail.signals import EventType, RejectReason, tracking
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from accounts.changes import token_made
from accounts.models import ApiToken, User
from notifications import whereabouts
from notifications.account_kinds import ACCOUNT, TOKEN_MADE
from notifications.actions import addresses, notices, places, preferences
from notifications.channels.mail import Mail
from notifications.queries import groups

REFUSING = {EventType.BOUNCED, EventType.REJECTED}
FOR_GOOD = {RejectReason.INVALID, RejectReason.BOUNCED}

SORTS = {"type", "event", "bouncetype"}
"""Under which names providers say of which sort a bounce is; django-anymail does not tell sorts apart."""

FOR_NOW = re.compile("soft|transient|undetermined|temporar", re.IGNORECASE)
SPARKPOST_FOR_NOW = {"20", "21", "22", "23", "40", "70"}
REPLY_FOR_NOW = re.compile(r"^(\w+;\s*)?4\d\d\b|(?<![\d.])(4\.\d{1,3}\.\d{1,3}|5\.2\.2)(?!\.?\d)")
"""What mail servers say of what may be otherwise tomorrow; 5.2.2 is a full mailbox (RFC 3463)."""


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


def tell_of_token(token: ApiToken, at: datetime, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Tell people of a token for their account, whoever made it."""
    notices.tell(
        [token.user],
        TOKEN_MADE,
        subject=ACCOUNT,
        subject_id=token.user_id,
        at=at,
        fields={"token": token.name},
    )


def look_at_letter(event: Any, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Stop writing to an address that refuses for good, and stop what may be stopped for whoever calls it spam."""
    user = User.objects.filter(email=event.recipient or "").first()
    if user is None:
        return
    if event.event_type == EventType.COMPLAINED:
        stoppable = [facts.group for facts in groups.concerning(user) if facts.can_stop]
        preferences.stop(user, groups=stoppable, channel=Mail.key, at=timezone.now())
    elif event.event_type in REFUSING and event.reject_reason in FOR_GOOD and not _is_for_now(event):
        addresses.fails(user, trouble=f"{event.event_type}: {event.reject_reason}", at=timezone.now())


def _is_for_now(event: Any) -> bool:  # noqa: ANN401 -- django-anymail does not type its events
    """Whether a letter came back for a reason that may pass."""
    sorts = [event.description or "", *_sorts(event.esp_event)]
    return bool(REPLY_FOR_NOW.search(event.mta_response or "")) or any(map(FOR_NOW.search, sorts))


def _sorts(told: object) -> Iterator[str]:
    """What a provider calls this sort of event, wherever in its message it stands."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            if isinstance(value, str) and str(name).lower() in SORTS:
                yield value
            elif name == "bounce_class" and value in SPARKPOST_FOR_NOW:
                yield "soft"
            else:
                yield from _sorts(value)


def connect() -> None:
    """Listen to sign-ins, to changed addresses, to new tokens, and to mail providers."""
    user_logged_in.connect(look_at_sign_in, dispatch_uid="notifications.look_at_sign_in")
    email_changed.connect(write_again, dispatch_uid="notifications.write_again")
    token_made.connect(tell_of_token, dispatch_uid="notifications.tell_of_token")
    tracking.connect(look_at_letter, dispatch_uid="notifications.look_at_letter")
