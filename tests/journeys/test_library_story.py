"""A visitor without an account finds the guide that helps."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from guidance.actions import starter
from guidance.models import GlossaryTerm, GuideVote

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

HELPED = "Now I know whom to call."


def test_a_visitor_without_an_account_finds_what_the_scans_need(house, visit):
    starter.load()
    english = Locale.objects.get(language_code="en")
    GlossaryTerm.objects.create(
        locale=english, key="disc", term="disc", means="A flat round thing with files."
    )
    visitor, plain = visit("visitor"), visit("visitor-plain", with_scripts=False)

    for reader in (visitor, plain):
        find_the_scans(reader)
        say_that_it_helped(reader)
        read_it_in_spanish(reader)
        reader.found_nothing_wrong()
    assert [(vote.is_helpful, vote.words) for vote in GuideVote.objects.all()] == [(True, HELPED)] * 2


def find_the_scans(reader):
    reader.open("/guides/")
    reader.look("library")
    reader.type_in("What are you looking for?", "cd from hospital")
    reader.press("Search")
    reader.look("results")
    expect(reader.page.locator("main .guide-list li").first).to_contain_text("Get your scan pictures")
    reader.follow("Get your scan pictures")
    reader.heading("Get your scan pictures")
    reader.look("guide")
    word = reader.page.locator(".term-word").first
    means = reader.page.get_by_role("tooltip")
    expect(means).to_have_count(0)
    word.focus()
    expect(means).to_be_visible()
    word.blur()
    expect(means).to_have_count(0)
    word.click()
    expect(means).to_be_visible()
    reader.look("word")


def say_that_it_helped(reader):
    reader.page.locator("#helpful").get_by_role("textbox").first.fill(HELPED)
    reader.press("Yes, it helped")
    reader.reads("Thank you.")
    reader.look("thanked")


def read_it_in_spanish(reader):
    reader.follow("Leer en español")
    reader.heading("Consiga las imágenes de sus estudios")
    expect(reader.page.locator("html")).to_have_attribute("lang", "es")
    reader.look("spanish")
