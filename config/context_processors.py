"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from accounts.organisation import current


def organisation(_request: HttpRequest) -> dict[str, object]:
    """Whoever runs this installation, and whether it is the demo."""
    facts = current()
    return {
        "organisation": facts,
        "organisation_name": facts.name,
        "demo_allowed": settings.DEMO_ALLOWED,
    }
