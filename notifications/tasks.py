"""What the post office does on its own. Tasks carry no state: they look for what is due."""

from celery import shared_task
from django.utils import timezone

from notifications.actions import replanning, sweeping


@shared_task(soft_time_limit=55, time_limit=60)
def sweep() -> None:
    """Tell and send what is due."""
    sweeping.sweep(at=timezone.now())


@shared_task(soft_time_limit=55, time_limit=60)
def replan() -> None:
    """Go on planning what changed rules concern."""
    replanning.go_on(at=timezone.now())
