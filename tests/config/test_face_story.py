"""Every element of the face, looked at with axe: light and dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.config.face_urls"),
]

STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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


def faults(page):
    """The findings of axe, each with the place where it was found."""
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


def wider_than_window(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_page_is_accessible(live_server, page, address, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + address)

    assert faults(page) == []
    assert not wider_than_window(page)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_page_fits_the_smallest_phone(live_server, page, address):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server.url + address)

    assert not wider_than_window(page)


def test_page_breaks_no_rule_of_its_own_security_policy(live_server, page):
    spoken = []
    page.on("console", lambda message: spoken.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + "/face/")
    page.goto(live_server.url + "/accounts/login/")

    assert spoken == []


def test_summary_of_problems_has_the_focus_and_leads_to_the_field(live_server, page):
    page.goto(live_server.url + "/face/")

    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Why a second opinion? Please choose one.").click()
    assert page.evaluate("document.activeElement.id") == "id_reason_0"


def test_first_press_of_tab_offers_to_skip_the_menu(live_server, page):
    page.goto(live_server.url + "/emergency/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the main part"


def test_targets_are_at_least_24_pixels_high_and_buttons_44(live_server, page):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(live_server.url + "/face/")
    low = page.eval_on_selector_all(
        ".btn, .chip, .choice, .main-nav a, .sub-nav a, .form-control, .form-select",
        "all => all.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)",
    )

    assert low == []
