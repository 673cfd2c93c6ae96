"""What is forgotten in time, whether anybody comes by or not."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import limits, sessions


@shared_task
def forget_what_is_over() -> int:
    """Forget sessions that ended and guesses that count no longer; how many there were."""
    at = timezone.now()
    return sessions.forget_ended(at=at) + limits.forget_old(at=at)
