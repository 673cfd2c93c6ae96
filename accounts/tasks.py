"""What is forgotten in time, whether anybody comes by or not."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import counting, limits, replays, sessions


@shared_task
def forget_what_is_over() -> int:
    """Forget sessions that ended, guesses and counts that count no longer, and old answers; how many there were."""
    at = timezone.now()
    over = sessions.forget_ended(at=at) + limits.forget_old(at=at)
    return over + counting.forget_old(at=at) + replays.forget_old(at=at)
