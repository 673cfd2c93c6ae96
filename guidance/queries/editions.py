"""What a process remembers of the library: for one edition, and not a request longer."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from guidance.models import Edition

MOST_KEPT = 200
"""Things that one process keeps of an edition; what was not asked for longest makes room."""

Tokens = frozenset[UUID]
Value = TypeVar("Value")


class Kept:
    """One edition of the library, and what was read of it so far.

    What is read late may be younger than the tokens, never older: the next request finds other tokens.
    """

    def __init__(self, tokens: Tokens) -> None:
        """Know nothing of this edition yet."""
        self.tokens = tokens
        self._read = lru_cache(maxsize=MOST_KEPT)(lambda read, *asked: read(*asked))

    def keep(self, read: Callable[..., Value], *asked: Any) -> Value:  # noqa: ANN401 -- whatever it is asked
        """What `read` says of these, read once. Others get the same object, so nobody changes it."""
        value: Value = self._read(read, *asked)
        return value


class _Newest:
    """The edition that this process asked for last."""

    kept = Kept(frozenset())


def current() -> Kept:
    """The library as it is now, in one query. A library that had no edition yet is not remembered."""
    tokens = frozenset(Edition.objects.values_list("token", flat=True))
    if not tokens:
        return Kept(frozenset())
    if tokens != _Newest.kept.tokens:
        _Newest.kept = Kept(tokens)
    return _Newest.kept
