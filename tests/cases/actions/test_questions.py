import uuid
from datetime import date

import pytest

from accounts.refusals import Refused, StaleEdit
from cases.actions import questions
from cases.choices import QuestionTopic
from cases.models import Case, CaseEvent, Question
from cases.queries import appointments as reading
from tests.cases.conftest import NOON, TODAY


def texts(case):
    return list(case.questions.values_list("text", flat=True))


def add(case, by, *words):
    return [questions.add(case, text=text, by=by, at=NOON) for text in words]


def test_questions_keep_the_order_they_came_in(case, rosa):
    add(case, rosa, "First?", "Second?", "Third?")

    assert texts(case) == ["First?", "Second?", "Third?"]


def test_a_question_without_words_is_refused(case, rosa):
    with pytest.raises(Refused):
        questions.add(case, text="  ", by=rosa, at=NOON)
    assert texts(case) == []


def test_the_same_form_and_the_same_key_for_a_doctor_add_once(case, rosa):
    once = uuid.uuid4()
    for _time in range(2):
        questions.add(case, text="Why?", by=rosa, at=NOON, once=once)
        questions.add(
            case,
            text="Which study?",
            ask="Dr. Baker",
            key="evidence",
            topic=QuestionTopic.DIFFERENCE,
            by=rosa,
            at=NOON,
        )

    assert texts(case) == ["Why?", "Which study?"]


def test_the_bank_offers_what_fits_the_condition(case):
    keys = {entry.template.key for entry in reading.bank(case)}

    assert "scans-match-exam" in keys
    assert keys.isdisjoint({"saw-the-films", "tissue-tests", "genes-again", "two-lists", "own-doctor"})


def test_ticked_questions_come_once_and_in_the_order_of_the_bank(case, rosa):
    first = questions.add_from_bank(case, keys=["advice", "how-sure"], by=rosa, at=NOON)
    again = questions.add_from_bank(case, keys=["advice", "goal"], by=rosa, at=NOON)

    assert (first, again) == (2, 1)
    assert list(case.questions.values_list("key", flat=True)) == ["how-sure", "advice", "goal"]


def test_questions_of_other_conditions_and_unknown_keys_are_passed_over(case, rosa):
    assert questions.add_from_bank(case, keys=["saw-the-films", "nonsense"], by=rosa, at=NOON) == 0
    assert texts(case) == []


def test_a_question_of_the_comparison_does_not_hide_one_of_the_bank(case, rosa):
    questions.add(
        case, text="Which trial?", key="trial", ask="Dr. Baker", topic="difference", by=rosa, at=NOON
    )

    assert questions.add_from_bank(case, keys=["trial"], by=rosa, at=NOON) == 1


def test_two_questions_of_one_key_are_not_for_the_same_doctor(case, rosa):
    questions.add(case, text="Trial?", key="trial", ask="Dr. Baker", topic="difference", by=rosa, at=NOON)
    questions.add_from_bank(case, keys=["trial"], by=rosa, at=NOON)
    plain = Question.objects.get(ask="")

    with pytest.raises(Refused):
        questions.edit(plain, values={"ask": "Dr. Baker"}, version=1, by=rosa, at=NOON)
    assert Question.objects.get(pk=plain.pk).ask == ""


def test_a_question_changes_places_with_its_neighbour(case, rosa):
    _first, second, third = add(case, rosa, "A?", "B?", "C?")

    questions.move(third, up=True, by=rosa, at=NOON)
    assert texts(case) == ["A?", "C?", "B?"]
    questions.move(second, up=False, by=rosa, at=NOON)
    assert texts(case) == ["A?", "C?", "B?"]


def test_an_answer_has_its_day_and_opens_again_without_words(case, rosa):
    (row,) = add(case, rosa, "Why?")
    questions.answer(row, text="Because.", on=TODAY, version=1, by=rosa, at=NOON)
    assert Question.objects.get(pk=row.pk).answered_on == TODAY

    questions.answer(row, text="", on=TODAY, version=2, by=rosa, at=NOON)
    assert Question.objects.get(pk=row.pk).answered_on is None


def test_an_answer_is_not_from_tomorrow(case, rosa):
    (row,) = add(case, rosa, "Why?")

    with pytest.raises(Refused):
        questions.answer(row, text="Because.", on=date(2026, 11, 24), version=1, by=rosa, at=NOON)


def test_a_stale_answer_is_told_apart(case, rosa):
    (row,) = add(case, rosa, "Why?")
    questions.edit(row, values={"text": "Why now?"}, version=1, by=rosa, at=NOON)

    with pytest.raises(StaleEdit):
        questions.answer(row, text="Because.", on=TODAY, version=1, by=rosa, at=NOON)


def test_removing_keeps_the_words_in_the_timeline(case, rosa):
    (row,) = add(case, rosa, "Why?")
    questions.remove(row, by=rosa, at=NOON)
    questions.remove(row, by=rosa, at=NOON)

    assert texts(case) == []
    events = CaseEvent.objects.filter(case=case, kind="question_removed")
    assert [event.subject for event in events] == ["Why?"]


def test_an_answered_question_stays(case, rosa):
    (row,) = add(case, rosa, "Why?")
    questions.answer(row, text="Because.", on=TODAY, version=1, by=rosa, at=NOON)

    with pytest.raises(Refused):
        questions.remove(row, by=rosa, at=NOON)
    assert Case.objects.get(pk=case.pk).questions.count() == 1
