"""Opinions, and what each doctor said, over the API."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import decision, documents, journey, opinions
from cases.choices import Access, DecisionPath, FindingSource, Rating, TeamRole
from cases.models import CaseEvent, Document, Finding, Opinion
from cases.queries import opinions as reading
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, person

pytestmark = pytest.mark.django_db
LETTER = {"text": "Fusion of L4 and L5", "source": "written", "page": "2"}


def add(case, doctor):
    return opinions.record(case, doctor=doctor, by=case.created_by, at=NOON)


def say(row, opinion, text, source=FindingSource.SAID):
    cell = opinions.Cell(row=row, opinion=opinion, seen=reading.stamp(), text=text, source=source)
    opinions.write(row.case, cells=[cell], by=row.case.created_by, at=NOON)


def rate(row, rating):
    row.refresh_from_db()
    opinions.rate(row, rating=rating, version=row.version, by=row.case.created_by, at=NOON)


def document(case):
    return Document.objects.create(
        case=case,
        name="letter.pdf",
        kind="pdf",
        size=1,
        sha256="0" * 64,
        uploaded_at=NOON,
        uploaded_by=case.created_by,
    )


@pytest.fixture
def two(carried):
    return add(carried, "Dr. Anand"), add(carried, "Dr. Feld")


@pytest.fixture
def treatment(carried):
    return carried.rows.get(key="treatment")


@pytest.fixture
def elsewhere(starter_content):
    return journey.open_journey(by=person("Nora Else"), at=NOON, answers=ANSWERS, as_patient=True)


@pytest.fixture
def watching(carried, luis):
    """Somebody who may look and do nothing."""
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    return luis


def path(case):
    return f"journeys/{case.uuid}/opinions/"


def of(opinion):
    return f"{path(opinion.case)}{opinion.uuid}/"


def sheet(opinion):
    return f"{of(opinion)}findings/"


def cell(opinion, row):
    return f"{sheet(opinion)}{row.uuid}/"


# Opinions


def test_an_opinion_is_added_once_and_told_where_it_is(program, carried, rosa):
    asks = program(rosa)
    sent = {"doctor": "Dr. Anand", "place": "Mercy", "given_on": "2026-10-14"}

    first = asks.create(path(carried), sent, key="x")
    again = asks.create(path(carried), sent, key="x")

    assert (first.status_code, first.json()) == (201, again.json())
    assert asks.read(first["Location"]).json() == first.json()
    told = {name: first.json()[name] for name in ("ordinal", "doctor", "place", "given_on", "appointment")}
    assert told == {"ordinal": 1, **sent, "appointment": None}
    assert (first.json()["is_silent"], first.json()["can_remove"]) == (True, True)
    assert carried.opinions.count() == 1


def test_opinions_are_listed_in_their_order(program, carried, two, rosa):
    told = program(rosa).rows(path(carried) + "?limit=1")

    assert [(one["ordinal"], one["doctor"]) for one in told] == [(1, "Dr. Anand"), (2, "Dr. Feld")]
    assert [one["can_remove"] for one in told] == [False, True]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/doctor"]),
        ({"doctor": ""}, ["/doctor"]),
        ({"doctor": ["Dr. Anand"]}, ["/doctor"]),
        ({"doctor": "x" * 151}, ["/doctor"]),
        ({"doctor": "Dr. A", "given_on": "2999-01-01"}, ["/given_on"]),
        ({"doctor": "Dr. A", "given_on": "soon"}, ["/given_on"]),
        ({"doctor": "Dr. A", "appointment": 1}, ["/appointment"]),
        ({"doctor": "Dr. A", "appointment": str(uuid.uuid4())}, ["/appointment"]),
        ({"doctor": "Dr. A", "ordinal": 1}, ["/ordinal"]),
    ],
)
def test_an_opinion_sent_wrong_is_pointed_at(program, carried, rosa, body, wrong):
    answer = program(rosa).create(path(carried), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not carried.opinions.exists()


def test_a_seventh_opinion_is_refused(program, carried, rosa):
    for number in range(opinions.MOST_OPINIONS):
        add(carried, f"Dr. {number}")

    answer = program(rosa).create(path(carried), {"doctor": "Dr. Seven"})

    assert (answer.status_code, kind(answer)) == (409, "refused")


def test_a_correction_of_an_opinion_sends_only_what_is_different(program, two, rosa):
    answer = program(rosa).change(of(two[0]), {"place": "Mercy"})

    assert answer.status_code == 200
    assert (answer.json()["doctor"], answer.json()["place"]) == ("Dr. Anand", "Mercy")


def test_an_opinion_that_others_corrected_meanwhile_is_not_overwritten(program, two, rosa, maya):
    asks = program(rosa)
    tag = asks.read(of(two[0]))["ETag"]
    program(maya).change(of(two[0]), {"place": "Mercy"})

    stale = asks.ask("patch", of(two[0]), {"place": "Elsewhere"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    two[0].refresh_from_db()
    assert two[0].place == "Mercy"


def test_only_the_last_opinion_is_removed_while_nothing_is_in_it(program, two, treatment, rosa):
    asks = program(rosa)
    say(treatment, two[1], "Wait")

    first, filled = asks.remove(of(two[0])), asks.remove(of(two[1]))
    Finding.objects.all().delete()
    empty = asks.remove(of(two[1]))

    assert [one.status_code for one in (first, filled, empty)] == [409, 409, 204]
    assert asks.read(of(two[1])).status_code == 404
    assert asks.read(of(two[0])).json()["can_remove"]


def test_an_opinion_that_the_decision_follows_stays(program, carried, two, rosa):
    decision.decide(
        carried,
        path=DecisionPath.OPINION,
        opinion=two[1],
        words="As Dr. Feld says.",
        decided_on=TODAY,
        by=rosa,
        at=NOON,
    )
    asks = program(rosa)

    assert not asks.read(of(two[1])).json()["can_remove"]
    assert asks.remove(of(two[1])).status_code == 409


# What a doctor said


def test_every_question_is_told_with_what_the_doctor_said(program, carried, two, treatment, rosa):
    say(treatment, two[0], "Fusion")
    told = program(rosa).rows(sheet(two[0]))

    assert [one["row"]["id"] for one in told] == [str(row.uuid) for row in carried.rows.all()]
    said = {one["row"]["key"]: (one["text"], one["source"]) for one in told}
    assert said["treatment"] == ("Fusion", "said")
    assert said["diagnosis"] == ("", "")


def test_an_answer_is_written_with_its_letter_and_page(program, carried, two, treatment, rosa):
    asks, letter = program(rosa), document(carried)
    sent = {**LETTER, "document": str(letter.uuid)}

    answer = asks.change(cell(two[0], treatment), sent, method="put")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["text"], told["source"], told["page"]) == (LETTER["text"], "written", "2")
    assert told["document"] == {"id": str(letter.uuid), "name": "letter.pdf", "is_removed": False}
    assert told["cleared"] == []
    read = asks.read(cell(two[0], treatment))
    assert {**read.json(), "cleared": []} == told
    assert read.json()["version"] == told["version"]


def test_a_letter_that_is_gone_is_told_as_such_and_may_stay(program, carried, two, treatment, rosa):
    asks, letter = program(rosa), document(carried)
    asks.change(cell(two[0], treatment), {**LETTER, "document": str(letter.uuid)}, method="put")
    before = asks.read(cell(two[0], treatment))["ETag"]
    documents.remove(letter, by=rosa, at=NOON)

    read = asks.read(cell(two[0], treatment))
    answer = asks.change(
        cell(two[0], treatment), {**LETTER, "page": "3", "document": str(letter.uuid)}, method="put"
    )

    assert read["ETag"] != before
    assert read.json()["document"]["is_removed"]
    assert (answer.status_code, answer.json()["page"]) == (200, "3")


def test_changed_words_clear_a_rating_and_the_answer_tells_which(program, two, treatment, rosa):
    say(treatment, two[0], "Fusion")
    say(treatment, two[1], "Fusion, too")
    rate(treatment, Rating.SAME)

    answer = program(rosa).change(cell(two[1], treatment), {"text": "Wait", "source": "said"}, method="put")

    assert [one["id"] for one in answer.json()["cleared"]] == [str(treatment.uuid)]
    treatment.refresh_from_db()
    assert treatment.rating == ""


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/source"]),
        ({"source": "rumour"}, ["/source"]),
        ({"source": "said"}, ["/text"]),
        ({"source": "said", "text": "  "}, ["/text"]),
        ({"source": "not_stated", "text": "Fusion"}, ["/source"]),
        ({"source": "said", "text": "x" * 2001}, ["/text"]),
        ({**LETTER, "page": "x" * 21}, ["/page"]),
        ({**LETTER, "document": str(uuid.uuid4())}, ["/document"]),
        ({**LETTER, "document": 7}, ["/document"]),
        ({**LETTER, "seen": "x"}, ["/seen"]),
    ],
)
def test_an_answer_sent_wrong_is_pointed_at(program, two, treatment, body, wrong):
    answer = program(treatment.case.created_by).change(cell(two[0], treatment), body, method="put")

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not Finding.objects.exists()


def test_a_letter_of_another_journey_is_like_none(program, two, treatment, elsewhere, rosa):
    sent = {**LETTER, "document": str(document(elsewhere).uuid)}

    answer = program(rosa).change(cell(two[0], treatment), sent, method="put")

    assert (answer.status_code, pointers(answer)) == (422, ["/document"])


def test_words_that_others_wrote_meanwhile_are_not_overwritten(program, two, treatment, rosa):
    asks = program(rosa)
    tag = asks.read(cell(two[0], treatment))["ETag"]
    say(treatment, two[0], "Fusion")

    stale = asks.ask("put", cell(two[0], treatment), {"text": "Wait", "source": "said"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert Finding.objects.get().text == "Fusion"


def test_an_answer_is_emptied(program, two, treatment, rosa):
    asks = program(rosa)
    say(treatment, two[0], "Fusion")

    assert asks.remove(cell(two[0], treatment)).status_code == 204
    assert asks.remove(cell(two[0], treatment)).status_code == 204
    assert asks.read(cell(two[0], treatment)).json()["source"] == ""


def test_many_answers_are_written_as_one_change(program, carried, two, treatment, rosa):
    diagnosis = carried.rows.get(key="diagnosis")
    sent = {
        "findings": [
            {"row": str(treatment.uuid), "text": "Fusion", "source": "said"},
            {"row": str(diagnosis.uuid), "source": "not_stated"},
        ]
    }

    answer = program(rosa).change(sheet(two[0]), sent, method="put")

    assert answer.status_code == 200
    said = {one["row"]["key"]: (one["text"], one["source"]) for one in answer.json()["findings"]}
    assert (said["treatment"], said["diagnosis"]) == (("Fusion", "said"), ("", "not_stated"))
    assert answer.json()["version"] == program(rosa).read(sheet(two[0])).json()["version"]
    assert CaseEvent.objects.filter(case=carried, kind="findings_written").count() == 1


def test_many_answers_are_written_all_or_none(program, two, treatment, elsewhere, rosa):
    diagnosis, foreign = treatment.case.rows.get(key="diagnosis"), elsewhere.rows.get(key="treatment")
    sent = [
        {"row": str(treatment.uuid), "text": "Fusion", "source": "said"},
        {"row": str(diagnosis.uuid), "source": "said"},
    ]
    asks = program(rosa)

    wrong = asks.change(sheet(two[0]), {"findings": sent}, method="put")
    twice = asks.change(sheet(two[0]), {"findings": [sent[0], sent[0]]}, method="put")
    other = asks.change(
        sheet(two[0]), {"findings": [sent[0], {**sent[0], "row": str(foreign.uuid)}]}, method="put"
    )
    none = asks.change(sheet(two[0]), {"findings": []}, method="put")
    odd = asks.change(sheet(two[0]), {"findings": [{**sent[0], "seen": 1}]}, method="put")
    flat = asks.change(sheet(two[0]), {"findings": {"row": 1}}, method="put")

    assert pointers(wrong) == ["/findings/1/text"]
    assert pointers(twice) == pointers(other) == ["/findings/1/row"]
    assert pointers(none) == pointers(flat) == ["/findings"]
    assert pointers(odd) == ["/findings/0/seen"]
    assert not Finding.objects.exists()


def test_the_list_of_answers_has_a_version_that_any_of_them_moves(program, two, treatment, rosa):
    asks = program(rosa)
    tag = asks.read(sheet(two[0]))["ETag"]
    say(treatment, two[1], "Of another doctor")
    assert asks.read(sheet(two[0]))["ETag"] == tag
    say(treatment, two[0], "Fusion")

    sent = {"findings": [{"row": str(treatment.uuid), "text": "Wait", "source": "said"}]}
    stale = asks.ask("put", sheet(two[0]), sent, If_Match=tag)
    without = asks.ask("put", sheet(two[0]), sent)

    assert (stale.status_code, without.status_code) == (412, 428)
    assert Finding.objects.get(opinion=two[0]).text == "Fusion"


# Who may


def test_rows_of_another_journey_are_like_none(program, two, treatment, elsewhere, rosa):
    asks, carried = program(rosa), treatment.case
    foreign, row = add(elsewhere, "Dr. Else"), elsewhere.rows.get(key="treatment")

    for address in (
        f"{path(carried)}{foreign.uuid}/",
        f"{path(carried)}{foreign.uuid}/findings/",
        f"{path(carried)}{foreign.uuid}/findings/{treatment.uuid}/",
        cell(two[0], row),
        of(foreign),
    ):
        assert asks.read(address).status_code == 404
        assert asks.ask("delete", address, If_Match="*").status_code in (404, 405)
    assert Opinion.objects.count() == 3


def test_somebody_who_only_watches_changes_nothing(program, carried, two, treatment, watching):
    asks = program(watching)

    assert asks.create(path(carried), {"doctor": "Dr. A"}).status_code == 403
    assert asks.change(of(two[1]), {"place": "x"}).status_code == 403
    assert asks.remove(of(two[1])).status_code == 403
    assert asks.change(cell(two[0], treatment), LETTER, method="put").status_code == 403
    assert asks.remove(cell(two[0], treatment)).status_code == 403
    sent = {"findings": [{"row": str(treatment.uuid), **LETTER}]}
    assert asks.change(sheet(two[0]), sent, method="put").status_code == 403
    assert len(asks.rows(path(carried))) == 2


def test_opinions_are_read_in_as_many_queries_for_one_as_for_three(program, carried, rosa):
    asks = program(rosa)
    asks.rows(path(carried))

    def counts():
        opinion = carried.opinions.first()
        for address in (path(carried), sheet(opinion), of(opinion)):
            with CaptureQueriesContext(connection) as caught:
                asks.read(address)
            yield len(caught)

    add(carried, "Dr. One")
    one = list(counts())
    for number, key in enumerate(("treatment", "diagnosis")):
        say(carried.rows.get(key=key), add(carried, f"Dr. {number}"), "Words")

    assert list(counts()) == one
