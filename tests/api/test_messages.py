"""The conversation over the API."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import journey, messages
from cases.choices import Access, TeamRole
from cases.models import Message, TeamMember
from notifications.models import Notice
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, join

pytestmark = pytest.mark.django_db


def path(case, rest=""):
    return f"journeys/{case.uuid}/messages/{rest}"


def write(case, by, body="Hello", *, patient_side=False, ago=0):
    at = timezone.now() - timedelta(minutes=ago)
    return messages.send(case, body=body, from_patient_side=patient_side, by=by, at=at)


def test_the_newest_message_comes_first_with_who_wrote_it_and_from_which_side(program, carried, rosa, maya):
    write(carried, maya, "How are you?", ago=5)
    write(carried, rosa, "Fine.", patient_side=True)

    newest, first = program(rosa).rows(path(carried))

    assert (newest["body"], newest["by"]["name"], newest["from_patient_side"]) == (
        "Fine.",
        "Rosa Ortega",
        True,
    )
    assert (newest["is_mine"], newest["is_unread"]) == (True, False)
    assert (first["body"], first["by"]["id"], first["from_patient_side"]) == (
        "How are you?",
        str(maya.uuid),
        False,
    )
    assert (first["is_mine"], first["is_unread"]) == (False, True)


def test_reading_over_the_api_marks_nothing_as_read(program, carried, rosa, maya):
    sent = write(carried, maya)
    asks = program(rosa)

    asks.rows(path(carried))
    asks.read(path(carried, f"{sent.uuid}/"))

    assert asks.rows(path(carried))[0]["is_unread"]
    assert Notice.objects.filter(user=rosa, kind="message", read_at=None).exists()


def test_what_is_marked_is_read_and_the_bell_counts_it_no_longer(program, carried, rosa, maya):
    sent = write(carried, maya)
    asks = program(rosa)
    tag = asks.read(path(carried, f"{sent.uuid}/"))["ETag"]

    for _time in range(2):
        answer = asks.ask("post", path(carried, "reads/"), {})
        assert (answer.status_code, answer.content) == (204, b"")

    assert not asks.rows(path(carried))[0]["is_unread"]
    assert not Notice.objects.filter(user=rosa, kind="message", read_at=None).exists()
    assert asks.read(path(carried, f"{sent.uuid}/"))["ETag"] != tag
    assert program(maya).rows(path(carried))[0]["is_unread"] is False


def test_what_came_after_the_message_that_was_shown_stays_unread(program, carried, rosa, maya):
    shown, _later = write(carried, maya, "First", ago=5), write(carried, maya, "Second")
    asks = program(rosa)

    asks.ask("post", path(carried, "reads/"), {"until": str(shown.uuid)})

    assert [row["is_unread"] for row in asks.rows(path(carried))] == [True, False]
    assert Notice.objects.filter(user=rosa, kind="message", read_at=None).count() == 1


def test_an_older_message_takes_nothing_back(program, carried, rosa, maya):
    older = write(carried, maya, "First", ago=5)
    write(carried, maya, "Second")
    asks = program(rosa)
    asks.ask("post", path(carried, "reads/"), {})

    asks.ask("post", path(carried, "reads/"), {"until": str(older.uuid)})

    assert not any(row["is_unread"] for row in asks.rows(path(carried)))


def test_a_message_from_before_somebody_joined_is_never_unread(program, carried, luis, maya):
    old = write(carried, maya, ago=60)
    join(carried, luis, TeamRole.CAREGIVER, at=timezone.now() - timedelta(minutes=30))
    write(carried, maya, "For all", ago=10)
    asks = program(luis)

    asks.ask("post", path(carried, "reads/"), {"until": str(old.uuid)})

    assert [row["is_unread"] for row in asks.rows(path(carried))] == [True, False]


def test_a_message_is_written_once_for_the_same_key(program, carried, rosa):
    asks = program(rosa)

    first = asks.create(path(carried), {"body": "Thank you"}, key="k")
    again = asks.create(path(carried), {"body": "Thank you"}, key="k")

    assert (first.status_code, first.json()) == (201, again.json())
    assert again["Idempotent-Replayed"] == "true"
    assert asks.read(first["Location"]).json() == first.json()
    assert [(row.body, row.from_patient_side) for row in Message.objects.all()] == [("Thank you", True)]


def test_whoever_may_only_look_may_write_and_staff_write_from_their_side(program, carried, luis, dana):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)

    assert program(luis).create(path(carried), {"body": "Hello"}).json()["from_patient_side"] is True
    assert program(dana).create(path(carried), {"body": "Hello"}).json()["from_patient_side"] is False


def test_a_lead_without_a_place_has_nothing_unread(program, carried, maya, dana):
    write(carried, maya)
    asks = program(dana)

    assert asks.rows(path(carried))[0]["is_unread"] is False
    assert asks.ask("post", path(carried, "reads/"), {}).status_code == 204
    assert not TeamMember.objects.filter(user=dana).exists()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/body"]),
        ({"body": " "}, ["/body"]),
        ({"body": "x" * 5001}, ["/body"]),
        ({"body": ["x"]}, ["/body"]),
        ({"body": "x", "at": "2026-01-01"}, ["/at"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(program, carried, rosa, body, wrong):
    answer = program(rosa).create(path(carried), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not Message.objects.exists()


def test_nul_is_refused(program, carried, rosa):
    assert program(rosa).create(path(carried), {"body": "a\x00b"}).status_code == 400


def test_an_ended_journey_takes_no_message(program, carried, rosa, maya):
    journey.withdraw(carried, why="", by=maya, at=timezone.now())

    answer = program(rosa).create(path(carried), {"body": "Hello"})

    assert (answer.status_code, kind(answer)) == (409, "refused")


def test_messages_of_another_journey_are_like_none(program, carried, maya, ben):
    other = journey.open_journey(by=ben, at=timezone.now(), answers=ANSWERS, as_patient=False)
    theirs = write(other, ben)
    asks = program(maya)

    assert asks.read(path(carried, f"{theirs.uuid}/")).status_code == 404
    for foreign in (theirs.uuid, uuid.uuid4()):
        answer = asks.ask("post", path(carried, "reads/"), {"until": str(foreign)})
        assert (answer.status_code, pointers(answer)) == (422, ["/until"])
    assert asks.read(path(other)).status_code == 404
    assert asks.ask("post", path(other, "reads/"), {}).status_code == 404


def test_a_token_that_only_reads_marks_nothing(program, carried, rosa, maya):
    write(carried, maya)

    assert program(rosa, may_write=False).ask("post", path(carried, "reads/"), {}).status_code == 403


def test_the_conversation_takes_the_same_queries_whatever_its_length(
    program, carried, rosa, maya, django_assert_num_queries
):
    for by in (rosa, maya, carried.created_by):
        write(carried, by)
    asks = program(rosa)
    asks.read(path(carried))

    for limit in (1, 3):
        with django_assert_num_queries(5):
            assert len(asks.read(path(carried) + f"?limit={limit}").json()["results"]) == limit
