"""One record in two vocabularies: each state has its sentence, its turn and its mark."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases import item_words
from cases.choices import Asker, ItemState, Need, Turn
from cases.item_words import Onlooker
from cases.models import RecordItem

TODAY = date(2026, 11, 23)
PATIENT = Onlooker(is_staff=False, today=TODAY)
STAFF = Onlooker(is_staff=True, today=TODAY)
ALONE = Onlooker(is_staff=False, today=TODAY, has_advocate=False)
BY_PROXY = Onlooker(is_staff=True, today=TODAY, patient_signs_in=False)


def record(state=ItemState.NEEDED, **changed):
    asked_on = date(2026, 11, 19)
    known = {
        "name": "MRI images",
        "holder": "Mercy Hospital",
        "state_on": date(2026, 11, 20),
        "asked_on": asked_on,
        "last_asked_on": asked_on,
        "limit_on": asked_on + timedelta(days=30),
    }
    return RecordItem(state=state, **{**known, **changed})


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("look", [PATIENT, ALONE])
@pytest.mark.parametrize("holder", ["Mercy Hospital", ""])
def test_every_state_has_a_whole_sentence(state, look, holder):
    words = item_words.sentence(record(state, holder=holder), look)

    assert words[0].isupper()
    assert words.endswith(".")
    assert "%" not in words
    assert "None" not in words


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (record(), "Please ask Mercy Hospital for it. You find the words to ask with below."),
        (record(asker=Asker.ADVOCATE), "You don’t need to do anything. We will ask Mercy Hospital for it."),
        (record(is_at_home=True), "You have this yourself, or can write it down. Please add it here."),
        (
            record(ItemState.ASKED),
            "You don’t need to do anything. Mercy Hospital was asked on Thursday 19 November and must answer by Saturday 19 December.",
        ),
        (
            record(ItemState.WITH_CONSULTANT),
            "The consulting doctor has it since Friday 20 November.",
        ),
    ],
)
def test_the_patient_reads_what_it_means_for_them(item, words):
    assert item_words.sentence(item, PATIENT) == words


def test_after_a_while_the_one_who_asked_asks_again():
    late = {"asked_on": date(2026, 11, 2), "last_asked_on": date(2026, 11, 2)}

    assert item_words.turn(record(ItemState.ASKED), PATIENT) == Turn.HOLDER
    assert item_words.turn(record(ItemState.ASKED, **late), PATIENT) == Turn.PATIENT
    assert item_words.sentence_key(record(ItemState.ASKED, **late), PATIENT) == "chase"
    by_us = record(ItemState.ASKED, asker=Asker.ADVOCATE, **late)
    assert (item_words.turn(by_us, PATIENT), item_words.sentence_key(by_us, PATIENT)) == (
        Turn.ADVOCATE,
        "we_chase",
    )


def test_time_critical_journeys_ask_again_sooner():
    hurried = Onlooker(is_staff=False, today=TODAY, is_time_critical=True)

    assert item_words.needs_chasing(record(ItemState.ASKED), hurried)
    assert not item_words.needs_chasing(record(ItemState.ASKED), PATIENT)


def test_the_legal_limit_passes_after_its_last_day():
    on_the_day = record(ItemState.ASKED, limit_on=TODAY)
    day_after = record(ItemState.ASKED, limit_on=TODAY - timedelta(days=1))

    assert (item_words.is_overdue(on_the_day, PATIENT), item_words.is_overdue(day_after, PATIENT)) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("item", "look", "turn"),
    [
        (record(), PATIENT, Turn.PATIENT),
        (record(), BY_PROXY, Turn.ADVOCATE),
        (record(asker=Asker.ADVOCATE), STAFF, Turn.ADVOCATE),
        (record(asker=Asker.ADVOCATE), ALONE, Turn.PATIENT),
        (record(asker=Asker.ADVOCATE, is_at_home=True), STAFF, Turn.PATIENT),
        (record(need=Need.IF_EXISTS), PATIENT, Turn.PATIENT),
        (record(need=Need.HELPFUL), PATIENT, Turn.NOBODY),
        (record(ItemState.FEE_ASKED), PATIENT, Turn.PATIENT),
        (record(ItemState.REFUSED), PATIENT, Turn.ADVOCATE),
        (record(ItemState.REFUSED), ALONE, Turn.PATIENT),
        (record(ItemState.IN), STAFF, Turn.ADVOCATE),
        (record(ItemState.IN), ALONE, Turn.NOBODY),
        (record(ItemState.CHECKED), STAFF, Turn.NOBODY),
        (record(ItemState.CANT_GET), PATIENT, Turn.NOBODY),
    ],
)
def test_whose_turn_it_is(item, look, turn):
    assert item_words.turn(item, look) == turn


@pytest.mark.parametrize(
    ("item", "look", "mark"),
    [
        (record(), PATIENT, ("yours", "Your turn")),
        (record(), STAFF, ("wait", "Patient’s turn")),
        (record(asker=Asker.ADVOCATE), PATIENT, ("wait", "Your advocate’s turn")),
        (record(ItemState.ASKED), PATIENT, ("wait", "Waiting for Mercy Hospital")),
        (record(ItemState.IN), PATIENT, ("done", "In")),
        (record(ItemState.IN), STAFF, ("yours", "To be checked")),
        (record(ItemState.CHECKED), STAFF, ("done", "In and checked")),
        (record(ItemState.CANT_FIND), PATIENT, ("quiet", "Can’t be found")),
        (record(need=Need.HELPFUL), PATIENT, ("quiet", "Helpful")),
    ],
)
def test_the_mark_of_a_row(item, look, mark):
    found = item_words.pill(item, look)

    assert (found.kind, found.text) == mark


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "They must answer by Saturday 19 December: 30 days after the request."),
        (
            {"limit_on": date(2026, 12, 4)},
            "They should answer by Friday 4 December. In this state, the law gives most holders 15 days.",
        ),
        (
            {"limit_on": date(2026, 12, 23)},
            "They must answer by Wednesday 23 December: 30 days after the request, without the days that the fee took.",
        ),
        (
            {"limit_on": date(2026, 11, 20)},
            "They had to answer by Friday 20 November: 1 days after the request.",
        ),
        ({"state": ItemState.IN}, ""),
        ({"asked_on": None}, ""),
    ],
)
def test_the_legal_limit_in_words(changed, words):
    assert item_words.limit_words(record(**{"state": ItemState.ASKED, **changed}), PATIENT) == words


def test_a_row_says_who_has_it_and_since_when():
    item = record(ItemState.ASKED, last_asked_on=date(2026, 11, 21))

    assert item_words.line(item, PATIENT) == (
        "Mercy Hospital · asked 19 Nov · asked again 21 Nov · must answer by 19 Dec"
    )


def test_past_the_limit_no_sentence_speaks_of_the_future():
    just_chased = record(ItemState.ASKED, last_asked_on=TODAY, limit_on=date(2026, 11, 20))

    assert item_words.sentence_key(just_chased, PATIENT) == "overdue"


def test_a_resting_journey_is_nobodys_turn():
    resting = replace(PATIENT, is_live=False)
    assert item_words.pill(record(), resting) == item_words.Pill("quiet", "Not in")
