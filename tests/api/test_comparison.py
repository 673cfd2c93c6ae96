"""The comparison over the API: each question, how far the answers differ, and what helps then."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import appointments, specialists
from cases.choices import Access, FindingSource, PlaceKind, Rating, TeamRole, Way
from cases.models import Case, ComparisonRow
from tests.api.conftest import kind, pointers
from tests.api.test_opinions import add, document, elsewhere, rate, say, treatment, two, watching
from tests.cases.conftest import NOON, TODAY, join

__all__ = ["elsewhere", "treatment", "two", "watching"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def answered(two, treatment):
    """A question on which both have said something."""
    say(treatment, two[0], "Fusion")
    say(treatment, two[1], "Wait")
    return treatment


def path(case):
    return f"journeys/{case.uuid}/comparison-rows/"


def of(row):
    return f"{path(row.case)}{row.uuid}/"


def words(case):
    return f"journeys/{case.uuid}/comparison/"


def test_each_question_is_told_with_all_answers_side_by_side(program, carried, two, answered, rosa):
    told = program(rosa).rows(path(carried))

    assert [one["id"] for one in told] == [str(row.uuid) for row in carried.rows.all()]
    [line] = [one for one in told if one["key"] == "treatment"]
    assert [(one["doctor"], one["text"], one["source"]) for one in line["answers"]] == [
        ("Dr. Anand", "Fusion", "said"),
        ("Dr. Feld", "Wait", "said"),
    ]
    assert (line["question"], line["major_when"]) == (answered.question, answered.major_when)
    assert (line["rating"], line["is_open"], line["differs"]) == ("", True, False)


@pytest.mark.parametrize(
    ("show", "keys"),
    [
        ("filled", ["diagnosis", "treatment"]),
        ("open", ["diagnosis"]),
        ("differing", ["treatment"]),
    ],
)
def test_the_questions_are_narrowed(program, answered, two, show, keys):
    say(answered.case.rows.get(key="diagnosis"), two[0], "A slipped disc")
    rate(answered, Rating.MAJOR)

    told = program(answered.case.created_by).rows(f"{path(answered.case)}?show={show}")

    assert [one["key"] for one in told] == keys


def test_questions_are_asked_for_by_known_names_only(program, carried, rosa):
    asks = program(rosa)

    assert pointers(asks.read(path(carried) + "?show=best")) == ["/show"]
    assert pointers(asks.read(path(carried) + "?doctor=x")) == ["/doctor"]


def test_how_far_the_answers_differ_is_said_and_said_again(program, answered, rosa):
    asks = program(rosa)

    first = asks.change(of(answered), {"rating": "major", "rating_note": "Surgery or not."})
    again = asks.change(of(answered), {"rating": "moderate"})

    assert (first.status_code, first.json()["rating"], first.json()["differs"]) == (200, "major", True)
    assert first.json()["rated_by"]["name"] == "Rosa Ortega"
    assert (again.json()["rating"], again.json()["rating_note"]) == ("moderate", "Surgery or not.")
    assert asks.read(of(answered)).json() == again.json()


def test_with_one_opinion_there_is_nothing_to_rate(program, carried, treatment, rosa):
    say(treatment, add(carried, "Dr. Anand"), "Fusion")
    asks = program(rosa)

    answer = asks.change(of(treatment), {"rating": "same"})

    assert (answer.status_code, kind(answer)) == (409, "refused")
    assert asks.read(of(treatment)).json()["ratings"] == []


def test_with_one_answer_it_cant_be_compared_yet(program, two, treatment, rosa):
    say(treatment, two[0], "Fusion")
    asks = program(rosa)
    assert asks.read(of(treatment)).json()["ratings"] == ["cant_compare"]

    assert pointers(asks.change(of(treatment), {"rating": "same"})) == ["/rating"]
    assert asks.change(of(treatment), {"rating": "cant_compare"}).json()["rating"] == "cant_compare"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/rating"]),
        ({"rating": ""}, ["/rating"]),
        ({"rating": "best"}, ["/rating"]),
        ({"rating": ["same"]}, ["/rating"]),
        ({"rating": "same", "rating_note": "x" * 1001}, ["/rating_note"]),
        ({"rating": "same", "winner": "Dr. Anand"}, ["/winner"]),
    ],
)
def test_a_rating_sent_wrong_is_pointed_at(program, answered, body, wrong):
    answer = program(answered.case.created_by).change(of(answered), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not ComparisonRow.objects.exclude(rating="").exists()


def test_nobody_rates_words_that_changed_meanwhile(program, answered, two, rosa):
    asks = program(rosa)
    tag = asks.read(of(answered))["ETag"]
    asks.change(
        f"journeys/{answered.case.uuid}/opinions/{two[1].uuid}/findings/{answered.uuid}/",
        {"text": "Fusion, too", "source": "said"},
        method="put",
    )

    stale = asks.ask("patch", of(answered), {"rating": "major"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    answered.refresh_from_db()
    assert answered.rating == ""


def test_an_open_question_goes_on_the_list_for_its_doctor_once(program, two, treatment, rosa):
    say(treatment, two[0], "", FindingSource.NOT_STATED)
    asks = program(rosa)
    sent = {"opinion": str(two[0].uuid)}

    first = asks.create(of(treatment) + "questions/", sent)
    again = asks.create(of(treatment) + "questions/", sent)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert (first.json()["text"], first.json()["ask"]) == (treatment.ask or treatment.question, "Dr. Anand")
    assert asks.read(first["Location"]).json() == first.json()
    assert [one["is_asked"] for one in asks.read(of(treatment)).json()["answers"]] == [True, False]


@pytest.mark.parametrize("sent", [{}, {"opinion": 1}, {"opinion": str(uuid.uuid4())}, {"opinion": None}])
def test_whom_to_ask_is_one_of_this_journeys_doctors(program, two, treatment, sent):
    answer = program(treatment.case.created_by).create(of(treatment) + "questions/", sent)

    assert (answer.status_code, pointers(answer)) == (422, ["/opinion"])


def test_doctors_and_questions_of_another_journey_are_like_none(program, two, treatment, elsewhere):
    asks, foreign = program(treatment.case.created_by), add(elsewhere, "Dr. Else")
    row = elsewhere.rows.get(key="treatment")
    there = f"{path(treatment.case)}{row.uuid}/"

    asked = asks.create(of(treatment) + "questions/", {"opinion": str(foreign.uuid)})

    assert pointers(asked) == ["/opinion"]
    assert asks.create(there + "questions/", {"opinion": str(two[0].uuid)}).status_code == 404
    assert asks.read(there).status_code == 404
    assert asks.ask("patch", there, {"rating": "same"}, If_Match="*").status_code == 404
    assert asks.read(path(elsewhere)).status_code == 404


def test_somebody_who_only_watches_rates_and_asks_nothing(program, answered, two, watching):
    asks = program(watching)

    assert asks.change(of(answered), {"rating": "major"}).status_code == 403
    assert asks.create(of(answered) + "questions/", {"opinion": str(two[0].uuid)}).status_code == 403
    assert asks.read(words(answered.case)).status_code == 200


# In words


def test_before_there_are_two_opinions_nothing_is_summed_up(program, carried, rosa):
    Case.objects.filter(pk=carried.pk).update(first_doctor="Dr. Anand", first_place="Mercy")

    told = program(rosa).read(words(carried)).json()

    assert (told["opinions"], told["is_comparing"], told["summary"]) == (0, False, [])
    assert told["resolving"] is None
    assert told["next_opinion"] == {
        "doctor": "Dr. Anand",
        "place": "Mercy",
        "given_on": None,
        "appointment": None,
    }


def test_the_comparison_is_told_in_words_and_with_what_helps(program, answered, two, rosa):
    case, diagnosis = answered.case, answered.case.rows.get(key="diagnosis")
    for opinion in two:
        say(diagnosis, opinion, "A slipped disc")
    rate(diagnosis, Rating.SAME)
    rate(answered, Rating.MAJOR)
    limit = TODAY + timedelta(days=30)
    Case.objects.filter(pk=case.pk).update(decide_by=limit)

    told = program(rosa).read(words(case)).json()

    assert told["summary"] == ["They agree on what you have and differ on one major point: how to treat it."]
    assert told["has_differences"]
    assert [(one["rating"], one["count"]) for one in told["tally"]] == [("major", 1), ("same", 1)]
    helps = told["resolving"]
    assert [one["id"] for one in helps["majors"]] == [str(answered.uuid)]
    assert helps["steps"]
    assert {"title", "why", "how"} == set(helps["steps"][0])
    assert (helps["limit"], helps["limit_is_past"]) == (limit.isoformat(), False)
    assert helps["time_words"].startswith("You have until")
    assert helps["third"]["id"] == str(case.steps.get(key="consider-third").uuid)
    assert (helps["third_fits"], helps["can_go_back"]) == (True, False)


def test_a_limit_that_has_passed_is_told_as_such(program, answered, rosa):
    rate(answered, Rating.MAJOR)
    asks = program(rosa)
    before = asks.read(words(answered.case))
    Case.objects.filter(pk=answered.case.pk).update(safe_to_wait_until=TODAY - timedelta(days=1))

    after = asks.read(words(answered.case))

    assert before.json()["resolving"]["limit"] is None
    assert after.json()["resolving"]["limit_is_past"]
    assert "has passed" in after.json()["resolving"]["time_words"]
    assert before["ETag"] != after["ETag"]


def test_the_comparison_has_one_version_in_every_language(program, answered, rosa):
    rate(answered, Rating.MAJOR)
    asks = program(rosa)

    english, spanish = (asks.read(words(answered.case), Accept_Language=code) for code in ("en", "es"))

    assert english.json()["version"] == spanish.json()["version"]
    assert asks.read(words(answered.case), If_None_Match=english["ETag"]).status_code == 304


def test_a_visit_that_was_held_is_what_comes_next(program, carried, rosa):
    add(carried, "Dr. Anand")
    doctor = specialists.add(
        carried,
        values={"name": "Dr. Feld", "place": "Lakeside", "place_kind": PlaceKind.ACADEMIC},
        by=rosa,
        at=NOON,
    )
    visit = appointments.book(
        doctor, way=Way.RECORD_REVIEW, time_zone="America/New_York", expected_on=TODAY, by=rosa, at=NOON
    )
    appointments.hold(visit, on=TODAY, by=rosa, at=NOON)
    asks = program(rosa)

    known = asks.read(words(carried)).json()["next_opinion"]
    made = asks.create(f"journeys/{carried.uuid}/opinions/", known)

    assert (known["doctor"], known["appointment"]) == ("Dr. Feld", str(visit.uuid))
    assert (made.status_code, made.json()["appointment"]) == (201, str(visit.uuid))


def test_the_comparison_is_read_in_as_many_queries_for_one_row_as_for_three(program, answered, two):
    case, person = answered.case, answered.case.created_by
    asks = program(person)
    asks.read(words(case))
    rate(answered, Rating.MAJOR)

    def counts():
        for address in (path(case), of(answered), words(case)):
            with CaptureQueriesContext(connection) as caught:
                asks.read(address)
            yield len(caught)

    one = list(counts())
    for key in ("diagnosis", "urgency"):
        row = case.rows.get(key=key)
        for opinion in two:
            say(row, opinion, "Words")
        rate(row, Rating.MAJOR)
    document(case)

    assert list(counts()) == one


def test_family_who_may_do_things_rate_as_well(program, answered, luis):
    join(answered.case, luis, TeamRole.CAREGIVER, access=Access.DO)

    assert program(luis).change(of(answered), {"rating": "minor"}).json()["rating"] == "minor"
