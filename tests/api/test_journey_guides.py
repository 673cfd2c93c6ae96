"""Guides inside a journey over the API: which fit, sending, opening, copying."""

import uuid

import pytest
from django.utils import timezone

from cases.actions import guides, journey
from cases.choices import Access, TeamRole, Turn
from cases.models import CaseEvent, Question, SentGuide, Step
from guidance.choices import Audience
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, join
from tests.guidance.conftest import guide, library, lines

__all__ = ["library"]
pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def scans(library):
    """A guide for the present stage, with something to copy."""
    return guide(
        "Scan pictures",
        stages=["request"],
        body=[
            ("text", "<p>Ask for the pictures.</p>"),
            ("checklist", lines("To do", "Call the film library", "Write down the name")),
            ("questions", lines("To ask", "Did you look at the pictures?")),
        ],
    )


def path(case, rest="guides/"):
    return f"journeys/{case.uuid}/{rest}"


def send(case, found, by, note="Read part two."):
    about = {"translation_key": found.translation_key, "title": found.title}
    return guides.send(case, **about, note=note, by=by, at=timezone.now())


# Which fit


def test_what_helps_now_comes_first_and_says_why(program, carried, scans, rosa):
    guide("Deciding", stages=["decide"])
    guide("Any day")

    told = program(rosa).rows(path(carried))

    assert [(row["title"], row["stage"], row["is_now"]) for row in told] == [
        ("Scan pictures", "request", True),
        ("Deciding", "decide", False),
        ("Any day", "", False),
    ]
    assert (told[0]["shelf"], told[2]["shelf"]) == ("For this stage", "At any time")
    assert told[0]["sent"] is None


def test_a_guide_that_was_sent_says_so_with_its_words(program, carried, scans, rosa, maya):
    send(carried, scans, maya, note="Old")
    send(carried, scans, maya)

    [told] = program(rosa).rows(path(carried))

    assert (told["sent"]["note"], told["sent"]["by"]["name"]) == ("Read part two.", "Maya Chen")
    assert told["sent"]["opened_at"] is None


def test_the_patient_side_is_offered_nothing_that_speaks_to_advocates_alone(program, carried, rosa, maya):
    guide("For advocates", audiences=[Audience.ADVOCATE])

    assert program(rosa).rows(path(carried)) == []
    assert [row["is_for_advocates_only"] for row in program(maya).rows(path(carried))] == [True]


def test_guides_come_in_the_language_that_was_asked_for(program, carried, scans, rosa, maya):
    guide("Imágenes", language="es", of=scans, stages=["request"])
    send(carried, scans, maya)
    asks = program(rosa)

    assert asks.rows(path(carried) + "?language=es")[0]["title"] == "Imágenes"
    assert asks.rows(path(carried, "sent-guides/?language=es"))[0]["title"] == "Imágenes"
    assert asks.read(path(carried), Accept_Language="es").json()["results"][0]["title"] == "Imágenes"
    assert asks.rows(path(carried))[0]["title"] == "Scan pictures"


def test_the_list_takes_the_same_queries_whatever_its_length(
    program, carried, scans, maya, django_assert_num_queries
):
    for number in range(2):
        send(carried, guide(f"Guide {number}"), maya)
    asks = program(maya)
    asks.read(path(carried))

    for limit in (1, 3):
        for address, number in ((path(carried), 5), (path(carried, "sent-guides/"), 4)):
            with django_assert_num_queries(number):
                asks.read(f"{address}?limit={limit}")


# Sending and opening


def test_an_advocate_sends_a_guide_once_and_the_patient_opens_it(program, carried, scans, rosa, maya):
    asks = program(maya)
    sent = {"slug": "scan-pictures", "note": "Read part two."}

    first = asks.create(path(carried, "sent-guides/"), sent, key="k")
    again = asks.create(path(carried, "sent-guides/"), sent, key="k")

    assert (first.status_code, first.json()) == (201, again.json())
    assert SentGuide.objects.count() == 1
    hers = program(rosa)
    assert hers.read(first["Location"]).json() == first.json()
    assert hers.rows(path(carried, "sent-guides/")) == [first.json()]

    opened = hers.say(first["Location"], "open")

    assert (opened.status_code, opened.json()["opened_by"]["name"]) == (200, "Rosa Ortega")
    assert hers.say(first["Location"], "open").json() == opened.json()


def test_only_staff_send_and_only_the_patient_side_opens(program, carried, scans, rosa, maya):
    sent = send(carried, scans, maya)

    assert program(rosa).create(path(carried, "sent-guides/"), {"slug": "scan-pictures"}).status_code == 403
    assert program(maya).say(path(carried, f"sent-guides/{sent.uuid}/"), "open").status_code == 403
    sent.refresh_from_db()
    assert sent.opened_at is None


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["/slug"]),
        ({"slug": "nothing"}, ["/slug"]),
        ({"slug": "for-advocates"}, ["/slug"]),
        ({"slug": "Not a slug"}, ["/slug"]),
        ({"slug": "scan-pictures", "note": "x" * 501}, ["/note"]),
        ({"slug": "scan-pictures", "to": "Rosa"}, ["/to"]),
    ],
)
def test_what_cannot_be_sent_is_pointed_at(program, carried, scans, body, wrong):
    guide("For advocates", audiences=[Audience.ADVOCATE])

    answer = program(carried.advocate).create(path(carried, "sent-guides/"), body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not SentGuide.objects.exists()


def test_a_guide_that_is_gone_keeps_the_title_that_it_had(program, carried, scans, rosa, maya):
    send(carried, scans, maya)
    scans.unpublish()

    [told] = program(rosa).rows(path(carried, "sent-guides/"))

    assert (told["slug"], told["title"]) == (None, "Scan pictures")


def test_an_open_guide_needs_the_version_that_was_read(program, carried, scans, rosa, maya):
    address = path(carried, f"sent-guides/{send(carried, scans, maya).uuid}/")
    asks = program(rosa)
    tag = asks.read(address)["ETag"]
    asks.say(address, "open")

    stale = asks.ask("post", address + "changes/", {"verb": "open"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")


def test_what_was_sent_on_another_journey_is_not_found_here(program, carried, scans, maya):
    other = journey.open_journey(by=maya, at=timezone.now(), answers=ANSWERS, as_patient=False)
    sent = send(other, scans, maya)

    for named in (sent.uuid, uuid.uuid4()):
        assert program(maya).read(path(carried, f"sent-guides/{named}/")).status_code == 404


# Copying


def copy(asks, case, found, which, **changed):
    read = asks.read(f"guides/{found.slug}/").json()
    block = next(block["id"] for block in read["blocks"] if block["kind"] == which)
    body = {"slug": found.slug, "block": block, "revision": read["revision"], **changed}
    return asks.create(path(case, "guide-copies/"), body)


def test_a_checklist_becomes_steps_of_whoever_copies_it(program, carried, scans, rosa):
    asks = program(rosa)

    first, again = (copy(asks, carried, scans, "checklist") for _time in range(2))

    assert (first.status_code, first.json()) == (201, {"into": "steps", "copied": 2})
    assert again.json() == {"into": "steps", "copied": 0}
    added = Step.objects.filter(case=carried, why="Scan pictures")
    assert [(step.title, step.who) for step in added] == [
        ("Call the film library", Turn.PATIENT),
        ("Write down the name", Turn.PATIENT),
    ]
    assert CaseEvent.objects.filter(kind="steps_copied").count() == 1


def test_questions_join_the_list_for_the_doctor(program, carried, scans, maya):
    answer = copy(program(maya), carried, scans, "questions")

    assert (answer.status_code, answer.json()) == (201, {"into": "questions", "copied": 1})
    assert Question.objects.filter(case=carried, text="Did you look at the pictures?").exists()


def test_a_guide_that_has_changed_is_read_again_first(program, carried, scans, rosa):
    answer = copy(program(rosa), carried, scans, "checklist", revision="old")

    assert (answer.status_code, kind(answer)) == (409, "refused")
    assert not Step.objects.filter(why="Scan pictures").exists()


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"block": "none"}, ["/block"]),
        ({"block": ""}, ["/block"]),
        ({"slug": "nothing"}, ["/slug"]),
        ({"revision": 7.5}, ["/revision"]),
        ({"lines": []}, ["/lines"]),
    ],
)
def test_what_cannot_be_copied_is_pointed_at(program, carried, scans, changed, where):
    answer = copy(program(carried.created_by), carried, scans, "checklist", **changed)

    assert (answer.status_code, pointers(answer)) == (422, where)


def test_text_is_not_copied(program, carried, scans, rosa):
    answer = copy(program(rosa), carried, scans, "text")

    assert (answer.status_code, pointers(answer)) == (422, ["/block"])


def test_whoever_may_only_look_copies_nothing(program, carried, scans, luis):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)

    assert copy(program(luis), carried, scans, "checklist").status_code == 403


def test_a_journey_that_has_ended_takes_nothing(program, carried, scans, rosa, maya):
    journey.withdraw(carried, why="", by=maya, at=timezone.now())

    assert copy(program(rosa), carried, scans, "checklist").status_code == 409
    assert program(maya).create(path(carried, "sent-guides/"), {"slug": "scan-pictures"}).status_code == 409
