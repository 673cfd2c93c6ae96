"""What shares a letter, and what the letter says of it."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.actions import sweeping, telling
from notifications.models import Letter, Notice
from tests.notifications.conftest import anchor, plan, rule

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
"""Tuesday, nine in the morning in New York."""

A_DAY = timedelta(days=1)


@pytest.fixture
def garden(garden, ann):
    garden.people[1] = [ann]
    return garden


def sweep_every_half_minute(*, since, times=4):
    for number in range(times):
        sweeping.sweep(at=since + number * timedelta(seconds=30))


def test_two_alike_are_one_line_with_their_number(garden, sink):
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"))

    sweep_every_half_minute(since=NINE)

    (letter,) = sink.letters
    (line,) = letter.lines
    assert str(line.words) == "2 × Something is due."


@pytest.mark.parametrize("silence", [1, 2])
@pytest.mark.parametrize("hour", [0, 14])
def test_after_days_of_silence_everybody_gets_one_letter(garden, sink, silence, hour):
    rule(offset=1)
    rule(offset=1 + silence)
    plan(anchor("bed-1"), anchor("bed-2"))
    telling.tell_due(at=NINE)  # and then nobody sends anything

    back = NINE + silence * A_DAY + timedelta(hours=hour)
    sweep_every_half_minute(since=back)
    sweep_every_half_minute(since=NINE + (silence + 1) * A_DAY)

    assert Notice.objects.count() == 4
    assert len(sink.letters) == 1


def test_what_joins_a_letter_does_not_hold_it_up(garden, sink):
    rule(offset=1)
    plan(anchor("bed-1"))
    telling.tell_due(at=NINE)
    due_at = Letter.objects.get().due_at

    plan(anchor("bed-1"), anchor("bed-2"), at=NINE + timedelta(seconds=10))
    telling.tell_due(at=NINE + timedelta(seconds=10))

    assert Letter.objects.get().due_at == due_at
    assert Notice.objects.filter(letter=Letter.objects.get()).count() == 2


def test_a_clock_that_is_set_back_by_days_stops_nobody_from_telling(garden, sink, ann):
    rule(offset=1, repeat_every=1, repeats=12)
    plan(anchor("bed-1"))
    for day in range(12):
        sweep_every_half_minute(since=NINE + day * A_DAY)
    sent = len(sink.letters)

    plan(anchor("bed-1"), anchor("bed-2"), at=NINE)
    assert telling.tell_due(at=NINE) == 1
    sweep_every_half_minute(since=NINE + timedelta(minutes=1))

    assert len(sink.letters) == sent + 1
