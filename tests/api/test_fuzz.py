"""Whatever a program sends, allowed by the OpenAPI document or not: an answer that the document knows, never a 5xx.

Schemathesis makes requests from the document, as somebody of each kind, and checks the answers. `make test` lets
it ask for seconds, `make prove` for a quarter of an hour over all.
"""

import json
import os
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.actions import tokens
from accounts.choices import TokenReach
from cases.models import Case
from tests.access.test_matrix import build
from tests.api.test_access import children
from tests.cases.conftest import join, person

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
SECONDS = 310 if IS_LONG else 25
ENDS_WITHIN = 200
CHECKS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "400", "403", "404", "409", "410", "412", "422", "428", "429"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "429"]

[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "404", "409", "415", "422", "428"]
"""
"""What may be said of requests that the document allows: rules of journeys are in no schema."""


@pytest.fixture
def house(starter_content, settings):
    """A journey in which every table has a row, with a patient, an advocate and a lead, who each send a program."""
    settings.API_PER_MINUTE = {"token": 10**6, "person": 10**6}
    rosa, maya, dana = person("Rosa Ortega"), person("Maya Chen", "advocate"), person("Dana Reyes", "lead")
    case, numbers = build(rosa)
    join(case, maya, "advocate", at=timezone.now())
    return {"patient": rosa, "advocate": maya, "lead": dana}, case, children(numbers, case)


def token_of(user):
    at, works = timezone.now(), user.works_here
    reach = TokenReach.CASELOAD if works else TokenReach.OWN
    how = {"name": "f", "reach": reach, "may_write": True, "by": user, "at": at}
    return tokens.make(user, expires_at=at + timedelta(days=2), **how)[1]


def configuration(case, named, *, stays):
    """What schemathesis is told: half of the time the addresses name what there is, half of the time anything."""
    names = {"journey": case.uuid, **named}
    given = "".join(f'"path.{name}" = "{value}"\n' for name, value in names.items() if name != "own")
    return f"[parameters]\n{given if stays else ''}\n{CHECKS}"


def ask_everything(tmp_path, url, word, written, *, seconds, seed):
    """Let schemathesis ask for so long; what it found."""
    settings, report = tmp_path / "schemathesis.toml", tmp_path / "report.json"
    settings.write_text(written, encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(settings),
        "run",
        str(ROOT / "config" / "openapi.yaml"),
        f"--url={url}",
        f"--header=Authorization: Bearer {word}",
        f"--max-time={seconds}",
        f"--seed={seed}",
        "--checks=all",
        *([] if IS_LONG else ["--phases=examples,fuzzing,stateful"]),
        "--continue-on-failure",
        "--suppress-health-check=all",
        "--warnings=off",
        "--no-shrink",
        "--report=json",
        f"--report-json-path={report}",
    ]
    return subprocess.run(  # noqa: S603 -- the house's own tool, on this machine alone
        command,
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=seconds + ENDS_WITHIN,
        check=False,
    )


@pytest.mark.parametrize("stays", [True, False], ids=["what there is", "anything"])
@pytest.mark.parametrize("who", ["patient", "advocate", "lead"])
def test_nothing_that_is_sent_breaks_the_api_or_its_document(house, live_server, tmp_path, who, stays):
    people, case, named = house
    foreign, _numbers = build(person("Fred Foreign"))
    before = Case.objects.filter(pk=foreign.pk).values().get()
    if not IS_LONG and not stays:
        pytest.skip("`make prove` asks this, too")

    done = ask_everything(
        tmp_path,
        live_server.url,
        token_of(people[who]),
        configuration(case, named, stays=stays),
        seconds=SECONDS // (2 if IS_LONG else 1),
        seed=uuid.uuid4().int % 2**31 if IS_LONG else 20261130,
    )

    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    assert Case.objects.filter(pk=foreign.pk).values().get() == before or who == "lead"
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
