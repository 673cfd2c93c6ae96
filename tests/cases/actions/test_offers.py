"""What journeys under way are offered when the checklist changes, and what becomes of the answer."""

import pytest
from django.urls import reverse

from accounts.choices import SiteRole
from accounts.refusals import Refused
from cases.actions import journey, offers, records
from cases.choices import ItemState, Need, TeamRole
from cases.models import RecordTemplate
from cases.queries import offers as reading
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, person, signed_in


@pytest.fixture
def case(starter_content, rosa):
    return journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)


@pytest.fixture
def maya(case):
    maya = person("Maya Advocate", SiteRole.ADVOCATE)
    join(case, maya, TeamRole.ADVOCATE)
    return maya


def reword(key="o1", **words):
    template = RecordTemplate.objects.get(key=key)
    for name, value in words.items():
        setattr(template, name, value)
    template.version += 1
    template.save()
    return template


def add_template(**values):
    values = {
        "key": "o9",
        "family": "bones",
        "name": "Bone scan",
        "need": Need.HELPFUL,
        "clock": "images",
    } | values
    return RecordTemplate.objects.create(**values)


def offered(case):
    case.refresh_from_db()
    return reading.offers(case, case.items.all(), on=TODAY)


def answer(action, case, offer, maya):
    return action(case, template=offer.template.pk, version=offer.template.version, by=maya, at=NOON)


def test_a_journey_that_just_copied_the_checklist_is_offered_nothing(case):
    assert offered(case) == []


def test_a_changed_template_leaves_live_journeys_alone_and_offers_what_differs(case):
    item = case.items.get(key="o1")
    reword(name="All X-rays", tip=item.tip, clock="documents")

    [offer] = offered(case)

    assert case.items.get(key="o1").name == item.name
    assert offer.item == item
    assert [(d.label, d.old, d.new) for d in offer.differences] == [
        ("What it is", item.name, "All X-rays"),
        ("Asked again as", "Images", "Documents"),
    ]


def test_new_words_are_taken_and_state_holder_and_dates_stay(case, maya):
    item = records.ask(case.items.get(key="o1"), by=maya, at=NOON)
    reword(name="All X-rays", need=Need.HELPFUL, holders=["LAB"])

    answer(offers.take, case, offered(case)[0], maya)

    after = case.items.get(key="o1")
    assert (after.name, after.state, after.need) == ("All X-rays", ItemState.ASKED, item.need)
    assert (after.holder, after.asked_on, after.limit_on) == (item.holder, item.asked_on, item.limit_on)
    assert after.version == item.version + 1
    assert case.events.latest("pk").kind == "item_reworded"
    assert offered(case) == []


def test_words_that_were_left_are_not_offered_again_until_they_change_again(case, maya):
    reword(name="All X-rays")

    answer(offers.leave, case, offered(case)[0], maya)

    assert offered(case) == []
    assert not case.events.latest("pk").is_shown_to_patient
    reword(name="Every X-ray")
    assert [offer.differences[0].new for offer in offered(case)] == ["Every X-ray"]


def test_a_template_that_says_again_what_the_journey_says_is_no_offer(case):
    name = case.items.get(key="o1").name
    reword(name="All X-rays")
    reword(name=name)

    assert offered(case) == []


def test_a_new_template_of_the_condition_is_offered_and_joins_the_list_once(case, maya):
    add_template()

    [offer] = offered(case)
    item = answer(offers.take, case, offer, maya)

    assert (item.key, item.state, item.asker) == ("o9", ItemState.NEEDED, "patient")
    assert case.events.latest("pk").kind == "item_added"
    assert offered(case) == []
    with pytest.raises(Refused):
        answer(offers.take, case, offer, maya)


def test_a_new_template_that_was_declined_is_not_offered_again(case, maya):
    add_template()

    answer(offers.leave, case, offered(case)[0], maya)

    assert offered(case) == []
    assert not case.items.filter(key="o9").exists()


@pytest.mark.parametrize("values", [{"family": "heart"}, {"is_active": False}])
def test_templates_of_other_conditions_and_retired_ones_are_not_offered(case, values):
    add_template(**values)

    assert offered(case) == []


def test_a_journey_opened_after_the_template_came_has_it_already(starter_content, rosa):
    add_template()

    case = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)

    assert case.items.filter(key="o9").exists()
    assert offered(case) == []


def test_an_offer_that_changed_while_somebody_read_it_is_refused(case, maya):
    reword(name="All X-rays")
    [read] = offered(case)
    reword(name="Every X-ray")

    with pytest.raises(Refused):
        answer(offers.take, case, read, maya)

    assert case.items.get(key="o1").name == read.item.name


def test_staff_see_the_offer_and_answer_it_while_the_patient_sees_nothing(case, maya, rosa):
    template = reword(name="All X-rays")
    page = reverse("cases:records", args=[case.uuid])

    assert "All X-rays" not in signed_in(rosa).get(page).content.decode()
    assert "All X-rays" in signed_in(maya).get(page).content.decode()

    where = reverse("cases:record-offer", args=[case.uuid, template.pk])
    typed = {"version": template.version, "answer": "take"}
    assert signed_in(rosa).post(where, typed).status_code == 403
    assert signed_in(maya).post(where, typed, follow=True).status_code == 200
    assert case.items.get(key="o1").name == "All X-rays"


@pytest.mark.parametrize("version", ["", "x", "9" * 5000])
def test_an_answer_to_no_version_changes_nothing(case, maya, version):
    template = reword(name="All X-rays")
    where = reverse("cases:record-offer", args=[case.uuid, template.pk])

    assert signed_in(maya).post(where, {"version": version, "answer": "take"}).status_code == 302
    assert not case.items.filter(name="All X-rays").exists()
