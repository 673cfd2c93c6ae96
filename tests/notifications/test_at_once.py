"""What several workers, and people beside them, do at the same moment: each told once, each letter once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.refusals import Refused
from notifications.actions import delivery, notices, reminders, telling
from notifications.choices import LetterState, ReminderState
from notifications.models import Letter, Notice, Reminder
from tests.notifications.conftest import MONDAY, anchor, plan, rule, somebody

pytestmark = pytest.mark.django_db(transaction=True)

NINE = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
"""Tuesday, nine in the morning in New York: when what these tests plan is due."""

SENT_AT = NINE + timedelta(seconds=30)
LONG_ENOUGH = 0.5
"""Seconds in which everybody comes as far as what is held."""


@pytest.fixture
def garden(garden, ann):
    garden.people[1] = [ann]
    rule(offset=1)
    return garden


@pytest.fixture
def threads():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def in_thread(pool, call, **values):
    """Do it in a thread with a connection of its own; a refusal is an answer, anything else is raised."""

    def run():
        try:
            return call(**values)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    return pool.submit(run)


@contextmanager
def meanwhile(pool, *calls):
    """Do the block in a transaction that stays open until everybody else waits for it, or is done."""
    with transaction.atomic():
        yield (begun := [])
        begun += [in_thread(pool, call) for call in calls]
        time.sleep(LONG_ENOUGH)


def told_in(letter):
    """Of how many things a letter tells whose lines are all of one kind."""
    (line,) = letter.lines
    count = re.match(r"(\d+) × ", str(line.words))
    return int(count[1]) if count else 1


def answers(begun):
    return [one.result(timeout=30) for one in begun]


def test_many_workers_tell_each_reminder_once_and_send_each_letter_once(garden, sink, ann, threads):
    people = [somebody(f"person{number}") for number in range(6)]
    for number, user in enumerate(people):
        garden.people[number] = [user, people[number - 1]]
        plan(*(anchor(f"bed-{bed}") for bed in range(4)), subject_id=number)

    told = answers([in_thread(threads, telling.tell_due, at=NINE) for _worker in range(4)])
    sent = answers([in_thread(threads, delivery.deliver_due, at=SENT_AT) for _worker in range(4)])

    assert sum(told) == Reminder.objects.filter(state=ReminderState.TOLD).count() == 24
    assert Notice.objects.count() == 48
    assert sum(sent) == len(sink.letters) == len({letter.to for letter in sink.letters}) == 6
    assert set(
        User.objects.filter(pk__in=[user.pk for user in people]).values_list("unread_notices", flat=True)
    ) == {8}


def test_workers_that_tell_and_send_at_the_same_time_lose_nothing_and_double_nothing(
    garden, sink, ann, threads
):
    for number in range(6):
        garden.people[number] = [somebody(f"person{number}")]
        plan(*(anchor(f"bed-{bed}") for bed in range(4)), subject_id=number)

    tellers = [in_thread(threads, telling.tell_due, at=NINE) for _worker in range(3)]
    senders = [in_thread(threads, delivery.deliver_due, at=SENT_AT) for _worker in range(3)]
    answers(tellers + senders)
    delivery.deliver_due(at=SENT_AT + timedelta(days=1))

    assert Notice.objects.count() == Notice.objects.filter(letter__state=LetterState.SENT).count() == 24
    assert len(sink.letters) == len({letter.uuid for letter in sink.letters}) == Letter.objects.count()
    assert sum(told_in(letter) for letter in sink.letters) == 24


def test_a_letter_that_somebody_is_adding_to_is_not_sent_half(garden, sink, ann, threads):
    plan(anchor("bed-1"), anchor("bed-2"))
    first, second = Reminder.objects.values_list("pk", flat=True)
    telling.tell(first, at=NINE)

    with meanwhile(threads, lambda: delivery.deliver_due(at=SENT_AT)) as begun:
        telling.tell(second, at=NINE)
    answers(begun)
    delivery.deliver_due(at=SENT_AT)

    assert [told_in(letter) for letter in sink.letters] == [2]


def test_what_has_waited_long_is_joined_once_by_many_senders_while_more_is_told(garden, sink, ann, threads):
    people = [ann, *(somebody(f"person{number}") for number in range(5))]
    garden.people[1] = people

    def tell(number):
        said = {"subject": "garden", "subject_id": 1, "fields": {"who": "Ben"}}
        with transaction.atomic():
            notices.tell(people, "visitor", at=NINE + timedelta(minutes=number), **said)

    for number in range(4):
        tell(number)
    late = NINE + timedelta(hours=26)

    senders = [in_thread(threads, delivery.deliver_due, at=late) for _worker in range(3)]
    tellers = [in_thread(threads, tell, number=number) for number in range(4, 8)]
    answers(senders + tellers)
    delivery.deliver_due(at=late)

    assert Notice.objects.count() == Notice.objects.filter(letter__state=LetterState.SENT).count() == 48
    assert sum(told_in(letter) for letter in sink.letters) == 48
    assert len(sink.letters) == len({letter.uuid for letter in sink.letters})


def test_a_sender_does_not_wait_for_somebody_who_is_adding_to_a_letter(garden, sink, threads):
    if connection.vendor == "sqlite":
        pytest.skip("there, one writes at a time")
    plan(anchor("bed-1"), anchor("bed-2"))
    first, second = Reminder.objects.values_list("pk", flat=True)
    telling.tell(first, at=NINE)

    with transaction.atomic():
        telling.tell(second, at=NINE)
        assert in_thread(threads, delivery.deliver_due, at=SENT_AT).result(timeout=10) == 0
    assert delivery.deliver_due(at=SENT_AT) == 1


def test_a_letter_that_is_being_sent_takes_nothing_more(garden, sink, ann):
    plan(anchor("bed-1"), anchor("bed-2"))
    first, second = Reminder.objects.values_list("pk", flat=True)
    telling.tell(first, at=NINE)
    sink.trouble = lambda _letter: telling.tell(second, at=NINE)

    delivery.deliver_due(at=SENT_AT)

    assert len(sink.letters) == 1
    assert Letter.objects.get(state=LetterState.WAITING).due_at.date() == (NINE + timedelta(days=1)).date()


def test_what_goes_out_while_it_is_planned_away_stays_told_and_is_over(garden, sink, ann, threads):
    plan(anchor())

    with meanwhile(threads, plan) as begun:
        telling.tell_due(at=NINE)
    answers(begun)

    reminder = Reminder.objects.get()
    assert reminder.state == ReminderState.TOLD
    assert reminder.over_at is not None


def test_what_is_put_off_while_it_is_planned_again_keeps_its_new_day(garden, sink, ann, threads):
    plan(anchor())
    before = Reminder.objects.get()

    def put_off():
        return reminders.put_off(before, to=datetime(2026, 12, 1, tzinfo=UTC).date(), by=ann, at=MONDAY)

    with meanwhile(threads, lambda: plan(replace(anchor(), details={"plant": "lily"}))) as begun:
        put_off()
    answers(begun)

    after = Reminder.objects.get()
    assert after.local_at.startswith("2026-12-01")
    assert after.due_at == NINE + timedelta(days=7)


def test_whoever_tells_and_plans_waits_for_no_worker_that_waits_for_them(garden, sink, ann, threads):
    plan(anchor())

    with transaction.atomic():
        notices.tell([ann], "visitor", subject="garden", subject_id=1, at=NINE, fields={"who": "Ben"})
        worker = in_thread(threads, telling.tell_due, at=NINE)
        time.sleep(LONG_ENOUGH)
        plan()

    assert worker.result(timeout=30) == 0
    assert not Reminder.objects.exists()


def test_reading_while_more_is_told_keeps_the_count_of_the_bell(garden, sink, ann, threads):
    plan(anchor("bed-1"), anchor("bed-2"))
    first, second = Reminder.objects.values_list("pk", flat=True)
    telling.tell(first, at=NINE)

    with meanwhile(threads, lambda: notices.mark_read(ann, at=NINE)) as begun:
        telling.tell(second, at=NINE)
    answers(begun)

    ann.refresh_from_db()
    assert ann.unread_notices == Notice.objects.filter(user=ann, read_at=None).count()
    assert Notice.objects.count() == 2


def test_a_reminder_that_is_skipped_put_off_sent_and_due_at_one_moment_meets_one_of_them(
    garden, sink, ann, threads
):
    plan(anchor())
    reminder = Reminder.objects.get()
    day = datetime(2026, 12, 1, tzinfo=UTC).date()

    with transaction.atomic():
        Reminder.objects.select_for_update().get()
        begun = [
            in_thread(threads, reminders.skip, reminder=reminder, by=ann, at=NINE),
            in_thread(threads, reminders.send_now, reminder=Reminder.objects.get(), by=ann, at=NINE),
            in_thread(threads, telling.tell_due, at=NINE),
        ]
        time.sleep(LONG_ENOUGH)
    outcomes = answers(begun)
    late = in_thread(threads, reminders.put_off, reminder=reminder, to=day, by=ann, at=NINE).result()

    assert isinstance(late, Refused)
    assert sum(outcome not in (0, False) and not isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Notice.objects.count() == (Reminder.objects.get().state == ReminderState.TOLD)
