"""What we do when somebody else has changed what journeys follow from."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from accounts.changes import person_changes
from accounts.models import User
from cases.actions import tick
from cases.models import ExtraDay
from cases.queries import days


def forget_days(**_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Count with a changed holiday at once in this process, and within half a minute in the others."""
    days.memory.forget()
    transaction.on_commit(days.memory.forget)


def settle_soon(person: User, at: datetime, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Let the next tick settle the journeys of somebody whose account, roles or time zone change."""
    tick.settle_soon(person, at=at)


def connect() -> None:
    """Listen to changed holidays and people."""
    person_changes.connect(settle_soon, dispatch_uid="cases.settle_soon")
    post_save.connect(forget_days, sender=ExtraDay, dispatch_uid="cases.forget_days")
