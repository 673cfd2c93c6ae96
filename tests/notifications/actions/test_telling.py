"""Telling: each person once, in a letter of the day or one of its own, or none, as they want it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from accounts.refusals import Refused
from notifications import kinds, words
from notifications.actions import broken, delivery, notices, reminders, sweeping, telling
from notifications.choices import Audience, Group, LetterState, ReminderState, Rhythm
from notifications.models import (
    FailingAddress,
    Letter,
    Notice,
    Reminder,
    RhythmChoice,
    SendingWindow,
    Sweep,
    Wording,
)
from notifications.queries import status
from tests.notifications.conftest import MONDAY, TODAY, anchor, calendar, plan, rule, somebody

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
"""Tuesday, nine in the morning in New York."""


def later(**units):
    return NINE + timedelta(**units)


@pytest.fixture
def garden(garden, ann):
    garden.people[1] = [ann]
    return garden


def test_a_reminder_becomes_a_notice_in_the_words_of_its_rule(garden, sink, ann):
    rule(offset=1, words="Water the {{ plant }} today")
    plan(anchor())

    assert telling.tell_due(at=NINE - timedelta(seconds=1)) == 0
    assert telling.tell_due(at=NINE) == 1

    notice = Notice.objects.get()
    assert (notice.user, notice.title, notice.at) == (ann, "Water the rose today", NINE)
    ann.refresh_from_db()
    assert ann.unread_notices == 1


def test_words_come_in_the_readers_language_where_there_are_some(garden, sink, ann, settings):
    settings.INTERFACE_LANGUAGES = settings.LANGUAGES
    ours = rule(offset=1)
    Wording.objects.create(rule=ours, language="es", title="Riegue: {{ plant }}", body="Hoy.")
    ann.language = "es"
    ann.save()
    plan(anchor())

    telling.tell_due(at=NINE)

    assert Notice.objects.get().title == "Riegue: rose"


def test_what_is_due_on_one_day_comes_in_one_letter(garden, sink, ann):
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"), anchor("bed-3"))

    sweeping.sweep(at=NINE)
    assert sink.letters == []
    sweeping.sweep(at=later(seconds=30))

    assert len(sink.letters) == 1
    assert Notice.objects.filter(letter__state=LetterState.SENT).count() == 3


def test_what_comes_later_on_a_day_whose_letter_has_gone_waits_for_the_next(garden, sink, ann):
    rule(offset=1)
    rule(offset=1, time_of_day=time(15))
    plan(anchor())
    sweeping.sweep(at=NINE)
    sweeping.sweep(at=later(seconds=30))

    sweeping.sweep(at=later(hours=6))
    sweeping.sweep(at=later(hours=6, seconds=30))
    assert len(sink.letters) == 1

    sweeping.sweep(at=later(days=1, seconds=30))
    assert len(sink.letters) == 2


def test_twenty_six_hours_of_silence_end_in_one_letter_each(garden, sink, ann):
    ben = somebody("ben")
    garden.people[2] = [ann, ben]
    for number in range(4):
        rule(offset=1, time_of_day=time(9 + 2 * number))
    plan(anchor("bed-1"), anchor("bed-2"))
    plan(anchor("bed-3"), subject_id=2)

    for seconds in range(0, 300, 30):
        sweeping.sweep(at=later(hours=26, seconds=seconds))

    assert sorted(letter.to for letter in sink.letters) == [ann.email, ben.email]
    assert Notice.objects.count() == 16


def test_a_letter_waits_for_the_hours_of_its_reader(garden, sink, ann):
    SendingWindow.objects.create(user=ann, opens=time(12), closes=time(13))
    rule(offset=1)
    plan(anchor())

    sweeping.sweep(at=NINE)
    sweeping.sweep(at=later(hours=2, minutes=59))
    assert sink.letters == []
    sweeping.sweep(at=later(hours=3, seconds=30))

    assert len(sink.letters) == 1


def test_an_urgent_one_waits_for_nothing_and_says_so(garden, sink, ann):
    SendingWindow.objects.create(user=ann, opens=time(12), closes=time(13))
    rule("frost", offset=1, time_of_day=time(6))
    plan(anchor(kind="frost"))

    sweeping.sweep(at=later(hours=-3))

    (letter,) = sink.letters
    assert letter.is_urgent


def test_those_who_want_each_at_once_get_each(garden, sink, ann):
    RhythmChoice.objects.create(user=ann, group=Group.JOURNEY, channel="mail", rhythm=Rhythm.AT_ONCE)
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"))

    sweeping.sweep(at=NINE)

    assert len(sink.letters) == 2


def test_those_who_want_no_letters_read_it_here(garden, sink, ann):
    RhythmChoice.objects.create(user=ann, group=Group.JOURNEY, channel="mail", rhythm=Rhythm.NEVER)
    rule(offset=1)
    plan(anchor())

    sweeping.sweep(at=NINE)

    assert Notice.objects.get().no_letter_because == "not_wanted"
    assert not Letter.objects.exists()


def test_what_must_not_be_missed_comes_even_to_them(garden, sink, ann):
    RhythmChoice.objects.create(user=ann, group=Group.DATES, channel="mail", rhythm=Rhythm.NEVER)
    rule("frost", offset=1)
    plan(anchor(kind="frost"))

    sweeping.sweep(at=NINE)

    assert len(sink.letters) == 1


def test_a_rule_without_mail_is_read_here_alone(garden, sink, ann):
    rule(offset=1, by_mail=False)
    plan(anchor())

    sweeping.sweep(at=NINE)

    assert Notice.objects.get().no_letter_because == "rule"


def test_nobody_is_nagged_while_an_answer_waits_for_them(garden, sink, ann):
    garden.quiet.add((ann.pk, 1))
    rule(offset=1)
    rule("frost", offset=1)
    plan(anchor(), anchor(kind="frost"))

    sweeping.sweep(at=NINE)

    assert Notice.objects.get(kind="water").no_letter_because == "answer_waits"
    assert len(sink.letters) == 1


def test_what_is_late_is_planned_anew_before_it_is_told_once_for_each_subject(garden, sink, ann, monkeypatch):
    garden.people[2] = [ann]
    rule(offset=1)
    for subject_id in (1, 2):
        plan(anchor("bed-1"), anchor("bed-2"), subject_id=subject_id)
    asked = []

    def replan(subject_id, *, at):
        asked.append(subject_id)
        plan(anchor("bed-2"), subject_id=subject_id, at=at)

    monkeypatch.setattr(garden, "replan", replan)

    assert telling.tell_due(at=later(minutes=6)) == 2

    assert asked == [1, 2]
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.TOLD}
    assert {row.occasion.split(":")[1] for row in Reminder.objects.all()} == {"bed-2"}


def test_what_is_on_time_or_ones_own_is_told_without_planning_anew(garden, sink, ann):
    rule(offset=1)
    plan(anchor())
    telling.tell_due(at=later(minutes=5))
    reminders.set_own("garden", 1, words="x", on=TODAY, clock=time(12), by=ann, at=MONDAY, once=uuid4())
    telling.tell_due(at=later(days=2))

    assert garden.replanned == []


def test_one_that_cannot_be_planned_anew_is_told_all_the_same(garden, sink, ann, monkeypatch, caplog):
    rule(offset=1)
    plan(anchor())
    monkeypatch.setattr(garden, "replan", lambda *_args, **_values: 1 / 0)

    assert telling.tell_due(at=later(hours=1)) == 1

    assert "garden 1" in caplog.text


def test_what_must_not_be_missed_comes_also_while_an_answer_waits(garden, sink, ann, monkeypatch):
    monkeypatch.setitem(kinds._registered, "water", replace(kinds.get("water"), kept_because="It is dry."))
    garden.quiet.add((ann.pk, 1))
    rule(offset=1)
    plan(anchor())

    telling.tell_due(at=NINE)

    assert Notice.objects.get().letter


def test_what_somebody_sends_now_comes_also_while_an_answer_waits(garden, sink, ann):
    garden.quiet.add((ann.pk, 1))
    rule(offset=1)
    plan(anchor())

    reminders.send_now(Reminder.objects.get(), by=ann, at=MONDAY)

    assert Notice.objects.get().letter


def test_an_address_that_fails_gets_no_letters(garden, sink, ann):
    FailingAddress.objects.create(user=ann, email=ann.email, since=NINE, trouble="550")
    rule(offset=1)
    plan(anchor())

    sweeping.sweep(at=NINE)

    assert Notice.objects.get().no_letter_because == "address_fails"


def test_those_who_lost_access_are_not_told(garden, sink, ann):
    ben = somebody("ben")
    rule(offset=1)
    plan(anchor())
    garden.people[1] = [ben]

    sweeping.sweep(at=NINE)

    assert Notice.objects.get().user == ben


def test_a_reminder_that_nobody_is_there_to_hear_stands_in_sight_and_is_told_when_somebody_is(
    garden, sink, ann
):
    rule(offset=1)
    rule(offset=1, audience=Audience.LEAD)
    plan(anchor())

    sweeping.sweep(at=NINE)
    sweeping.sweep(at=later(minutes=10))

    assert Notice.objects.get().user == ann
    unheard = Reminder.objects.get(audience=Audience.LEAD)
    assert (unheard.state, unheard.trouble) == (ReminderState.BROKEN, "nobody to tell")
    assert words.trouble(unheard.trouble).startswith("Nobody is here")
    assert status.health(at=later(minutes=10)).is_well

    garden.leads = [somebody("lea")]
    broken.try_again(unheard, by=ann)
    assert telling.tell_due(at=later(minutes=11)) == 1


def test_where_no_patient_signs_in_a_reminder_is_left_out_with_the_reason_and_troubles_nobody(
    garden, sink, caplog
):
    garden.people[1] = []
    rule(offset=1)
    plan(anchor())

    assert telling.tell_due(at=NINE) == 0

    left_out = Reminder.objects.get()
    assert (left_out.state, left_out.trouble) == (ReminderState.SKIPPED, "nobody to tell")
    assert not status.broken().exists()
    assert caplog.text == ""


def test_one_that_nobody_is_there_to_hear_is_gone_when_it_is_no_longer_needed(garden, sink):
    rule(offset=1, audience=Audience.LEAD)
    plan(anchor())
    sweeping.sweep(at=NINE)

    plan(at=later(hours=1))

    assert not Reminder.objects.exists()


def test_one_that_somebody_wants_sent_now_to_nobody_stays_planned(garden, sink, ann):
    rule(offset=1, audience=Audience.LEAD)
    plan(anchor())

    with pytest.raises(Refused) as refusal:
        reminders.send_now(Reminder.objects.get(), by=ann, at=MONDAY)

    assert not isinstance(refusal.value, telling.CannotBeTold)
    assert Reminder.objects.get().state == ReminderState.WAITING


def test_one_that_cannot_be_written_is_visible_and_holds_up_nobody(garden, sink, ann, caplog):
    rule(offset=1, key="bad", words="Water the {{ nothing }}")
    rule(offset=1, key="good")
    plan(anchor())

    assert telling.tell_due(at=NINE) == 1

    assert Reminder.objects.get(rule__key="bad").state == ReminderState.BROKEN
    assert Reminder.objects.get(rule__key="bad").trouble == "KeyError"
    assert Notice.objects.count() == 1
    assert "rose" not in caplog.text


def test_a_reminder_sent_now_goes_out_at_any_hour(garden, sink, ann):
    rule(offset=1)
    plan(anchor())
    night = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

    reminders.send_now(Reminder.objects.get(), by=ann, at=night)
    delivery.deliver_due(at=night)

    assert len(sink.letters) == 1
    assert telling.tell_due(at=NINE) == 0


def test_ones_own_reminder_reaches_only_oneself(garden, sink, ann):
    ben = somebody("ben")
    garden.people[1] = [ann, ben]
    reminders.set_own(
        "garden",
        1,
        words="Call Mercy",
        on=date(2026, 11, 24),
        clock=time(9),
        by=ben,
        at=MONDAY,
        once="6f0d1b52-6f4f-4e59-9f0e-1c1e6f1d9a12",
    )

    telling.tell_due(at=NINE)

    notice = Notice.objects.get()
    assert notice.user == ben
    assert "Call Mercy" in notice.title + notice.body


def test_ones_own_reminder_of_a_place_one_has_left_is_not_told(garden, sink, ann):
    ben = somebody("ben")
    reminders.set_own(
        "garden",
        1,
        words="Call Mercy",
        on=date(2026, 11, 24),
        clock=time(9),
        by=ben,
        at=MONDAY,
        once="6f0d1b52-6f4f-4e59-9f0e-1c1e6f1d9a13",
    )

    telling.tell_due(at=NINE)

    assert not Notice.objects.exists()


def test_news_go_out_at_once_whatever_the_hour(garden, sink, ann):
    night = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

    notices.tell([ann], "visitor", subject="garden", subject_id=1, at=night, fields={"who": "Ben"})
    delivery.deliver_due(at=night)

    assert Notice.objects.get().title == "Ben came by"
    (letter,) = sink.letters
    assert not letter.is_urgent


def test_reading_takes_one_off_the_bell_and_makes_its_letter_needless(garden, sink, ann):
    rule(offset=1)
    plan(anchor())
    telling.tell_due(at=NINE)

    notices.mark_read(ann, at=later(seconds=5), uuid=Notice.objects.get().uuid)
    delivery.deliver_due(at=later(seconds=30))

    ann.refresh_from_db()
    assert ann.unread_notices == 0
    assert sink.letters == []
    assert Letter.objects.get().state == LetterState.DROPPED


def test_a_sweep_leaves_a_heartbeat(garden, sink, ann):
    sweeping.sweep(at=MONDAY)
    rule(offset=1)
    plan(anchor(on=TODAY), zones=calendar())

    sweeping.sweep(at=NINE)

    beat = Sweep.objects.get()
    assert (beat.begun_at, beat.told) == (NINE, 1)
    assert beat.ended_at >= NINE


def test_twenty_are_told_with_few_questions_to_the_database(garden, sink, django_assert_max_num_queries):
    """Ones of their own, each of another person: only who may reach what is asked for each."""
    people = [somebody(f"person{number}") for number in range(20)]
    garden.people[1] = people
    for number, user in enumerate(people):
        reminders.set_own(
            "garden",
            1,
            words=f"Call {number}",
            on=date(2026, 11, 24),
            clock=time(9),
            by=user,
            at=MONDAY,
            once=uuid4(),
        )

    with django_assert_max_num_queries(16):
        assert telling.tell_due(at=NINE) == 20

    assert {notice.user for notice in Notice.objects.all()} == set(people)
    assert Letter.objects.count() == 20


def test_several_that_fail_together_are_told_one_by_one(garden, sink, ann):
    """One without anybody, one that is left out, and a good one: none of them is in another's way."""
    rule(offset=1)
    rule(offset=1, key="leads", audience=Audience.LEAD)
    plan(anchor())
    plan(anchor(), subject_id=2)

    assert telling.tell_due(at=NINE) == 1

    found = Reminder.objects.values_list("subject_id", "audience", "state", "trouble")
    assert sorted(found) == [
        (1, Audience.LEAD, ReminderState.BROKEN, telling.NOBODY),
        (1, Audience.PATIENT_SIDE, ReminderState.TOLD, ""),
        (2, Audience.LEAD, ReminderState.BROKEN, telling.NOBODY),
        (2, Audience.PATIENT_SIDE, ReminderState.SKIPPED, telling.NOBODY),
    ]


def test_what_tells_of_one_thing_stays_together_on_the_list(garden, sink, ann):
    """For the list of what went out names everybody beside the thing that they were told."""
    garden.people[1] = [ann, somebody("ben")]
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"))

    telling.tell_due(at=NINE)

    first, second, third, fourth = Notice.objects.order_by("pk").values_list("reminder", flat=True)
    assert first == second != third == fourth


def test_people_are_held_before_any_reminder_is_written(garden, sink, ann, monkeypatch):
    """Also where some are left out: or two who tell at this moment would wait for each other."""
    rule(offset=1)
    plan(anchor())
    plan(anchor(), subject_id=2)
    states = []
    monkeypatch.setattr(
        telling, "hold", lambda _people: states.extend(Reminder.objects.values_list("state", flat=True))
    )

    telling.tell_due(at=NINE)

    assert states == [ReminderState.WAITING, ReminderState.WAITING]
