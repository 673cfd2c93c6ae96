"""The calendar that a secret link opens."""

import logging
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from config.middleware import SecretAddressFilter
from notifications.actions import calendar_keys
from notifications.models import CalendarKey
from notifications.subjects import Entry
from tests.cases.conftest import signed_in
from tests.notifications.conftest import MONDAY

MAKE, END = "/notifications/preferences/calendar/", "/notifications/preferences/calendar/end/"


@pytest.fixture
def link(ann):
    return f"/notifications/calendar/{calendar_keys.make(ann, by=ann, at=MONDAY)}.ics"


def link_on(response):
    return re.search(r"/notifications/calendar/[^<]+\.ics", response.content.decode())[0]


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_link_shows_the_dates_of_its_owner(link, ann, garden, monkeypatch, settings):
    settings.BASE_URL = "https://second.example.org"
    entry = Entry(
        uid="1@second.example.org",
        title="Appointment, with; signs\\ and a line that is much longer than the seventy-five octets of one line",
        on=MONDAY,
        path="/gardens/1/",
    )
    monkeypatch.setattr(garden, "calendar", lambda user, **_at: [entry] if user == ann else [])

    [event] = events(Client().get(link))

    assert (event["UID"], event["SUMMARY"], event["URL"]) == (
        entry.uid,
        entry.title,
        "https://second.example.org/gardens/1/",
    )
    assert event["DTSTART"].dt == entry.on


def test_moments_stand_in_utc_and_days_alone_so_that_no_zone_needs_describing(link, garden, monkeypatch):
    entries = [
        Entry("visit", "Appointment", MONDAY.astimezone(ZoneInfo("America/New_York")), "/gardens/1/"),
        Entry("day", "A date to keep", MONDAY.date(), "/gardens/1/"),
    ]
    monkeypatch.setattr(garden, "calendar", lambda _user, **_at: entries)

    lines = Client().get(link).content.decode().splitlines()

    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20261123",
        "DTSTART:20261123T150000Z",
    ]
    assert not any("TZID" in line or line.startswith("DTEND") for line in lines)


def test_no_copy_of_it_is_kept(link):
    response = Client().get(link)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"


def test_the_secret_is_long_shown_once_and_kept_only_hashed(ann):
    path = link_on(signed_in(ann).post(MAKE))
    secret = path.rpartition("/")[2].removesuffix(".ics")

    assert len(secret) >= 43  # 256 bits
    assert secret not in str(list(CalendarKey.objects.values()))
    assert secret not in signed_in(ann).get("/notifications/preferences/").content.decode()
    assert Client().get(path).status_code == 200


def test_a_new_link_ends_the_old_one(link, ann):
    new = link_on(signed_in(ann).post(MAKE))

    assert [Client().get(path).status_code for path in (link, new)] == [404, 200]


def test_a_link_that_was_switched_off_opens_nothing(link, ann):
    signed_in(ann).post(END)

    assert Client().get(link).status_code == 404


def test_whoever_may_not_sign_in_has_no_calendar(link, ann):
    type(ann).objects.update(is_active=False)

    assert Client().get(link).status_code == 404


def test_an_unknown_link_opens_nothing(link):
    assert Client().get(link.replace(".ics", "x.ics")).status_code == 404


def test_the_page_says_when_a_calendar_last_read_it(link, ann):
    preferences = "/notifications/preferences/"
    assert "No calendar has read it yet." in signed_in(ann).get(preferences).content.decode()

    Client().get(link)

    assert "A calendar last read it on" in signed_in(ann).get(preferences).content.decode()


@pytest.mark.parametrize(
    "path",
    ["/notifications/calendar/secret.ics", "/notifications/calendar/secret", "/notifications/stop/secret/"],
)
def test_the_secret_is_in_no_log(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)
    SecretAddressFilter().filter(record)

    assert "secret" not in record.getMessage()
    assert record.getMessage().startswith("Not Found: /notifications/")
