"""The tick. Tasks carry no state: they look for what is due."""

from celery import shared_task
from django.utils import timezone

from cases.actions import tick


@shared_task(soft_time_limit=50)
def settle_passed() -> int:
    """Settle the journeys whose answer time alone has changed; how many there were."""
    return tick.settle_passed(at=timezone.now())
