"""Somebody's calendar, for programs that ask for it with its secret address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from accounts import organisation
from accounts.actions.invitations import hash_of
from accounts.languages import spoken
from accounts.policies import does_not_extend_session, public
from notifications import feeds
from notifications.actions import calendar_keys
from notifications.queries import calendars


@require_safe
@public
@does_not_extend_session
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that this address opens."""
    key = calendars.key_of(hash_of(token))
    if key is None:
        raise Http404
    at = timezone.now()
    with translation.override(spoken(key.user.language)):
        entries = calendars.entries(key.user, at=at)
    name = organisation.current().name
    content = feeds.written(entries, name=name, base_url=settings.BASE_URL, at=at)
    calendar_keys.note_use(key, at=at)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'attachment; filename="calendar.ics"',
        },
    )
