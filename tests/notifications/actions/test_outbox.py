"""What administrators do about letters and reminders that did not get out."""

import uuid
from datetime import timedelta

import pytest

from notifications.actions import broken, delivery, notices, outbox
from notifications.channels import Refused
from notifications.choices import LetterState, ReminderState
from notifications.models import ChannelPause, FailingAddress, Letter, Reminder
from tests.notifications.conftest import MONDAY, NEW_YORK, somebody

HOUR = timedelta(hours=1)


@pytest.fixture
def ada(db):
    return somebody("ada")


def letter(user, state=LetterState.FAILED, **values):
    given_up = {
        "attempts": 8,
        "first_tried_at": MONDAY - HOUR * 30,
        "ended_at": MONDAY - HOUR,
        "trouble": "550",
    }
    return Letter.objects.create(
        user=user,
        channel="mail",
        dedupe_key=str(uuid.uuid4()),
        due_at=MONDAY - HOUR * 30,
        state=state,
        **given_up | values,
    )


def reminder(state=ReminderState.BROKEN, **values):
    return Reminder.objects.create(
        subject="garden",
        subject_id=1,
        occasion=str(uuid.uuid4()),
        kind="water",
        audience="patient_side",
        local_at="2026-11-23T09:00",
        zone=NEW_YORK,
        due_at=MONDAY - HOUR,
        state=state,
        trouble="KeyError",
        **values,
    )


def test_a_letter_that_was_given_up_starts_anew_under_its_old_id(ada, ann):
    given_up = letter(ann)

    assert outbox.resend(given_up, by=ada, at=MONDAY)

    again = Letter.objects.get()
    assert (again.state, again.attempts, again.due_at, again.trouble) == (LetterState.WAITING, 0, MONDAY, "")
    assert (again.ended_at, again.first_tried_at, again.uuid) == (None, None, given_up.uuid)


@pytest.mark.parametrize("again", ["one", "all"])
def test_a_letter_that_is_sent_again_goes_out_though_its_address_has_failed(garden, sink, ada, ann, again):
    garden.people[1] = [ada, ann]
    notices.tell([ada, ann], "visitor", subject="garden", subject_id=1, at=MONDAY, fields={"who": "Ben"})
    sink.trouble = _refuse
    delivery.deliver_due(at=MONDAY)
    sink.trouble = None
    FailingAddress.objects.create(user=(ben := somebody("ben")), email=ben.email, since=MONDAY)

    if again == "one":
        outbox.resend(Letter.objects.get(user=ann), by=ada, at=MONDAY + HOUR)
    else:
        outbox.resend_all(by=ada, at=MONDAY + HOUR)
    delivery.deliver_due(at=MONDAY + HOUR)

    assert [letter.to for letter in sink.letters] == [ada.email, ann.email][again == "one" :]
    assert FailingAddress.objects.count() == (2 if again == "one" else 1)


def _refuse(_letter):
    raise Refused("550", is_about_address=True)


@pytest.mark.parametrize("state", [state for state in LetterState if state != LetterState.FAILED])
def test_a_letter_that_was_not_given_up_is_left_alone(ada, ann, state):
    other = letter(ann, state)

    assert not outbox.resend(other, by=ada, at=MONDAY)

    other.refresh_from_db()
    assert (other.state, other.attempts) == (state, 8)


def test_all_letters_that_were_given_up_start_anew_and_no_other(ada, ann):
    for state in (LetterState.FAILED, LetterState.FAILED, LetterState.SENT):
        letter(ann, state)

    assert outbox.resend_all(by=ada, at=MONDAY) == 2
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["sent", "waiting", "waiting"]


def test_a_channel_that_rests_is_tried_with_the_next_sweep_and_still_rests_since_it_began(db):
    pause = ChannelPause.objects.create(
        channel="mail", since=MONDAY - HOUR, until=MONDAY + HOUR, trouble="535"
    )

    assert outbox.lift_pause("mail", at=MONDAY)

    pause.refresh_from_db()
    assert (pause.since, pause.until) == (MONDAY - HOUR, MONDAY)
    assert not outbox.lift_pause("mail", at=MONDAY)
    assert not outbox.lift_pause("pigeon", at=MONDAY)


def test_a_broken_reminder_waits_again_for_the_moment_it_was_meant_for(ada):
    one, other = reminder(), reminder(ReminderState.SKIPPED)

    assert broken.try_again(one, by=ada)
    assert not broken.try_again(other, by=ada)

    one.refresh_from_db()
    assert (one.state, one.due_at, one.trouble, one.changed_by) == ("waiting", MONDAY - HOUR, "", ada)


def test_all_broken_reminders_wait_again_and_no_other(ada):
    for state in (ReminderState.BROKEN, ReminderState.BROKEN, ReminderState.SKIPPED):
        reminder(state)

    assert broken.try_all_again(by=ada) == 2
    assert sorted(Reminder.objects.values_list("state", flat=True)) == ["skipped", "waiting", "waiting"]
