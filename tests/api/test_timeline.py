"""The timeline over the API."""

import base64
import json

import pytest
from django.utils import timezone

from cases.actions import notes, records
from cases.actions import request as requests
from cases.models import CaseEvent
from tests.api.conftest import pointers

pytestmark = pytest.mark.django_db


def path(case):
    return f"journeys/{case.uuid}/timeline/"


def test_the_newest_event_comes_first_with_who_when_and_in_words(program, carried, rosa):
    records.ask(carried.items.get(key="o1"), on=timezone.localdate(), by=rosa, at=timezone.now())

    newest = program(rosa).rows(path(carried))[0]

    assert newest["kind"].startswith("item_")
    assert newest["words"]
    assert newest["by"] == {"id": str(rosa.uuid), "name": "Rosa Ortega"}
    assert (newest["changes"], newest["is_staff_only"]) == ([], False)


def test_a_correction_says_what_was_and_what_is(program, carried, rosa):
    program(rosa).change(f"journeys/{carried.uuid}/answers/", {"first_doctor": "Dr. Feld"})

    newest = program(rosa).rows(path(carried))[0]

    assert newest["kind"] == "answers_corrected"
    assert [(one["before"], one["after"]) for one in newest["changes"]] == [("–", "Dr. Feld")]


def test_the_patient_side_reads_what_is_shown_to_it(program, carried, rosa, maya):
    notes.write(carried, body="Between us", by=maya, at=timezone.now())

    assert "note_written" not in {row["kind"] for row in program(rosa).rows(path(carried))}
    [told] = [row for row in program(maya).rows(path(carried)) if row["kind"] == "note_written"]
    assert told["is_staff_only"]


def test_a_topic_leaves_the_others_out(program, carried, rosa):
    records.ask(carried.items.get(key="o1"), on=timezone.localdate(), by=rosa, at=timezone.now())
    asks = program(rosa)

    assert {row["kind"].partition("_")[0] for row in asks.rows(path(carried) + "?topic=records")} == {"item"}
    answer = asks.read(path(carried) + "?topic=gossip")
    assert (answer.status_code, pointers(answer)) == (422, ["/topic"])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-12-01"])
def test_a_mark_with_a_moment_that_no_database_holds_is_none_of_ours(program, carried, rosa, moment):
    mark = base64.urlsafe_b64encode(json.dumps([moment, 1]).encode()).decode().rstrip("=")

    answer = program(rosa).read(path(carried) + f"?cursor={mark}")

    assert (answer.status_code, pointers(answer)) == (422, ["/cursor"])


def test_an_event_keeps_its_id_from_page_to_page(program, carried, rosa):
    asks = program(rosa)
    for _name in range(3):
        asks.create(f"journeys/{carried.uuid}/messages/", {"body": "Hello"})

    whole = [row["id"] for row in asks.rows(path(carried))]

    assert [row["id"] for row in asks.rows(path(carried) + "?limit=1")] == whole
    assert len(set(whole)) == len(whole) == CaseEvent.objects.filter(is_shown_to_patient=True).count()


def test_strangers_read_no_timeline(program, carried, stranger, ben):
    assert program(stranger).read(path(carried)).status_code == 404
    assert program(ben).read(path(carried)).status_code == 404


def test_nobody_writes_into_the_timeline(program, carried, maya):
    assert program(maya).create(path(carried), {"words": "I was here"}).status_code == 405


def test_the_timeline_takes_the_same_queries_whatever_its_length(
    program, carried, maya, rosa, django_assert_num_queries
):
    for by in (maya, rosa, maya):
        requests.correct(
            carried,
            version=carried.version,
            values={"first_doctor": f"Dr. {by.pk}"},
            by=by,
            at=timezone.now(),
        )
        carried.refresh_from_db()
    asks = program(maya)
    asks.read(path(carried))

    for limit in (1, 3):
        with django_assert_num_queries(4):
            assert len(asks.read(path(carried) + f"?limit={limit}").json()["results"]) == limit


def test_words_that_look_like_a_moment_beyond_all_calendars_stay_words(program, carried, rosa):
    asks, words = program(rosa), "0001-01-01T00:00:00+14:00"

    answer = asks.change(f"journeys/{carried.uuid}/answers/", {"first_doctor": words})

    assert answer.status_code == 200
    told = asks.rows(f"journeys/{carried.uuid}/timeline/")
    assert any(change["after"] == words for event in told for change in event["changes"])
