"""What saving a template on screen brings with it: its key and its version."""

from typing import Any

from django.db import models

from accounts.actions import rows
from cases.models import RecordTemplate
from cases.queries.templates import AnyTemplate


def prepare(template: AnyTemplate) -> None:
    """Before a template is saved: a new one gets its key for good, and changed words get the next version.

    An earlier version that is restored is a change like any other.
    """
    manager: models.Manager[Any] = type(template)._default_manager
    standing = manager.filter(pk=template.pk).first() if template.pk else None
    if standing is None:
        template.key = rows.free_key(type(template), getattr(template, template.NAMED_BY))
    else:
        template.key = standing.key
        if isinstance(template, RecordTemplate):
            template.version = standing.version + bool(template.differs_in(standing))
