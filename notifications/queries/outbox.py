"""Letters whose turn it is, and what each of them says at the moment in which it goes out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

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
    unread = [notice for notice in _unread(letter) if _is_wished(notice, letter, theirs)]
    wanted = _reachable(letter, unread)
    return _written(letter, theirs, wanted) if wanted else None


def _is_wished(notice: Notice, letter: Letter, theirs: Preferences) -> bool:
    return theirs.rhythm(kinds.get(notice.kind), letter.channel) != Rhythm.NEVER


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


def _written(letter: Letter, theirs: Preferences, notices: Sequence[Notice]) -> Outgoing:
    about = [kinds.get(notice.kind) for notice in notices]
    alike: dict[Words, list[Notice]] = defaultdict(list)
    for kind, notice in zip(about, notices, strict=True):
        alike[kind.mail_line].append(notice)
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


def _line(words: Words, notices: Sequence[Notice]) -> Line:
    """One thing and the way to it, or how many are alike and the way to the list of all."""
    if len(notices) == 1:
        address = reverse("notifications:notice", args=[notices[0].uuid])
        return Line(words, settings.BASE_URL + address)
    several = format_lazy("{} × {}", len(notices), words)
    return Line(several, settings.BASE_URL + reverse("notifications:notices"), count=len(notices))
