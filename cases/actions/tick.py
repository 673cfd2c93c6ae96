"""Settling journeys that time has moved, and ending the access that has run out on them."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from cases.actions import news, team
from cases.actions.settle import settle
from cases.models import Case, TeamMember
from notifications.faults import PASSING

AT_ONCE = 500
"""As many as one tick settles; the next tick finds the rest by the same index."""

logger = logging.getLogger(__name__)


def settle_passed(*, at: datetime) -> int:
    """Settle journeys whose `changes_at` lies behind `at`, the longest waiting first; how many there were."""
    due = Case.objects.filter(changes_at__lte=at)
    keys = list(due.order_by("changes_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_settle_if_due(key, at=at) for key in keys)


def settle_soon(person: User, *, at: datetime) -> None:
    """Let the next tick settle every open journey that somebody carries or follows."""
    place = TeamMember.objects.filter(case=OuterRef("pk"), user=person, ended_at=None)
    theirs = Case.objects.filter(Q(advocate=person) | Exists(place), ended_at=None)
    theirs.update(changes_at=at)


def _settle_if_due(key: int, *, at: datetime) -> bool:
    """Settle one journey, unless somebody did since it was looked for; tell whether it was settled here."""
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(pk=key, changes_at__lte=at).first()
            if case is not None:
                team.end_what_ran_out(case, at=at)
                news.spread(case, at=at)
                settle(case, at=at)
    except PASSING:
        raise
    except Exception as problem:  # noqa: BLE001 -- one journey that can't be settled must not hold up the others
        logger.error("A journey could not be settled: %s, %s", key, type(problem).__name__)  # noqa: TRY400 -- a traceback may quote what people wrote
        return False
    return case is not None
