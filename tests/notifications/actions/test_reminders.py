"""What people do with reminders: only those that wait can be put off, skipped or sent now."""

from datetime import date

import pytest

from accounts.refusals import Refused
from notifications.actions import reminders, telling
from notifications.choices import ReminderState
from notifications.models import Notice, Reminder, Wording
from tests.notifications.conftest import MONDAY, anchor, plan, rule

pytestmark = pytest.mark.django_db

DO = {
    "put off": lambda reminder, by: reminders.put_off(reminder, to=date(2026, 12, 9), by=by, at=MONDAY),
    "skip": lambda reminder, by: reminders.skip(reminder, by=by, at=MONDAY),
    "send now": lambda reminder, by: reminders.send_now(reminder, by=by, at=MONDAY),
}


@pytest.fixture
def reminder(garden, ann):
    """One that waits for Monday in a week."""
    garden.people[1] = [ann]
    rule()
    plan(anchor())
    return Reminder.objects.get()


@pytest.mark.parametrize("do", DO.values(), ids=DO)
@pytest.mark.parametrize("state", [ReminderState.TOLD, ReminderState.SKIPPED, ReminderState.BROKEN])
def test_what_does_not_wait_any_more_is_left_as_it_is(reminder, ann, do, state):
    Reminder.objects.filter(pk=reminder.pk).update(state=state, told_at=MONDAY)
    before = Reminder.objects.values().get()

    with pytest.raises(Refused, match="gone out already"):
        do(reminder, ann)

    assert Reminder.objects.values().get() == before
    assert not Notice.objects.exists()


@pytest.mark.parametrize("do", DO.values(), ids=DO)
def test_what_is_planned_no_more_is_refused(reminder, ann, do):
    plan()

    with pytest.raises(Refused, match="no longer needed"):
        do(reminder, ann)


def test_one_that_cannot_be_written_is_not_sent_and_says_what_went_wrong(reminder, ann):
    Wording.objects.update(body="Water the {{ nothing }}")

    with pytest.raises(telling.CannotBeTold, match="did not go out") as refusal:
        reminders.send_now(reminder, by=ann, at=MONDAY)

    assert refusal.value.trouble == "KeyError"
    assert Reminder.objects.get().state == ReminderState.WAITING
    assert not Notice.objects.exists()
