"""How the post office is doing; what health asks is answered by an index, however much is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from notifications.choices import LetterState, ReminderState
from notifications.models import ChannelPause, FailingAddress, Letter, Reminder, Replanning, Sweep

LATE = timedelta(minutes=5)
"""How long something may be due, or how long ago the last sweep may be, before health says so."""


@dataclass(frozen=True)
class Health:
    """What a monitor needs to know."""

    oldest_due: datetime | None
    last_sweep: datetime | None
    troubles: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether everything gets out in time."""
        return not self.troubles


def health(*, at: datetime) -> Health:
    """Whether something waits too long, sweeps have stopped while something is due, or a channel rests."""
    resting = tuple(pauses(at=at).values_list("channel", flat=True))
    oldest = oldest_due(at=at, resting=resting)
    swept = last_sweep()
    stopped = oldest is not None and (swept is None or swept < at - LATE)
    signs = {
        "overdue": oldest is not None and oldest < at - LATE,
        "no sweep": stopped,
        "channel rests": bool(resting),
    }
    return Health(oldest, swept, tuple(sign for sign, is_seen in signs.items() if is_seen))


def oldest_due(*, at: datetime, resting: tuple[str, ...] = ()) -> datetime | None:
    """Since when the oldest thing that should have been done by now has been due; None when all is done."""
    moments = [_oldest_reminder(), _oldest_stuck(at), *_oldest_letters(resting)]
    return min((moment for moment in moments if moment is not None and moment <= at), default=None)


def last_sweep() -> datetime | None:
    """When a sweep last ended its work, or began it if none has ended yet."""
    sweep = Sweep.objects.order_by("pk").first()
    return (sweep.ended_at or sweep.begun_at) if sweep else None


def pauses(*, at: datetime) -> QuerySet[ChannelPause]:
    """The channels that rest now."""
    return ChannelPause.objects.filter(until__gt=at).order_by("channel")


def _oldest_reminder() -> datetime | None:
    waiting = Reminder.objects.filter(state=ReminderState.WAITING).order_by("due_at")
    return waiting.values_list("due_at", flat=True).first()


def _oldest_stuck(at: datetime) -> datetime | None:
    """Since when the oldest letter has been due whose sender has not come back, now or at an earlier attempt.

    Not since the end of its lease: each new claim puts that off. Only what is on its way now is looked through.
    """
    not_back = Q(lease_until__lt=at) | Q(attempts__gt=1)
    stuck = Letter.objects.filter(not_back, state=LetterState.SENDING).order_by("due_at")
    return stuck.values_list("due_at", flat=True).first()


def _oldest_letters(resting: tuple[str, ...]) -> Iterator[datetime]:
    """Of each channel that does not rest, when the next letter is due: the index is read in leaps."""
    waiting = Letter.objects.filter(state=LetterState.WAITING).order_by("channel", "due_at")
    rows = waiting.values_list("channel", "due_at")
    found = rows.first()
    while found:
        channel, due_at = found
        if channel not in resting:
            yield due_at
        found = rows.filter(channel__gt=channel).first()


# What administrators look at


def letters_in(state: LetterState) -> QuerySet[Letter]:
    """The letters in one state."""
    return Letter.objects.filter(state=state)


def sent_since(start: datetime) -> int:
    """How many letters were accepted since then."""
    return Letter.objects.filter(ended_at__gte=start, state=LetterState.SENT).count()


def failed() -> QuerySet[Letter]:
    """Letters that were given up, the latest first, with their readers and what they were about."""
    given_up = letters_in(LetterState.FAILED).order_by("-ended_at", "-pk")
    return given_up.select_related("user").prefetch_related("notices")


def broken() -> QuerySet[Reminder]:
    """Reminders that could not be told, the oldest first."""
    return Reminder.objects.filter(state=ReminderState.BROKEN).order_by("pk")


def reminders_due(*, at: datetime) -> int:
    """How many reminders should have gone out by now."""
    return Reminder.objects.filter(state=ReminderState.WAITING, due_at__lte=at).count()


def all_pauses() -> QuerySet[ChannelPause]:
    """Channels that rest, or are being tried again and have not yet taken a letter."""
    return ChannelPause.objects.order_by("channel")


def failing_addresses() -> QuerySet[FailingAddress]:
    """People whose address takes no letters, those who wait longest first."""
    return FailingAddress.objects.select_related("user").order_by("since", "pk")


def runs() -> QuerySet[Replanning]:
    """Where reminders are being planned anew."""
    return Replanning.objects.filter(finished_at=None).order_by("pk")
