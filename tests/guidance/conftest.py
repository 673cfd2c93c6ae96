"""A library for the tests, and guides in it."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from guidance.actions.library import establish
from guidance.choices import Audience
from guidance.models import Guide, Library, Topic

Block = tuple[str, Any]
EVERYBODY = (Audience.PATIENT, Audience.CAREGIVER)


@pytest.fixture
def library(db: None) -> Library:
    """The empty library in both languages, with its shelves; the English one."""
    return establish()


def guide(
    title: str = "A guide",
    *,
    language: str = "en",
    topic: str = "any",
    of: Guide | None = None,
    body: Iterable[Block] = (("text", "<p>Ask for a copy.</p>"),),
    is_published: bool = True,
    **fields: Any,
) -> Guide:
    """A guide on a shelf of the library, published unless said otherwise; `of` is what it translates."""
    values: dict[str, Any] = {
        "summary": f"What {title} says.",
        "audiences": list(EVERYBODY),
        "slug": of.slug if of else "-".join(title.lower().split()),
        **fields,
    }
    made = Guide(title=title, live=False, body=stream(body), **values)
    if of:
        made.translation_key = of.translation_key
    shelf = Topic.objects.get(slug=topic, locale__language_code=language)
    made.locale = shelf.locale
    shelf.add_child(instance=made)
    revision = made.save_revision()
    if is_published:
        revision.publish()
    return Guide.objects.get(pk=made.pk)


def stream(blocks: Iterable[Block]) -> str:
    """Blocks as the database keeps them, each with an id."""
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def lines(title: str, *items: str) -> Mapping[str, Any]:
    """What a checklist or a list of questions holds."""
    return {
        "title": title,
        "items": [{"type": "item", "value": item, "id": str(uuid.uuid4())} for item in items],
    }
