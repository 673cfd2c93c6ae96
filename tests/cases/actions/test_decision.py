"""The decision, and who was told."""

from datetime import date

import pytest

from accounts.refusals import Refused, StaleEdit
from cases.actions import decision, journey, opinions
from cases.choices import DecisionPath, ToldHow, ToldWhom
from tests.cases.conftest import ANSWERS, NOON, TODAY

ONCE = "0a3c6c1e-1f1b-4f0f-8f4f-5a1f0a7c1102"


def decide(case, **more):
    values = {"path": DecisionPath.WAIT, "words": "I will wait.", "decided_on": TODAY, **more}
    return decision.decide(case, by=case.created_by, at=NOON, **values)


def tell(case, **more):
    values = {"whom": ToldWhom.FIRST_DOCTOR, "how": ToldHow.PHONE, "told_on": TODAY, **more}
    return decision.tell(case, by=case.created_by, at=NOON, **values)


@pytest.fixture
def opinion(case):
    return opinions.record(case, doctor="Dr. Anand", by=case.created_by, at=NOON)


@pytest.fixture
def foreign_opinion(case, rosa):
    other = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    return opinions.record(other, doctor="Dr. Else", by=rosa, at=NOON)


def values(**more):
    return {
        "path": DecisionPath.WAIT,
        "opinion": None,
        "words": "I will wait.",
        "reasons": "",
        "care_leader": "",
        "decided_on": TODAY,
        **more,
    }


def test_a_decision_keeps_the_patients_words(case, opinion):
    made = decide(case, path=DecisionPath.OPINION, opinion=opinion, words="The repair.", reasons="My heart")

    assert (made.words, made.opinion, made.recorded_by) == ("The repair.", opinion, case.created_by)
    assert case.events.get(kind="decision_made").after["opinion"] == "Dr. Anand"


def test_a_decision_sent_twice_is_there_once(case):
    assert decide(case, once=ONCE) == decide(case, once=ONCE)


def test_a_second_decision_is_refused(case):
    decide(case)

    with pytest.raises(Refused):
        decide(case, words="Something else")


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(1899, 12, 31)])
def test_a_decision_cannot_be_of_tomorrow_nor_of_long_ago(case, day):
    with pytest.raises(Refused):
        decide(case, decided_on=day)


def test_following_an_opinion_needs_one(case):
    with pytest.raises(Refused):
        decide(case, path=DecisionPath.OPINION)


def test_an_opinion_of_another_journey_is_refused(case, foreign_opinion):
    with pytest.raises(Refused):
        decide(case, path=DecisionPath.OPINION, opinion=foreign_opinion)


def test_waiting_follows_no_opinion(case, opinion):
    with pytest.raises(Refused):
        decide(case, opinion=opinion)


def test_earlier_words_stay_in_the_timeline(case, opinion):
    made = decide(case, path=DecisionPath.OPINION, opinion=opinion)
    decision.change_mind(
        made, version=1, values=values(words="I will wait longer."), by=case.created_by, at=NOON
    )

    event = case.events.get(kind="decision_changed")
    assert event.before == {"path": "opinion", "opinion": "Dr. Anand", "words": "I will wait."}
    assert event.after == {"path": "wait", "opinion": None, "words": "I will wait longer."}


def test_changing_a_decision_on_older_words_is_stale(case):
    made = decide(case)
    decision.change_mind(made, version=1, values=values(words="A"), by=case.created_by, at=NOON)

    with pytest.raises(StaleEdit):
        decision.change_mind(made, version=1, values=values(words="B"), by=case.created_by, at=NOON)


def test_nobody_is_told_before_there_is_a_decision(case):
    with pytest.raises(Refused):
        tell(case)


def test_telling_sent_twice_is_there_once(case):
    decide(case)

    assert tell(case, once=ONCE) == tell(case, once=ONCE)
    assert case.tellings.count() == 1


def test_telling_names_the_person_in_the_timeline(case):
    decide(case)
    tell(case, name="Dr. Anand")
    tell(case, whom=ToldWhom.INSURER)

    told = case.events.filter(kind="decision_told").order_by("pk").values_list("subject", flat=True)
    assert list(told) == ["Dr. Anand", "My insurer"]


def test_nobody_is_told_tomorrow(case):
    decide(case)

    with pytest.raises(Refused):
        tell(case, told_on=date(2026, 11, 24))


def test_a_mistaken_line_is_taken_back_and_the_timeline_keeps_it(case):
    decide(case)
    line = tell(case, name="Dr. Anand")
    decision.untell(line, by=case.created_by, at=NOON)
    decision.untell(line, by=case.created_by, at=NOON)

    assert case.tellings.count() == 0
    assert case.events.get(kind="decision_untold").subject == "Dr. Anand"
