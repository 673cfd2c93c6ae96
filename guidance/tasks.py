"""What the library does on its own."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from guidance.actions import links, schedule


@shared_task
def publish_due() -> None:
    """Publish and take back what was planned for a moment that has come."""
    schedule.publish_due(at=timezone.now())


@shared_task
def check_links() -> None:
    """Try some of the addresses that guides link to, where the installation wants that."""
    if settings.CHECK_GUIDE_LINKS:
        links.try_some(at=timezone.now())
