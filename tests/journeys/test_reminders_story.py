"""The story of a reminder: Rosa reads what is planned and why, sets one of her own, and Maya sees what went out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import journey, messages, records, steps
from cases.choices import TeamRole
from cases.models import Case
from tests.cases.conftest import ANSWERS, join
from tests.journeys.conftest import person

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rosa(house):
    return person("Rosa Ortega")


@pytest.fixture
def case(house, rosa):
    """Rosa's journey, carried by Maya, with a date to keep and a record that she has asked for."""
    now = timezone.now()
    made = journey.open_journey(by=rosa, at=now, answers=ANSWERS, as_patient=True)
    join(made, house["maya"], TeamRole.ADVOCATE, at=now)
    day = now.date() + timedelta(days=12)
    steps.answer_safe_to_wait(made, until=day, by=rosa, at=now)
    records.ask(made.items.get(key="o1"), by=rosa, at=now)
    messages.send(made, body="Good morning", from_patient_side=False, by=house["maya"], at=now)
    return Case.objects.get(pk=made.pk)


def test_rosa_reads_what_is_planned_and_maya_what_went_out(visit, house, case, rosa):
    visitor = visit("rosa", user=rosa)
    visitor.open(f"/cases/{case.uuid}/reminders/")
    visitor.heading("Reminders")
    visitor.reads("No longer needed when:")
    visitor.look("planned")

    visitor.type_in("What should we remind you of?", "Ring the nurse")
    visitor.fill(on=timezone.now().date() + timedelta(days=3), clock="10:30")
    visitor.press("Set this reminder")
    visitor.reads("Ring the nurse")
    visitor.reads("only to you")

    visitor.follow("Put off")
    visitor.look("put-off")
    visitor.fill(to="2020-01-01")
    visitor.press("Put off")
    visitor.reads("This moment has passed.")
    visitor.look("put-off-refused")
    visitor.follow("No, go back")
    visitor.follow("Skip", within=visitor.page.locator("main"))
    visitor.look("skip")
    visitor.press("Skip it")
    visitor.look("skipped")

    maya = visit("maya", user=house["maya"], on_desk=True)
    maya.open(f"/cases/{case.uuid}/reminders/")
    maya.reads_not("Ring the nurse")
    maya.reads("to the patient side")
    maya.follow("Send now")
    maya.look("send")
    maya.press("Send it now")
    maya.reads("The reminder went out.")
    maya.look("sent")

    for everybody in (visitor, maya):
        everybody.found_nothing_wrong()
