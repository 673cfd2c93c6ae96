"""Messages and notes."""

import uuid
from datetime import timedelta

import pytest

from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, messages, notes
from cases.choices import MoveKind, TeamRole
from cases.models import CaseEvent, Message, Note, TeamMember
from cases.queries.messages import unread_in
from tests.cases.conftest import NOON, join

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def from_rosa(case, rosa, at=NOON, **values):
    return messages.send(case, body="Can I skip the MRI?", from_patient_side=True, by=rosa, at=at, **values)


def from_maya(case, maya, at=LATER):
    return messages.send(case, body="Better not.", from_patient_side=False, by=maya, at=at)


def test_a_message_from_the_patient_is_the_advocates_turn_until_it_is_answered(carried, rosa, maya):
    from_rosa(carried, rosa)
    carried.refresh_from_db()
    assert (carried.move_kind, carried.unanswered_since) == (MoveKind.ANSWER_MESSAGE, NOON)

    from_maya(carried, maya)
    carried.refresh_from_db()
    assert (carried.move_kind == MoveKind.ANSWER_MESSAGE, carried.unanswered_since) == (False, None)
    assert carried.last_contact_at == LATER


def test_a_message_sent_twice_stands_once(carried, rosa):
    once = uuid.uuid4()

    assert from_rosa(carried, rosa, once=once) == from_rosa(carried, rosa, once=once)
    assert Message.objects.count() == 1
    assert CaseEvent.objects.filter(kind="message_sent").count() == 1


def test_nobody_writes_to_a_journey_that_has_ended(carried, rosa):
    journey.withdraw(carried, why="", by=rosa, at=NOON)

    with pytest.raises(Refused):
        from_rosa(carried, rosa)

    assert Message.objects.count() == 0


def test_messages_of_others_are_new_until_the_conversation_is_opened(carried, rosa, maya, stranger):
    from_maya(carried, maya)
    assert [unread_in(carried, user) for user in (rosa, maya, stranger)] == [1, 0, 0]

    messages.mark_read(carried, by=rosa, at=LATER)

    assert unread_in(carried, rosa) == 0


def test_what_was_written_before_somebody_joined_is_not_new_to_them(carried, maya, luis):
    from_maya(carried, maya)
    join(carried, luis, TeamRole.CAREGIVER, at=LATER + timedelta(hours=1))

    assert unread_in(carried, luis) == 0


def test_access_that_has_ended_leaves_nothing_unread(carried, maya, luis):
    member = join(carried, luis, TeamRole.CAREGIVER)
    from_maya(carried, maya)
    assert unread_in(carried, luis) == 1
    TeamMember.objects.filter(pk=member.pk).update(ends_at=NOON)

    assert unread_in(carried, luis) == 0


def test_counting_what_is_new_takes_one_query(carried, rosa, django_assert_num_queries):
    rosa.site_roles  # noqa: B018 -- read once per request in any case

    with django_assert_num_queries(1):
        unread_in(carried, rosa)


def test_a_note_is_told_to_staff_only_and_without_its_words(carried, maya):
    notes.write(carried, body="canary", by=maya, at=NOON)

    event = CaseEvent.objects.get(kind="note_written")
    assert (event.is_shown_to_patient, event.before, event.after, event.note) == (False, {}, {}, "")


def test_a_note_kept_twice_stands_once(carried, maya):
    once = uuid.uuid4()

    notes.write(carried, body="a", by=maya, at=NOON, once=once)
    notes.write(carried, body="a", by=maya, at=NOON, once=once)

    assert Note.objects.count() == 1


def test_a_note_is_changed_by_its_writer_only(carried, maya, dana):
    note = notes.write(carried, body="before", by=maya, at=NOON)

    notes.rewrite(note, version=1, body="after", by=maya, at=LATER)
    with pytest.raises(Refused):
        notes.rewrite(note, version=2, body="other", by=dana, at=LATER)

    note.refresh_from_db()
    assert (note.body, note.edited_at, note.version) == ("after", LATER, 2)


def test_a_note_changed_in_the_meantime_is_not_overwritten(carried, maya):
    note = notes.write(carried, body="before", by=maya, at=NOON)
    notes.rewrite(note, version=1, body="in another window", by=maya, at=LATER)

    with pytest.raises(StaleEdit):
        notes.rewrite(note, version=1, body="late", by=maya, at=LATER)

    note.refresh_from_db()
    assert note.body == "in another window"
