"""Somebody who writes programs reads what the API can do, and tries it while signed in."""

import pytest
from playwright.sync_api import expect

from cases.actions import journey
from tests.cases.conftest import ANSWERS, NOON
from tests.journeys.conftest import person

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def test_the_api_can_be_read_and_tried_under_our_own_content_security_policy(house, visit):
    rosa = person("Rosa Ortega")
    journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    reader = visit("program", user=rosa, on_desk=True)

    reader.open("/api/docs/")
    reader.heading("The API")
    listed = reader.page.locator("#operations-journeys-readJourneys")
    expect(listed).to_contain_text("List journeys")
    reader.leave_last_picture()
    listed.locator("button").first.click()
    expect(listed).to_contain_text("whose turn it is")
    listed.get_by_role("button", name="Try it out").click()
    listed.get_by_role("button", name="Execute").click()

    expect(listed.locator(".live-responses-table")).to_contain_text("Rosa Ortega")
    reader.leave_last_picture()
    reader.found_nothing_wrong()


def test_the_page_of_the_api_opens_for_anybody_and_fits_a_phone(house, visit):
    anybody = visit("anybody")

    anybody.open("/api/docs/")
    expect(anybody.page.locator("#operations-journeys-readJourneys")).to_be_visible()
    assert not anybody.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")

    anybody.leave_last_picture()
    anybody.found_nothing_wrong()
