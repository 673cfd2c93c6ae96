"""What every action does: lock the journey, change it, settle it, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refused, StaleEdit
from cases.actions import news
from cases.actions.settle import settle
from cases.choices import Status
from cases.models import Case

Row = TypeVar("Row", bound=models.Model)


@contextmanager
def change(case: Case, *, at: datetime, needs_live: bool = True) -> Iterator[Case]:
    """Lock the journey, yield it fresh; when the block is left without an error, tell the news and settle it.

    Raises Refused for a journey that is on hold or has ended, unless `needs_live` is false.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if needs_live and locked.status != Status.LIVE:
            raise Refused(
                _("This journey is not under way now. Start it again first, then make this change.")
            )
        yield locked
        news.spread(locked, at=at)
        settle(locked, at=at, is_touched=True)


@contextmanager
def held(case: Case) -> Iterator[Case]:
    """Lock the journey and yield it fresh: what is read of it stays true until the action within has run."""
    with transaction.atomic():
        yield Case.objects.select_for_update().get(pk=case.pk)


def fresh(row: Row) -> Row:
    """The row as it stands in the database now; call it inside `change`."""
    return type(row)._default_manager.get(pk=row.pk)


def existing(model: type[Row], once: UUID | None) -> Row | None:
    """The row that the same form has already created, if it was sent twice."""
    return model._default_manager.filter(once=once).first() if once else None


def edit(row: Row, *, version: int, values: dict[str, Any]) -> dict[str, Any]:
    """Write the values that differ, raise the version, and return what they were before.

    Raises StaleEdit when somebody has edited the row since `version`.
    """
    if row.version != version:  # type: ignore[attr-defined]
        raise StaleEdit(current=row)
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if before:
        for name in before:
            setattr(row, name, values[name])
        row.version += 1  # type: ignore[attr-defined]
        row.save(update_fields=[*before, "version"])
    return before
