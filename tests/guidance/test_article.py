"""Every line of the client's article is carried by a guide and by a part of the product."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from guidance import starter_files

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = Path(__file__).with_name("article.txt").read_text("utf-8")
NO_LINES = {
    "When and How to Seek a Second Opinion",
    "When Should You Consider a Second Opinion?",
    "A second opinion may be valuable when:",
    "How to Request a Second Opinion",
    "Where to Find a Second Opinion",
    "What to Do After Getting a Second Opinion",
    "After receiving a second opinion:",
    "Your Right to a Second Opinion",
}


class Row(NamedTuple):
    """One line of the table."""

    id: str
    line: str
    guides: list[str]
    places: list[str]


def quoted(text):
    """What stands in code ticks."""
    return re.findall(r"`([^`]+)`", text)


def table():
    """The table of docs/article.md."""
    for line in (ROOT / "docs" / "article.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and "-" in cells[0] and cells[0].strip("-"):
            yield Row(cells[0], cells[1], quoted(cells[2]), quoted(cells[3]))


def lines():
    """The lines of the article that say something, without bullets and numbers."""
    found = (re.sub(r"^\s*(?:•|\d+\.)\s*", "", line).strip() for line in ARTICLE.splitlines())
    return [line for line in found if line and line not in NO_LINES]


def carried():
    """Which lines each guide says that it carries."""
    return {file.name: set(file.content["article"]) for file in starter_files.guides("en")}


def exists(name):
    """Whether there is a page of this name, whatever its address needs."""
    if name in get_resolver().reverse_dict:
        return True
    try:
        reverse(name)
    except NoReverseMatch as missing:
        return "arguments" in str(missing)
    return True


def test_the_table_holds_each_line_of_the_article_and_no_other():
    assert [row.line for row in table()] == lines()


def test_each_line_is_carried_by_a_guide_that_says_so():
    guides = carried()

    assert [
        (row.id, name) for row in table() for name in row.guides if row.id not in guides.get(name, ())
    ] == []
    assert [row.id for row in table() if not row.guides] == []


def test_each_line_is_carried_by_a_page_that_exists():
    assert [(row.id, name) for row in table() for name in row.places if not exists(name)] == []
    assert [row.id for row in table() if not row.places] == []


def test_no_guide_claims_a_line_that_the_article_does_not_have():
    known = {row.id for row in table()}

    assert {name: claimed - known for name, claimed in carried().items() if claimed - known} == {}


@pytest.mark.parametrize("name", ["cases:no-such-page", "nowhere"])
def test_a_page_that_does_not_exist_is_found_out(name):
    assert not exists(name)
