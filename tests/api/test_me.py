"""Whoever asks over the API: who they are, and what their token may."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import people, tokens
from accounts.choices import SiteRole
from accounts.models import User
from tests.api.conftest import kind, pointers
from tests.cases.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    """A connected system."""
    by = person("Ada Admin", SiteRole.ADMINISTRATOR)
    return tokens.open_service(name="The clinic", by=by, at=timezone.now())


def test_a_token_tells_whose_it_is_and_what_it_may(program, maya):
    asks = program(maya, may_write=False)

    told = asks.read("me/").json()

    assert (told["id"], told["name"], told["email"]) == (str(maya.uuid), "Maya Chen", "maya@example.org")
    assert (told["roles"], told["reach"], told["may_write"]) == (["advocate"], "caseload", False)
    assert (
        told["expires_at"] == timezone.localtime(asks.token.expires_at, ZoneInfo(maya.time_zone)).isoformat()
    )
    assert told["is_service"] is False


def test_a_token_for_ones_own_journeys_comes_without_roles(program, maya):
    told = program(maya, reach="own").read("me/").json()

    assert (told["roles"], told["reach"]) == ([], "own")


def test_a_session_of_our_own_pages_has_no_end_of_its_own(rosa):
    browser = Client()
    browser.force_login(rosa)

    told = browser.get("/api/v1/me/").json()

    assert (told["name"], told["reach"], told["may_write"], told["expires_at"]) == (
        "Rosa Ortega",
        None,
        True,
        None,
    )


def test_a_connected_system_sets_no_reminders_and_has_no_preferences(program, service, carried):
    asks = program(service)
    words = {"words": "Call", "on": "2027-01-05", "clock": "09:00:00"}

    answers = [
        asks.create(f"journeys/{carried.uuid}/reminders/", words),
        asks.change("preferences/", {"on_weekends": True}),
        asks.say("preferences/", "try_address_again"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_profile_is_changed_and_the_rest_stays(program, rosa):
    asks = program(rosa)

    answer = asks.change("me/", {"phone": "212 555 0142", "time_zone": "America/Chicago"})

    told = answer.json()
    assert (answer.status_code, told["phone"], told["time_zone"], told["name"]) == (
        200,
        "+12125550142",
        "America/Chicago",
        "Rosa Ortega",
    )
    assert asks.read("me/").json() == told
    assert asks.change("me/", {"phone": ""}).json()["phone"] == ""


def test_changing_a_profile_with_a_narrow_token_leaves_the_roles(program, maya):
    answer = program(maya, reach="own").change("me/", {"name": "Maya C.", "language": "es"})

    assert (answer.json()["name"], answer.json()["roles"]) == ("Maya C.", [])
    assert User.objects.get(pk=maya.pk).site_roles == {"advocate"}
    assert User.objects.get(pk=maya.pk).language == "es"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": ""}, ["/name"]),
        ({"name": "www.example.org"}, ["/name"]),
        ({"name": 151 * "x"}, ["/name"]),
        ({"phone": "12"}, ["/phone"]),
        ({"phone": None}, ["/phone"]),
        ({"language": "xx"}, ["/language"]),
        ({"time_zone": "Moon/Base"}, ["/time_zone"]),
        ({"time_zone": 7 * "x" * 100}, ["/time_zone"]),
        ({"email": "x@example.org"}, ["/email"]),
        ({"roles": ["lead"]}, ["/roles"]),
        ({"version": 7}, ["/version"]),
        ({"is_service": True}, ["/is_service"]),
    ],
)
def test_what_is_wrong_in_a_profile_is_pointed_at(program, rosa, body, wrong):
    answer = program(rosa).change("me/", body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert User.objects.get(pk=rosa.pk).version == 1


def test_a_profile_is_changed_only_as_it_was_read(program, rosa):
    asks = program(rosa)
    tag = asks.read("me/")["ETag"]
    now = timezone.now()
    people.update_profile(
        rosa, name="Rosa O.", language="en", time_zone="UTC", phone="", version=1, by=rosa, at=now
    )

    late = asks.ask("patch", "me/", {"name": "Rosa"}, If_Match=tag)
    none = asks.ask("patch", "me/", {"name": "Rosa"})

    assert (late.status_code, kind(late)) == (412, "changed")
    assert late.json()["version"]
    assert (none.status_code, kind(none)) == (428, "version-needed")


def test_asking_changes_nothing_of_the_version(program, rosa):
    asks = program(rosa)
    tag = asks.read("me/")["ETag"]

    assert asks.read("me/", If_None_Match=tag).status_code == 304


def test_a_connected_system_has_no_profile(program, service):
    asks = program(service)

    told = asks.read("me/").json()
    assert (told["name"], told["is_service"], told["email"], told["roles"]) == (
        "The clinic",
        True,
        "",
        ["lead"],
    )
    assert asks.change("me/", {"name": "Another"}).status_code == 403


def test_a_token_that_may_only_read_changes_no_profile(program, rosa):
    assert program(rosa, may_write=False).change("me/", {"name": "Rosa"}).status_code == 403


def test_nobody_is_told_without_a_token(client):
    answer = client.get("/api/v1/me/")

    assert (answer.status_code, kind(answer)) == (401, "not-signed-in")


def test_a_profile_takes_two_queries(program, rosa, django_assert_num_queries):
    asks = program(rosa)
    asks.read("me/")

    with django_assert_num_queries(2):
        asks.read("me/")
