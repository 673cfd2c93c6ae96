"""Calendar files (RFC 5545), written by a library that escapes and folds."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from notifications.subjects import Entry

MADE_BY = "-//SecondPath//Calendar//EN"
COME_BACK_AFTER = timedelta(hours=1)


def written(entries: Iterable[Entry], *, name: str, base_url: str, at: datetime) -> bytes:
    """One calendar with these entries, each with a link to where it belongs."""
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", COME_BACK_AFTER, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, base_url=base_url, at=at))
    return calendar.to_ical()


def _event(entry: Entry, *, base_url: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at)
    event.add("dtstart", _in_utc(entry.on))
    event.add("summary", entry.title)
    event.add("url", base_url + entry.path)
    return event


def _in_utc(on: date | datetime) -> date | datetime:
    """A moment in UTC, for any other zone would have to be described in the file; a day is the same everywhere."""
    return on.astimezone(UTC) if isinstance(on, datetime) else on
