"""The link in each letter that stops letters like it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from notifications import stopping
from notifications.models import RhythmChoice

pytestmark = pytest.mark.usefixtures("garden")


@pytest.fixture
def link(ann):
    return urlsplit(stopping.link(ann.pk, channel="mail", groups=["news", "journey"])).path


def stopped():
    return {(row.user.name, row.group, row.channel, row.rhythm) for row in RhythmChoice.objects.all()}


def scrupulous():
    """A program without cookies, at a server that asks forms where they come from."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_program_that_follows_links_changes_nothing(link, method):
    response = getattr(scrupulous(), method)(link)

    assert response.status_code == 200
    assert stopped() == set()


def test_the_page_says_what_would_stop_and_what_would_not(link):
    page = scrupulous().get(link).content.decode()

    assert "What others did on a journey" in page
    assert "What is due on a journey" in page
    assert "dates that must not be missed" in page


def test_one_click_of_a_mail_program_stops_these_letters_and_no_others(link):
    response = scrupulous().post(link, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert stopped() == {("Ann", "news", "mail", "never"), ("Ann", "journey", "mail", "never")}


def test_stopping_twice_is_stopping_once(link):
    pages = [scrupulous().post(link).content.decode() for _time in range(2)]

    assert all("have stopped" in page for page in pages)
    assert len(stopped()) == 2


def test_the_button_needs_no_signing_in_and_the_page_says_how_to_undo(link):
    page = scrupulous().post(link).content.decode()

    assert "/notifications/preferences/" in page


def test_no_other_page_learns_the_link(link):
    assert scrupulous().get(link)["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("is_cut", [True, False])
def test_a_link_that_we_did_not_make_stops_nothing(link, is_cut):
    response = scrupulous().post(link[:-6] + "/" if is_cut else "/notifications/stop/1:2/")

    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()
    assert stopped() == set()


def test_a_link_of_somebody_who_is_gone_stops_nothing(link, ann):
    ann.delete()

    assert scrupulous().post(link).status_code == 404


def test_a_link_for_nothing_is_none(ann):
    assert stopping.link(ann.pk, channel="mail", groups=[]) == ""


def test_a_link_still_works_after_the_key_was_changed(link, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one, and then some"

    assert scrupulous().get(link).status_code == 200


def test_a_group_that_is_no_more_stops_nothing(ann):
    link = stopping.link(ann.pk, channel="mail", groups=["weather"])

    assert scrupulous().post(urlsplit(link).path).status_code == 404
