"""Internal notes over the API."""

import pytest
from django.utils import timezone

from cases.actions import journey, notes
from cases.models import Note
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS

pytestmark = pytest.mark.django_db


def path(case, rest=""):
    return f"journeys/{case.uuid}/notes/{rest}"


@pytest.fixture
def note(carried, maya):
    return notes.write(carried, body="He is afraid of needles.", by=maya, at=timezone.now())


def test_staff_read_each_others_notes_the_newest_first(program, carried, note, maya, dana):
    written = program(dana).create(path(carried), {"body": "Called him."})

    assert written.status_code == 201
    assert program(maya).read(written["Location"]).json()["body"] == "Called him."
    told = program(maya).rows(path(carried))
    assert [(row["body"], row["by"]["name"], row["is_mine"]) for row in told] == [
        ("Called him.", "Dana Reyes", False),
        ("He is afraid of needles.", "Maya Chen", True),
    ]


def test_the_patient_side_learns_nothing_of_notes(program, carried, note, rosa):
    asks = program(rosa)

    assert asks.read(path(carried)).status_code == 403
    assert asks.read(path(carried, f"{note.uuid}/")).status_code == 403
    assert asks.create(path(carried), {"body": "Mine"}).status_code == 403
    assert asks.ask("patch", path(carried, f"{note.uuid}/"), {"body": "x"}, If_Match="*").status_code == 403
    assert "note_written" not in {row["kind"] for row in asks.rows(f"journeys/{carried.uuid}/timeline/")}


def test_a_note_is_written_once_for_the_same_key(program, carried, maya):
    asks = program(maya)

    first = asks.create(path(carried), {"body": "Once"}, key="k")
    again = asks.create(path(carried), {"body": "Once"}, key="k")

    assert (first.status_code, first.json()) == (201, again.json())
    assert Note.objects.count() == 1


def test_ones_own_note_is_changed_and_says_so(program, carried, note, maya):
    answer = program(maya).change(path(carried, f"{note.uuid}/"), {"body": "He likes tea."})

    assert (answer.status_code, answer.json()["body"]) == (200, "He likes tea.")
    assert answer.json()["edited_at"]


def test_a_note_of_somebody_else_stays_as_it_is(program, carried, note, dana):
    answer = program(dana).change(path(carried, f"{note.uuid}/"), {"body": "No"})

    assert (answer.status_code, kind(answer)) == (403, "forbidden")
    note.refresh_from_db()
    assert note.body == "He is afraid of needles."


def test_a_change_needs_the_version_that_was_read(program, carried, note, maya):
    asks = program(maya)
    tag = asks.read(path(carried, f"{note.uuid}/"))["ETag"]
    asks.change(path(carried, f"{note.uuid}/"), {"body": "Newer"})

    stale = asks.ask("patch", path(carried, f"{note.uuid}/"), {"body": "Older"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert Note.objects.get().body == "Newer"


@pytest.mark.parametrize("body", [{"body": ""}, {"body": None}, {"body": "x" * 5001}, {"body": {}}])
def test_what_was_sent_wrong_is_pointed_at(program, carried, note, maya, body):
    asks = program(maya)

    created = asks.create(path(carried), body)
    assert (created.status_code, pointers(created)) == (422, ["/body"])
    changed = asks.change(path(carried, f"{note.uuid}/"), body)
    assert (changed.status_code, pointers(changed)) == (422, ["/body"])


def test_notes_of_another_journey_are_like_none(program, carried, note, dana, ben):
    other = journey.open_journey(by=ben, at=timezone.now(), answers=ANSWERS, as_patient=False)

    assert program(dana).read(path(other, f"{note.uuid}/")).status_code == 404
    assert program(ben).read(path(carried)).status_code == 404


def test_the_notes_take_the_same_queries_whatever_their_number(
    program, carried, maya, dana, django_assert_num_queries
):
    for by in (maya, dana, maya):
        notes.write(carried, body="A note", by=by, at=timezone.now())
    asks = program(maya)
    asks.read(path(carried))

    for limit in (1, 3):
        with django_assert_num_queries(4):
            assert len(asks.read(path(carried) + f"?limit={limit}").json()["results"]) == limit
