"""The questions for the doctor, as people use them."""

import uuid

import pytest
import time_machine

from cases.actions import journey, questions
from cases.choices import Access, TeamRole
from cases.models import Question
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, signed_in


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def client(case, rosa):
    return signed_in(rosa)


@pytest.fixture
def question(case, rosa):
    return questions.add(case, text="Can I keep my garden?", by=rosa, at=NOON)


def room(case):
    return f"/cases/{case.uuid}/appointment/questions/"


def texts(case):
    return list(case.questions.values_list("text", flat=True))


def test_ticked_questions_come_onto_the_list(case, client):
    answer = client.post(f"{room(case)}bank/", {"keys": ["advice", "goal"]})

    assert (answer.status_code, answer.url) == (302, room(case))
    assert list(case.questions.values_list("key", flat=True)) == ["advice", "goal"]


def test_what_is_on_the_list_is_ticked_already(case, rosa, client):
    questions.add_from_bank(case, keys=["goal"], by=rosa, at=NOON)

    assert 'value="goal" checked disabled' in client.get(f"{room(case)}bank/").content.decode()


@pytest.mark.parametrize(
    "keys", [[], ["advice", "nonsense"], ["advice", "saw-the-films"], ["advice", "goal\x00"]]
)
def test_ticks_that_the_bank_does_not_know_change_nothing(case, client, keys):
    assert client.post(f"{room(case)}bank/", {"keys": keys}).status_code == 422
    assert texts(case) == []


def test_a_wrong_tick_keeps_the_right_ones(case, client):
    answer = client.post(f"{room(case)}bank/", {"keys": ["advice", "nonsense"]})

    assert 'value="advice" checked' in answer.content.decode()


def test_an_own_question_is_added_once(case, client):
    sent = {"once": str(uuid.uuid4()), "text": "Why?", "ask": ""}
    for _time in range(2):
        assert client.post(f"{room(case)}add/", sent).status_code == 302

    assert texts(case) == ["Why?"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", ""), ("text", "x" * 501), ("text", "a\x00b"), ("ask", "Dr. Nobody"), ("once", "x")],
)
def test_what_can_not_be_kept_comes_back(case, client, field, value):
    sent = {"once": str(uuid.uuid4()), "text": "Why is that?", "ask": "", field: value}

    assert client.post(f"{room(case)}add/", sent).status_code == 422
    assert texts(case) == []


def test_questions_move_up_and_down_by_a_press(case, rosa, question, client):
    second = questions.add(case, text="Why?", by=rosa, at=NOON)
    client.post(f"{room(case)}{second.pk}/move/", {"direction": "up"})
    assert texts(case) == ["Why?", "Can I keep my garden?"]

    client.post(f"{room(case)}{second.pk}/move/", {"direction": "down"})
    assert texts(case) == ["Can I keep my garden?", "Why?"]


def test_there_is_no_sideways(case, question, client):
    assert client.post(f"{room(case)}{question.pk}/move/", {"direction": "sideways"}).status_code == 404


def test_an_answer_is_written_down_with_its_day(case, question, client):
    sent = {"answer": "Yes, by spring.", "answered_on": "2026-11-23", "version": "1"}
    client.post(f"{room(case)}{question.pk}/answer/", sent)

    row = Question.objects.get(pk=question.pk)
    assert (row.answer, row.answered_on) == ("Yes, by spring.", TODAY)
    assert "Yes, by spring." in client.get(room(case)).content.decode()


@pytest.mark.parametrize("day", ["", "0000-01-01", "2026-11-24", "soon"])
def test_an_answer_needs_a_day_that_has_been(case, question, client, day):
    sent = {"answer": "Yes, by spring.", "answered_on": day, "version": "1"}
    answer = client.post(f"{room(case)}{question.pk}/answer/", sent)

    assert answer.status_code == 422
    assert "Yes, by spring." in answer.content.decode()
    assert Question.objects.get(pk=question.pk).answer == ""


def test_a_stale_edit_shows_both(case, rosa, question, client):
    questions.edit(question, values={"text": "Theirs?"}, version=1, by=rosa, at=NOON)
    answer = client.post(f"{room(case)}{question.pk}/", {"text": "Mine?", "ask": "", "version": "1"})

    assert answer.status_code == 409
    assert "Theirs?" in answer.content.decode()
    assert "Mine?" in answer.content.decode()
    assert texts(case) == ["Theirs?"]


def test_a_question_for_a_doctor_off_the_list_keeps_its_doctor(case, rosa, client):
    row = questions.add(case, text="Why?", ask="Dr. Gone", by=rosa, at=NOON)
    client.post(f"{room(case)}{row.pk}/", {"text": "Why not?", "ask": "Dr. Gone", "version": "1"})

    changed = Question.objects.get(pk=row.pk)
    assert (changed.text, changed.ask) == ("Why not?", "Dr. Gone")


def test_a_question_is_taken_off_the_list(case, question, client):
    client.post(f"{room(case)}{question.pk}/remove/")

    assert texts(case) == []


def test_the_page_to_print_has_every_question_and_room_for_notes(case, rosa, question, client):
    questions.add_from_bank(case, keys=["advice"], by=rosa, at=NOON)
    page = client.get(f"{room(case)}print/").content.decode()

    assert "Can I keep my garden?" in page
    assert "What do you advise, and why?" in page
    assert page.count("write-here") == 8
    assert "May I record our talk?" in page


@pytest.mark.parametrize("page", ["", "print/", "../"])
def test_words_are_never_read_as_markup(case, rosa, client, page):
    questions.add(case, text="<script>alert(1)</script>", by=rosa, at=NOON)
    address = room(case).removesuffix("questions/") if page == "../" else f"{room(case)}{page}"

    assert "<script>alert(1)" not in client.get(address).content.decode()


@pytest.mark.parametrize("verb", ["", "answer/", "move/", "remove/"])
def test_a_question_of_another_journey_is_not_found(case, client, maya, verb):
    other = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)
    row = questions.add(other, text="Theirs?", by=maya, at=NOON)

    assert client.post(f"{room(case)}{row.pk}/{verb}", {"direction": "up"}).status_code == 404
    assert texts(other) == ["Theirs?"]


@pytest.mark.parametrize("verb", ["", "answer/", "move/", "remove/"])
def test_who_may_only_see_reads_and_changes_nothing(case, question, luis, verb):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    client = signed_in(luis)

    assert client.get(room(case)).status_code == 200
    assert client.post(f"{room(case)}{question.pk}/{verb}", {"direction": "up"}).status_code == 403
    assert client.post(f"{room(case)}bank/", {"keys": ["advice"]}).status_code == 403
    assert texts(case) == ["Can I keep my garden?"]
