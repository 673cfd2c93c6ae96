"""Nothing of one journey shows on the pages of another, and no copy of any page is kept."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import journey, messages, opinions
from cases.choices import DecisionPath
from cases.models import Decision
from tests.cases.conftest import ANSWERS, NOON, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign(starter_content):
    """The journey of somebody else."""
    return journey.open_journey(by=person("James Whitfield"), at=NOON, answers=ANSWERS, as_patient=True)


def test_a_decision_neither_offers_nor_takes_the_opinion_of_another_journey(case, rosa, foreign):
    opinions.record(case, doctor="Dr. Own", by=rosa, at=NOON)
    strange = opinions.record(foreign, doctor="Dr. Foreign", by=foreign.created_by, at=NOON)
    browser, address = signed_in(rosa), reverse("cases:decision-edit", args=[case.uuid])

    assert "Dr. Foreign" not in browser.get(address).content.decode()
    sent = {"path": DecisionPath.OPINION, "opinion": strange.pk, "words": "So be it", "once": uuid.uuid4()}
    answer = browser.post(address, {**sent, "decided_on": "2026-11-20"})

    assert answer.status_code == 422
    assert "Dr. Foreign" not in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_mark_of_a_message_of_another_journey_is_not_found(case, rosa, foreign):
    strange = messages.send(foreign, body="Hello", from_patient_side=True, by=foreign.created_by, at=NOON)
    browser, address = signed_in(rosa), reverse("cases:messages", args=[case.uuid])

    marks = (strange.pk, strange.pk + 1000)
    assert [browser.get(f"{address}?before={mark}").status_code for mark in marks] == [404, 404]


@pytest.mark.parametrize("room", ["journey", "records", "messages", "timeline", "team", "answers", "decide"])
def test_no_copy_of_a_page_of_a_journey_is_kept(case, rosa, room):
    answer = signed_in(rosa).get(reverse(f"cases:{room}", args=[case.uuid]))

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")


@pytest.mark.parametrize("address", ["/", "/accounts/profile/", "/nowhere/", "/emergency/"])
def test_no_copy_of_a_redirect_a_refusal_or_a_public_page_is_kept(db, address):
    assert Client().get(address)["Cache-Control"] == "no-store, private"
