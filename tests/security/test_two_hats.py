"""People with two roles at once, and invitations that are not theirs to change."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.choices import SiteRole
from accounts.models import User
from cases.actions import notes
from cases.choices import Access, TeamRole
from cases.models import Case, TeamInvitation
from tests.cases.conftest import NOON, join, person, signed_in

pytestmark = pytest.mark.django_db


def notes_of(user: User, case: Case) -> int:
    return signed_in(user).get(reverse("cases:notes", args=[case.uuid])).status_code


def test_a_lead_who_is_family_on_a_journey_reads_no_notes_of_it(case, maya):
    dana = person("Dana Reyes", SiteRole.LEAD)
    notes.write(case, body="between us", by=maya, at=NOON)
    assert notes_of(dana, case) == 200

    join(case, dana, TeamRole.CAREGIVER, access=Access.DO)

    assert notes_of(dana, case) == 403


def test_an_advocate_who_is_family_on_a_journey_reads_no_notes_of_it(case, maya):
    join(case, maya, TeamRole.CAREGIVER, access=Access.DO)

    assert notes_of(maya, case) == 403


def test_the_patient_side_changes_no_invitation_of_the_patient(case, rosa, maya):
    invitation = TeamInvitation.objects.create(
        case=case,
        role=TeamRole.PATIENT,
        email="rosa@example.com",
        token_hash="x",
        invited_by=maya,
        created_at=NOON,
        expires_at=NOON + timedelta(days=14),
    )
    answers = [
        signed_in(rosa).post(reverse(f"cases:{name}", args=[case.uuid, invitation.pk])).status_code
        for name in ("team-invitation-resend", "team-invitation-withdraw")
    ]

    assert answers == [403, 403]
    invitation.refresh_from_db()
    assert (invitation.withdrawn_at, invitation.token_hash) == (None, "x")
