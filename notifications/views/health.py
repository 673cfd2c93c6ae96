"""Whether reminders get out in time, for monitors: no names, no contents."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.policies import public
from notifications.queries import status

SERVICE_UNAVAILABLE = 503


@public
@require_safe
@never_cache
def reminders(_request: HttpRequest) -> JsonResponse:
    """200 while everything gets out in time; 503 and the reasons otherwise."""
    at = timezone.now()
    health = status.health(at=at)
    answer = {
        "status": "ok" if health.is_well else "late",
        "because": health.troubles,
        "oldest_due_for_seconds": _seconds_since(health.oldest_due, at=at),
        "last_sweep_seconds_ago": _seconds_since(health.last_sweep, at=at),
    }
    return JsonResponse(answer, status=200 if health.is_well else SERVICE_UNAVAILABLE)


def _seconds_since(then: datetime | None, *, at: datetime) -> int | None:
    return None if then is None else int((at - then).total_seconds())
