"""Sending letters: claimed by compare-and-set under a lease and a fence, looked at again, then handed over.

Whoever dies between handing over and writing it down leaves a letter whose lease ends: it goes out once more,
under the same message id. Nothing else doubles a letter, and nothing loses one.
"""

import logging
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet

from accounts.rules import active_administrators
from notifications import channels
from notifications.account_kinds import ACCOUNT, LETTERS_REST
from notifications.actions import addresses, folding, notices
from notifications.actions.aside import aside
from notifications.channels import Channel, Down, Refused, Session, TryLater
from notifications.choices import LetterState
from notifications.faults import PASSING
from notifications.models import ChannelPause, Letter
from notifications.queries import outbox, preferences
from notifications.queries.preferences import Preferences
from notifications.windows import next_opening

AT_ONCE = 50
LEASE = timedelta(minutes=5)
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480, 900))
"""How long after each attempt the next one comes: eight in all, the last over a day after the first."""

JITTER = 0.1
REST = timedelta(minutes=10)
"""How long a channel rests that refuses us altogether."""

LONG_ENOUGH = 30.0
"""Seconds after which a batch gives back what it has not begun, far from the end of its lease."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watch:
    """What time it is, counted from an instant that the edge has read."""

    begun_at: datetime
    begun: float

    @classmethod
    def started(cls, at: datetime) -> "Watch":
        """A watch that shows `at` now."""
        return cls(at, monotonic())

    @property
    def seconds(self) -> float:
        """How many seconds have passed."""
        return monotonic() - self.begun

    @property
    def now(self) -> datetime:
        """The instant that it is by now."""
        return self.begun_at + timedelta(seconds=self.seconds)


def deliver_due(*, at: datetime, seconds: float = 20) -> int:
    """Send the letters whose time has come, over every channel that is not resting; how many went out here.

    Raises what is in PASSING; what was claimed and not handed over goes out when its lease has ended.
    """
    watch = Watch.started(at)
    return sum(_deliver(channel, watch, seconds=seconds) for channel in channels.registered())


def _deliver(channel: Channel, watch: Watch, *, seconds: float) -> int:
    sent = 0
    while watch.seconds < seconds and not _rests(channel, at=watch.now):
        letters = _claim(channel, at=watch.now)
        if not letters:
            break
        sent += _send_batch(channel, letters, watch, until=seconds)
    return sent


def _rests(channel: Channel, *, at: datetime) -> bool:
    return ChannelPause.objects.filter(channel=channel.key, until__gt=at).exists()


def _claim(channel: Channel, *, at: datetime) -> list[Letter]:
    """Letters that are ours from now on until their lease ends; one that somebody is adding to is left alone."""
    keys = outbox.claimable_ids(channel.key, at=at, limit=AT_ONCE)
    if not keys:
        return []
    folding.fold_stale(keys, at=at)
    fence, claimable = uuid.uuid4(), outbox.claimable(channel.key, at=at).filter(pk__in=keys)
    with transaction.atomic():
        free = list(claimable.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        claimable.filter(pk__in=free).update(state=LetterState.SENDING, fence=fence, lease_until=at + LEASE)
    ours = Letter.objects.filter(pk__in=free, fence=fence)
    return list(ours.select_related("user").order_by("due_at", "pk"))


def _send_batch(channel: Channel, letters: Sequence[Letter], watch: Watch, *, until: float) -> int:
    known = preferences.of([letter.user for letter in letters])
    patience = min(watch.seconds + LONG_ENOUGH, until)
    sent, left = 0, list(letters)
    try:
        with channel.open() as session:
            while left and watch.seconds < patience:
                sent += _send(session, left[0], known, watch)
                left.pop(0)
        if sent:
            ChannelPause.objects.filter(channel=channel.key).delete()
    except Down as problem:
        _rest(channel, problem, at=watch.now)
    except TryLater as problem:  # the channel could not even be opened
        for letter in left:
            if _begin(letter, at=watch.now):
                _try_again(letter, problem, at=watch.now)
    _give_back(left)
    return sent


def _send(session: Session, letter: Letter, known: dict[int, Preferences], watch: Watch) -> bool:
    """Look at one letter again, and hand it over; whether it was accepted. Raises Down."""
    theirs = known[letter.user_id]
    opens = next_opening(watch.now, theirs.window)
    if opens > watch.now and not letter.at_any_hour:
        _end(letter, LetterState.WAITING, due_at=opens)
        return False
    if letter.attempts > len(DELAYS):
        _end(letter, LetterState.FAILED, ended_at=watch.now)
        return False
    if not _begin(letter, at=watch.now):
        return False
    try:
        outgoing = outbox.outgoing(letter, theirs)
        if outgoing is None:
            _end(letter, LetterState.DROPPED, ended_at=watch.now, attempts=letter.attempts - 1)
            return False
        session.send(outgoing)
    except TryLater as problem:
        _try_again(letter, problem, at=watch.now)
        return False
    except Refused as problem:
        _end(letter, LetterState.FAILED, ended_at=watch.now, trouble=str(problem)[:80])
        if problem.is_about_address:
            with aside(f"mark the address of letter {letter.pk} as failing"):
                addresses.fails(letter.user, trouble=str(problem), at=watch.now)
            known.update(preferences.of([letter.user]))
        return False
    except Down:
        _end(letter, LetterState.WAITING, attempts=letter.attempts - 1)
        raise
    except PASSING:
        raise
    except Exception as problem:  # noqa: BLE001 -- one letter that can't be written must not hold up the others
        logger.error("A letter could not be written: %s, %s", letter.pk, type(problem).__name__)  # noqa: TRY400 -- a traceback may quote what people wrote
        _end(letter, LetterState.FAILED, ended_at=watch.now, trouble=type(problem).__name__)
        return False
    _end(letter, LetterState.SENT, ended_at=watch.now, trouble="")
    return True


def _try_again(letter: Letter, problem: TryLater, *, at: datetime) -> None:
    """Wait a while before the next attempt, each time longer; after the eighth there is none."""
    trouble = str(problem)[:80]
    if letter.attempts > len(DELAYS):
        _end(letter, LetterState.FAILED, ended_at=at, trouble=trouble)
        return
    stretch = 1 + JITTER * random.random()  # noqa: S311 -- it spreads load, it keeps no secret
    _end(letter, LetterState.WAITING, due_at=at + DELAYS[letter.attempts - 1] * stretch, trouble=trouble)


def _begin(letter: Letter, *, at: datetime) -> bool:
    """Count an attempt before anything can go wrong in it; False when the letter is somebody else's by now."""
    letter.attempts += 1
    first = letter.first_tried_at or at
    return bool(_held([letter]).update(attempts=letter.attempts, first_tried_at=first))


def _end(letter: Letter, state: LetterState, **values: object) -> None:
    """Write down how it ended, unless the letter is somebody else's by now."""
    _held([letter]).update(state=state, lease_until=None, **values)


def _give_back(letters: Sequence[Letter]) -> None:
    """Let others have what was claimed here and not begun."""
    if letters:
        _held(letters).update(state=LetterState.WAITING, lease_until=None)


def _held(letters: Sequence[Letter]) -> QuerySet[Letter]:
    """Those of these letters, claimed together, that nobody else has claimed since."""
    keys = [letter.pk for letter in letters]
    return Letter.objects.filter(pk__in=keys, fence=letters[0].fence, state=LetterState.SENDING)


def _rest(channel: Channel, problem: Down, *, at: datetime) -> None:
    """Let the channel rest for a while, and say so once, in the log and to administrators."""
    with transaction.atomic():
        _pause, is_new = ChannelPause.objects.update_or_create(
            channel=channel.key,
            defaults={"until": at + REST, "trouble": str(problem)[:80]},
            create_defaults={
                "since": at,
                "until": at + REST,
                "trouble": str(problem)[:80],
            },
        )
        if is_new:
            logger.error("A channel rests: %s, %s", channel.key, problem)
            with aside("tell administrators that a channel rests"):
                _tell_administrators(at=at)


def _tell_administrators(*, at: datetime) -> None:
    administrators = list(active_administrators())
    notices.hold(administrators)
    for user in administrators:
        notices.tell([user], LETTERS_REST, subject=ACCOUNT, subject_id=user.pk, at=at)
