"""What the checklist has gained, over the API: staff take it over or leave it."""

import pytest
from django.utils import timezone

from cases.actions import journey, records
from cases.choices import Need
from cases.models import RecordTemplate
from tests.api.conftest import kind, pointers

pytestmark = pytest.mark.django_db


def every(case):
    return f"journeys/{case.uuid}/record-offers/"


@pytest.fixture
def reworded(carried):
    template = RecordTemplate.objects.get(key="o1")
    template.name, template.version = "Pictures of the joint", template.version + 1
    template.save()
    return carried.items.get(key="o1")


@pytest.fixture
def added(carried):
    return RecordTemplate.objects.create(
        key="bone-scan", family="bones", name="Bone scan", need=Need.HELPFUL, clock="images", position=900
    )


def test_nothing_is_offered_to_a_journey_that_just_copied_the_list(program, carried, maya):
    assert program(maya).rows(every(carried)) == []


def test_offers_say_what_is_new_and_what_differs(program, carried, reworded, added, maya):
    asks = program(maya)
    told = {offer["slug"]: offer for offer in asks.rows(every(carried))}

    assert (told["bone-scan"]["record"], told["bone-scan"]["differences"]) == (None, [])
    assert (told["bone-scan"]["name"], told["bone-scan"]["need"]) == ("Bone scan", "helpful")
    assert told["o1"]["record"] == str(reworded.uuid)
    [difference] = told["o1"]["differences"]
    assert difference == {
        "name": "name",
        "label": "What it is",
        "old": reworded.name,
        "new": "Pictures of the joint",
    }
    assert asks.read(every(carried) + "o1/").json() == told["o1"]


def test_new_words_are_taken_over_and_the_rest_stays(program, carried, reworded, maya):
    records.receive(reworded, by=maya, at=timezone.now())
    asks = program(maya)

    answer = asks.say(every(carried) + "o1/", "take")

    assert answer.status_code == 200
    told = answer.json()["record"]
    assert (told["name"], told["state"]) == ("Pictures of the joint", "in")
    assert asks.read(f"journeys/{carried.uuid}/records/{told['id']}/").json() == told
    assert asks.rows(every(carried)) == []


def test_a_new_record_joins_the_list(program, carried, added, maya):
    answer = program(maya).say(every(carried) + "bone-scan/", "take")

    assert (answer.status_code, answer.json()["record"]["name"]) == (200, "Bone scan")
    assert carried.items.filter(key="bone-scan").count() == 1


def test_what_is_left_is_not_offered_again(program, carried, reworded, added, maya):
    asks = program(maya)

    kept = asks.say(every(carried) + "o1/", "leave")
    none = asks.say(every(carried) + "bone-scan/", "leave")

    assert kept.json()["record"]["name"] == reworded.name
    assert (none.status_code, none.json()) == (200, {"record": None})
    assert asks.rows(every(carried)) == []
    assert asks.read(every(carried) + "o1/").status_code == 404


def test_an_offer_is_answered_only_as_it_was_read(program, carried, reworded, maya):
    asks = program(maya)
    tag = asks.read(every(carried) + "o1/")["ETag"]
    RecordTemplate.objects.filter(key="o1").update(why="Because.", version=reworded.template_version + 2)

    late = asks.ask("post", every(carried) + "o1/changes/", {"verb": "take"}, If_Match=tag)
    none = asks.ask("post", every(carried) + "o1/changes/", {"verb": "take"})

    assert (late.status_code, kind(late)) == (412, "changed")
    assert (none.status_code, kind(none)) == (428, "version-needed")
    reworded.refresh_from_db()
    assert reworded.name != "Pictures of the joint"


def test_the_patient_side_and_strangers_see_nothing_of_it(program, carried, reworded, rosa, ben):
    for address in (every(carried), every(carried) + "o1/"):
        assert program(rosa).read(address).status_code == 403
        assert program(ben).read(address).status_code == 404
    sent = program(rosa).ask("post", every(carried) + "o1/changes/", {"verb": "take"}, If_Match="*")
    assert sent.status_code == 403


def test_what_is_not_offered_is_not_there(program, carried, reworded, maya):
    asks = program(maya)

    assert asks.read(every(carried) + "o2/").status_code == 404
    assert asks.read(every(carried) + "no-such/").status_code == 404
    assert asks.ask("post", every(carried) + "o2/changes/", {"verb": "take"}, If_Match="*").status_code == 404


def test_a_journey_that_has_ended_is_offered_nothing(program, carried, reworded, maya):
    journey.withdraw(carried, why="", by=maya, at=timezone.now())

    assert program(maya).rows(every(carried)) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [({}, ["/verb"]), ({"verb": "fly"}, ["/verb"]), ({"verb": "take", "version": 3}, ["/version"])],
)
def test_what_was_sent_wrong_is_pointed_at(program, reworded, maya, body, wrong):
    address = every(reworded.case) + "o1/"

    answer = program(maya).change(f"{address}changes/", body, of=address)

    assert (answer.status_code, pointers(answer)) == (422, wrong)


def test_offers_take_the_same_queries_whatever_their_number(
    program, carried, reworded, maya, django_assert_num_queries
):
    asks = program(maya)
    asks.read(every(carried))

    for number in (1, 2, 3):
        with django_assert_num_queries(5):
            assert len(asks.read(every(carried)).json()["results"]) == number
        RecordTemplate.objects.create(
            key=f"x{number}", family="bones", name="X", need=Need.HELPFUL, clock="images"
        )
