"""What is asked for each journey and each notice is found by index, however much is stored, also on a new SQLite."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.actions import notices
from notifications.choices import Audience, ReminderState
from notifications.models import Letter, Reminder
from tests.notifications.conftest import MONDAY, anchor, plan, rule, somebody

STORED = 2_000


@pytest.fixture
def much(db, garden, sink):
    """So much is stored of others. SQLite was never asked to analyze its tables; PostgreSQL does so by itself."""
    ben = somebody("ben")
    Reminder.objects.bulk_create(
        Reminder(
            subject="garden",
            subject_id=1000 + number,
            kind="water",
            occasion="water:1",
            audience=Audience.PATIENT_SIDE,
            zone="UTC",
            due_at=MONDAY,
            told_at=MONDAY,
            state=ReminderState.TOLD,
        )
        for number in range(STORED)
    )
    Letter.objects.bulk_create(
        Letter(user=ben, channel="mail", dedupe_key=str(number), due_at=MONDAY) for number in range(STORED)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("analyze")


@contextmanager
def plans(table):
    """How the database goes about each question that is asked of this table meanwhile."""
    found = []
    with CaptureQueriesContext(connection) as asked:
        yield found
    word = "explain query plan" if connection.vendor == "sqlite" else "explain"
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if query["sql"].startswith("SELECT") and f'FROM "{table}"' in query["sql"]:
                cursor.execute(f"{word} {query['sql']}")
                found.append(" ".join(str(row[-1]) for row in cursor.fetchall()))


def test_settling_reads_the_reminders_of_its_own_subject(much):
    rule()
    with plans("notifications_reminder") as found:
        plan(anchor())

    assert found
    for plan_of_one in found:
        assert re.search(r"\(subject=\? AND subject_id=\?|once_per_occasion", plan_of_one)


def test_a_notice_finds_its_letter_among_those_of_its_reader(much, ann):
    with plans("notifications_letter") as found:
        notices.tell([ann], "water", subject="garden", subject_id=1, at=MONDAY)

    assert found
    assert all(re.search("letter_(waiting_for|user_id)", plan_of_one) for plan_of_one in found)
