"""No page asks the database more often when there is more to show."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import invitations as staff_invitations
from accounts.choices import SiteRole
from cases.actions import (
    appointments,
    decision,
    documents,
    guides,
    journey,
    messages,
    notes,
    opinions,
    questions,
    records,
    request,
    specialists,
    team,
)
from cases.choices import (
    Access,
    DecisionPath,
    PlaceKind,
    TeamRole,
    ToldHow,
    ToldWhom,
    Way,
)
from cases.queries import opinions as reading
from guidance.actions.library import establish
from tests.cases.conftest import ANSWERS, NOON, join, person, signed_in
from tests.guidance.conftest import guide

MOST_OPINIONS = 6
COUNTS = {
    "journey": {"patient": 15, "advocate": 14, "lead": 14},
    "records": {"patient": 8, "advocate": 9, "lead": 9},
    "item": {"patient": 10, "advocate": 10, "lead": 10},
    "appointment": {"patient": 10, "advocate": 10, "lead": 10},
    "questions": {"patient": 6, "advocate": 6, "lead": 6},
    "questions-bank": {"patient": 8, "advocate": 8, "lead": 8},
    "questions-print": {"patient": 9, "advocate": 9, "lead": 9},
    "compare": {"patient": 10, "advocate": 10, "lead": 10},
    "opinion-findings": {"patient": 11, "advocate": 11, "lead": 11},
    "row": {"patient": 13, "advocate": 13, "lead": 13},
    "decide": {"patient": 11, "advocate": 11, "lead": 11},
    "messages": {"patient": 10, "advocate": 10, "lead": 9},
    "reminders": {"patient": 8, "advocate": 8, "lead": 8},
    "timeline": {"patient": 6, "advocate": 6, "lead": 6},
    "team": {"patient": 7, "advocate": 8, "lead": 8},
    "answers": {"patient": 5, "advocate": 5, "lead": 5},
    "step": {"patient": 13, "advocate": 13, "lead": 13},
    "insurer-call": {"patient": 5, "advocate": 5, "lead": 5},
    "notes": {"advocate": 6, "lead": 6},
    "caseload": {"advocate": 5, "lead": 6},
    "caseload, searched": {"advocate": 6, "lead": 7},
    "assign": {"lead": 6},
    "team-helper": {"lead": 7},
    "journeys": {"patient": 4},
    "request": {"patient": 4},
    "request-check": {"patient": 4},
    "request-page": {"patient": 4},
    "people": {"lead": 8, "admin": 8},
    "person": {"admin": 6},
    "profile": {"patient": 4, "advocate": 4},
    "guides": {"patient": 7, "advocate": 7, "lead": 7},
    "guide": {"patient": 8, "advocate": 8, "lead": 8},
}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def people(carried, rosa, luis, maya, dana):
    """Rosa's team, and the rows of hers that hold the others."""
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    admin = person("Ada Admin", SiteRole.ADMINISTRATOR)
    establish()
    visit = book(carried, 0)
    decided = {"path": DecisionPath.WAIT, "words": "I wait.", "decided_on": NOON.date()}
    decision.decide(carried, **decided, by=rosa, at=NOON)
    return {
        "patient": rosa,
        "family": luis,
        "advocate": maya,
        "lead": dana,
        "admin": admin,
        "visit": visit,
        "item": records.add_item(carried, name="Record", by=rosa, at=NOON),
        "opinion": opinions.record(carried, doctor="Dr. Feld", by=rosa, at=NOON),
        "draft": request.begin(uuid.uuid4(), by=rosa, at=NOON),
    }


def book(case, number):
    how = {"by": case.created_by, "at": NOON}
    doctor = specialists.add(case, values={"name": f"Dr. {number}", "place_kind": PlaceKind.ACADEMIC}, **how)
    starts_at = NOON + timedelta(days=1, hours=number)
    return appointments.book(doctor, way=Way.VIDEO, time_zone="America/New_York", starts_at=starts_at, **how)


def fill(case, people, numbers):
    """More of everything that a page lists."""
    how = {"by": people["patient"], "at": NOON}
    for number in numbers:
        records.ask(records.add_item(case, name=f"Record {number}", **how), **how)
        documents.add(people["item"], name=f"{number}.txt", chunks=[f"Letter {number}".encode()], **how)
        book(case, number)
        questions.add(case, text=f"Why {number}?", ask=f"Dr. {number}", **how)
        messages.send(case, body=f"Hello {number}", from_patient_side=True, **how)
        messages.send(case, body=f"Answer {number}", from_patient_side=False, by=people["advocate"], at=NOON)
        notes.write(case, body=f"Between us {number}", by=people["advocate"], at=NOON)
        decision.tell(case, whom=ToldWhom.FIRST_DOCTOR, how=ToldHow.PHONE, told_on=NOON.date(), **how)
        join(case, person(f"Cousin{number} Ortega"), TeamRole.CAREGIVER)
        person(f"Advocate{number} Chen", SiteRole.ADVOCATE)
        family = {"name": "Ana", "relation": "", "access": Access.SEE, "ends_at": None}
        team.invite_family(case, email=f"guest{number}@example.org", **family, **how)
        staff_invitations.invite_staff(
            f"staff{number}@example.org", role=SiteRole.ADVOCATE, by=people["lead"], at=NOON
        )
        other = journey.open_journey(by=people["advocate"], at=NOON, answers=ANSWERS, as_patient=False)
        join(other, people["patient"], TeamRole.PATIENT)
        request.begin(uuid.uuid4(), **how)
        send_guide(case, number, by=people["advocate"])
    letter = people["item"].documents.first()
    for number in numbers[: MOST_OPINIONS - case.opinions.count()]:
        opinion = opinions.record(case, doctor=f"Dr. {number}", **how)
        cells = [
            opinions.Cell(
                row=row, opinion=opinion, seen=reading.stamp(), text="A", source="written", document=letter
            )
            for row in case.rows.all()
        ]
        opinions.write(case, cells=cells, **how)


def send_guide(case, number, *, by):
    """A guide that every page of a journey could show, sent to the patient side."""
    made = guide(f"Guide {number}", stages=["request", "records", "appointment", "compare", "decide"])
    guides.send(
        case, translation_key=made.translation_key, title=made.title, note="Read this.", by=by, at=NOON
    )


def addresses(case, people):
    """Every page with a list, under the name of its route, and who opens it."""
    inside = {
        "journey": [],
        "records": [],
        "item": [people["item"].pk],
        "appointment": [],
        "questions": [],
        "questions-bank": [],
        "questions-print": [],
        "compare": [],
        "opinion-findings": [people["opinion"].pk],
        "row": [case.rows.first().pk],
        "decide": [],
        "messages": [],
        "reminders": [],
        "timeline": [],
        "team": [],
        "answers": [],
        "step": [case.steps.first().pk],
        "insurer-call": [],
        "guides": [],
        "guide": ["guide-1"],
    }
    for name, children in inside.items():
        address = reverse(f"cases:{name}", args=[case.uuid, *children])
        for who in ("patient", "advocate", "lead"):
            yield who, name, address
    for who in ("advocate", "lead"):
        yield who, "notes", reverse("cases:notes", args=[case.uuid])
        yield who, "caseload", reverse("cases:caseload")
        yield who, "caseload, searched", reverse("cases:caseload") + "?q=rosa"
    for name in ("assign", "team-helper"):
        yield "lead", name, reverse(f"cases:{name}", args=[case.uuid])
    yield "patient", "journeys", reverse("cases:journeys")
    yield "patient", "request", reverse("cases:request-start")
    yield "patient", "request-check", reverse("cases:request-check", args=[people["draft"].uuid])
    yield "patient", "request-page", reverse("cases:request-page", args=[people["draft"].uuid, "about"])
    for who in ("lead", "admin"):
        yield who, "people", reverse("people")
    yield "admin", "person", reverse("person", args=[people["advocate"].pk])
    for who in ("patient", "advocate"):
        yield who, "profile", reverse("profile")


def counted(case, people):
    """How many queries each page takes, opened a second time: the first marks things as read."""
    browsers = {who: signed_in(people[who]) for who in ("patient", "advocate", "lead", "admin")}
    found = {}
    for who, name, address in addresses(case, people):
        assert (who, name, browsers[who].get(address).status_code) == (who, name, 200)
        with CaptureQueriesContext(connection) as captured:
            browsers[who].get(address)
        found.setdefault(name, {})[who] = len(captured)
    return found


def test_every_page_asks_as_often_for_one_row_as_for_thirty(carried, people):
    fill(carried, people, range(1, 2))
    few = counted(carried, people)
    fill(carried, people, range(2, 32))
    many = counted(carried, people)

    assert few == many
    assert many == COUNTS
    assert max(max(page.values()) for page in many.values()) <= 15
