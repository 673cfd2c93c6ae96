"""A program goes the whole way of the patient's story, and comes to the same end."""

import runpy
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from accounts.actions import tokens
from accounts.choices import TokenReach
from cases.models import Case
from tests.cases.filemaking import pdf
from tests.journeys.conftest import person
from tests.journeys.ending import comes_to_the_known_end

pytestmark = [pytest.mark.django_db(transaction=True)]
SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "second_opinion.py"


@pytest.fixture
def token(house):
    at, rosa = timezone.now(), person("Rosa Ortega")
    how = {"name": "Script", "reach": TokenReach.OWN, "may_write": True, "by": rosa, "at": at}
    return tokens.make(rosa, expires_at=at + timedelta(days=30), **how)[1]


def test_the_script_of_the_documents_carries_a_journey_to_the_end_of_the_patients_story(
    token, live_server, monkeypatch, settings
):
    settings.API_PER_MINUTE = {"token": 10_000, "person": 10_000}
    monkeypatch.setenv("HOUSE", live_server.url)
    monkeypatch.setenv("TOKEN", token)

    here = runpy.run_path(str(SCRIPT))["begin"](pdf())
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=True):
        runpy.run_path(str(SCRIPT))["finish"](here)

    comes_to_the_known_end(Case.objects.get())
