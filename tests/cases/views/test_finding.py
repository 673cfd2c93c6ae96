"""Finding journeys in the worklist, and those that nobody carries."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from accounts.choices import SiteRole
from cases.actions import journey
from cases.models import Case, SearchWord
from tests.cases.conftest import ANSWERS, NOON, signed_in

pytestmark = pytest.mark.django_db


def opened(advocate, name):
    return journey.open_journey(
        by=advocate, at=NOON, answers={**ANSWERS, "patient_name": name}, as_patient=False
    )


def page(user, query):
    return signed_in(user).get(f"/caseload/?{query}")


def listed(user, query):
    return [row.name for row in page(user, query).context["rows"]]


@pytest.mark.parametrize(
    "words", ["nunez", "NÚÑEZ", "jose+nun", "obrien", "o’br", "smith", "jones", "Smith-Jo"]
)
def test_accents_capitals_and_hyphens_hide_nobody(starter_content, maya, words):
    opened(maya, "José Núñez O’Brien Smith-Jones")
    opened(maya, "Anna Berg")

    assert listed(maya, f"q={words}") == ["José Núñez O’Brien Smith-Jones"]


def test_every_typed_word_has_to_begin_a_word(starter_content, maya):
    opened(maya, "Rosa Ortega")

    for words, found in [("ros+ort", ["Rosa Ortega"]), ("rosa+berg", []), ("tega", []), ("...", [])]:
        assert (words, listed(maya, f"q={words}")) == (words, found)


def test_a_reference_is_found_as_people_read_it_aloud(starter_content, maya):
    case = opened(maya, "Rosa Ortega")
    spoken = case.reference.removeprefix("SP-")

    for words in (case.reference, spoken, spoken.replace("-", ""), spoken.replace("-", "+"), spoken.lower()):
        assert (words, listed(maya, f"q={words}")) == (words, ["Rosa Ortega"])


def test_words_find_nobody_elses_journeys(starter_content, maya, ben):
    opened(ben, "Rosa Ortega")

    assert listed(maya, "q=rosa") == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(starter_content, maya):
    case = opened(maya, "Rosa Ortega")

    journey.correct(case, version=1, values={"patient_name": "Rosa Vidal"}, by=maya, at=NOON)

    assert (listed(maya, "q=vidal"), listed(maya, "q=ortega")) == (["Rosa Vidal"], [])


def test_journeys_that_stood_before_the_index_are_found_after_it(starter_content, maya):
    opened(maya, "Rosa Ortega")
    SearchWord.objects.all().delete()

    import_module("cases.migrations.0003_search_words").keep_words(apps, None)

    assert listed(maya, "q=orteg") == ["Rosa Ortega"]


def leave(advocate):
    advocate.is_active = False
    advocate.save()


def lose_the_role(advocate):
    advocate.groups.remove(Group.objects.get(name=SiteRole.ADVOCATE))


@pytest.mark.parametrize("goes", [leave, lose_the_role])
def test_journeys_of_an_advocate_who_went_wait_for_a_new_one(starter_content, maya, ben, dana, goes):
    opened(maya, "Rosa Ortega")
    opened(ben, "James Whitfield")
    assert listed(dana, "show=unassigned") == []

    goes(maya)

    answer = page(dana, "show=unassigned")
    numbers = {str(chip["label"]): chip["number"] for chip in answer.context["chips"]}
    (row,) = answer.context["rows"]
    assert (row.name, row.advocate, numbers["Unassigned"]) == ("Rosa Ortega", "no advocate now", 1)


def test_a_lead_is_asked_to_give_on_what_nobody_carries(starter_content, maya, dana):
    Case.objects.filter(pk=opened(maya, "Rosa Ortega").pk).update(turn="advocate")
    leave(maya)

    (row,) = page(dana, "show=unassigned").context["rows"]

    assert (row.turn, row.turn_kind) == ("You", "yours")
