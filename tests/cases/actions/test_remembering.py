"""What people do with planned reminders holds, and is refused where somebody else must be reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.refusals import Refused
from cases.actions import messages, remembering, steps, team
from cases.actions.settle import settle
from cases.models import CaseEvent
from cases.queries.facts import of_case
from cases.reminder_kinds import RemindOf
from notifications.actions import sweeping
from notifications.choices import Audience, LetterState, ReminderState
from notifications.models import Reminder
from tests.cases.actions.test_reminders_planned import moments, waiting
from tests.cases.conftest import NOON

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
LATER = NOON + 3 * A_DAY
SAFE = date(2026, 12, 16)


@pytest.fixture
def idle(carried):
    """The first reminder that Rosa's request does not go on, due on 30 November."""
    settle(carried, at=NOON)
    return waiting(carried, RemindOf.REQUEST_IDLE)[0]


def of_patient(case, kind):
    return waiting(case, kind).filter(audience=Audience.PATIENT_SIDE)[0]


def test_what_is_put_off_comes_on_the_day_that_was_chosen(idle, carried, rosa):
    others = moments(carried, RemindOf.REQUEST_IDLE)[1:]

    remembering.put_off(carried, idle, to=date(2026, 12, 10), title="Go on", by=rosa, at=LATER)

    assert sorted(moments(carried, RemindOf.REQUEST_IDLE)) == sorted(
        [("2026-12-10T09:00", Audience.PATIENT_SIDE), *others]
    )


def test_what_is_skipped_leaves_the_rest_of_its_series_where_it_was(idle, carried, rosa):
    others = moments(carried, RemindOf.REQUEST_IDLE)[1:]

    remembering.skip(carried, idle, title="Go on", by=rosa, at=LATER)

    assert moments(carried, RemindOf.REQUEST_IDLE) == others


def test_what_is_sent_now_goes_out(idle, carried, rosa):
    remembering.send_now(carried, idle, title="Go on", by=rosa, at=LATER)
    sweeping.sweep(at=LATER + timedelta(minutes=1))

    idle.refresh_from_db()
    assert (idle.state, idle.over_at) == (ReminderState.TOLD, None)
    letter = idle.notices.get().letter
    assert (letter.user, letter.state) == (rosa, LetterState.SENT)


@pytest.mark.parametrize(
    "kind",
    ["reminder_put_off", "reminder_skipped", "reminder_sent_now", "document_opened", "document_withheld"],
)
def test_reading_and_handling_reminders_touch_no_journey(carried, rosa, kind):
    CaseEvent.objects.create(case=carried, kind=kind, by=rosa, by_name=rosa.name, at=LATER)

    assert of_case(carried).touched_on == NOON.date()


# Who may


def test_an_advocate_leaves_out_nothing_that_leads_must_hear(case, maya, dana):
    team.assign(case, maya, instead_of=None, by=dana, at=NOON)
    passed_on = waiting(case, RemindOf.UNTOUCHED).filter(audience=Audience.LEAD)[0]

    with pytest.raises(Refused):
        remembering.skip(case, passed_on, title="-", by=maya, at=LATER)
    with pytest.raises(Refused):
        remembering.put_off(case, passed_on, to=date(2027, 3, 1), title="-", by=maya, at=LATER)
    remembering.skip(case, passed_on, title="-", by=dana, at=LATER)

    passed_on.refresh_from_db()
    assert passed_on.state == ReminderState.SKIPPED


def test_a_date_that_must_not_pass_unseen_is_not_left_out(carried, rosa):
    steps.answer_safe_to_wait(carried, until=SAFE, by=rosa, at=NOON)

    for kind in (RemindOf.SAFE_DATE, RemindOf.SAFE_DATE_NEAR):
        with pytest.raises(Refused, match="We don’t want you to miss this date"):
            remembering.skip(carried, of_patient(carried, kind), title="-", by=rosa, at=NOON)
    assert not Reminder.objects.filter(state=ReminderState.SKIPPED).exists()


def test_a_date_that_must_not_pass_unseen_is_put_off_to_the_day_itself_at_most(carried, rosa):
    steps.answer_safe_to_wait(carried, until=SAFE, by=rosa, at=NOON)
    near = of_patient(carried, RemindOf.SAFE_DATE_NEAR)

    with pytest.raises(Refused, match="Wednesday 16 December"):
        remembering.put_off(carried, near, to=SAFE + A_DAY, title="-", by=rosa, at=NOON)
    remembering.put_off(carried, near, to=SAFE, title="-", by=rosa, at=NOON)

    near.refresh_from_db()
    assert near.due_at == datetime(2026, 12, 16, 14, 0, tzinfo=UTC)


# Data of an older system


def test_a_zone_that_nobody_knows_stops_no_action(carried, rosa, maya):
    maya.time_zone = "Mars/Base"
    maya.save()

    messages.send(carried, body="Hello?", from_patient_side=True, by=rosa, at=NOON)

    assert waiting(carried, RemindOf.MESSAGE_UNANSWERED).exists()
