"""Clocks that change, and the hours in which letters may come."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.windows import Window, instant_of, next_day_opening, next_opening

ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/Phoenix",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Honolulu",
    "America/St_Johns",
    "Antarctica/Troll",
    "UTC",
]
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- Hypothesis asks for naive bounds


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown", "instant"),
    [
        # Clocks skip this time: the first valid instant after it.
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"),
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
        ("America/Santiago", "2026-09-06T00:30", "2026-09-06T04:00"),
        # Clocks show this time twice: the first of the two.
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
        ("America/Santiago", "2026-04-04T23:30", "2026-04-05T02:30"),
        # The edges of a change are plain times.
        ("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59"),
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30"),
        # A zone that never changes.
        ("America/Phoenix", "2026-03-08T02:30", "2026-03-08T09:30"),
        ("America/Phoenix", "2026-11-01T01:30", "2026-11-01T08:30"),
    ],
)
def test_each_wall_time_is_one_instant(zone, shown, instant):
    assert instant_of(datetime.fromisoformat(shown), ZoneInfo(zone)) == at(instant)


@given(INSTANTS, st.sampled_from(ZONES))
def test_an_instant_is_never_before_the_time_that_was_meant(moment, name):
    zone = ZoneInfo(name)
    shown = moment.replace(tzinfo=None)

    found = instant_of(shown, zone).astimezone(zone).replace(tzinfo=None)

    assert found >= shown.replace(second=0, microsecond=0) - timedelta(seconds=1) or found == shown
    assert found - shown <= timedelta(days=1)


@given(INSTANTS, st.sampled_from(ZONES), st.times(), st.times(), st.booleans())
def test_letters_come_inside_the_window_and_never_early(moment, name, opens, closes, weekends):
    opens, closes = sorted((opens.replace(microsecond=0), closes.replace(microsecond=0)))
    if opens == closes:
        return
    window = Window(ZoneInfo(name), opens, closes, on_weekends=weekends)

    found = next_opening(moment, window)
    local = found.astimezone(window.zone)

    assert found >= moment
    assert found - moment < timedelta(days=10)
    assert weekends or local.weekday() < 5
    if name not in ("Africa/Casablanca", "Antarctica/Troll") and time(4) < opens:
        assert opens <= local.time() < closes
    assert next_opening(found, window) == found


def test_friday_evening_waits_for_monday_morning():
    new_york = Window(ZoneInfo("America/New_York"))

    assert next_opening(at("2026-11-27T23:30"), new_york) == at("2026-11-30T14:00")
    assert next_opening(at("2026-11-25T15:30"), new_york) == at("2026-11-25T15:30")
    assert next_day_opening(at("2026-11-27T15:30"), new_york) == at("2026-11-30T14:00")


def test_those_who_want_letters_at_weekends_get_them():
    weekends = Window(ZoneInfo("America/New_York"), on_weekends=True)

    assert next_opening(at("2026-11-28T12:00"), weekends) == at("2026-11-28T14:00")


def test_the_window_follows_the_clocks_when_they_change():
    new_york = Window(ZoneInfo("America/New_York"), on_weekends=True)

    assert next_opening(at("2026-03-07T23:59"), new_york) == at("2026-03-08T13:00")
    assert next_opening(at("2026-10-31T23:59"), new_york) == at("2026-11-01T14:00")


def test_a_day_that_a_zone_skips_is_no_day_of_letters():
    apia = Window(ZoneInfo("Pacific/Apia"), on_weekends=True)

    found = next_opening(datetime(2011, 12, 30, 4, 0, tzinfo=UTC), apia)

    assert found.astimezone(apia.zone).date() in (date(2011, 12, 29), date(2011, 12, 31))
