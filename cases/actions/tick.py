"""Settling journeys that time has moved."""

from datetime import datetime

from django.db import transaction

from cases.actions.settle import settle
from cases.models import Case

AT_ONCE = 500
"""As many as one tick settles; the next tick finds the rest by the same index."""


def settle_passed(*, at: datetime) -> int:
    """Settle journeys whose `changes_at` lies behind `at`, the longest waiting first; how many there were."""
    due = Case.objects.filter(changes_at__lte=at).order_by("changes_at").values_list("pk", flat=True)
    keys = list(due[:AT_ONCE])
    for key in keys:
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=key)
            settle(case, at=at)
    return len(keys)
