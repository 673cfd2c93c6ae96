"""What one person reads in the app."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, QuerySet
from django.db.models.lookups import IsNull
from django.utils import timezone

from accounts.models import User
from notifications import kinds, subjects
from notifications.kinds import Kind, Words
from notifications.models import FailingAddress, Notice

Key = tuple[str, int]


@dataclass(frozen=True)
class Shown:
    """One notice as a page shows it; `about` is empty where its reader may no longer reach what it is about."""

    notice: Notice
    about: str
    why: Words


@dataclass(frozen=True)
class Day:
    """The notices of one day, those of the unread and those of the read apart."""

    day: date
    is_unread: bool
    notices: Sequence[Shown]


def own(user: User) -> QuerySet[Notice]:
    """Everything that this person was told, the unread first, then the newest first."""
    is_unread = IsNull(F("read_at"), True)  # noqa: FBT003 -- the signature is Django's
    theirs = Notice.objects.filter(user=user).select_related("reminder")
    return theirs.order_by(is_unread.desc(), "-at", "-pk")


def by_day(notices: Iterable[Notice], user: User) -> list[Day]:
    """These notices under the days of the reader's clock; two queries for each sort of subject."""
    listed = list(notices)
    names = _names(listed, user)
    known = {kind.key: kind for kind in kinds.registered()}
    days = groupby(listed, key=lambda notice: (timezone.localdate(notice.at), notice.read_at is None))
    return [
        Day(
            day=day,
            is_unread=is_unread,
            notices=[
                Shown(
                    notice,
                    names.get((notice.subject, notice.subject_id), ""),
                    _why(notice, known.get(notice.kind)),
                )
                for notice in found
            ],
        )
        for (day, is_unread), found in days
    ]


def _why(notice: Notice, kind: Kind | None) -> Words:
    """Why its reader was told; nothing for a kind that nobody knows any more."""
    if kind is None:
        return ""
    return kind.reason_for(notice.reminder.audience) if notice.reminder else kind.reason


def path_of(notice: Notice) -> str:
    """Where a notice leads its reader; empty when they may no longer go there."""
    reached = _reachable([notice], notice.user)
    return subjects.get(notice.subject).path(notice.subject_id, notice.kind) if reached else ""


def failing_address(user: User) -> FailingAddress | None:
    """The address of this person, if it takes no letters."""
    return FailingAddress.objects.filter(user=user, email=F("user__email")).first()


def _names(notices: Iterable[Notice], user: User) -> dict[Key, str]:
    """What people call the subjects that this person may reach now."""
    reached: dict[str, set[int]] = defaultdict(set)
    for subject, subject_id in _reachable(notices, user):
        reached[subject].add(subject_id)
    return {
        (key, subject_id): name
        for key, ids in reached.items()
        for subject_id, name in subjects.get(key).names(ids).items()
    }


def _reachable(notices: Iterable[Notice], user: User) -> set[Key]:
    asked: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        asked[notice.subject].add(notice.subject_id)
    return {
        (subject.key, subject_id)
        for subject in subjects.registered()
        if subject.key in asked
        for subject_id in subject.reachable(user, asked[subject.key])
    }
