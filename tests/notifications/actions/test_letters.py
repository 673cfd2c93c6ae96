"""What shares a letter, and what the letter says of it."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from notifications.actions import delivery, notices, reminders, sweeping, telling
from notifications.choices import Group, LetterState, Rhythm
from notifications.models import Letter, Notice, RhythmChoice
from notifications.queries import status
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


def news(user, *, at):
    notices.tell([user], "visitor", subject="garden", subject_id=1, at=at, fields={"who": "Ben"})


def things_told(letters):
    """How many things these letters tell of."""
    said = [str(line.words).split(" × ") for letter in letters for line in letter.lines]
    return sum(int(parts[0]) if len(parts) > 1 else 1 for parts in said)


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


def test_after_a_day_of_silence_those_who_want_each_at_once_get_one_letter(garden, sink, ann):
    RhythmChoice.objects.create(user=ann, group=Group.JOURNEY, channel="mail", rhythm=Rhythm.AT_ONCE)
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"))
    for number in range(3):
        news(ann, at=NINE + timedelta(hours=number))
        reminders.set_own(
            "garden",
            1,
            words="x",
            on=NINE.date(),
            clock=time(9 + number),
            by=ann,
            at=NINE - A_DAY,
            once=uuid4(),
        )

    sweep_every_half_minute(since=NINE + timedelta(hours=27))

    assert len(sink.letters) == 1
    assert things_told(sink.letters) == Notice.objects.filter(letter__state=LetterState.SENT).count() == 8
    folded = Letter.objects.exclude(state=LetterState.SENT)
    assert {(letter.state, letter.trouble) for letter in folded} == {("dropped", "joined another letter")}


def test_after_a_shorter_silence_they_get_each(garden, sink, ann):
    RhythmChoice.objects.create(user=ann, group=Group.JOURNEY, channel="mail", rhythm=Rhythm.AT_ONCE)
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"))
    news(ann, at=NINE)

    sweep_every_half_minute(since=NINE + timedelta(hours=6))

    assert len(sink.letters) == 3


def test_what_is_urgent_stays_alone_however_late(garden, sink, ann):
    rule("frost", offset=1)
    plan(anchor(kind="frost"))
    telling.tell_due(at=NINE)
    for number in range(2):
        news(ann, at=NINE + timedelta(minutes=number))

    sweep_every_half_minute(since=NINE + timedelta(hours=26))

    assert sorted(letter.is_urgent for letter in sink.letters) == [False, True]
    assert things_told(sink.letters) == 3


def test_what_somebody_has_tried_to_send_is_joined_to_nothing(garden, sink, ann):
    for number in range(3):
        news(ann, at=NINE + timedelta(minutes=number))
    tried = Letter.objects.earliest("due_at")
    Letter.objects.filter(pk=tried.pk).update(attempts=1)

    sweep_every_half_minute(since=NINE + timedelta(hours=26))

    assert sorted(things_told([letter]) for letter in sink.letters) == [1, 2]
    assert Notice.objects.filter(letter=tried).count() == 1


def test_a_letter_whose_things_joined_another_can_still_be_the_letter_of_its_day(garden, sink, ann):
    rule(offset=1)
    rule(offset=2)
    plan(anchor())
    telling.tell_due(at=NINE)
    Letter.objects.update(state=LetterState.DROPPED, trouble="joined another letter", ended_at=NINE)

    plan(anchor(), anchor("bed-2"), at=NINE)
    telling.tell_due(at=NINE)

    letter = Letter.objects.get()
    assert (letter.state, letter.trouble, letter.ended_at) == (LetterState.WAITING, "", None)


def test_where_joining_fails_each_goes_alone(garden, sink, ann, monkeypatch, caplog):
    for number in range(2):
        news(ann, at=NINE + timedelta(minutes=number))
    monkeypatch.setattr("notifications.actions.folding.hold", lambda _users: 1 / 0)

    delivery.deliver_due(at=NINE + timedelta(hours=26))

    assert len(sink.letters) == 2
    assert "ZeroDivisionError" in caplog.text


def test_what_people_do_while_nobody_sends_hides_from_nobody_that_letters_wait(
    garden, sink, ann, monkeypatch
):
    rule(offset=1)
    plan(anchor())
    sweeping.sweep(at=NINE)
    RhythmChoice.objects.create(user=ann, group=Group.NEWS, channel="mail", rhythm=Rhythm.DAILY)

    for minutes in range(2, 20, 2):
        news(ann, at=NINE + timedelta(minutes=minutes))

    health = status.health(at=NINE + timedelta(minutes=18, seconds=10))
    assert "overdue" in health.troubles
    assert Letter.objects.count() == 1
