"""The pages of the house: emergencies, privacy, and what people see when something fails."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.utils.html import escape

from accounts.choices import PRIVACY_VERSION
from cases import starter_content
from config import views

pytestmark = pytest.mark.django_db


def test_emergency_page_tells_every_sign_to_anyone(client):
    page = client.get("/emergency/").content.decode()
    signs = [sign for group in starter_content.emergency()["groups"] for sign in group["signs"]]

    assert [sign for sign in signs if escape(sign) not in page] == []


def test_privacy_notice_says_its_version_to_anyone(client):
    assert f"Version {PRIVACY_VERSION}." in client.get("/privacy/").content.decode()


@pytest.mark.parametrize("address", ["/emergency/", "/privacy/", "/accounts/login/", "/nothing/"])
def test_every_page_leads_to_the_emergency_page(client, address):
    assert 'href="/emergency/"' in client.get(address).content.decode()


def test_page_that_is_not_there_gives_a_number_to_quote(client):
    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert answer["X-Request-Id"] in answer.content.decode()


def test_refusal_is_told_in_the_words_of_whoever_refused(rf):
    answer = views.forbidden(rf.get("/"), PermissionDenied("Only leads can do this."))

    assert answer.status_code == 403
    assert "Only leads can do this." in answer.content.decode()


@pytest.mark.parametrize(
    ("exception", "status"), [(RequestDataTooBig(), 413), (SuspiciousOperation("secret detail"), 400)]
)
def test_request_that_cannot_be_read_is_answered_without_its_details(rf, exception, status):
    answer = views.bad_request(rf.get("/"), exception)

    assert answer.status_code == status
    assert "secret detail" not in answer.content.decode()


def test_nothing_of_the_exception_reaches_the_page_of_what_is_not_there(rf):
    assert "Rosa" not in views.not_found(rf.get("/"), Http404("Rosa")).content.decode()


def test_page_of_our_own_fault_asks_nothing_of_the_database(rf, django_assert_num_queries):
    request = rf.get("/")
    request.id = "abc123"
    with django_assert_num_queries(0):
        answer = views.server_error(request)

    assert answer.status_code == 500
    assert "abc123" in answer.content.decode()


@pytest.fixture
def strict():
    """A browser whose forms are checked for where they come from."""
    return Client(enforce_csrf_checks=True)


def test_form_that_grew_old_hands_back_what_was_typed_but_no_password(strict):
    typed = {"advice": "Operate <soon>", "password": "correct horse battery", "on": "2026-11-28"}
    answer = strict.post("/accounts/login/", typed, headers={"origin": "http://testserver"})
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "Operate &lt;soon&gt;</textarea>" in page
    assert "correct horse" not in page


def test_words_that_another_site_sent_are_not_shown(strict):
    answer = strict.post(
        "/accounts/login/", {"advice": "Call me"}, headers={"origin": "https://evil.example"}
    )

    assert answer.status_code == 403
    assert "Call me" not in answer.content.decode()
