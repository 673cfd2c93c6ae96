"""Making one letter of several that have waited for more than a day: after a silence nobody gets a flood."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from accounts.models import User
from notifications import kinds
from notifications.actions.aside import aside
from notifications.actions.notices import GATHERING, STALE, hold
from notifications.choices import LetterState
from notifications.models import Letter, Notice

TROUBLE = "joined another letter"


def fold_stale(keys: Collection[int], *, at: datetime) -> None:
    """Where some of these letters have waited for more than a day, make one of all that its reader is to get now.

    Left alone are letters that somebody has tried to send, and urgent ones. Where it fails, all stay as they were.
    """
    stale = Letter.objects.filter(pk__in=keys, state=LetterState.WAITING, attempts=0, due_at__lt=at - STALE)
    readers = User.objects.filter(pk__in=set(stale.values_list("user", flat=True)))
    if readers:
        with aside("make one letter of several that have waited for long"):
            _fold(readers, at=at)


def _fold(readers: Collection[User], *, at: datetime) -> None:
    """People before letters: nobody adds to theirs meanwhile."""
    hold(readers)
    waiting = Letter.objects.filter(
        user__in=readers, state=LetterState.WAITING, attempts=0, due_at__lte=at + GATHERING
    )
    urgent = [kind.key for kind in kinds.registered() if kind.is_urgent]
    alone = Notice.objects.filter(kind__in=urgent, letter__in=waiting).values("letter")
    found = waiting.exclude(pk__in=alone).select_for_update(no_key=True, of=("self",))
    for _reader, theirs in groupby(
        found.order_by("user", "channel", "due_at", "pk"), key=lambda letter: (letter.user_id, letter.channel)
    ):
        _join(list(theirs), at=at)


def _join(letters: list[Letter], *, at: datetime) -> None:
    """Let one letter carry what all of these do: one of a day if there is any, so that the day takes no second."""
    if len(letters) == 1:
        return
    kept = next((letter for letter in reversed(letters) if ":day:" in letter.dedupe_key), letters[0])
    others = [letter.pk for letter in letters if letter != kept]
    at_any_hour = all(letter.at_any_hour for letter in letters)
    Notice.objects.filter(letter__in=others).update(letter=kept)
    Letter.objects.filter(pk=kept.pk).update(at_any_hour=at_any_hour)
    Letter.objects.filter(pk__in=others).update(state=LetterState.DROPPED, ended_at=at, trouble=TROUBLE)
