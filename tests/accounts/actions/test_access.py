import pytest

from accounts.actions import access
from accounts.choices import AccessEventKind, SiteRole
from accounts.models import AccessEvent
from accounts.refusals import Refused
from tests.accounts.conftest import NOON, make_person

pytestmark = pytest.mark.django_db


def test_roles_are_set_and_each_change_is_written_down(admin, maya):
    access.set_roles(maya, roles={SiteRole.LEAD}, by=admin, at=NOON)

    assert maya.site_roles == {SiteRole.LEAD}
    assert sorted(AccessEvent.objects.values_list("kind", "site_role", "by_name", "person_name")) == [
        (AccessEventKind.ROLE_GIVEN, "lead", "Ada Mills", "Maya Chen"),
        (AccessEventKind.ROLE_TAKEN, "advocate", "Ada Mills", "Maya Chen"),
    ]


def test_setting_the_same_roles_writes_nothing(admin, maya):
    access.set_roles(maya, roles={SiteRole.ADVOCATE}, by=admin, at=NOON)

    assert AccessEvent.objects.count() == 0


def test_last_administrator_keeps_the_role(admin):
    with pytest.raises(Refused):
        access.set_roles(admin, roles=set(), by=admin, at=NOON)

    admin.refresh_from_db()
    assert list(admin.groups.values_list("name", flat=True)) == ["administrator"]


def test_last_administrator_cannot_be_closed_out(admin):
    with pytest.raises(Refused):
        access.deactivate(admin, by=admin, at=NOON)

    admin.refresh_from_db()
    assert admin.is_active


def test_closed_administrators_do_not_count(admin):
    other = make_person("two@example.org", SiteRole.ADMINISTRATOR)
    access.deactivate(other, by=admin, at=NOON)

    with pytest.raises(Refused):
        access.deactivate(admin, by=other, at=NOON)


def test_one_of_two_administrators_may_go(admin):
    make_person("two@example.org", SiteRole.ADMINISTRATOR)

    access.deactivate(admin, by=admin, at=NOON)

    assert not admin.is_active


def test_history_of_access_is_only_added_to(admin, maya):
    access.deactivate(maya, by=admin, at=NOON)
    event = AccessEvent.objects.get()
    event.kind = AccessEventKind.REACTIVATED

    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AccessEvent.objects.all().delete()
    with pytest.raises(TypeError):
        AccessEvent.objects.update(by_name="Nobody")


def test_history_outlives_the_person(admin, maya):
    access.deactivate(maya, by=admin, at=NOON)
    maya.delete()

    assert list(AccessEvent.objects.values_list("person", "person_name")) == [(None, "Maya Chen")]
