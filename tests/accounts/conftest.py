"""People who sign in, and the clock of the tests."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.choices import SiteRole
from accounts.models import User

PASSWORD = "four calm words together"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def make_person(email, *roles, name="Rosa Alvarez", password=PASSWORD):
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def rosa(db):
    return make_person("rosa@example.org")


@pytest.fixture
def maya(db):
    return make_person("maya@example.org", SiteRole.ADVOCATE, name="Maya Chen")


@pytest.fixture
def dana(db):
    return make_person("dana@example.org", SiteRole.LEAD, name="Dana Reed")


@pytest.fixture
def admin(db):
    return make_person("admin@example.org", SiteRole.ADMINISTRATOR, name="Ada Mills")
