"""People and journeys for the tests of cases."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.choices import SiteRole
from accounts.models import User
from cases.actions import journey, starter
from cases.choices import Access, TeamRole
from cases.models import Case, TeamMember

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ANSWERS = {
    "patient_name": "Rosa Ortega",
    "condition": "spine surgery",
    "family": "bones",
    "time_zone": "America/New_York",
    "state": "NY",
}


def person(name: str, *roles: str) -> User:
    """An account with site roles."""
    user = User.objects.create_user(
        email=f"{name.split(maxsplit=1)[0].lower()}@example.org", password="second-opinion-demo", name=name
    )
    user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return user


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def starter_content(db):
    """Steps, records, questions and rows as they ship."""
    return starter.load()


@pytest.fixture
def rosa(db):
    return person("Rosa Ortega")


@pytest.fixture
def luis(db):
    return person("Luis Ortega")


@pytest.fixture
def stranger(db):
    return person("Sam Stranger")


@pytest.fixture
def maya(db):
    return person("Maya Chen", SiteRole.ADVOCATE)


@pytest.fixture
def ben(db):
    return person("Ben Adler", SiteRole.ADVOCATE)


@pytest.fixture
def dana(db):
    return person("Dana Reyes", SiteRole.LEAD)


@pytest.fixture
def ed(db):
    return person("Ed Novak", SiteRole.EDITOR)


def join(case: Case, user: User, role: str, *, access: str = Access.DO, at: datetime = NOON) -> TeamMember:
    """Put a person on a journey's team, as the acceptance of an invitation does."""
    member = TeamMember.objects.create(
        case=case, user=user, role=role, access=access, started_at=at, granted_by=case.created_by
    )
    if role == TeamRole.ADVOCATE:
        Case.objects.filter(pk=case.pk).update(advocate=user)
        case.refresh_from_db()
    return member


@pytest.fixture
def case(starter_content, rosa) -> Case:
    """Rosa's journey, just begun, without an advocate."""
    return journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)


@pytest.fixture
def carried(case, maya) -> Case:
    """Rosa's journey, carried by Maya."""
    join(case, maya, TeamRole.ADVOCATE)
    return case
