"""An administrator in the admin, and kinds that belong to no journey."""

import pytest

from notifications import kinds
from notifications.choices import Audience, Group, Side, Unit
from notifications.kinds import Kind
from notifications.models import Rule, Wording
from tests.cases.admin.conftest import admin
from tests.cases.conftest import starter_content

__all__ = ["admin", "starter_content"]

LATE = Kind(
    key="test_late",
    group=Group.JOURNEY,
    label="A late answer",
    reason="A holder is late.",
    mail_line="Something waits for an answer.",
    ends_when="The answer comes.",
    counts_from="the holder was asked",
    audiences=(Audience.PATIENT_SIDE, Audience.ADVOCATE),
    fields={"holder": "Mercy Hospital", "item": "X-rays", "day": "2026-12-03"},
)
URGENT = Kind(
    key="test_near",
    group=Group.DATES,
    label="A near visit",
    reason="A visit is near.",
    mail_line="A date is near.",
    counts_from="the visit",
    audiences=(Audience.PATIENT_SIDE,),
    kept_because="A visit that is missed is lost.",
    is_urgent=True,
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_registered", {kind.key: kind for kind in (LATE, URGENT)})


@pytest.fixture
def rule(db):
    """Three working days after the holder was asked, to the patient side."""
    made = Rule.objects.create(
        key="test-late",
        kind="test_late",
        offset=3,
        unit=Unit.WORKING_DAYS,
        side=Side.AFTER,
        audience=Audience.PATIENT_SIDE,
        position=5,
    )
    Wording.objects.create(rule=made, language="en", title="{{ holder }} is late", body="Ask for {{ item }}.")
    return made
