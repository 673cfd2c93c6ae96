"""What the library does when Wagtail publishes or takes back a guide."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from guidance.actions import publishing
from guidance.models import Guide


@receiver([page_published, page_unpublished], sender=Guide)
def derive(instance: Guide, **_kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
    """Keep the rows by which journeys find guides true."""
    publishing.derive(instance)
