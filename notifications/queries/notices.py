"""What one person reads in the app."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import IsNull
from django.utils import timezone

from accounts.models import User
from notifications import kinds, subjects
from notifications.kinds import Kind, Words
from notifications.models import FailingAddress, Notice
from notifications.subjects import Subject

Key = tuple[str, int]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Shown:
    """One notice as its reader sees it; `about` is empty where they may no longer reach what it is about.

    `about_id` is what programs know that by, if they do.
    """

    notice: Notice
    about: str
    why: Words
    label: Words
    about_id: UUID | None = None

    @property
    def is_settled(self) -> bool:
        """Whether what it reminds of is not wanted any more."""
        return self.notice.reminder is not None and self.notice.reminder.over_at is not None


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


def within_reach(user: User) -> Q:
    """Those of a person's notices that are about what they may reach now, with a token about what it reaches."""
    told = Notice.objects.filter(user=user).order_by().values_list("subject", "subject_id").distinct()
    found = Q(pk__in=[])
    for subject, ids in _by_subject(_reachable(told, user)).items():
        found |= Q(subject=subject, subject_id__in=ids)
    return found


def by_day(notices: Iterable[Notice], user: User) -> list[Day]:
    """These notices under the days of the reader's clock; two queries for each sort of subject."""
    days = groupby(shown(notices, user), key=_day_and_whether_unread)
    return [Day(day=day, is_unread=is_unread, notices=list(found)) for (day, is_unread), found in days]


def _day_and_whether_unread(one: Shown) -> tuple[date, bool]:
    return timezone.localdate(one.notice.at), one.notice.read_at is None


def shown(notices: Iterable[Notice], user: User, *, for_programs: bool = False) -> list[Shown]:
    """These notices with what they are about; two queries for each sort of subject, three for programs."""
    listed = list(notices)
    reached = _by_subject(_reachable(map(_key, listed), user))
    names = _told(reached, lambda subject, ids: subject.names(ids))
    uuids = _told(reached, lambda subject, ids: subject.uuids(ids)) if for_programs else {}
    known = {kind.key: kind for kind in kinds.registered()}
    return [
        Shown(
            notice,
            about=names.get(_key(notice), ""),
            why=_why(notice, known.get(notice.kind)),
            label=known[notice.kind].label if notice.kind in known else "",
            about_id=uuids.get(_key(notice)),
        )
        for notice in listed
    ]


def _why(notice: Notice, kind: Kind | None) -> Words:
    """Why its reader was told; nothing for a kind that nobody knows any more."""
    if kind is None:
        return ""
    return kind.reason_for(notice.reminder.audience) if notice.reminder else kind.reason


def path_of(notice: Notice) -> str:
    """Where a notice leads its reader; empty when they may no longer go there."""
    reached = _reachable([_key(notice)], notice.user)
    return subjects.get(notice.subject).path(notice.subject_id, notice.kind) if reached else ""


def failing_address(user: User) -> FailingAddress | None:
    """The address of this person, if it takes no letters."""
    return FailingAddress.objects.filter(user=user, email=F("user__email")).first()


def _key(notice: Notice) -> Key:
    return notice.subject, notice.subject_id


def _told(
    reached: Mapping[str, set[int]], tell: Callable[[Subject, set[int]], Mapping[int, Value]]
) -> dict[Key, Value]:
    """What each sort of subject tells of those of its kind."""
    return {
        (key, subject_id): value
        for key, ids in reached.items()
        for subject_id, value in tell(subjects.get(key), ids).items()
    }


def _by_subject(keys: Iterable[Key]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for subject, subject_id in keys:
        found[subject].add(subject_id)
    return found


def _reachable(keys: Iterable[Key], user: User) -> set[Key]:
    """Those of the subjects that this person may reach now."""
    asked = _by_subject(keys)
    return {
        (subject.key, subject_id)
        for subject in subjects.registered()
        if subject.key in asked
        for subject_id in subject.reachable(user, asked[subject.key])
    }
