"""Letters whose turn it is, and what each of them says at the moment in which it goes out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds, stopping, subjects
from notifications.channels import Line, Outgoing
from notifications.choices import Group, LetterState, ReminderState, Rhythm
from notifications.kinds import Words
from notifications.models import Letter, Notice
from notifications.queries.preferences import Preferences

WHYS: dict[str, Words] = {
    Group.JOURNEY: _("You get this because you take part in a journey here, and something on it is due."),
    Group.DATES: _(
        "You get this because you take part in a journey here, and a date on it must not be missed."
    ),
    Group.NEWS: _(
        "You get this because you take part in a journey here, and somebody has done something on it."
    ),
    Group.MESSAGES: _("You get this because you take part in a journey here, and somebody has written."),
    Group.OWN: _("You get this because you asked us to remind you."),
    Group.LIBRARY: _("You get this because you look after the guides."),
    Group.ACCOUNT: _("You get this because it is about your account. We always tell you that."),
}
"""Why a letter of each group came, in words that say nothing of anybody's health."""


class _Item(NamedTuple):
    """What a letter needs to know of one of its notices."""

    uuid: UUID
    kind: str
    subject: str
    subject_id: int


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
    unread = _unread(letter)
    wished = [item for item in unread if theirs.rhythm(kinds.get(item.kind), letter.channel) != Rhythm.NEVER]
    if theirs.fails or not letter.user.is_active or not wished:
        return None
    wanted = _reachable(letter.user, wished)
    return _written(letter, theirs, wanted) if wanted else None


def _unread(letter: Letter) -> list[_Item]:
    """What this letter is about and its reader has not read, without reminders that are over; one query.

    It reads anew, too, who they are: the letter was claimed a while ago.
    """
    still_on = Q(reminder=None) | Q(reminder__over_at=None, reminder__state=ReminderState.TOLD)
    unread = Notice.objects.filter(still_on, letter=letter, read_at=None).order_by("at", "pk")
    rows = list(unread.values_list(*_Item._fields, "user__is_active", "user__email", "user__groups__name"))
    if rows:
        *_item, letter.user.is_active, letter.user.email, _role = rows[0]
        letter.user.site_roles = frozenset(row[-1] for row in rows if row[-1])
    return [_Item(*item) for item in dict.fromkeys(row[: len(_Item._fields)] for row in rows)]


def _reachable(user: User, items: Sequence[_Item]) -> list[_Item]:
    ids = defaultdict(set)
    for item in items:
        ids[item.subject].add(item.subject_id)
    reached = {key: subjects.get(key).reachable(user, found) for key, found in ids.items()}
    return [item for item in items if item.subject_id in reached[item.subject]]


def _written(letter: Letter, theirs: Preferences, items: Sequence[_Item]) -> Outgoing:
    about = [kinds.get(item.kind) for item in items]
    alike: dict[Words, list[_Item]] = defaultdict(list)
    for kind, item in zip(about, items, strict=True):
        alike[kind.mail_line].append(item)
    groups = {kind.group for kind in about}
    stoppable = {kind.group for kind in about if not kind.kept_because}
    return Outgoing(
        uuid=letter.uuid,
        to=letter.user.email,
        language=theirs.language,
        lines=[_line(words, same) for words, same in alike.items()],
        whys=[WHYS[group] for group in Group if group in groups],
        is_urgent=any(kind.is_urgent for kind in about),
        unsubscribe_url=stopping.link(letter.user_id, channel=letter.channel, groups=stoppable),
    )


def _line(words: Words, items: Sequence[_Item]) -> Line:
    """One thing and the way to it, or how many are alike and the way to the list of all."""
    if len(items) == 1:
        address = reverse("notifications:notice", args=[items[0].uuid])
        return Line(words, settings.BASE_URL + address)
    several = format_lazy("{} × {}", len(items), words)
    return Line(several, settings.BASE_URL + reverse("notifications:notices"), count=len(items))
