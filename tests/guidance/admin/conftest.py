"""The people who look after the library, and what they send to Wagtail's forms."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.choices import SiteRole
from guidance.blocks import PLAIN
from guidance.models import Guide, Library
from tests.cases.conftest import person, signed_in
from tests.guidance.conftest import library

__all__ = ["library"]


@pytest.fixture
def ed(library: Library) -> Client:
    """Ed's browser: he writes guides."""
    return signed_in(person("Ed Novak", SiteRole.EDITOR))


@pytest.fixture
def rita(library: Library) -> Client:
    """Rita's browser: she reviews guides."""
    return signed_in(person("Rita Haddad", SiteRole.REVIEWER))


@pytest.fixture
def ada(library: Library) -> Client:
    """The administrator's browser."""
    return signed_in(person("Ada Admin", SiteRole.ADMINISTRATOR))


def typed(*blocks: tuple[str, Any], **fields: Any) -> dict[str, Any]:
    """A guide as an editor’s browser sends it; rich text as it stands in the database."""
    sent = blocks or (("text", rich_text("<p>Ask for a copy.</p>", features=PLAIN)),)
    sources = nested_form_data({"sources": streamfield(fields.pop("sources", []))})
    plain = {
        "title": "A guide",
        "slug": "a-guide",
        "summary": "You can ask for a copy.",
        "audiences": ["patient"],
        "review_kind": "care",
    }
    return nested_form_data({"body": streamfield(sent)}) | sources | plain | fields


def save(client: Client, guide: Guide, button: str = "", **sent: Any) -> Any:
    """Press a button below a guide."""
    data = {**sent.pop("data", typed(**sent)), **({button: "1"} if button else {})}
    return client.post(f"/admin/pages/{guide.pk}/edit/", data)


def errors(response: Any) -> dict[str, str]:
    """What the form says, by field."""
    return {name: " ".join(map(str, said)) for name, said in response.context["form"].errors.items()}


def said(response: Any) -> str:
    """What the page says above the form after saving."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
