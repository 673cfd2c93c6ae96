"""The tick. Tasks carry no state: they look for what is due."""

from celery import shared_task
from django.utils import timezone

from cases.actions import documents, tick


@shared_task(soft_time_limit=50)
def settle_passed() -> int:
    """Settle the journeys whose answer time alone has changed; how many there were."""
    return tick.settle_passed(at=timezone.now())


@shared_task(soft_time_limit=50)
def sweep_uploads() -> int:
    """Forget uploads that nobody finished within a day; how many there were."""
    return documents.sweep(at=timezone.now())


@shared_task(soft_time_limit=3300, time_limit=3400)
def scan_documents() -> int:
    """Have the virus scanner look at new files, if one is set up; how many it looked at."""
    return documents.scan_waiting(at=timezone.now())
