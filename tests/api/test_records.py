"""The records checklist over the API."""

import pytest
from django.utils import timezone

from cases.actions import records
from cases.choices import ItemState
from tests.api.conftest import kind, pointers

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(carried):
    return carried.items.get(key="o1")


def path(item):
    return f"journeys/{item.case.uuid}/records/{item.uuid}/"


def test_the_checklist_says_who_holds_each_record_and_whose_turn_it_is(program, carried, rosa):
    told = program(rosa).rows(f"journeys/{carried.uuid}/records/")

    assert [row["name"] for row in told] == [item.name for item in carried.items.all()]
    assert {"turn", "holder", "words", "limit_on", "verbs"} <= set(told[0])


def test_a_record_is_asked_for_and_comes_in(program, item, rosa):
    asks = program(rosa)
    assert "ask" in asks.read(path(item)).json()["verbs"]

    asked = asks.say(path(item), "ask", note="By phone.")
    came = asks.say(path(item), "receive")

    assert (asked.status_code, asked.json()["state"]) == (200, "asked")
    assert asked.json()["limit_on"]
    assert (came.status_code, came.json()["state"]) == (200, "in")
    history = asks.rows(path(item) + "changes/")
    assert [change["state"] for change in history] == ["asked", "in"]
    assert (history[0]["note"], history[0]["by"]["name"]) == ("By phone.", "Rosa Ortega")


def test_only_staff_say_that_a_record_is_complete(program, item, rosa, maya):
    records.receive(item, by=rosa, at=timezone.now())

    assert program(rosa).say(path(item), "check").status_code == 403
    assert program(maya).say(path(item), "check").json()["state"] == "checked"


def test_what_does_not_fit_the_state_is_refused_and_changes_nothing(program, item, rosa):
    answer = program(rosa).say(path(item), "fee_settled")

    assert (answer.status_code, kind(answer)) == (409, "refused")
    item.refresh_from_db()
    assert item.state == ItemState.NEEDED


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"verb": "fly"}, ["/verb"]),
        ({}, ["/verb"]),
        ({"verb": "ask", "on": "2999-01-01"}, ["/on"]),
        ({"verb": "ask", "on": "yesterday"}, ["/on"]),
        ({"verb": "cant_get"}, ["/why"]),
        ({"verb": "ask", "state": "in"}, ["/state"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(program, item, rosa, body, wrong):
    answer = program(rosa).change(path(item) + "changes/", body, of=path(item))

    assert (answer.status_code, pointers(answer)) == (422, wrong)


def test_a_record_of_ones_own_joins_the_list_once(program, carried, rosa):
    asks = program(rosa)
    sent = {"name": "Notes of the chiropractor", "holder": "Dr. Bone"}

    first = asks.create(f"journeys/{carried.uuid}/records/", sent, key="x")
    again = asks.create(f"journeys/{carried.uuid}/records/", sent, key="x")

    assert (first.status_code, first.json()) == (201, again.json())
    assert asks.read(first["Location"]).json()["asker"] == "patient"
    assert carried.items.filter(name="Notes of the chiropractor").count() == 1


def test_a_correction_sends_only_what_is_different(program, item, maya):
    answer = program(maya).change(path(item), {"holder": "Mercy Hospital"})

    assert answer.status_code == 200
    assert (answer.json()["holder"], answer.json()["name"]) == ("Mercy Hospital", item.name)


def test_how_much_a_record_is_needed_is_for_staff_to_say(program, item, rosa, maya):
    assert program(rosa).change(path(item), {"need": "helpful"}).status_code == 403
    assert program(maya).change(path(item), {"need": "helpful"}).json()["need"] == "helpful"
