"""The pages of the decision."""

import pytest
from django.urls import reverse

from cases.actions import decision, journey, opinions
from cases.choices import Access, DecisionPath, Stage, StepState, TeamRole, ToldHow, ToldWhom
from cases.models import Case, Decision, Telling
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, person, signed_in

ONCE = "5f0c9b7e-6f0b-4c9c-9a53-0d6f6f0a7c11"


def at(name, case, *ids):
    return reverse(f"cases:{name}", args=[case.uuid, *ids])


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def browser(case, rosa):
    return signed_in(rosa)


@pytest.fixture
def opinion(case):
    return opinions.record(case, doctor="Dr. Anand", by=case.created_by, at=NOON)


@pytest.fixture
def decided(case):
    return decision.decide(
        case, path=DecisionPath.WAIT, words="I will wait.", decided_on=TODAY, by=case.created_by, at=NOON
    )


def tell(case, **more):
    values = {"whom": ToldWhom.FIRST_DOCTOR, "how": ToldHow.PHONE, "told_on": TODAY, **more}
    return decision.tell(case, by=case.created_by, at=NOON, **values)


def words(**more):
    return {"path": "wait", "words": "I will wait.", "decided_on": "2026-11-23", "once": ONCE, **more}


def test_before_the_decision_the_page_recommends_nothing(browser, case):
    page = browser.get(at("decide", case)).content.decode()

    assert "We don’t tell you what to choose." in page
    assert "Write down the decision" in page


def test_a_decision_sent_twice_is_there_once(browser, case, opinion):
    sent = words(path="opinion", opinion=opinion.pk, reasons="My heart", care_leader="Dr. Anand")
    answers = [browser.post(at("decision-edit", case), sent) for _twice in range(2)]

    assert answers[0].status_code == 302
    made = Decision.objects.get()
    assert (made.opinion, made.reasons, made.care_leader) == (opinion, "My heart", "Dr. Anand")


def test_the_patients_own_words_stand_on_the_page(browser, case, decided):
    assert "I will wait." in browser.get(at("decide", case)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "best"},
        {"path": ""},
        {"words": ""},
        {"words": "\x00"},
        {"words": "x" * 4001},
        {"decided_on": "2026-11-24"},
        {"decided_on": "0000-01-01"},
        {"decided_on": "1899-12-31"},
        {"path": "opinion"},
        {"path": "opinion", "opinion": "0"},
        {"path": "opinion", "opinion": "9" * 30},
        {"path": "opinion", "opinion": "x"},
    ],
)
def test_what_cannot_be_is_refused_and_kept(browser, case, opinion, wrong):
    answer = browser.post(at("decision-edit", case), words(reasons="because", **wrong))

    assert (answer.status_code, answer.context["form"]["reasons"].value()) == (422, "because")
    assert Decision.objects.count() == 0


def test_an_opinion_of_another_journey_is_refused(browser, case, opinion):
    other = journey.open_journey(by=person("Nora Else"), at=NOON, answers=ANSWERS, as_patient=True)
    foreign = opinions.record(other, doctor="Dr. Else", by=other.created_by, at=NOON)
    answer = browser.post(at("decision-edit", case), words(path="opinion", opinion=foreign.pk))

    assert (answer.status_code, Decision.objects.count()) == (422, 0)


def test_an_opinion_is_dropped_with_the_way_that_needs_it(browser, case, opinion):
    browser.post(at("decision-edit", case), words(opinion=opinion.pk))

    assert Decision.objects.get().opinion is None


def test_a_stale_change_shows_both(browser, case, decided):
    values = {"path": DecisionPath.WAIT, "opinion": None, "words": "Theirs", "decided_on": TODAY}
    decision.change_mind(decided, version=1, values=values, by=case.created_by, at=NOON)
    answer = browser.post(at("decision-edit", case), words(words="Mine", version="1"))

    assert answer.status_code == 409
    assert [(row["theirs"], row["yours"]) for row in answer.context["stale"]] == [("Theirs", "Mine")]


def test_somebody_else_is_asked_for_the_patients_words(case, maya):
    join(case, maya, TeamRole.ADVOCATE)
    page = signed_in(maya).get(at("decision-edit", case)).content.decode()

    assert "in the patient’s own words" in page


def test_a_named_listener_comes_filled_in(browser, case, opinion, decided):
    form = browser.get(at("tell", case), {"to": "0"}).context["form"]

    assert (form["whom"].value(), form["name"].value()) == (ToldWhom.FIRST_DOCTOR, "Dr. Anand")


@pytest.mark.parametrize("garbage", ["", "-1", "7", "x", "\x00", "9" * 30, "²"])
def test_a_listener_nobody_knows_comes_empty(browser, case, decided, garbage):
    answer = browser.get(at("tell", case), {"to": garbage})

    assert (answer.status_code, answer.context["form"]["whom"].value()) == (200, None)


def test_telling_twice_with_one_form_is_one_line(browser, case, decided):
    sent = {"whom": "insurer", "how": "phone", "told_on": "2026-11-23", "once": ONCE}
    for _twice in range(2):
        browser.post(at("tell", case), sent)

    assert Telling.objects.get().whom == ToldWhom.INSURER


@pytest.mark.parametrize(
    "wrong", [{"told_on": "2026-11-24"}, {"whom": "king"}, {"how": ""}, {"note": "x" * 1001}]
)
def test_a_telling_that_cannot_be_is_refused(browser, case, decided, wrong):
    sent = {"whom": "insurer", "how": "phone", "told_on": "2026-11-23", "once": ONCE, **wrong}

    assert browser.post(at("tell", case), sent).status_code == 422


def test_telling_before_deciding_is_refused_kindly(browser, case):
    sent = {"whom": "insurer", "how": "phone", "told_on": "2026-11-23", "once": ONCE}
    answer = browser.post(at("tell", case), sent)

    assert "First write down what you decided." in answer.content.decode()


def test_a_mistaken_line_is_taken_back(browser, case, decided):
    browser.post(at("untell", case, tell(case).pk))

    assert case.tellings.count() == 0


def test_a_line_of_another_journey_is_not_found(browser, case, decided):
    other = journey.open_journey(by=person("Nora Else"), at=NOON, answers=ANSWERS, as_patient=True)
    decision.decide(other, path="wait", words="x", decided_on=TODAY, by=other.created_by, at=NOON)

    assert browser.post(at("untell", case, tell(other).pk)).status_code == 404
    assert other.tellings.count() == 1


def test_with_everything_tied_up_the_journey_can_end(browser, case, decided):
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDE)
    case.steps.filter(stage=Stage.DECIDE).update(
        state=StepState.DONE, settled_at=NOON, settled_by=case.created_by
    )
    tell(case)

    assert at("close", case) in browser.get(at("decide", case)).content.decode()


def test_what_is_left_is_said(browser, case, decided):
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDE)
    page = browser.get(at("decide", case)).content.decode()

    assert "Cancel the visits you no longer need" in page
    assert at("close", case) not in page


def test_who_may_only_see_sees_and_changes_nothing(case, decided, luis):
    line = tell(case)
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    browser = signed_in(luis)
    addresses = [at("decision-edit", case), at("tell", case), at("untell", case, line.pk)]

    assert "Change it" not in browser.get(at("decide", case)).content.decode()
    assert {browser.post(address).status_code for address in addresses} == {403}


def test_strangers_find_nothing(case, stranger):
    assert signed_in(stranger).get(at("decide", case)).status_code == 404


def test_before_the_decision_few_queries_are_enough(browser, case, opinion, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert browser.get(at("decide", case)).status_code == 200


def test_thirty_tellings_take_as_many_queries_as_one(
    browser, case, opinion, decided, django_assert_max_num_queries
):
    for number in range(30):
        tell(case, name=f"Dr. {number}")

    for name in ("decide", "decision-edit", "tell"):
        with django_assert_max_num_queries(15):
            assert browser.get(at(name, case)).status_code == 200
