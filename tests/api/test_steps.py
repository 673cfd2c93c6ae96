"""Steps over the API: what there is to do, by when, and saying how it goes."""

import uuid

import pytest
from django.utils import timezone

from cases.actions import journey, steps
from cases.choices import Access, StepState, TeamRole
from cases.models import Step
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, join

pytestmark = pytest.mark.django_db


def every(case):
    return f"journeys/{case.uuid}/steps/"


def path(step):
    return f"{every(step.case)}{step.uuid}/"


@pytest.fixture
def tell(carried):
    return carried.steps.get(key="tell-doctor")


@pytest.fixture
def own(carried, rosa):
    return steps.add_own(
        carried,
        titles=["Call the clinic"],
        source="Before the visit",
        who="patient",
        by=rosa,
        at=timezone.now(),
    )[0]


def test_the_steps_say_whose_turn_it_is_by_when_and_what_can_be_said(program, carried, rosa):
    told = {row["key"]: row for row in program(rosa).rows(every(carried))}

    assert list(told) == [step.key for step in carried.steps.all()]
    tell = told["tell-doctor"]
    assert (tell["stage"], tell["state"], tell["turn"], tell["words"]) == (
        "request",
        "todo",
        "patient",
        "To do",
    )
    assert (tell["is_gate"], tell["is_asked"], tell["is_settled"]) == (True, True, False)
    assert tell["due_on"]
    assert tell["why"]
    assert tell["how"]
    assert tell["verbs"] == ["done", "not_yet", "not_needed"]
    assert told["check-insurance"]["verbs"] == ["not_yet", "not_needed"]
    assert told["check-insurance"]["journey_verb"] == "record_insurer_call"
    assert (told["ask-safe-to-wait"]["verbs"], told["ask-safe-to-wait"]["journey_verb"]) == (
        [],
        "answer_safe_to_wait",
    )
    assert told["decide"]["verbs"] == []
    assert "by itself" in told["decide"]["done_by_itself"]


def test_the_words_are_those_of_whoever_asks(program, tell, rosa, maya):
    patient, staff = program(rosa).read(path(tell)), program(maya).read(path(tell))

    assert (patient.json()["words"], staff.json()["words"]) == ("To do", "Patient")
    assert patient["ETag"] != staff["ETag"]


def test_steps_are_asked_for_by_stage_and_state(program, carried, tell, rosa):
    asks = program(rosa)
    asks.say(path(tell), "done")

    assert {row["stage"] for row in asks.rows(every(carried) + "?stage=decide")} == {"decide"}
    assert [row["key"] for row in asks.rows(every(carried) + "?state=done")] == ["tell-doctor"]
    assert pointers(asks.read(every(carried) + "?stage=later")) == ["/stage"]


@pytest.mark.parametrize("verb", ["done", "not_yet", "not_needed"])
def test_a_step_is_answered_and_put_back(program, tell, rosa, verb):
    asks = program(rosa)

    said = asks.say(path(tell), verb, note="By phone.")
    back = asks.say(path(tell), "reopen")

    told = said.json()
    assert (said.status_code, told["state"], told["note"]) == (200, verb, "By phone.")
    assert (told["settled_by"]["name"], told["is_settled"], told["verbs"]) == (
        "Rosa Ortega",
        True,
        ["reopen"],
    )
    assert (told["turn"], told["due_on"]) == ("nobody", None)
    assert (back.json()["state"], back.json()["note"], back.json()["settled_by"]) == ("todo", "", None)


def test_what_a_step_does_not_take_is_refused_with_what_to_do_instead(program, carried, tell, rosa):
    asks = program(rosa)
    by_key = {step.key: path(step) for step in carried.steps.all()}

    dated = asks.say(by_key["ask-safe-to-wait"], "done")
    call = asks.say(by_key["check-insurance"], "done")
    itself = asks.say(by_key["gather-records"], "done")
    back = asks.say(path(tell), "reopen")
    asks.say(path(tell), "done")
    twice = asks.say(path(tell), "not_yet")

    for answer in (dated, call, itself, back, twice):
        assert (answer.status_code, kind(answer)) == (409, "refused")
    assert "journey_verb" in dated.json()["detail"]
    assert "journey_verb" in call.json()["detail"]
    assert "by itself" in itself.json()["detail"]
    assert list(carried.steps.exclude(state=StepState.TODO)) == [tell]


def test_a_step_with_a_form_of_its_own_is_done_through_the_journey(program, carried, rosa):
    asks = program(rosa)
    step = carried.steps.get(key="ask-safe-to-wait")
    before = asks.read(path(step))["ETag"]

    asks.say(f"journeys/{carried.uuid}/", asks.read(path(step)).json()["journey_verb"], note="No hurry.")

    after = asks.read(path(step))
    assert (after.json()["state"], after.json()["note"]) == ("done", "No hurry.")
    assert after["ETag"] != before


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/verb"]),
        ({"verb": "todo"}, ["/verb"]),
        ({"verb": ["done"]}, ["/verb"]),
        ({"verb": "done", "to": "not_yet"}, ["/to"]),
        ({"verb": "done", "note": 1001 * "x"}, ["/note"]),
        ({"verb": "done", "note": None}, ["/note"]),
        ({"verb": "reopen", "note": "x"}, ["/note"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(program, tell, rosa, body, wrong):
    answer = program(rosa).change(path(tell) + "changes/", body, of=path(tell))

    assert (answer.status_code, pointers(answer)) == (422, wrong)


def test_whoever_only_sees_reads_and_says_nothing(program, carried, tell, luis, own):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    asks = program(luis)

    told = asks.read(path(tell)).json()
    assert (told["verbs"], told["journey_verb"]) == ([], "")
    assert asks.say(path(tell), "done").status_code == 403
    assert asks.remove(path(own)).status_code == 403


def test_a_resting_journey_takes_no_answers(program, carried, tell, maya):
    journey.withdraw(carried, why="", by=maya, at=timezone.now())
    asks = program(maya)

    assert asks.read(path(tell)).json()["verbs"] == []
    assert asks.read(path(tell)).json()["turn"] == "nobody"
    assert kind(asks.say(path(tell), "done")) == "refused"


def test_a_step_that_was_added_says_from_which_guide_and_can_go(program, own, rosa):
    asks = program(rosa)

    told = asks.read(path(own)).json()
    assert (told["is_own"], told["guide"], told["why"]) == (True, "Before the visit", "")
    assert asks.remove(path(own)).status_code == 204
    assert asks.read(path(own)).status_code == 404


def test_a_step_of_a_stage_stays(program, tell, rosa):
    answer = program(rosa).remove(path(tell))

    assert (answer.status_code, kind(answer)) == (409, "refused")
    assert Step.objects.filter(pk=tell.pk).exists()


def test_a_step_is_answered_only_as_it_was_read(program, tell, rosa, maya):
    asks = program(rosa)
    tag = asks.read(path(tell))["ETag"]
    steps.settle_step(tell, to=StepState.NOT_YET, by=maya, at=timezone.now())

    late = asks.ask("post", path(tell) + "changes/", {"verb": "done"}, If_Match=tag)
    none = asks.ask("post", path(tell) + "changes/", {"verb": "done"})

    assert (late.status_code, kind(late)) == (412, "changed")
    assert (none.status_code, kind(none)) == (428, "version-needed")


def test_a_lost_answer_is_given_again(program, tell, rosa):
    asks = program(rosa)
    tag = asks.read(path(tell))["ETag"]

    sent = [
        asks.ask("post", path(tell) + "changes/", {"verb": "done"}, If_Match=tag, Idempotency_Key="k")
        for _time in (1, 2)
    ]

    assert [answer.status_code for answer in sent] == [200, 200]
    assert sent[0].json() == sent[1].json()


def test_steps_of_other_journeys_are_like_none(program, carried, stranger, rosa):
    other = journey.open_journey(by=stranger, at=timezone.now(), answers=ANSWERS, as_patient=True)
    theirs = other.steps.first()

    for id_ in (theirs.uuid, uuid.uuid4()):
        address = f"{every(carried)}{id_}/"
        assert program(rosa).read(address).status_code == 404
        sent = program(rosa).ask("post", f"{address}changes/", {"verb": "done"}, If_Match="*")
        assert sent.status_code == 404
        assert program(rosa).ask("delete", address, If_Match="*").status_code == 404
    assert program(rosa).read(path(theirs)).status_code == 404


def test_a_list_takes_the_same_queries_whatever_its_length(
    program, carried, tell, rosa, django_assert_num_queries
):
    asks = program(rosa)
    asks.say(path(tell), "done")
    asks.read(every(carried))

    for limit in (1, 3):
        with django_assert_num_queries(10):
            asks.read(f"{every(carried)}?limit={limit}")
