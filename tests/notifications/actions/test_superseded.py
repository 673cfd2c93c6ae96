"""Times of one rule that a change pulls into the past all at once."""

from datetime import timedelta

import pytest

from notifications.actions import reminders, telling
from notifications.choices import ReminderState
from notifications.models import Reminder, Rule
from tests.notifications.conftest import MONDAY, TODAY, anchor, plan, rule, somebody

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = MONDAY + 15 * DAY


def waiting():
    return sorted(Reminder.objects.filter(state=ReminderState.WAITING).values_list("occasion", flat=True))


def weekly():
    """A rule whose three times still lie ahead."""
    made = rule(offset=20, repeat_every=2, repeats=2)
    plan(anchor())
    assert len(waiting()) == 3
    return made


def hurried():
    """The same rule, so much sooner that all three have passed."""
    Rule.objects.update(offset=3)
    plan(anchor(), at=LATER)


def test_the_last_alone_is_told(garden):
    made = weekly()

    hurried()

    assert waiting() == [f"{made.pk}:bed-1:{TODAY}:2"]
    plan(anchor(), at=LATER + timedelta(hours=1))
    assert len(waiting()) == 1


def test_one_that_somebody_put_off_comes_on_the_day_that_they_chose(garden):
    made = weekly()
    first = Reminder.objects.earliest("due_at")
    reminders.put_off(first, to=TODAY + 60 * DAY, by=somebody("ann"), at=MONDAY)

    hurried()

    assert waiting() == [f"{made.pk}:bed-1:{TODAY}:0", f"{made.pk}:bed-1:{TODAY}:2"]


def test_what_is_pulled_back_behind_one_that_was_told_is_not_told_again(garden, sink, ann):
    """A journey turns time-critical the day after the first time: all three would have passed by then."""
    garden.people[1] = [ann]
    rule(offset=6, repeat_every=4, repeats=2)
    plan(anchor())
    first = Reminder.objects.earliest("due_at")
    assert telling.tell_due(at=first.due_at) == 1

    plan(anchor(is_critical=True), at=first.due_at + timedelta(hours=15))
    assert waiting() == []
    assert telling.tell_due(at=first.due_at + DAY) == 0

    plan(anchor(), at=first.due_at + DAY)
    assert len(waiting()) == 2


def test_what_is_pulled_back_to_a_time_after_the_last_one_told_is_told(garden, sink, ann):
    garden.people[1] = [ann]
    made = rule(offset=6, repeat_every=12, repeats=1)
    plan(anchor())
    first = Reminder.objects.earliest("due_at")
    assert telling.tell_due(at=first.due_at) == 1

    Rule.objects.update(repeat_every=3)
    plan(anchor(), at=first.due_at + 4 * DAY)

    assert waiting() == [f"{made.pk}:bed-1:{TODAY}:1"]
    assert telling.tell_due(at=first.due_at + 4 * DAY) == 1
