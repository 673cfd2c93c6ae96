"""Planning open subjects anew after rules changed: in the background, a batch at a time, by any number of workers.

Whoever finishes a batch moves on what was reached, if nobody did meanwhile; two at the same batch do the same
work twice, which changes nothing.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import F

from accounts.models import User
from notifications import subjects
from notifications.faults import PASSING
from notifications.models import Replanning
from notifications.subjects import Subject

AT_ONCE = 50
COUNTED_AT_ONCE = 10_000

logger = logging.getLogger(__name__)


@transaction.atomic
def ask_all(*, by: User | None, at: datetime) -> None:
    """Ask for everything that messages are about to be planned anew."""
    for subject in subjects.registered():
        ask(subject.key, by=by, at=at)


@transaction.atomic
def ask(subject: str, *, by: User | None, at: datetime) -> None:
    """Ask for all open subjects of a sort to be planned anew; one that is under way starts from the beginning."""
    total = _count(subjects.get(subject))
    start = {"asked_at": at, "asked_by": by, "reached_id": 0, "total": total, "done": 0, "failed": 0}
    if total:
        Replanning.objects.update_or_create(subject=subject, finished_at=None, defaults=start)


def go_on(*, at: datetime, seconds: float = 20) -> int:
    """Plan anew what was asked for, for at most so long; how many subjects were planned here.

    Raises what is in PASSING; the next call goes on from there.
    """
    stop, planned = monotonic() + seconds, 0
    known = {subject.key: subject for subject in subjects.registered()}
    for run in Replanning.objects.filter(finished_at=None, subject__in=known):
        subject = known[run.subject]
        while run.finished_at is None and monotonic() < stop:
            planned += _batch(run, subject, at=at)
            run.refresh_from_db()
    return planned


def _count(subject: Subject) -> int:
    """How many are open, found by walking their ids."""
    count, last = 0, 0
    while keys := subject.open_ids(after=last, limit=COUNTED_AT_ONCE):
        count, last = count + len(keys), keys[-1]
    return count


def _batch(run: Replanning, subject: Subject, *, at: datetime) -> int:
    """Plan the next few, then say how far it has come; how many were planned."""
    keys = subject.open_ids(after=run.reached_id, limit=AT_ONCE)
    planned = sum(_replan(subject, key, at=at) for key in keys)
    _reach(run, keys, failed=len(keys) - planned, at=at)
    return planned


def _reach(run: Replanning, keys: Sequence[int], *, failed: int, at: datetime) -> None:
    """Move on what was reached, unless another worker did or it was asked for anew meanwhile."""
    standing = Replanning.objects.filter(
        pk=run.pk, asked_at=run.asked_at, reached_id=run.reached_id, finished_at=None
    )
    if keys:
        standing.update(reached_id=keys[-1], done=F("done") + len(keys), failed=F("failed") + failed)
    else:
        standing.update(finished_at=at)


def _replan(subject: Subject, key: int, *, at: datetime) -> bool:
    """Plan one anew; False, and a line in the log, when it can't be planned.

    Raises what is in PASSING: that is nobody's failure.
    """
    try:
        with transaction.atomic():
            subject.replan(key, at=at)
    except PASSING:
        raise
    except Exception as problem:  # noqa: BLE001 -- one that can't be planned must not hold up the others
        name = type(problem).__name__
        logger.error("Reminders could not be planned anew: %s %s, %s", subject.key, key, name)  # noqa: TRY400 -- a traceback may quote what people wrote
        return False
    return True
