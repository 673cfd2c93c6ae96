"""Signing in with a second lock, in a browser without scripts: plain pages, each one looked at with axe."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe

from accounts.models import User

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

PASSWORD = "four plain words together"
STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def rosa():
    user = User.objects.create_user(email="rosa@example.org", name="Rosa Ortega", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def plain_page(browser, live_server):
    """A page in a browser that runs no script of ours; axe brings its own."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 900})
    context.route("**/*.js", lambda route: route.abort())
    yield context.new_page()
    context.close()


def faults(page):
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


def sign_in(page):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("rosa@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_for(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_second_lock_is_set_up_and_asked_for_without_any_script(plain_page, rosa):
    page = plain_page
    sign_in(page)
    page.goto("/accounts/2fa/")
    assert faults(page) == []

    page.get_by_role("link", name="Set it up").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Is it you?"
    assert faults(page) == []

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("I can’t use the picture").click()
    secret = page.locator("strong.secret-code").inner_text()
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    assert page.title().startswith("Error:")
    assert faults(page) == []

    page.get_by_label("Authenticator code").fill(code_for(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.goto("/accounts/2fa/recovery-codes/")
    assert page.locator(".secret-codes li").count() == 10
    assert faults(page) == []

    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    assert page.get_by_role("heading", level=1).inner_text() == "One more step"
    assert faults(page) == []
