import pytest
from django.urls import reverse

from accounts.choices import SiteRole
from tests.cases.conftest import person, signed_in


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        ((), "cases:journeys"),
        ((SiteRole.ADVOCATE,), "cases:caseload"),
        ((SiteRole.LEAD, SiteRole.ADMINISTRATOR), "cases:caseload"),
        ((SiteRole.ADMINISTRATOR,), "people"),
        ((SiteRole.EDITOR,), "wagtailadmin_home"),
        ((SiteRole.REVIEWER,), "wagtailadmin_home"),
    ],
)
def test_each_person_arrives_where_their_work_begins(db, roles, home):
    response = signed_in(person("Pat Person", *roles)).get("/")
    assert response["Location"] == reverse(home)
