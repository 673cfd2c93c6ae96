"""The post office with much in store: what a sweep costs follows what is due, not what is stored.

An idle sweep is timed over ten thousand, a hundred thousand and a million stored reminders; draining, with a
hundred thousand due, into a channel that accepts at once. Each reminder that drains is a letter of its own,
which is the dearest sort. One process drains; a second one on the other core adds to it.
"""

import resource
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cases.actions import journey, starter
from notifications import channels
from notifications.actions import delivery, sweeping, telling
from notifications.choices import Audience, ReminderState
from notifications.models import Letter, Reminder
from tests.cases.conftest import ANSWERS, NOON, person

pytestmark = pytest.mark.django_db(transaction=True)

STORED = [10_000, 100_000, 1_000_000]
IDLE_SECONDS = 0.05
DUE, PEOPLE, DRAINED = 100_000, 200, 1_500
PER_SECOND = 100
MEMORY_MIB = 300
SWEPT_AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

NUMBERS = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n",
    "postgresql": "select i from generate_series(1, {count}) as n(i)",
}


class Sink:
    """A channel that accepts everything at once."""

    key = "mail"
    label = "E-mail"

    def __init__(self):
        self.accepted = 0

    @contextmanager
    def open(self):
        yield self

    def send(self, letter):
        self.accepted += 1


@pytest.fixture
def sink(monkeypatch):
    made = Sink()
    monkeypatch.setattr(channels, "registered", lambda: (made,))
    return made


def store(count):
    """Copy one reminder so many times in the database itself: half have gone out, half wait for next year."""
    Reminder.objects.all().delete()
    told = Reminder.objects.create(
        subject="journey",
        subject_id=0,
        occasion="first",
        kind="own",
        audience=Audience.OWNER,
        local_at="2026-11-24T09:00",
        zone="UTC",
        due_at=NOON,
        state=ReminderState.TOLD,
        told_at=NOON,
    )
    columns = [field.column for field in Reminder._meta.local_fields if not field.primary_key]
    own = {
        "uuid": "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()",
        "occasion": "'copy:' || n.i",
        "subject_id": "n.i %% 20000",
        "state": "case when n.i %% 2 = 0 then 'told' else 'waiting' end",
        "due_at": "case when n.i %% 2 = 0 then r.due_at else "
        + (
            "datetime(r.due_at, '+400 days')"
            if connection.vendor == "sqlite"
            else "r.due_at + interval '400 days'"
        )
        + " end",
    }
    values = ", ".join(own.get(name, f'r."{name}"') for name in columns)
    listed = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into notifications_reminder ({listed}) select {values}"  # noqa: S608 -- names of our own columns
            f" from notifications_reminder r, ({NUMBERS[connection.vendor].format(count=count)}) n(i) where r.id = %s"
            if connection.vendor == "postgresql"
            else f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})"  # noqa: S608 -- the same
            f" insert into notifications_reminder ({listed}) select {values} from notifications_reminder r, n where r.id = %s",
            [told.pk],
        )
    assert Reminder.objects.count() > count


@pytest.mark.parametrize("count", STORED)
def bench_idle_sweep(benchmark, sink, count):
    """Nothing is due; so much is stored."""
    store(count)

    benchmark.pedantic(sweeping.sweep, kwargs={"at": SWEPT_AT}, rounds=30, warmup_rounds=2)

    assert benchmark.stats.stats.median <= IDLE_SECONDS


def due_reminders():
    """A hundred thousand reminders that people have set for the same moment."""
    starter.load()
    for number in range(PEOPLE):
        user = person(f"Person{number} P")
        case = journey.open_journey(by=user, at=NOON, answers=ANSWERS, as_patient=True)
        Reminder.objects.bulk_create(
            Reminder(
                subject="journey",
                subject_id=case.pk,
                occasion=f"own:{uuid.uuid4()}",
                kind="own",
                audience=Audience.OWNER,
                owner=user,
                words="Call Mercy",
                local_at="2026-11-24T10:00",
                zone="UTC",
                due_at=SWEPT_AT - timedelta(seconds=1),
            )
            for _row in range(DUE // PEOPLE)
        )
    Reminder.objects.filter(owner=None).delete()  # what the journeys themselves are reminded of


def bench_drain(benchmark, sink):
    """So many letters a second, told and handed over, while a hundred thousand are due."""
    due_reminders()

    def drain():
        while sink.accepted < DRAINED:
            telling.tell_due(at=SWEPT_AT, seconds=1)
            delivery.deliver_due(at=SWEPT_AT, seconds=5)

    benchmark.pedantic(drain, rounds=1)

    rate = sink.accepted / benchmark.stats.stats.max
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    benchmark.extra_info |= {"letters a second": round(rate), "memory in MiB": round(memory)}
    assert Letter.objects.count() < DUE
    assert rate >= PER_SECOND
    assert memory <= MEMORY_MIB
