"""What is taken away is gone with the next click, for every kind of page; an empty list lets nobody in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.choices import SiteRole
from cases.actions import documents, notes
from cases.choices import Access, TeamRole
from cases.models import Case, TeamMember
from tests.cases.conftest import NOON, join, person, signed_in

pytestmark = pytest.mark.django_db
ROOMS = ("journey", "records", "appointment", "compare", "decide", "messages", "timeline", "team")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def file(case, rosa):
    return documents.add(case.items.first(), name="a.txt", chunks=[b"words"], by=rosa, at=NOON)


def statuses(browser, case, file):
    pages = [browser.get(reverse(f"cases:{room}", args=[case.uuid])).status_code for room in ROOMS]
    download = browser.get(reverse("cases:document", args=[case.uuid, file.uuid]))
    b"".join(download)
    return {*pages, download.status_code}


def test_an_advocate_whose_role_is_taken_reaches_nothing(case, file, maya):
    join(case, maya, TeamRole.ADVOCATE)
    browser = signed_in(maya)
    assert statuses(browser, case, file) == {200}

    maya.groups.clear()

    assert statuses(browser, case, file) == {404}


def test_a_lead_whose_role_is_taken_reaches_nothing(case, file):
    dana = person("Dana Reyes", SiteRole.LEAD)
    browser = signed_in(dana)
    assert statuses(browser, case, file) == {200}

    dana.groups.clear()

    assert statuses(browser, case, file) == {404}


def test_family_whose_access_is_ended_reaches_nothing(case, file, rosa):
    luis = person("Luis Ortega")
    member = join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    browser = signed_in(luis)
    assert statuses(browser, case, file) == {200}

    TeamMember.objects.filter(pk=member.pk).update(ended_at=NOON, ended_by=rosa)

    assert statuses(browser, case, file) == {404}


def test_family_whose_last_day_has_passed_reaches_nothing(case, file):
    luis = person("Luis Ortega")
    member = join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    browser = signed_in(luis)

    TeamMember.objects.filter(pk=member.pk).update(ends_at=timezone.now() - timedelta(seconds=1))

    assert statuses(browser, case, file) == {404}


def test_somebody_deactivated_reaches_nothing(case, file, rosa):
    browser = signed_in(rosa)

    type(rosa).objects.filter(pk=rosa.pk).update(is_active=False)

    assert statuses(browser, case, file) == {302}
    rosa.refresh_from_db()
    assert list(Case.objects.visible_to(rosa)) == []


def test_nobody_sees_nothing(case):
    visitor: Any = AnonymousUser()
    assert list(Case.objects.visible_to(visitor)) == []
    assert list(Case.objects.visible_to(person("Nobody Known"))) == []


def test_a_removed_file_is_gone(case, file, rosa):
    browser = signed_in(rosa)
    documents.remove(file, by=rosa, at=NOON)

    assert browser.get(reverse("cases:document", args=[case.uuid, file.uuid])).status_code == 404


def test_a_strangers_journey_answers_like_one_that_does_not_exist(case, file):
    browser = signed_in(person("Sam Stranger"))
    there = browser.get(reverse("cases:document", args=[case.uuid, file.uuid]))
    nowhere = browser.get(reverse("cases:document", args=[uuid4(), uuid4()]))

    assert there.status_code == nowhere.status_code == 404
    own = {"X-Request-Id"}
    assert {k: v for k, v in there.headers.items() if k not in own} == {
        k: v for k, v in nowhere.headers.items() if k not in own
    }


def test_the_patient_sees_neither_a_note_nor_who_opened_a_file(case, file, rosa, maya):
    join(case, maya, TeamRole.ADVOCATE)
    notes.write(case, body="CANARY", by=maya, at=NOON)
    documents.open_file(file, by=maya, at=NOON).close()

    pages = {
        user: signed_in(user).get(reverse("cases:timeline", args=[case.uuid])).content.decode()
        for user in (rosa, maya)
    }

    assert {user: page.count('class="staff-only"') for user, page in pages.items()} == {rosa: 0, maya: 2}
    assert signed_in(rosa).get(reverse("cases:notes", args=[case.uuid])).status_code == 403
    assert "CANARY" not in pages[rosa]
