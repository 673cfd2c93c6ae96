"""The kinds of invitation that the page at /accounts/join/ can answer; other apps add theirs when they start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.models import InvitationBase, User


class Accept(Protocol):
    """The action that accepts an invitation; raises Refused when it is not open to `by`."""

    def __call__(self, invitation: Any, /, *, by: User, at: datetime) -> object:  # noqa: ANN401 -- each kind takes its own
        """Accept the invitation."""


@dataclass(frozen=True)
class Kind:
    """One kind of invitation.

    `to_what` says, as the end of the sentence "Dana invites you …", what it is to. `landing` is the
    address to go to once it is accepted.
    """

    model: type[InvitationBase]
    to_what: Callable[[Any], str | Promise]
    accept: Accept
    landing: Callable[[Any], str]


KINDS: list[Kind] = []


def register(kind: Kind) -> None:
    """Let the join page answer one more kind of invitation."""
    if all(known.model is not kind.model for known in KINDS):
        KINDS.append(kind)


def find(token_hash: str) -> tuple[Kind, InvitationBase] | None:
    """The invitation with this hash, whatever its state and kind; None when there is none."""
    for kind in KINDS:
        found = kind.model._default_manager.select_related("invited_by").filter(token_hash=token_hash).first()
        if found is not None:
            return kind, found
    return None
