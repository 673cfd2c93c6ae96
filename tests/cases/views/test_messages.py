"""The pages of messages and of internal notes."""

import uuid
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from cases.actions import journey, messages, notes
from cases.choices import Access, TeamRole
from cases.models import Message, Note, TeamMember
from tests.cases.conftest import ANSWERS, NOON, join, signed_in

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a"


def page(name, case, *args):
    return reverse(f"cases:{name}", args=[case.uuid, *args])


def say(case, user, body="Hello", at=NOON, side="patient"):
    return messages.send(case, body=body, from_patient_side=side == "patient", by=user, at=at)


def test_a_conversation_reads_from_top_to_bottom(carried, rosa, maya):
    say(carried, rosa, "Can I skip the MRI?")
    say(carried, maya, "Better not.", at=NOON + timedelta(hours=1), side="staff")

    html = signed_in(rosa).get(page("messages", carried)).content.decode()

    assert html.index("Can I skip the MRI?") < html.index("Better not.")
    assert "Monday 23 November 2026" in html
    assert "Maya answers within 1 working day." in html
    assert "Don’t use messages for an emergency." in html


def test_a_sent_message_stands_once_however_often_it_is_sent(carried, rosa):
    sent = {"body": "Hello", "once": str(uuid.uuid4())}
    browser = signed_in(rosa)

    answers = [browser.post(page("messages", carried), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Message.objects.values_list("body", "from_patient_side")) == [("Hello", True)]


def test_family_that_may_only_see_may_write_messages(carried, luis):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)

    signed_in(luis).post(page("messages", carried), {"body": "Hi", "once": str(uuid.uuid4())})

    assert Message.objects.get().by == luis


def test_a_lead_writes_as_staff(carried, dana):
    signed_in(dana).post(page("messages", carried), {"body": "Hi", "once": str(uuid.uuid4())})

    assert Message.objects.get().from_patient_side is False


@pytest.mark.parametrize("body", ["", "   ", "a\x00b", "x" * 5001])
def test_a_message_that_cannot_be_sent_is_kept_on_the_page(carried, rosa, body):
    answer = signed_in(rosa).post(page("messages", carried), {"body": body, "once": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["body"]
    assert body.strip("\x00 ")[:5] in answer.content.decode()
    assert Message.objects.count() == 0


@pytest.mark.parametrize("once", ["", "x", "\x00", "0" * 400])
def test_a_broken_key_is_no_crash(carried, rosa, once):
    assert signed_in(rosa).post(page("messages", carried), {"body": "a", "once": once}).status_code == 422


def test_lone_surrogates_are_no_crash(carried, rosa):
    body = b"body=%ED%A0%80&once=" + str(uuid.uuid4()).encode()

    answer = signed_in(rosa).post(
        page("messages", carried), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in (302, 422)


def test_what_is_new_is_marked_once(carried, rosa, maya):
    say(carried, maya, at=NOON + timedelta(hours=1), side="staff")
    browser = signed_in(rosa)

    first, second = (browser.get(page("messages", carried)).content.decode() for _ in range(2))

    assert [html.count('turn yours">New') for html in (first, second)] == [1, 0]


def test_opening_a_read_conversation_writes_nothing(carried, rosa, maya):
    say(carried, maya, side="staff")
    browser = signed_in(rosa)
    browser.get(page("messages", carried))
    mark = TeamMember.objects.get(user=rosa).read_at
    browser.get(page("messages", carried))

    assert TeamMember.objects.get(user=rosa).read_at == mark


def test_long_conversations_come_in_pages_without_gaps(carried, rosa):
    Message.objects.bulk_create(
        Message(case=carried, by=rosa, from_patient_side=True, at=NOON, body=f"<{number}>")
        for number in range(120)
    )
    browser = signed_in(rosa)
    address, seen = page("messages", carried), []
    while address:
        conversation = browser.get(address).context["conversation"]
        seen = [message.body for day in conversation.days for message in day.messages] + seen
        earlier = conversation.earlier
        address = f"{page('messages', carried)}?before={earlier}" if earlier else ""

    assert seen == [f"<{number}>" for number in range(120)]


@pytest.mark.parametrize("mark", ["x", "-1", "0", "9" * 40, "%00", "²"])
def test_a_wrong_mark_is_404(carried, rosa, mark):
    assert signed_in(rosa).get(page("messages", carried) + f"?before={mark}").status_code == 404


def test_the_conversation_asks_the_same_number_of_queries_at_any_length(
    carried, rosa, maya, django_assert_max_num_queries, django_assert_num_queries
):
    browser = signed_in(rosa)
    say(carried, maya, side="staff")
    browser.get(page("messages", carried))
    with django_assert_max_num_queries(15) as few:
        browser.get(page("messages", carried))
    for _ in range(29):
        say(carried, rosa)

    with django_assert_num_queries(len(few)):
        browser.get(page("messages", carried))


def test_staff_keep_and_change_notes(carried, maya, dana):
    browser = signed_in(maya)
    browser.post(page("notes", carried), {"body": CANARY, "once": str(uuid.uuid4())})
    note = Note.objects.get()

    assert CANARY in signed_in(dana).get(page("notes", carried)).content.decode()
    browser.post(page("note-edit", carried, note.pk), {"body": "other words", "version": 1})
    assert Note.objects.get().body == "other words"
    assert signed_in(dana).get(page("note-edit", carried, note.pk)).status_code == 403


def test_a_stale_note_shows_both_versions(carried, maya):
    note = notes.write(carried, body="first", by=maya, at=NOON)
    notes.rewrite(note, version=1, body="theirs", by=maya, at=NOON)

    answer = signed_in(maya).post(page("note-edit", carried, note.pk), {"body": "mine", "version": 1})

    assert answer.status_code == 409
    assert ("theirs" in answer.content.decode(), "mine" in answer.content.decode()) == (True, True)
    assert Note.objects.get().body == "theirs"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_broken_version_is_no_crash(carried, maya, version):
    note = notes.write(carried, body="first", by=maya, at=NOON)

    answer = signed_in(maya).post(page("note-edit", carried, note.pk), {"body": "a", "version": version})

    assert answer.status_code == 422


def test_notes_never_reach_the_patient_side(carried, rosa, luis, maya):
    join(carried, luis, TeamRole.CAREGIVER)
    note = notes.write(carried, body=CANARY, by=maya, at=NOON)
    notes.rewrite(note, version=1, body=CANARY + " again", by=maya, at=NOON)
    case_names = {
        pattern.name
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", [])
        if str(pattern.pattern).startswith("cases/<uuid:uuid>/") and "<" not in str(pattern.pattern)[18:]
    }
    assert {"messages", "notes", "timeline", "team", "journey"} <= case_names

    for user in (rosa, luis):
        browser = signed_in(user)
        for name in sorted(case_names):
            html = browser.get(page(name, carried)).content.decode(errors="replace")
            assert (name, CANARY in html, "internal note" in html.lower()) == (name, False, False)
        assert browser.get(page("notes", carried)).status_code == 403
        assert browser.post(page("notes", carried), {"body": "a"}).status_code == 403
        assert browser.get(page("note-edit", carried, note.pk)).status_code == 403


def test_a_note_of_another_journey_is_404(carried, maya, ben, starter_content):
    other = journey.open_journey(by=ben, at=NOON, answers=ANSWERS, as_patient=False)
    note = notes.write(other, body="x", by=ben, at=NOON)

    assert signed_in(maya).get(page("note-edit", carried, note.pk)).status_code == 404
