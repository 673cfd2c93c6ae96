"""What can be done at an address: one operation for each method, told once for the view and its description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from rest_framework import serializers

from accounts.api.reading import Body

Handler = Callable[..., Any]
Question = Callable[[Any], bool]


class Sort(StrEnum):
    """What an operation does, and therefore what it asks for."""

    READ = "read"
    LIST = "list"
    FILE = "file"
    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    MARK = "mark"
    """Something is noted for whoever asks alone: done twice it is as done once, so it needs no version and no key."""

    @property
    def needs_version(self) -> bool:
        """Whether a client has to say which version it changes."""
        return self in (Sort.CHANGE, Sort.REMOVE)

    @property
    def is_reading(self) -> bool:
        """Whether nothing changes by it."""
        return self in (Sort.READ, Sort.LIST, Sort.FILE)


def everybody(_viewer: object) -> bool:
    """Anybody who reaches it."""
    return True


@dataclass(frozen=True)
class Verb:
    """One of several things that can be said at an address: its body, who may say it, and what then is done.

    `act(view, row, typed)` calls one action.
    """

    body: type[Body]
    may: Question
    act: Callable[..., object]


@dataclass(frozen=True)
class Operation:
    """One thing that can be done: in words, what it takes, what it answers, and who may.

    `also` are statuses of problems that can come back besides those that its sort and its address bring along.
    """

    summary: str
    sort: Sort
    answer: type[serializers.Serializer[Any]] | None = None
    body: type[Body] | None = None
    verbs: Mapping[str, Verb] | None = None
    query: type[Body] | None = None
    may: Question = everybody
    takes_file: bool = False
    description: str = ""
    is_partial: bool = False
    file_types: tuple[str, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def status(self) -> int:
        """The status of a good answer."""
        if self.sort in (Sort.REMOVE, Sort.MARK):
            return 204
        return 201 if self.sort == Sort.CREATE else 200


def operation(summary: str, sort: Sort, **more: Any) -> Callable[[Handler], Handler]:  # noqa: ANN401 -- fields of Operation
    """Say what a handler does; the view performs it by that, and the OpenAPI document tells it."""

    def decorate(handler: Handler) -> Handler:
        doc = " ".join((handler.__doc__ or "").split())
        told = Operation(summary, sort, **{"description": doc, **more})

        @wraps(handler)
        def performed(view: Any, _request: Any, **names: Any) -> Any:  # noqa: ANN401 -- as the framework calls it
            return view.perform(told, handler, **names)

        performed.operation = told  # type: ignore[attr-defined]
        return performed

    return decorate


def operation_of(view: Any, method: str) -> Operation | None:  # noqa: ANN401 -- any view
    """What a view does for this method; None for a method that it doesn't know."""
    name = "get" if method.lower() == "head" else method.lower()
    found: Operation | None = getattr(getattr(view, name, None), "operation", None)
    return found
