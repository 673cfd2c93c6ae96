"""What we do when Wagtail's admin has saved something that every process remembers."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from cases.models import ExtraDay
from cases.queries import days


def forget_days(**_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Count with a changed holiday at once in this process, and within half a minute in the others."""
    days.memory.forget()
    transaction.on_commit(days.memory.forget)


def connect() -> None:
    """Listen to changed holidays."""
    post_save.connect(forget_days, sender=ExtraDay, dispatch_uid="cases.forget_days")
