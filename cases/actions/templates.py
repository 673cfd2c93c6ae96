"""What saving a template on screen brings with it: its key, its version, and the way back to what shipped."""

from typing import Any

from django.db import models
from django.utils.text import slugify
from wagtail.models import RevisionMixin

from cases.models import RecordTemplate
from cases.queries.templates import AnyTemplate

KEPT = "cases.kept"
"""The name of this in a history."""


def keep_original(row: RevisionMixin) -> None:
    """Before somebody edits a row for the first time: keep what it says, so that it can be restored."""
    standing: Any = type(row)._default_manager.get(pk=row.pk)
    if standing.latest_revision_id is None:
        standing.save_revision(clean=False, log_action=KEPT)
        row.latest_revision_id = standing.latest_revision_id


def prepare(template: AnyTemplate) -> None:
    """Before a template is saved: a new one gets its key for good, and changed words get the next version.

    An earlier version that is restored is a change like any other.
    """
    manager: models.Manager[Any] = type(template)._default_manager
    standing = manager.filter(pk=template.pk).first() if template.pk else None
    if standing is None:
        template.key = free_key(template)
    else:
        template.key = standing.key
        if isinstance(template, RecordTemplate):
            template.version = standing.version + bool(template.differs_in(standing))


def free_key(template: AnyTemplate) -> str:
    """A key made from the template's own words that no other has."""
    model = type(template)
    longest = model._meta.get_field("key").max_length or 0
    start = slugify(getattr(template, model.NAMED_BY))[: longest - 4].strip("-") or "new"
    taken = set(model._default_manager.filter(key__startswith=start).values_list("key", flat=True))
    number, key = 1, start
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    return key
