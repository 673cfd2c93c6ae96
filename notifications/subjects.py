"""What messages are about. Whoever knows the subject registers it; the post office knows no journey."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from accounts.models import User
from notifications.kinds import Words


@dataclass(frozen=True)
class Entry:
    """One line of somebody's calendar: neutral words, and a whole day or a moment."""

    uid: str
    title: str
    on: date | datetime
    path: str


class Subject(Protocol):
    """One sort of thing that messages are about: journeys, the library, an account."""

    key: str

    @property
    def several(self) -> Words:
        """What people call several of them: “journeys”."""

    def recipients(self, subject_id: int, audience: str) -> Sequence[User]:
        """The people of this audience who may reach the subject now."""

    def reachable(self, user: User, subject_ids: Collection[int]) -> set[int]:
        """Those of the subjects that this person may reach now."""

    def is_quiet(self, user: User, subject_id: int, *, at: datetime) -> bool:
        """Whether a new answer waits unread for this person here, so that routine reminders keep quiet."""

    def names(self, subject_ids: Collection[int]) -> dict[int, str]:
        """What people call each subject."""

    def uuids(self, subject_ids: Collection[int]) -> dict[int, UUID]:
        """Under which id programs know each subject; nothing for what they don’t know."""

    def path(self, subject_id: int, kind: str) -> str:
        """Where a message of this kind leads, without the host."""

    def open_ids(self, *, after: int, limit: int) -> Sequence[int]:
        """The next subjects, by id, for which something may be planned."""

    def replan(self, subject_id: int, *, at: datetime) -> None:
        """Plan the reminders of this subject anew."""

    def calendar(self, user: User, *, at: datetime) -> Iterable[Entry]:
        """What stands in this person's calendar from about now on."""

    def letters_fail(self, user: User, *, at: datetime) -> None:
        """Tell whoever looks after this person that no letter reaches them."""


_registered: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Let messages be about this sort of thing."""
    _registered[subject.key] = subject


def get(key: str) -> Subject:
    """The sort of thing with this key; raises KeyError for one that nobody registered."""
    return _registered[key]


def registered() -> list[Subject]:
    """All sorts of things that messages are about."""
    return list(_registered.values())
