"""Sending guides, opening them, and copying from them."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts.refusals import Refused
from cases.actions import guides, journey, questions, steps
from cases.choices import Stage, StepState, Turn
from cases.models import CaseEvent, SentGuide
from tests.cases.conftest import NOON

KEY = uuid.uuid4()


def send(case, by, **values):
    words = {"translation_key": KEY, "title": "Scans", "note": " Page 2 first. ", "by": by, "at": NOON}
    return guides.send(case, **{**words, **values})


def lines(case, by, *titles, who=Turn.PATIENT):
    return steps.add_own(case, titles=titles, source="Scans", who=who, by=by, at=NOON)


# Sending


def test_a_guide_is_sent_once_however_often_the_button_is_pressed(carried, maya):
    once = uuid.uuid4()
    first, second = (send(carried, maya, once=once) for _press in range(2))

    assert first.pk == second.pk
    assert (first.note, first.opened_at) == ("Page 2 first.", None)
    event = CaseEvent.objects.get(kind="guide_sent")
    assert (event.subject, event.note, event.is_shown_to_patient) == ("Scans", "", True)


def test_a_guide_may_be_sent_again_on_another_day(carried, maya):
    send(carried, maya)
    send(carried, maya, note="Now part three.")

    assert SentGuide.objects.count() == 2


def test_no_guide_is_sent_once_the_journey_has_ended(carried, maya, rosa):
    journey.withdraw(carried, why="", by=rosa, at=NOON)

    with pytest.raises(Refused):
        send(carried, maya)
    assert not SentGuide.objects.exists()


def test_the_first_who_opens_it_is_remembered(carried, maya, rosa, luis):
    sent, other = send(carried, maya), send(carried, maya, translation_key=uuid.uuid4())
    guides.mark_opened(carried, translation_key=KEY, by=luis, at=NOON)
    guides.mark_opened(carried, translation_key=KEY, by=rosa, at=NOON)

    sent.refresh_from_db()
    other.refresh_from_db()
    assert (sent.opened_by, sent.opened_at, other.opened_at) == (luis, NOON, None)


def test_nothing_is_opened_by_nobody(carried, maya):
    sent = send(carried, maya)

    with pytest.raises(IntegrityError), transaction.atomic():
        SentGuide.objects.filter(pk=sent.pk).update(opened_at=NOON)


# Copying things to do


def test_copied_lines_are_steps_of_the_present_stage_after_the_others(case, rosa):
    added = lines(case, rosa, "Call the library", "Write down the name")

    assert [step.title for step in case.steps.filter(stage=Stage.REQUEST)][-2:] == [
        "Call the library",
        "Write down the name",
    ]
    assert {(step.is_gate, step.who, step.why, step.state) for step in added} == {
        (False, Turn.PATIENT, "Scans", StepState.TODO)
    }
    event = CaseEvent.objects.get(kind="steps_copied")
    assert (event.subject, event.after) == ("Scans", {"titles": ["Call the library", "Write down the name"]})


def test_a_line_is_copied_once_even_when_it_is_done_or_stands_twice_in_the_guide(case, rosa):
    [step] = lines(case, rosa, "Call the library", "Call the library")
    steps.settle_step(step, to=StepState.DONE, by=rosa, at=NOON)

    assert [new.title for new in lines(case, rosa, "Call the library", "Ask again")] == ["Ask again"]
    assert lines(case, rosa, "Call the library") == []
    assert CaseEvent.objects.filter(kind="steps_copied").count() == 2


def test_own_steps_hold_no_journey_back_and_are_not_the_next_move(case, rosa):
    before = (case.move_kind, case.move_subject)
    lines(case, rosa, "Call the library")
    case.refresh_from_db()

    assert (case.move_kind, case.move_subject) == before


def test_an_own_step_comes_off_the_list_and_the_timeline_keeps_its_words(case, rosa):
    [step] = lines(case, rosa, "Call the library")
    steps.remove_own(step, by=rosa, at=NOON)
    steps.remove_own(step, by=rosa, at=NOON)

    assert not case.steps.filter(pk=step.pk).exists()
    assert CaseEvent.objects.get(kind="step_removed").subject == "Call the library"


def test_a_step_of_the_stage_stays(case, rosa):
    with pytest.raises(Refused):
        steps.remove_own(case.steps.get(key="tell-doctor"), by=rosa, at=NOON)


# Copying questions


def test_questions_of_a_guide_join_the_list_once(case, rosa):
    questions.add(case, text="What else could it be?", by=rosa, at=NOON)
    texts = ["How sure are you?", "What else could it be?", "How sure are you?"]

    counts = [questions.add_from_guide(case, texts=texts, by=rosa, at=NOON) for _press in range(2)]

    assert counts == [1, 0]
    assert [question.text for question in case.questions.all()] == [
        "What else could it be?",
        "How sure are you?",
    ]
