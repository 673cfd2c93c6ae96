import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from guidance.choices import Audience
from guidance.models import GlossaryTerm
from guidance.queries import search
from tests.guidance.conftest import guide

pytestmark = pytest.mark.usefixtures("library")


def find(text, language="en", *, with_advocates=False):
    return search.find(text, language=language, with_advocates=with_advocates)


def titles(text, language="en", **how):
    return [card.title for card in find(text, language, **how).guides]


def about(words):
    return (("text", f"<p>{words}</p>"),)


def test_a_guide_is_found_by_the_ending_of_a_word_that_it_does_not_use():
    guide("Paying", body=about("Your insurance pays."))

    assert titles("insurances") == ["Paying"]


def test_cd_from_hospital_finds_the_guide_that_speaks_of_discs():
    guide("Your hospital stay", body=about("A hospital has many floors."))
    guide("Get your scans", summary="How to get them on a disk.", body=about("Call the hospital."))

    assert titles("cd from hospital") == ["Get your scans"]


def test_a_guide_about_a_thing_stands_before_one_that_names_it():
    guide("Other things", body=about("Slides, too."))
    guide("Slides", body=about("Ask the lab for slides."))

    assert titles("slides") == ["Slides", "Other things"]


def test_typing_slips_are_put_right_and_said():
    guide("Paying", body=about("Your insurance company pays."))
    found = find("comapny")

    assert [card.title for card in found.guides] == ["Paying"]
    assert found.corrected == "company"


def test_a_known_word_is_never_put_right():
    guide("Paying", body=about("Your insurance pays."))

    assert find("insurance").corrected == ""


def test_where_no_guide_holds_everything_the_closest_are_shown_and_said_to_be_so():
    guide("Slides", body=about("Ask the lab for slides."))
    found = find("slides elephant")

    assert [card.title for card in found.guides] == ["Slides"]
    assert found.is_partial


def test_what_nobody_wrote_about_finds_nothing():
    guide("Slides")

    assert find("elephant") == search.Found()


ODD = ["", "   ", "the of and", "…?!", "\x00", "' OR 1=1 --", "NEAR(", "a" * 5000]


def test_odd_searches_find_nothing_and_break_nothing():
    guide("Slides")

    assert [text for text in ODD if find(text).guides] == []


def test_every_form_of_a_word_of_the_glossary_finds_the_guide():
    GlossaryTerm.objects.create(
        locale=Locale.objects.get(language_code="en"),
        key="w",
        term="elbowing",
        also=["sharp turning"],
        means="Both.",
    )
    guide("Waiting", body=about("Elbowing is one way."))

    assert titles("sharp turning") == ["Waiting"]


def test_a_draft_is_not_found():
    guide("Slides", is_published=False)

    assert titles("slides") == []


def test_a_guide_that_was_taken_back_is_found_no_more():
    guide("Slides").unpublish()

    assert titles("slides") == []


def test_a_changed_guide_is_found_by_its_new_words_alone():
    changed = guide("Slides", body=about("Ask for elephants."))
    changed.title = "Blocks"
    changed.summary = "What blocks are."
    changed.save_revision().publish()

    assert titles("blocks") == ["Blocks"]
    assert titles("slides") == []


def test_a_guide_for_advocates_is_found_by_those_who_work_here():
    guide("Caseload", audiences=[Audience.ADVOCATE])

    assert titles("caseload") == []
    assert titles("caseload", with_advocates=True) == ["Caseload"]


def test_a_reader_finds_their_own_language():
    english = guide("Slides and discs")
    guide("Laminillas y discos", language="es", of=english)

    assert titles("discos", "es") == ["Laminillas y discos"]
    assert titles("disc", "en") == ["Slides and discs"]


def test_a_guide_in_another_language_alone_is_found_openly():
    guide("Medicaid")
    (card,) = find("medicaid", "es").guides

    assert (card.title, card.language, card.is_fallback) == ("Medicaid", "en", True)


def test_a_guide_and_its_translation_are_one_result():
    english = guide("MRI")
    guide("La MRI", language="es", of=english)

    assert titles("MRI", "es") == ["La MRI"]


def test_the_number_of_queries_does_not_depend_on_the_number_of_guides():
    def queries():
        with CaptureQueriesContext(connection) as asked:
            find("slides")
        return len(asked)

    guide("Slides")
    one = queries()
    for number in range(3):
        guide(f"Slides {number}")

    assert queries() == one == 6
    assert queries() == 1
