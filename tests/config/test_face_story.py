"""Every element of the face, looked at with axe: light and dark, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import DESK, PHONE, WIDER, what_axe_finds

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.config.face_urls"),
]

SMALLEST = {"width": 320, "height": 640}
SCREENS = (PHONE, DESK, SMALLEST)
PUBLIC_PAGES = [
    "/face/",
    "/emergency/",
    "/privacy/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/nothing-here/",
]


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_page_is_accessible_and_fits_every_screen_in_light_and_in_the_dark(live_server, page, address):
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(live_server.url + address)  # anew, or the colors are still on their way
        found += [(scheme, *size.values(), fault) for size in SCREENS for fault in faults(page, size)]

    assert found == []


def faults(page, size):
    """What is wrong with the page on a screen of this size."""
    page.set_viewport_size(size)
    wider = ["wider than the screen"] if page.evaluate(WIDER) else []
    return wider if size == SMALLEST else wider + what_axe_finds(page)


def test_page_breaks_no_rule_of_its_own_security_policy(live_server, page):
    spoken = []
    page.on("console", lambda message: spoken.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + "/face/")
    page.goto(live_server.url + "/accounts/login/")

    assert spoken == []


def test_summary_of_problems_has_the_focus_and_leads_to_the_field(live_server, page):
    page.goto(live_server.url + "/face/")

    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Why a second opinion? Please choose one.").click()
    expect(page.locator("#id_reason_0")).to_be_focused()


def test_first_press_of_tab_offers_to_skip_the_menu(live_server, page):
    page.goto(live_server.url + "/emergency/")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()


def test_targets_are_at_least_24_pixels_high_and_buttons_44(live_server, page):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(live_server.url + "/face/")
    low = page.eval_on_selector_all(
        ".btn, .chip, .choice, .main-nav a, .sub-nav a, .form-control, .form-select",
        "all => all.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)",
    )

    assert low == []
