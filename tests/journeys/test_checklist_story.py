"""An administrator changes the checklist: journeys under way keep what they copied, and are offered what is new."""

import pytest
from django.utils import timezone

from accounts.choices import SiteRole
from cases.actions import journey
from cases.choices import TeamRole
from cases.models import RecordTemplate
from guidance.actions.library import establish
from tests.cases.conftest import join
from tests.journeys.conftest import person

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

NEW_RECORD, NEW_WORDS = "Bone density scan", "Every MRI of your spine"


@pytest.fixture
def library_house(house):
    """The same house with a library, and the administrator."""
    establish()
    return house | {"ada": person("Ada Admin", SiteRole.ADMINISTRATOR), "rosa": person("Rosa Ortega")}


@pytest.fixture
def case(library_house):
    """Rosa's journey, carried by nobody yet."""
    answers = {
        "patient_name": "Rosa Ortega",
        "condition": "spine surgery",
        "family": "bones",
        "time_zone": "America/New_York",
        "state": "NY",
    }
    return journey.open_journey(by=library_house["rosa"], at=timezone.now(), answers=answers, as_patient=True)


def test_a_changed_checklist_leaves_journeys_alone_and_is_offered(library_house, case, visit):
    ada = visit("administrator", user=library_house["ada"], on_desk=True)
    maya = visit("offered", user=library_house["maya"], on_desk=True)
    rosa = visit("untouched", user=library_house["rosa"])
    join(case, library_house["maya"], TeamRole.ADVOCATE, at=timezone.now())
    before = list(case.items.order_by("pk").values_list("key", "name"))

    change_the_checklist(ada)
    rosa.open(f"/cases/{case.uuid}/records/")
    rosa.reads_not(NEW_RECORD)
    rosa.reads_not("The checklist has changed")
    rosa.look("records")
    assert list(case.items.order_by("pk").values_list("key", "name")) == before
    take_what_is_new(maya, case)
    rosa.open(f"/cases/{case.uuid}/records/")
    rosa.reads(NEW_RECORD)
    rosa.look("records-after")

    for visitor in (ada, maya, rosa):
        visitor.found_nothing_wrong()


def change_the_checklist(ada):
    ada.open("/admin/snippets/cases/recordtemplate/")
    ada.look("templates")
    mri = RecordTemplate.objects.get(key="o2")
    ada.open(f"/admin/snippets/cases/recordtemplate/edit/{mri.pk}/")
    ada.fill(name=NEW_WORDS)
    ada.look("template")
    ada.press("Save")
    ada.page.wait_for_url("**/recordtemplate/")
    ada.open("/admin/snippets/cases/recordtemplate/add/")
    ada.fill(name=NEW_RECORD, why="It shows how dense the bones are.")
    ada.page.locator("[name=family]").select_option("bones")
    ada.page.locator("[name=need]").select_option("helpful")
    ada.page.locator("[name=clock]").select_option("images")
    ada.look("template-new")
    ada.press("Save")
    ada.page.wait_for_url("**/recordtemplate/")


def take_what_is_new(maya, case):
    maya.open(f"/cases/{case.uuid}/records/")
    maya.reads(f"New on the checklist: “{NEW_RECORD}”")
    maya.reads(NEW_WORDS)
    maya.look("offers")
    maya.press_for("Add to this journey", NEW_RECORD)
    maya.reads_not("New on the checklist")
    maya.press("Leave as it is")
    maya.reads_not("The checklist has changed since this journey began")
    maya.look("taken")
    assert case.items.filter(name=NEW_RECORD).count() == 1
    assert case.items.get(key="o2").name != NEW_WORDS
