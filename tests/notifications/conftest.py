"""A subject, kinds, rules and a channel of the tests' own: the post office needs no journey."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import User
from notifications import channels, kinds, subjects
from notifications.actions import planning
from notifications.choices import Audience, Group, Rhythm, Side, Unit
from notifications.kinds import Kind
from notifications.models import Rule, Wording
from notifications.planned import Anchor, Calendar

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""Ten in the morning in New York."""

TODAY = date(2026, 11, 23)
NEW_YORK = "America/New_York"


class Garden:
    """What the tests' messages are about: gardens, with the people who may enter each."""

    key = "garden"
    several = "gardens"

    def __init__(self):
        self.people = {}
        self.leads = []
        self.quiet = set()
        self.replanned = []
        self.failing = []

    def recipients(self, subject_id, audience):
        if audience == Audience.LEAD:
            return self.leads
        return self.people.get(subject_id, [])

    def reachable(self, user, subject_ids):
        return {number for number in subject_ids if user in self.people.get(number, []) + self.leads}

    def is_quiet(self, user, subject_id, *, at):
        return (user.pk, subject_id) in self.quiet

    def names(self, subject_ids):
        return {number: f"G-{number}" for number in subject_ids}

    def uuids(self, subject_ids):
        return {}

    def path(self, subject_id, kind):
        return f"/gardens/{subject_id}/"

    def open_ids(self, *, after, limit):
        return [number for number in sorted(self.people) if number > after][:limit]

    def replan(self, subject_id, *, at):
        self.replanned.append(subject_id)

    def calendar(self, user, *, at):
        return []

    def letters_fail(self, user, *, at):
        self.failing.append(user)


KINDS = (
    Kind(
        key="water",
        group=Group.JOURNEY,
        label="Water the garden",
        reason="You look after this garden.",
        mail_line="Something is due.",
        ends_when="It has rained.",
        audiences=(Audience.PATIENT_SIDE,),
        fields={"plant": "rose"},
    ),
    Kind(
        key="frost",
        group=Group.DATES,
        label="Frost comes",
        reason="You look after this garden.",
        mail_line="A date is near.",
        audiences=(Audience.PATIENT_SIDE,),
        fields={"plant": "rose"},
        kept_because="Frost does not wait.",
        is_urgent=True,
    ),
    Kind(
        key="visitor",
        group=Group.NEWS,
        label="Somebody came",
        reason="You look after this garden.",
        mail_line="There is news.",
        title="%(who)s came by",
        body="They will come again.",
        rhythm=Rhythm.AT_ONCE,
    ),
    Kind(
        key="own",
        group=Group.OWN,
        label="My own reminder",
        reason="You set it yourself.",
        mail_line="You asked to be reminded.",
        title="%(words)s",
        audiences=(Audience.OWNER,),
        rhythm=Rhythm.AT_ONCE,
    ),
)


class Sink:
    """A channel that keeps what it is given, or does what `trouble` says."""

    key = "mail"
    label = "E-mail"

    def __init__(self):
        self.letters = []
        self.trouble = None
        self.opening = None

    @contextmanager
    def open(self):
        if self.opening:
            raise self.opening
        yield self

    def send(self, letter):
        if self.trouble:
            self.trouble(letter)
        self.letters.append(letter)


@pytest.fixture
def garden(monkeypatch):
    """The subject, known to the post office while the test runs."""
    known = Garden()
    monkeypatch.setitem(subjects._registered, Garden.key, known)
    for kind in KINDS:
        monkeypatch.setitem(kinds._registered, kind.key, kind)
    return known


@pytest.fixture
def sink(monkeypatch):
    """The only channel while the test runs."""
    channel = Sink()
    monkeypatch.setattr(channels, "registered", lambda: (channel,))
    return channel


def somebody(name, *, zone=NEW_YORK, **values):
    """An account in a time zone."""
    return User.objects.create_user(email=f"{name}@example.org", name=name.title(), time_zone=zone, **values)


@pytest.fixture
def ann(db):
    return somebody("ann")


def rule(kind="water", *, key="", words="Water the {{ plant }}", **values):
    """A rule with English words: seven days after, at nine, to the patient side, unless told otherwise."""
    asked = {
        "offset": 7,
        "unit": Unit.DAYS,
        "side": Side.AFTER,
        "time_of_day": time(9),
        "audience": Audience.PATIENT_SIDE,
        **values,
    }
    made = Rule.objects.create(key=key or f"{kind}-{Rule.objects.count()}", kind=kind, **asked)
    Wording.objects.create(rule=made, language="en", title=words, body="Before it is dry.")
    return made


def working_days(day, days):
    """So many working days on, in a country whose only days off are weekends."""
    step = timedelta(days=1 if days >= 0 else -1)
    while day.weekday() > 4 and days == 0:
        day += step
    while days:
        day += step
        if day.weekday() < 5:
            days -= 1 if days > 0 else -1
    return day


def calendar(zone=NEW_YORK, **others):
    return Calendar(zones={Audience.PATIENT_SIDE: zone, **others}, shift=working_days)


def anchor(key="bed-1", *, kind="water", on=TODAY, **values):
    return Anchor(kind=kind, key=key, on=on, details={"plant": "rose"}, **values)


def plan(*anchors, subject_id=1, at=MONDAY, zones=None):
    """Plan the reminders of a garden."""
    planning.plan("garden", subject_id, anchors, zones or calendar(), at=at)
