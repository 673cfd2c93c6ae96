"""The worklist over 10,000 journeys, beside the same number of rows in a bare template."""

from datetime import timedelta

import pytest
from django.template import engines

from cases.actions.search import keep_words
from cases.choices import MoveKind, Stage, TeamRole, Turn
from cases.models import Case, TeamMember
from tests.cases.conftest import NOON, person, signed_in

JOURNEYS, ADVOCATES, PER_PAGE = 10_000, 60, 25
BARE = "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"


@pytest.fixture
def many(db):
    """10,000 live journeys among 60 advocates; a lead and one of the advocates."""
    lead = person("Dana Reyes", "lead")
    advocates = [person(f"Advocate{number} Chen", "advocate") for number in range(ADVOCATES)]
    cases = Case.objects.bulk_create(
        (journey(number, advocates[number % ADVOCATES]) for number in range(JOURNEYS)), batch_size=1000
    )
    keep_words(cases[:5000])
    keep_words(cases[5000:])
    TeamMember.objects.bulk_create(
        (
            TeamMember(
                case=case,
                user=case.advocate,
                role=TeamRole.ADVOCATE,
                started_at=NOON,
                granted_by=lead,
            )
            for case in cases
        ),
        batch_size=1000,
    )
    return lead, advocates[0]


def journey(number, advocate):
    """One live journey as settle would leave it."""
    return Case(
        reference=f"B{number:09d}",
        created_at=NOON,
        created_by=advocate,
        stage_since=NOON,
        changed_at=NOON,
        patient_name=f"Patient {number} Ortega",
        condition="knee replacement",
        advocate=advocate,
        stage=Stage.RECORDS,
        turn=list(Turn)[number % 4],
        move_kind=MoveKind.WAIT_HOLDER,
        move_details={"item": "X-ray pictures", "holder": "Mercy Hospital"},
        move_due_on=NOON.date() + timedelta(days=number % 40),
        due_or_never=NOON.date() + timedelta(days=number % 40),
        records_in=3,
        records_wanted=9,
        last_contact_at=NOON,
    )


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("advocate", ""),
        ("advocate", "?show=live"),
        ("lead", ""),
        ("lead", "?show=live"),
        ("lead", "?q=9876"),
        ("lead", "?show=live&page=200"),
    ],
)
def bench_worklist(many, benchmark, who, query):
    browser = signed_in(many[0] if who == "lead" else many[1])

    answer = benchmark(browser.get, f"/caseload/{query}")

    assert answer.status_code == 200


def bench_bare_rows(benchmark):
    template = engines["django"].from_string(BARE)
    rows = [[f"cell {row} {column}" for column in range(8)] for row in range(PER_PAGE)]

    html = benchmark(template.render, {"rows": rows})

    assert html.count("<tr>") == PER_PAGE
