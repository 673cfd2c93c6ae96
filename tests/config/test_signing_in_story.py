"""Signing in with a second lock, in a browser without scripts: plain pages, each one looked at with axe."""

import re
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from accounts.models import User
from tests.journeys.looking import PHONE, follow, press, what_axe_finds

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

PASSWORD = "four plain words together"


@pytest.fixture
def rosa():
    user = User.objects.create_user(email="rosa@example.org", name="Rosa Ortega", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def plain_page(browser, live_server):
    """A page in a browser that runs no script of ours; axe brings its own."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    context.route("**/*.js", lambda route: route.abort())
    yield context.new_page()
    context.close()


def heading(page, words):
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def sign_in(page):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("rosa@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in", exact=True)


def turn_on(page, code):
    page.get_by_label("Authenticator code").fill(code)
    press(page, "Turn it on")


def code_for(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_second_lock_is_set_up_and_asked_for_without_any_script(plain_page, rosa):
    page = plain_page
    sign_in(page)
    page.goto("/accounts/2fa/")
    assert what_axe_finds(page) == []

    follow(page, "Set it up")
    heading(page, "Is it you?")
    assert what_axe_finds(page) == []

    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")
    page.get_by_text("I can’t use the picture").click()
    secret = page.locator("strong.secret-code")
    expect(secret).to_be_visible()
    turn_on(page, "000000")
    expect(page).to_have_title(re.compile("^Error:"))
    assert what_axe_finds(page) == []

    with time_machine.travel(time.time(), tick=False):  # a code holds for half a minute, and this one may end
        turn_on(page, code_for(secret.text_content()))
    page.goto("/accounts/2fa/recovery-codes/")
    expect(page.locator(".secret-codes li")).to_have_count(10)
    assert what_axe_finds(page) == []

    page.get_by_label("Your account").click()
    press(page, "Sign out")
    sign_in(page)
    heading(page, "One more step")
    assert what_axe_finds(page) == []
