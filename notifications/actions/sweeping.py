"""The sweep: tell what is due, send what waits, and leave a heartbeat. Any number at once does no harm."""

from datetime import datetime, timedelta
from time import monotonic

from notifications.actions import delivery, telling
from notifications.models import Sweep

ONLY = 1
"""There is one row, and this is its key."""


def sweep(*, at: datetime) -> tuple[int, int]:
    """Tell and send what is due as of `at`, for about forty seconds at most; how many were told and sent here."""
    begun = monotonic()
    told = telling.tell_due(at=at)
    sent = delivery.deliver_due(at=at + timedelta(seconds=monotonic() - begun))
    ended_at = at + timedelta(seconds=monotonic() - begun)
    Sweep.objects.update_or_create(
        pk=ONLY, defaults={"begun_at": at, "ended_at": ended_at, "told": told, "sent": sent}
    )
    return told, sent
