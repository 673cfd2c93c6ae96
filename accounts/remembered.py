"""What a process reads from the database at most twice a minute, because every page needs it."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Generic, TypeVar

from django.db import DatabaseError

SECONDS_KEPT = 30

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value from the database, taken for true for half a minute; never raises for want of a database."""

    def __init__(self, read: Callable[[], Value], *, otherwise: Callable[[], Value]) -> None:
        """Remember what `read` says; before it ever could, `otherwise` says it."""
        self._read, self._otherwise = read, otherwise
        self._last: Value | None = None
        self._until = 0.0

    def current(self) -> Value:
        """The value as it was within the last half minute, or as it was last in reach."""
        if monotonic() >= self._until:
            with suppress(DatabaseError):
                self.keep(self._read())
        return self.last()

    def last(self) -> Value:
        """The value as it was read last, without asking the database."""
        return self._otherwise() if self._last is None else self._last

    def keep(self, value: Value, *, seconds: float = SECONDS_KEPT) -> None:
        """Take this for true for a while."""
        self._last, self._until = value, monotonic() + seconds

    def forget(self) -> None:
        """Ask the database the next time."""
        self._until = 0.0
