"""An administrator in the admin; the library itself is not needed for it."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.choices import SiteRole
from tests.cases.conftest import person, signed_in


@pytest.fixture
def admin(starter_content):
    for role in (SiteRole.ADMINISTRATOR, SiteRole.EDITOR, SiteRole.REVIEWER):
        group, _is_new = Group.objects.get_or_create(name=role)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
    return signed_in(person("Ada Admin", SiteRole.ADMINISTRATOR))
