from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import NOON, PASSWORD, make_person

pytestmark = pytest.mark.django_db
PAGE = "/accounts/profile/"


@pytest.fixture
def as_rosa(client, rosa):
    client.force_login(rosa)
    return client


def fields(**changes):
    profile = {
        "name": "Rosa A.",
        "phone": "",
        "language": "en",
        "time_zone": "America/Chicago",
        "version": "1",
    }
    return profile | changes


def test_page_shows_what_stands(as_rosa):
    page = as_rosa.get(PAGE).content.decode()

    assert 'value="Rosa Alvarez"' in page
    assert "rosa@example.org" in page
    assert reverse("account_change_password") in page


def test_saving_keeps_every_field(as_rosa, rosa):
    response = as_rosa.post(PAGE, fields(phone="(212) 555-0142"))

    rosa.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert (rosa.name, rosa.phone, rosa.time_zone, rosa.version) == (
        "Rosa A.",
        "+12125550142",
        "America/Chicago",
        2,
    )
    assert 'value="(212) 555-0142"' in as_rosa.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 151},
        {"name": "a\x00b"},
        {"phone": "12"},
        {"phone": "call me"},
        {"phone": "9" * 41},
        {"language": "tlh"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc"},
        {"version": "x"},
        {"version": "99999999999999999999"},
        {"version": ""},
    ],
)
def test_wrong_field_saves_nothing_and_keeps_what_was_typed(as_rosa, rosa, wrong):
    response = as_rosa.post(PAGE, fields(**wrong))

    rosa.refresh_from_db()
    assert response.status_code == 422
    assert (rosa.name, rosa.version) == ("Rosa Alvarez", 1)
    assert "There is a problem" in response.content.decode()


def test_stale_edit_shows_both_and_the_second_try_saves(as_rosa, rosa):
    User.objects.filter(pk=rosa.pk).update(name="Rosa From The Phone", version=2)

    stale = as_rosa.post(PAGE, fields())
    page = stale.content.decode()

    rosa.refresh_from_db()
    assert stale.status_code == 409
    assert rosa.name == "Rosa From The Phone"
    assert "Rosa From The Phone" in page
    assert 'value="Rosa A."' in page
    as_rosa.post(PAGE, fields(version="2"))
    rosa.refresh_from_db()
    assert (rosa.name, rosa.version) == ("Rosa A.", 3)


def test_nobody_changes_more_than_their_own_few_fields(as_rosa, rosa):
    james = make_person("james@example.org", name="James")
    as_rosa.post(PAGE, fields(email="evil@example.org", pk=str(james.pk), is_active="", is_superuser="on"))

    rosa.refresh_from_db()
    james.refresh_from_db()
    assert (rosa.email, rosa.is_active, rosa.is_superuser) == ("rosa@example.org", True, False)
    assert james.name == "James"


def test_what_was_typed_before_the_session_ended_is_in_the_form_again(client, rosa):
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(rosa)
        client.get(PAGE)
        clock.shift(timedelta(hours=1))
        sent = client.post(PAGE, fields(phone="212 555 0142"))
        client.post(sent["Location"], {"login": "rosa@example.org", "password": PASSWORD})
        page = client.get(PAGE).content.decode()

    assert 'value="Rosa A."' in page
    assert 'value="212 555 0142"' in page
