"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def organisation(_request: HttpRequest) -> dict[str, object]:
    """The name of whoever runs this installation, and whether it is the demo."""
    return {"organisation_name": settings.ORGANISATION_NAME, "demo_allowed": settings.DEMO_ALLOWED}
