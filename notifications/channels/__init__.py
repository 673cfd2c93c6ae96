"""Ways out of the house. Another one is a file beside this, named in the setting NOTIFICATION_CHANNELS."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.kinds import Words


@dataclass(frozen=True)
class Line:
    """What a letter tells of: neutral words that name nobody, and where it is read after signing in.

    `count` things that are alike share a line, whose words say how many they are.
    """

    words: Words
    url: str
    count: int = 1


@dataclass(frozen=True)
class Outgoing:
    """What leaves the house: nothing in it tells of anybody's health, or of any journey.

    `whys` are neutral sentences that say why it came. `unsubscribe_url` stops letters like it with one click,
    and is empty where they can't be stopped. However often it is sent, its `uuid` is the same.
    """

    uuid: UUID
    to: str
    language: str
    lines: Sequence[Line]
    whys: Sequence[Words]
    is_urgent: bool = False
    unsubscribe_url: str = ""

    @property
    def is_digest(self) -> bool:
        """Whether it tells of several things."""
        return self.count > 1

    @property
    def count(self) -> int:
        """Of how many things it tells."""
        return sum(line.count for line in self.lines)


class Trouble(Exception):
    """A letter was not accepted; what it says is a code or a name, never what a server wrote."""


class Refused(Trouble):
    """For good: this letter, or, where `is_about_address`, whatever is sent to its address."""

    def __init__(self, trouble: str, *, is_about_address: bool = False) -> None:
        super().__init__(trouble)
        self.is_about_address = is_about_address


class TryLater(Trouble):
    """For now: a server that is busy, slow or away, or a line that broke."""


class Down(Trouble):
    """Altogether: whoever carries our letters doesn't let us in."""


class Session(Protocol):
    """An open channel, good for one batch of letters."""

    def send(self, letter: Outgoing) -> None:
        """Hand one letter over; returns once it is accepted. Raises Refused, TryLater or Down."""


class Channel(Protocol):
    """A way out of the house."""

    key: str
    label: Words

    def open(self) -> AbstractContextManager[Session]:
        """A session that is closed at the end, whatever happens. Raises TryLater or Down."""


def registered() -> tuple[Channel, ...]:
    """The channels of this installation, the first choice first."""
    return _made(tuple(settings.NOTIFICATION_CHANNELS))


@cache
def _made(paths: tuple[str, ...]) -> tuple[Channel, ...]:
    return tuple(import_string(path)() for path in paths)
