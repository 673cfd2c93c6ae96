"""A reader on a phone looks for a guide, with scripts and without."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from guidance.actions.library import establish
from guidance.models import GlossaryTerm
from tests.guidance.conftest import guide, lines
from tests.journeys.conftest import visit

__all__ = ["visit"]

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("shelf_of_scans")]


@pytest.fixture
def shelf_of_scans(transactional_db):
    establish()
    GlossaryTerm.objects.create(
        locale=Locale.objects.get(language_code="en"),
        key="disc",
        term="disc",
        also=[],
        means="A flat round thing.",
    )
    guide(
        "Get your scans",
        topic="records",
        summary="How to get your pictures on a disk.",
        body=[
            ("text", "<p>Ask the hospital for a disc.</p>"),
            *(("heading", {"text": title}) for title in ("One", "Two", "Three")),
            ("checklist", lines("My list", "Call the hospital")),
            (
                "table",
                {
                    "caption": "Who",
                    "columns": [{"type": "text", "heading": "Where"}],
                    "rows": [{"values": ["Here"]}],
                },
            ),
        ],
    )


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_reader_searches_reads_and_says_that_it_helped(visit, with_scripts):
    reader = visit("reader", with_scripts=with_scripts)
    reader.open("/guides/")
    reader.look("library")
    reader.type_in("What are you looking for?", "cd from hospital")
    reader.press("Search")
    reader.look("results")
    reader.follow("Get your scans")
    reader.heading("Get your scans")
    reader.page.get_by_role("button", name="disc").hover()
    expect(reader.page.get_by_role("tooltip")).to_contain_text("A flat round thing.")
    reader.look("guide")
    reader.press("Yes, it helped")
    reader.reads("Thank you.")
    reader.open("/guides/?q=elephant")
    reader.look("nothing")
    reader.open("/guides/words/")
    reader.reads("A flat round thing.")
    reader.look("words")
    reader.found_nothing_wrong()


def test_escape_puts_the_meaning_of_a_word_away(visit):
    reader = visit("reader")
    reader.open("/guides/get-your-scans/")
    reader.page.get_by_role("button", name="disc").focus()
    expect(reader.page.get_by_role("tooltip")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("tooltip")).to_be_hidden()
    reader.found_nothing_wrong()
