"""What the house does on its own for parts that do not know each other."""

from celery import shared_task
from django.utils import timezone

from config import guide_reminders


@shared_task
def plan_guide_reviews() -> None:
    """Plan the reminders of guides whose review comes due."""
    guide_reminders.plan(at=timezone.now())
