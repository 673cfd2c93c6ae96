"""The questions for the doctor over the API."""

import uuid

import pytest
import time_machine

from cases.actions import journey, questions, specialists
from cases.choices import Access, TeamRole
from cases.models import Question
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, NOON, TODAY, join

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def asks(program, rosa, case):
    return program(rosa)


@pytest.fixture
def question(case, rosa):
    return questions.add(case, text="Can I keep my garden?", by=rosa, at=NOON)


def room(case):
    return f"journeys/{case.uuid}/questions/"


def bank(case):
    return f"journeys/{case.uuid}/question-bank/"


def path(question):
    return f"{room(question.case)}{question.uuid}/"


def texts(asks, case):
    return [row["text"] for row in asks.rows(room(case))]


def add_three(case, by):
    return [questions.add(case, text=text, by=by, at=NOON) for text in ("One?", "Two?", "Three?")]


def test_questions_are_told_in_their_order_page_after_page(asks, case, rosa):
    add_three(case, rosa)

    assert [row["text"] for row in asks.rows(f"{room(case)}?limit=1")] == ["One?", "Two?", "Three?"]


def test_a_question_is_written_down_once(asks, case, rosa):
    specialists.add(case, values={"name": "Dr. Anand", "place_kind": "academic"}, by=rosa, at=NOON)
    body = {"text": "Why?", "ask": "Dr. Anand"}

    first = asks.create(room(case), body, key="k")
    again = asks.create(room(case), body, key="k")

    assert (first.status_code, first.json()) == (201, again.json())
    told = asks.read(first["Location"]).json()
    assert (told["text"], told["ask"], told["topic"], told["key"]) == ("Why?", "Dr. Anand", "own", "")
    assert (told["answer"], told["answered_on"], told["added_by"]["name"]) == ("", None, "Rosa Ortega")
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/text"]),
        ({"text": ""}, ["/text"]),
        ({"text": "x" * 501}, ["/text"]),
        ({"text": ["x"]}, ["/text"]),
        ({"text": "Why?", "ask": "Dr. Nobody"}, ["/ask"]),
        ({"text": "Why?", "answer": "So."}, ["/answer"]),
        ({"text": "Why?", "position": 1}, ["/position"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(asks, case, body, wrong):
    answer = asks.create(room(case), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not Question.objects.exists()


def test_words_with_a_nul_are_refused(asks, case):
    assert asks.create(room(case), {"text": "a\x00b"}).status_code == 400


def test_a_correction_sends_only_what_is_different(asks, question):
    answer = asks.change(path(question), {"text": "Can I still dig?"})

    assert (answer.status_code, answer.json()["text"], answer.json()["answer"]) == (
        200,
        "Can I still dig?",
        "",
    )


def test_a_question_for_a_doctor_who_was_ruled_out_keeps_its_name(asks, case, rosa):
    doctor = specialists.add(case, values={"name": "Dr. Old", "place_kind": "academic"}, by=rosa, at=NOON)
    question = questions.add(case, text="Why?", ask="Dr. Old", by=rosa, at=NOON)
    specialists.set_state(doctor, to="declined", by=rosa, at=NOON)

    answer = asks.change(path(question), {"text": "Why so?"})

    assert (answer.status_code, answer.json()["ask"]) == (200, "Dr. Old")


def test_an_answer_is_of_today_unless_another_day_is_said(asks, question):
    today = asks.change(path(question), {"answer": "Yes."})
    other = asks.change(path(question), {"answered_on": "2026-11-20"})
    kept = asks.change(path(question), {"answer": "Yes, with care."})

    assert (today.json()["answer"], today.json()["answered_on"]) == ("Yes.", TODAY.isoformat())
    assert (other.json()["answer"], other.json()["answered_on"]) == ("Yes.", "2026-11-20")
    assert (kept.json()["answer"], kept.json()["answered_on"]) == ("Yes, with care.", "2026-11-20")


def test_words_and_answer_are_changed_at_once(asks, case, question):
    answer = asks.change(path(question), {"text": "May I dig?", "answer": "Yes."})

    assert (answer.json()["text"], answer.json()["answer"]) == ("May I dig?", "Yes.")
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["question_changed", "question_answered"]


def test_an_empty_answer_opens_the_question_again(asks, question):
    asks.change(path(question), {"answer": "Yes."})

    told = asks.change(path(question), {"answer": ""}).json()

    assert (told["answer"], told["answered_on"]) == ("", None)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"text": "", "answer": "x" * 4001}, ["/answer", "/text"]),
        ({"text": " ", "answer": "Yes.", "answered_on": None}, ["/text"]),
        ({"ask": "Dr. Nobody", "answer": "Yes.", "answered_on": None}, ["/ask", "/answered_on"]),
        ({"answered_on": "1815-06-18"}, ["/answered_on"]),
        ({"topic": "plan"}, ["/topic"]),
    ],
)
def test_a_wrong_correction_is_pointed_at_and_changes_nothing(asks, question, body, wrong):
    answer = asks.change(path(question), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    question.refresh_from_db()
    assert (question.text, question.answer, question.version) == ("Can I keep my garden?", "", 1)


def test_an_answer_of_tomorrow_is_refused_and_so_are_the_words_beside_it(asks, question):
    answer = asks.change(path(question), {"text": "New?", "answer": "Yes.", "answered_on": "2026-11-24"})

    assert (answer.status_code, kind(answer)) == (409, "refused")
    question.refresh_from_db()
    assert question.text == "Can I keep my garden?"


def test_a_correction_of_an_old_version_is_refused(asks, question):
    tag = asks.read(path(question))["ETag"]
    asks.change(path(question), {"answer": "Yes."})

    for method, body in (("patch", {"text": "x"}), ("delete", None)):
        stale = asks.ask(method, path(question), body, If_Match=tag)
        assert (stale.status_code, kind(stale)) == (412, "changed")
    assert asks.ask("delete", path(question)).status_code == 428


def test_a_question_is_taken_off_the_list(asks, question):
    assert asks.remove(path(question)).status_code == 204
    assert asks.read(path(question)).status_code == 404
    assert not Question.objects.exists()


def test_a_question_that_was_answered_stays(asks, question):
    asks.change(path(question), {"answer": "Yes."})

    answer = asks.remove(path(question))

    assert (answer.status_code, kind(answer)) == (409, "refused")
    assert Question.objects.exists()


def test_questions_change_places(asks, case, rosa):
    one, two, _three = add_three(case, rosa)

    assert asks.say(path(two), "move_up").status_code == 200
    assert texts(asks, case) == ["Two?", "One?", "Three?"]
    asks.say(path(one), "move_down")
    assert texts(asks, case) == ["Two?", "Three?", "One?"]
    assert asks.say(path(one), "move_down").status_code == 200
    assert texts(asks, case) == ["Two?", "Three?", "One?"]


def test_a_question_goes_nowhere_else(asks, question):
    for body in ({"verb": "move_left"}, {"verb": "move_up", "by": 2}):
        assert asks.change(f"{path(question)}changes/", body, of=path(question)).status_code == 422


# The bank


def test_the_bank_says_what_is_on_the_list(asks, case, rosa):
    questions.add_from_bank(case, keys=["goal"], by=rosa, at=NOON)

    told = asks.rows(bank(case))

    assert {row["key"] for row in told if row["is_on_list"]} == {"goal"}
    assert len(told) > 5
    assert all(row["text"] and row["topic"] for row in told)
    assert "saw-the-films" not in {row["key"] for row in told}


def test_questions_of_the_bank_join_the_list_each_once(asks, case):
    first = asks.create(bank(case), {"keys": ["goal", "advice"]})
    again = asks.create(bank(case), {"keys": ["advice"]})

    assert first.status_code == again.status_code == 201
    assert [row["key"] for row in first.json()["results"]] == ["advice", "goal"]
    assert first.json()["results"] == asks.rows(first["Location"])
    assert [row["key"] for row in again.json()["results"]] == ["advice"]
    assert Question.objects.count() == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"keys": []},
        {"keys": ["advice", "nonsense"]},
        {"keys": ["saw-the-films"]},
        {"keys": "advice"},
        {"keys": ["advice"] * 61},
        {"keys": [{"x": 1}]},
    ],
)
def test_what_the_bank_does_not_offer_changes_nothing(asks, case, body):
    answer = asks.create(bank(case), body)

    assert answer.status_code == 422
    assert pointers(answer)[0].startswith("/keys")
    assert not Question.objects.exists()


# Who may


def test_who_only_sees_changes_nothing(program, case, question, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    asks = program(luis)

    assert asks.read(path(question)).status_code == asks.read(bank(case)).status_code == 200
    assert asks.create(room(case), {"text": "x"}).status_code == 403
    assert asks.create(bank(case), {"keys": ["goal"]}).status_code == 403
    assert asks.change(path(question), {"text": "x"}).status_code == 403
    assert asks.say(path(question), "move_up").status_code == 403
    assert asks.remove(path(question)).status_code == 403


def test_a_question_of_another_journey_is_like_none(asks, case, stranger):
    other = journey.open_journey(by=stranger, at=NOON, answers=ANSWERS, as_patient=True)
    theirs = questions.add(other, text="Why me?", by=stranger, at=NOON)

    for address in (f"{room(case)}{theirs.uuid}/", f"{room(case)}{uuid.uuid4()}/", path(theirs)):
        assert asks.read(address).status_code == 404
        assert asks.ask("patch", address, {"text": "x"}, If_Match="*").status_code == 404
        assert asks.ask("delete", address, If_Match="*").status_code == 404
        said = asks.ask("post", f"{address}changes/", {"verb": "move_up"}, If_Match="*")
        assert said.status_code == 404
    assert asks.read(bank(other)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.text == "Why me?"


def test_the_list_takes_as_many_queries_for_three_as_for_one(asks, case, rosa, django_assert_num_queries):
    questions.add(case, text="Why?", by=rosa, at=NOON)
    asks.read(room(case))
    for _time in range(3):
        with django_assert_num_queries(4):
            asks.read(room(case))
        questions.add(case, text="Why not?", by=rosa, at=NOON)
