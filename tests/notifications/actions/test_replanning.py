"""Planning open subjects anew after a rule changed: each once at least, whatever comes between."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from notifications import subjects
from notifications.actions import replanning
from notifications.models import Replanning
from tests.notifications.conftest import MONDAY, Garden

LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def garden(db, monkeypatch):
    """A hundred and twenty gardens, and nothing else that messages are about."""
    known = Garden()
    known.people = {number: [] for number in range(1, 121)}
    monkeypatch.setattr(subjects, "_registered", {"garden": known})
    return known


def ask(at=MONDAY):
    replanning.ask_all(by=None, at=at)


def progress():
    run = Replanning.objects.get()
    return run.total, run.done, run.failed, run.finished_at


def test_everything_open_is_planned_anew_once_and_the_run_ends(garden):
    ask()
    assert progress() == (120, 0, 0, None)

    assert replanning.go_on(at=LATER) == 120
    assert garden.replanned == list(range(1, 121))
    assert progress() == (120, 120, 0, LATER)
    assert replanning.go_on(at=LATER) == 0


def test_where_nothing_is_open_nothing_is_asked_for(garden):
    garden.people = {}
    ask()

    assert not Replanning.objects.exists()


def test_a_worker_whose_time_is_up_leaves_the_rest_to_the_next(garden, monkeypatch):
    monkeypatch.setattr(replanning, "monotonic", iter(range(100)).__next__)
    ask()

    assert replanning.go_on(at=LATER, seconds=1.5) == 50
    assert progress() == (120, 50, 0, None)
    monkeypatch.undo()


def test_the_next_worker_goes_on_where_the_last_one_stopped(garden):
    ask()
    Replanning.objects.update(reached_id=100, done=100)

    assert replanning.go_on(at=LATER) == 20
    assert garden.replanned == list(range(101, 121))
    assert progress() == (120, 120, 0, LATER)


def test_one_that_cannot_be_planned_holds_up_nobody_and_is_counted(garden, monkeypatch, caplog):
    def replan(subject_id, *, at):
        if subject_id == 3:
            raise KeyError("Rosa Ortega")

    monkeypatch.setattr(garden, "replan", replan)
    ask()

    assert replanning.go_on(at=LATER) == 119
    assert progress() == (120, 120, 1, LATER)
    assert "garden 3, KeyError" in caplog.text
    assert "Rosa" not in caplog.text


def test_a_database_that_is_away_makes_nobody_fail_and_the_batch_is_done_again(garden, monkeypatch):
    def away(subject_id, *, at):
        raise OperationalError

    ask()
    with monkeypatch.context() as broken:
        broken.setattr(garden, "replan", away)
        with pytest.raises(OperationalError):
            replanning.go_on(at=LATER)
    assert progress() == (120, 0, 0, None)

    assert replanning.go_on(at=LATER) == 120


def test_asking_again_starts_from_the_beginning(garden):
    ask()
    Replanning.objects.update(reached_id=100, done=100, failed=2)

    ask(LATER)

    assert Replanning.objects.get().reached_id == 0
    assert progress() == (120, 0, 0, None)


def test_a_batch_that_was_under_way_when_a_rule_changed_again_does_not_count(garden, monkeypatch):
    asked_again = []

    def replan(subject_id, *, at):
        garden.replanned.append(subject_id)
        if not asked_again:
            asked_again.append(True)
            ask(LATER)

    monkeypatch.setattr(garden, "replan", replan)
    ask()

    replanning.go_on(at=LATER)
    assert sorted(set(garden.replanned)) == list(range(1, 121))
    assert garden.replanned.count(1) == 2
    assert progress() == (120, 120, 0, LATER)


def test_two_workers_at_the_same_batch_count_it_once(garden, monkeypatch):
    begun = []

    def replan(subject_id, *, at):
        if not begun:
            begun.append(True)
            replanning._batch(Replanning.objects.get(), garden, at=at)

    monkeypatch.setattr(garden, "replan", replan)
    ask()

    replanning.go_on(at=LATER)
    assert progress() == (120, 120, 0, LATER)


def test_a_run_of_something_that_is_gone_is_left_alone(garden):
    Replanning.objects.create(subject="gone", asked_at=MONDAY, total=3)

    assert replanning.go_on(at=LATER) == 0
