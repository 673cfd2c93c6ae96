"""Letters whose turn it is, and what each of them says at the moment in which it goes out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from notifications import kinds, subjects
from notifications.channels import Line, Outgoing
from notifications.choices import LetterState, ReminderState, Rhythm
from notifications.models import Letter, Notice
from notifications.queries.preferences import Preferences


def claimable(channel: str, *, at: datetime) -> QuerySet[Letter]:
    """Letters of a channel that wait and are due, and those whose sender has not come back in time."""
    waits = Q(state=LetterState.WAITING, due_at__lte=at)
    abandoned = Q(state=LetterState.SENDING, lease_until__lt=at)
    return Letter.objects.filter(waits | abandoned, channel=channel)


def claimable_ids(channel: str, *, at: datetime, limit: int) -> list[int]:
    """The ids of so many of them, the oldest first; two queries, each by its own index."""
    waiting = Letter.objects.filter(channel=channel, state=LetterState.WAITING, due_at__lte=at)
    found = list(waiting.order_by("due_at").values_list("pk", flat=True)[:limit])
    abandoned = Letter.objects.filter(channel=channel, state=LetterState.SENDING, lease_until__lt=at)
    return found + list(abandoned.order_by("lease_until").values_list("pk", flat=True)[:limit])


def outgoing(letter: Letter, theirs: Preferences) -> Outgoing | None:
    """What the letter says now; None when nothing of it is wanted any more.

    A person who may not sign in, whose address fails or who wants no such letters gets none. Left out is what
    they have read already, what they may not reach any more, and what is over.
    """
    if not letter.user.is_active or theirs.fails:
        return None
    notices = [notice for notice in _unread(letter) if theirs.rhythm(kinds.get(notice.kind), letter.channel) != Rhythm.NEVER]
    wanted = _reachable(letter, notices)
    return _written(letter, theirs, wanted) if wanted else None


def _unread(letter: Letter) -> Iterable[Notice]:
    """What this letter is about and its reader has not read, without reminders that are over."""
    still_on = Q(reminder=None) | Q(reminder__over_at=None, reminder__state=ReminderState.TOLD)
    return Notice.objects.filter(still_on, letter=letter, read_at=None).order_by("at", "pk")


def _reachable(letter: Letter, notices: Iterable[Notice]) -> list[Notice]:
    notices = list(notices)
    ids = defaultdict(set)
    for notice in notices:
        ids[notice.subject].add(notice.subject_id)
    reached = {key: subjects.get(key).reachable(letter.user, found) for key, found in ids.items()}
    return [notice for notice in notices if notice.subject_id in reached[notice.subject]]
