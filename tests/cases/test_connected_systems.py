"""Connected systems work on journeys, and are never taken for a person."""

import pytest
from django.urls import reverse

from accounts.actions import tokens
from accounts.choices import SiteRole
from cases.actions import messages, notes, records
from cases.queries import caseload, facts, post, team
from notifications.models import Letter, Notice
from tests.cases.conftest import NOON, person, signed_in


@pytest.fixture
def system(db):
    admin = person("Ada Admin", SiteRole.ADMINISTRATOR)
    return tokens.open_service(name="Lab bridge", by=admin, at=NOON)


def page(user, name, case):
    return signed_in(user).get(reverse(f"cases:{name}", args=[case.uuid])).content.decode()


def test_it_reaches_every_journey_as_a_lead_does(carried, system):
    assert carried in type(carried).objects.visible_to(system)


def test_it_is_no_lead_to_write_to_and_no_advocate_to_choose(carried, maya, dana, system):
    assert post.leads() == [dana]
    assert list(facts.carriers()) == list(team.advocates()) == [maya]
    assert caseload.advocates() == [(maya.pk, "Maya Chen")]


def test_it_is_told_nothing_of_what_happens(case, rosa, dana, system):
    messages.send(case, body="Is anybody there?", from_patient_side=True, by=rosa, at=NOON)

    assert not Notice.objects.filter(user=system).exists()
    assert not Letter.objects.filter(user=system).exists()


def test_the_timeline_says_that_a_system_did_it(carried, rosa, system):
    records.ask(carried.items.get(key="o1"), by=system, at=NOON)

    assert "Lab bridge (connected system)" in page(rosa, "timeline", carried)


def test_a_message_of_a_system_is_not_said_to_be_an_advocates(carried, rosa, maya, system):
    messages.send(carried, body="Your images are here.", from_patient_side=False, by=system, at=NOON)
    shown = page(rosa, "messages", carried)

    assert "<strong>Lab bridge (connected system)</strong> <time" in shown
    messages.send(carried, body="I saw them.", from_patient_side=False, by=maya, at=NOON)
    assert "<strong>Maya Chen</strong> <span>advocate</span>" in page(rosa, "messages", carried)


def test_a_note_names_the_system(carried, maya, system):
    notes.write(carried, body="Twelve images came.", by=system, at=NOON)

    assert "Lab bridge (connected system)" in page(maya, "notes", carried)
