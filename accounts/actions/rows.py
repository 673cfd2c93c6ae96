"""Rows that are edited on screen and never deleted: their keys, and the way back to what shipped."""

from typing import Any

from django.db import models
from django.utils.text import slugify
from wagtail.models import RevisionMixin

KEPT = "cases.kept"
"""The name of keeping an original in a history; histories hold it, so it stays."""


def keep_original(row: RevisionMixin) -> None:
    """Before somebody edits a row for the first time: keep what it says, so that it can be restored."""
    standing: Any = type(row)._default_manager.get(pk=row.pk)
    if standing.latest_revision_id is None:
        standing.save_revision(clean=False, log_action=KEPT)
        row.latest_revision_id = standing.latest_revision_id


def free_key(model: type[models.Model], words: str) -> str:
    """A key made from words that no other row of this model has."""
    longest = getattr(model._meta.get_field("key"), "max_length", None) or 0
    start = slugify(words)[: longest - 4].strip("-") or "new"
    taken = set(model._default_manager.filter(key__startswith=start).values_list("key", flat=True))
    number, key = 1, start
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    return key
