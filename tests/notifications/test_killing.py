"""Real workers are killed in the middle of their work: nothing is lost, and nothing doubled but by a kill.

`make prove` kills a hundred times, `make test` a few; with REDIS_URL set the doorbell hangs on Redis, without
it on files, as everywhere. Waits are shortened in proportion (tests/notifications/killing/app.py).
"""

import os
import random
import signal
import subprocess
import sys
import time as clock
import uuid
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions import journey, starter
from notifications.choices import Audience, LetterState, ReminderState
from notifications.models import Letter, Reminder
from tests.cases.conftest import ANSWERS, person
from tests.notifications.killing import mail_server

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
KILLS, LETTERS, PEOPLE = (110, 6000, 60) if IS_LONG else (4, 150, 5)
WORKERS, BEATS = 2, 2
TIMED = 600
PATIENCE = 240
SEED = 20261124


class Crew:
    """Workers and beats on the database of this test, and a hand that kills some of them."""

    def __init__(self, folder, mail_port, *, in_a_hurry=True):
        self.folder, self.chance = folder, random.Random(SEED)
        (folder / "broker" / "queue").mkdir(parents=True)
        (folder / "broker" / "control").mkdir()
        (folder / "broker" / "done").mkdir()
        self.surroundings = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.notifications.killing.settings",
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(folder),
            "MAIL_PORT": str(mail_port),
            "HURRY": "yes" if in_a_hurry else "",
            "PYTHONPATH": str(ROOT),
        }
        self.log = (folder / "log").open("wb")
        self.workers = [self.start_worker() for _number in range(WORKERS)]
        self.beats = [self.start_beat(number) for number in range(BEATS)]
        self.kills = 0

    def start(self, *words):
        command = [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "--app",
            "tests.notifications.killing.app",
            *words,
        ]
        return subprocess.Popen(  # noqa: S603 -- the house’s own program
            command, cwd=ROOT, env=self.surroundings, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def start_worker(self):
        quietly = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
        return self.start("worker", "--concurrency", "1", *quietly)

    def start_beat(self, number):
        return self.start("beat", "--schedule", str(self.folder / f"beat-{number}"))

    def kill_one(self):
        """Kill a worker's child in its work, or now and then a whole worker, which then is started anew.

        Whether there was anybody to kill.
        """
        number = self.chance.randrange(WORKERS)
        parent = self.workers[number]
        children = children_of(parent.pid)
        if self.chance.random() < 0.1:
            for pid in (parent.pid, *children):
                strike(pid)
            parent.wait()
            self.workers[number] = self.start_worker()
        elif children:
            strike(self.chance.choice(children))
        else:
            return False
        self.kills += 1
        return True

    def end(self):
        for process in (*self.beats, *self.workers):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.log.close()


def children_of(pid):
    """The processes that a worker has begun, as Linux tells: each new one is another thread's child."""
    found = []
    for listed in Path("/proc", str(pid), "task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended meanwhile
            found += [int(word) for word in listed.read_text().split()]
    return found


def strike(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def database_url():
    """The test's own database, for others to open."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return (
        f"postgres://{own['USER']}:{own['PASSWORD'] or ''}@{own['HOST']}:{own['PORT'] or 5432}/{own['NAME']}"
    )


def plan_letters(count, *, over):
    """So many reminders that people set for themselves on their journeys, due one after the other."""
    starter.load()
    begins = timezone.now() + timedelta(seconds=2)
    rows = []
    for number in range(PEOPLE):
        user = person(f"Person{number} P")
        case = journey.open_journey(by=user, at=begins, answers=ANSWERS, as_patient=True)
        rows += [
            Reminder(
                subject="journey",
                subject_id=case.pk,
                occasion=f"own:{uuid.uuid4()}",
                kind="own",
                audience=Audience.OWNER,
                owner=user,
                words="Call Mercy",
                local_at="2026-11-24T09:00",
                zone="UTC",
                due_at=begins + over * (row / (count // PEOPLE)),
            )
            for row in range(count // PEOPLE)
        ]
    Reminder.objects.bulk_create(rows)
    return len(rows)


@pytest.fixture
def mail():
    controller, handler = mail_server.started(SEED)
    yield controller, handler
    controller.stop()


@pytest.fixture
def crew(mail, tmp_path, request):
    made = Crew(tmp_path / "var", mail[0].port, in_a_hurry=getattr(request, "param", True))
    yield made
    made.end()


def everything_has_gone():
    waits = Reminder.objects.filter(state=ReminderState.WAITING, kind="own").exists()
    return (
        not waits and not Letter.objects.filter(state__in=[LetterState.WAITING, LetterState.SENDING]).exists()
    )


def test_whatever_is_killed_no_letter_is_lost_and_none_doubled_but_by_a_kill(crew, mail, record_property):
    _controller, server = mail
    every = 1.2
    planned = plan_letters(LETTERS, over=timedelta(seconds=KILLS * every))
    begun = clock.monotonic()
    at_work = 0
    while crew.kills < KILLS and clock.monotonic() - begun < KILLS * every * 5:
        clock.sleep(every * crew.chance.uniform(0.3, 1.7))
        if crew.kill_one() and not everything_has_gone():
            at_work += 1
    stop = clock.monotonic() + PATIENCE
    while not everything_has_gone() and clock.monotonic() < stop:
        clock.sleep(0.5)

    broken = Reminder.objects.filter(state=ReminderState.BROKEN).count()
    letters = {
        f"<{letter}@127.0.0.1>"
        for letter in Letter.objects.filter(state=LetterState.SENT).values_list("uuid", flat=True)
    }
    doubled = {key: times for key, times in server.accepted.items() if times > 1}
    again = sum(doubled.values()) - len(doubled)
    record_property(
        "figures",
        f"{crew.kills} kills, {at_work} of them at work, {planned} planned, {len(letters)} sent, {again} doubled",
    )

    assert crew.kills >= KILLS
    assert at_work >= KILLS * 0.9
    assert broken == 0
    assert len(letters) == planned
    assert letters == set(server.accepted)
    assert again <= crew.kills


@pytest.mark.skipif(
    not IS_LONG, reason="its five minutes pass by the clock on the wall; `make prove` waits for them"
)
@pytest.mark.parametrize("crew", [False], indirect=True)
def test_letters_go_out_within_ninety_seconds_of_their_time(crew, mail, record_property):
    """Nothing is hurried here: the house's own schedule, a mail server without moods, and the real clock."""
    _controller, server = mail
    server.moods = {}
    planned = plan_letters(TIMED, over=timedelta(seconds=120))
    stop = clock.monotonic() + PATIENCE + 120
    while sum(server.accepted.values()) < planned and clock.monotonic() < stop:
        clock.sleep(1)

    rows = Letter.objects.filter(state=LetterState.SENT).values_list("uuid", "notices__reminder__due_at")
    waits = sorted(
        server.accepted_at[f"<{letter}@127.0.0.1>"] - due_at.timestamp() for letter, due_at in rows
    )
    almost_all = waits[len(waits) * 99 // 100 - 1]
    doubled = sum(server.accepted.values()) - len(server.accepted)
    record_property(
        "figures",
        f"99% within {almost_all:.0f} s, all within {waits[-1]:.0f} s, {planned} planned, {doubled} doubled",
    )

    assert len(waits) == planned
    assert doubled == 0
    assert almost_all <= 90
    assert waits[-1] <= 300
