"""The decision over the API: in the patient's words, who was told, and what follows."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import decision
from cases.actions.steps import settle_step
from cases.choices import DecisionPath, StepState, ToldHow, ToldWhom
from cases.models import CaseEvent, Decision, Telling
from tests.api.conftest import kind, pointers
from tests.api.test_opinions import add, elsewhere, two, watching
from tests.cases.conftest import NOON, TODAY

__all__ = ["elsewhere", "two", "watching"]
pytestmark = pytest.mark.django_db
WAIT = {"path": "wait", "words": "I will wait."}
CALL = {"whom": "first_doctor", "how": "phone"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def decided(carried):
    return decision.decide(
        carried,
        path=DecisionPath.WAIT,
        words="I will wait.",
        decided_on=TODAY,
        by=carried.created_by,
        at=NOON,
    )


@pytest.fixture
def told(decided):
    return tell(decided.case)


def tell(case, **more):
    values = {"whom": ToldWhom.FIRST_DOCTOR, "how": ToldHow.PHONE, "told_on": TODAY, **more}
    return decision.tell(case, by=case.created_by, at=NOON, **values)


def path(case):
    return f"journeys/{case.uuid}/decision/"


def tellings(case):
    return f"journeys/{case.uuid}/tellings/"


def follow_up(case):
    return f"journeys/{case.uuid}/follow-up/"


def test_before_there_is_a_decision_there_is_nothing_here(program, carried, rosa):
    asks = program(rosa)

    assert asks.read(path(carried)).status_code == 404
    assert asks.read(follow_up(carried)).status_code == 404
    assert asks.ask("patch", path(carried), {"words": "x"}, If_Match="*").status_code == 404


def test_a_decision_is_written_down_once_and_today_unless_it_says_otherwise(program, carried, two, rosa):
    asks = program(rosa)
    sent = {
        "path": "opinion",
        "opinion": str(two[1].uuid),
        "words": "I go with Dr. Feld.",
        "reasons": "My heart.",
        "care_leader": "Dr. Feld",
    }

    first = asks.create(path(carried), sent, key="x")
    again = asks.create(path(carried), sent, key="x")

    assert (first.status_code, first.json()) == (201, again.json())
    assert first["Location"] == f"/api/v1/{path(carried)}"
    assert {name: first.json()[name] for name in sent} == sent
    assert first.json()["decided_on"] == TODAY.isoformat()
    assert first.json()["recorded_by"]["name"] == "Rosa Ortega"
    assert asks.read(path(carried)).json() == first.json()


def test_a_second_decision_is_refused(program, decided, rosa):
    answer = program(rosa).create(path(decided.case), WAIT)

    assert (answer.status_code, kind(answer)) == (409, "refused")


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"path": "best"}, ["/path"]),
        ({"path": "opinion"}, ["/opinion"]),
        ({"path": "opinion", "opinion": str(uuid.uuid4())}, ["/opinion"]),
        ({"opinion": 5}, ["/opinion"]),
        ({"words": ""}, ["/words"]),
        ({"words": "x" * 4001}, ["/words"]),
        ({"decided_on": "2026-11-24"}, ["/decided_on"]),
        ({"decided_on": "1899-12-31"}, ["/decided_on"]),
        ({"decided_on": None}, ["/decided_on"]),
        ({"is_own": True}, ["/is_own"]),
    ],
)
def test_a_decision_sent_wrong_is_pointed_at(program, two, more, wrong):
    case = two[0].case
    answer = program(case.created_by).create(path(case), {**WAIT, **more})

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not Decision.objects.exists()


def test_without_opinions_none_can_be_followed(program, carried, rosa):
    asks = program(rosa)

    followed = asks.create(path(carried), {**WAIT, "path": "opinion"})
    named = asks.create(path(carried), {**WAIT, "opinion": str(uuid.uuid4())})

    assert (pointers(followed), pointers(named)) == (["/path"], ["/opinion"])


def test_an_opinion_of_another_journey_is_like_none(program, two, elsewhere):
    case, foreign = two[0].case, add(elsewhere, "Dr. Else")
    sent = {**WAIT, "path": "opinion", "opinion": str(foreign.uuid)}

    answer = program(case.created_by).create(path(case), sent)

    assert (answer.status_code, pointers(answer)) == (422, ["/opinion"])


def test_a_mind_is_changed_and_the_earlier_words_are_kept(program, carried, two, rosa):
    asks = program(rosa)
    asks.create(path(carried), {**WAIT, "path": "opinion", "opinion": str(two[0].uuid)})

    words = asks.change(path(carried), {"words": "I wait until spring."})
    way = asks.change(path(carried), {"path": "combine"})

    assert (words.status_code, words.json()["opinion"]) == (200, str(two[0].uuid))
    assert (way.json()["path"], way.json()["opinion"]) == ("combine", None)
    assert way.json()["words"] == "I wait until spring."
    events = CaseEvent.objects.filter(case=carried, kind="decision_changed").order_by("pk")
    assert events[0].before == {"words": "I will wait."}


def test_a_decision_that_was_changed_meanwhile_is_not_overwritten(program, decided, rosa, maya):
    asks = program(rosa)
    tag = asks.read(path(decided.case))["ETag"]
    program(maya).change(path(decided.case), {"care_leader": "Dr. Feld"})

    stale = asks.ask("patch", path(decided.case), {"words": "No."}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert Decision.objects.get().words == "I will wait."


def test_telling_somebody_does_not_stand_in_the_way_of_a_change(program, decided, rosa):
    asks = program(rosa)
    tag = asks.read(path(decided.case))["ETag"]
    tell(decided.case)

    assert asks.read(path(decided.case))["ETag"] == tag


# Who was told


def test_it_is_written_down_once_who_was_told(program, decided, rosa):
    asks = program(rosa)
    sent = {**CALL, "name": "Dr. Anand", "note": "She will call back."}

    first = asks.create(tellings(decided.case), sent, key="x")
    again = asks.create(tellings(decided.case), sent, key="x")

    assert (first.status_code, first.json()) == (201, again.json())
    assert {name: first.json()[name] for name in sent} == sent
    assert first.json()["told_on"] == TODAY.isoformat()
    assert asks.read(first["Location"]).json() == first.json()
    assert asks.rows(tellings(decided.case)) == [first.json()]


def test_nobody_is_told_of_a_decision_that_is_not_made(program, carried, rosa):
    answer = program(rosa).create(tellings(carried), CALL)

    assert (answer.status_code, kind(answer)) == (409, "refused")


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"whom": "everybody"}, ["/whom"]),
        ({"how": ""}, ["/how"]),
        ({"name": "x" * 151}, ["/name"]),
        ({"told_on": "2026-11-24"}, ["/told_on"]),
        ({"told_on": 20261123}, ["/told_on"]),
        ({"note": "x" * 1001}, ["/note"]),
        ({"to": 0}, ["/to"]),
    ],
)
def test_a_telling_sent_wrong_is_pointed_at(program, decided, more, wrong):
    answer = program(decided.recorded_by).create(tellings(decided.case), {**CALL, **more})

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not Telling.objects.exists()


def test_a_telling_is_taken_back(program, told, rosa):
    asks, address = program(rosa), f"{tellings(told.case)}{told.uuid}/"

    assert asks.ask("delete", address).status_code == 428
    assert asks.ask("delete", address, If_Match='"old.en"').status_code == 412
    assert asks.remove(address).status_code == 204
    assert asks.read(address).status_code == 404
    assert CaseEvent.objects.filter(case=told.case, kind="decision_untold").exists()


def test_a_telling_of_another_journey_is_like_none(program, told, elsewhere):
    asks = program(elsewhere.created_by)
    address = f"{tellings(elsewhere)}{told.uuid}/"

    assert asks.read(address).status_code == 404
    assert asks.ask("delete", address, If_Match="*").status_code == 404
    assert asks.read(path(told.case)).status_code == 404
    assert Telling.objects.exists()


def test_tellings_are_listed_page_after_page(program, decided, rosa):
    for name in ("Dr. C", "Dr. A", "Dr. B"):
        tell(decided.case, name=name)

    rows = program(rosa).rows(tellings(decided.case) + "?limit=1")

    assert [one["name"] for one in rows] == ["Dr. C", "Dr. A", "Dr. B"]


# What follows


def test_what_follows_says_who_should_know_and_who_does(program, decided, rosa):
    add(decided.case, "Dr. Anand")
    add(decided.case, "Dr. Feld")
    line = tell(decided.case, name="Dr. Anand")

    answer = program(rosa).read(follow_up(decided.case)).json()

    assert [(one["whom"], one["words"], one["telling"]) for one in answer["listeners"]] == [
        ("first_doctor", "Dr. Anand", str(line.uuid)),
        ("second_doctor", "Dr. Feld", None),
        ("primary_care", "My primary care doctor", None),
    ]


def test_what_follows_says_which_loose_ends_are_tied(program, told, rosa):
    asks, step = program(rosa), told.case.steps.get(key="next-care")
    before = asks.read(follow_up(told.case))
    settle_step(step, to=StepState.DONE, by=rosa, at=NOON)

    after = asks.read(follow_up(told.case))

    ends = {one["step"]: one["is_done"] for one in after.json()["loose_ends"]}
    assert ends[str(step.uuid)]
    assert not all(one["is_done"] for one in before.json()["loose_ends"])
    assert before["ETag"] != after["ETag"]
    assert not after.json()["is_ready"]


def test_what_is_missing_is_told_until_somebody_knows(program, decided, rosa):
    asks = program(rosa)
    before = asks.read(follow_up(decided.case))
    tell(decided.case)

    after = asks.read(follow_up(decided.case))

    assert "The care team knows about it" in before.json()["missing"]
    assert "The care team knows about it" not in after.json()["missing"]
    assert before["ETag"] != after["ETag"]
    spanish = asks.read(follow_up(decided.case), Accept_Language="es")
    assert spanish.json()["version"] == after.json()["version"]


def test_somebody_who_only_watches_decides_and_tells_nothing(program, told, watching):
    asks, case = program(watching), told.case

    assert asks.create(path(case), WAIT).status_code == 403
    assert asks.change(path(case), {"words": "x"}).status_code == 403
    assert asks.create(tellings(case), CALL).status_code == 403
    assert asks.remove(f"{tellings(case)}{told.uuid}/").status_code == 403
    assert asks.read(follow_up(case)).status_code == 200


def test_the_decision_is_read_in_as_many_queries_for_one_line_as_for_three(program, decided, rosa):
    asks, case = program(rosa), decided.case
    asks.read(path(case))

    def counts():
        for address in (path(case), tellings(case), follow_up(case)):
            with CaptureQueriesContext(connection) as caught:
                asks.read(address)
            yield len(caught)

    add(case, "Dr. One")
    tell(case)
    one = list(counts())
    for name in ("Dr. Two", "Dr. Three"):
        add(case, name)
        tell(case, name=name)

    assert list(counts()) == one
