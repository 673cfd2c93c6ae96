"""What wants looking at in the library, on the first page of the admin and list by list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.models import Guide, GuidePlace, GuideVote, LinkCheck, MissedSearch, StarterGuide
from guidance.queries import upkeep
from tests.guidance.conftest import guide

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
REVIEWED = date(2026, 11, 1)
HARD = "<p>Multidisciplinary reconsideration necessitates comprehensive histopathological documentation.</p>"


def ours(title="A guide", **fields):
    """A guide about which there is nothing to say."""
    made = guide(title, last_reviewed_on=REVIEWED, **fields)
    if fields.get("language", "en") == "en" and fields.get("is_published", True):
        guide(f"{title} en español", of=made, language="es", last_reviewed_on=REVIEWED)
    return made


def listed(key):
    """The rows of a list, each as its title and its note."""
    listing = upkeep.find(key, at=NOON)
    return [(row.title, row.note) for row in map(listing.as_row, listing.rows)]


def test_a_library_in_order_wants_nothing(library):
    ours()

    assert upkeep.board(at=NOON, first=10) == []


def test_guides_are_listed_from_a_month_before_their_review_is_due(library):
    ours("Due in a month", review_kind="law")
    Guide.objects.filter(title="Due in a month").update(next_review_on=NOON.date() + timedelta(days=30))
    ours("Due later")
    Guide.objects.filter(title="Due later").update(next_review_on=NOON.date() + timedelta(days=31))
    ours("Overdue")
    Guide.objects.filter(title="Overdue").update(next_review_on=NOON.date() - timedelta(days=1))
    guide("Never", is_published=True)

    assert [title for title, _note in listed("due")] == ["Never", "Overdue", "Due in a month"]
    assert listed("due")[0][1] == "Never reviewed"
    assert listed("due")[1][1].startswith("Was due on ")


def test_hard_guides_are_listed_with_their_grade_and_the_hardest_with_its_reason(library):
    ours("Hard", body=[("text", HARD)], hard_words_reason="The law says so.")

    ((title, note),) = listed("hard")
    assert title == "Hard"
    assert "The law says so." in note


def test_a_guide_is_untranslated_until_its_translation_is_published(library):
    made = guide("Alone", last_reviewed_on=REVIEWED)
    assert listed("untranslated") == [("Alone", "")]

    draft = guide("Sola", of=made, language="es", is_published=False)
    assert listed("untranslated") == [("Alone", "A draft has been begun.")]

    draft.get_latest_revision().publish()
    assert listed("untranslated") == []


def test_links_that_lead_nowhere_name_the_guide_and_the_reason(library):
    ours(body=[("text", '<p><a href="https://example.org/gone">There</a></p>')])
    LinkCheck.objects.update(state="alive")
    assert listed("dead") == []

    LinkCheck.objects.update(state="dead", reason="not-found")
    assert listed("dead") == [("A guide", "https://example.org/gone · The page is gone")]


def linking_to(target):
    return [("text", f'<p><a linktype="page" id="{target.pk}">There</a></p>')]


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_link_to_a_guide_that_is_gone_or_taken_back_is_listed(library, how):
    target = ours("Target")
    ours("Source", body=linking_to(target))
    assert listed("inside") == []

    getattr(target, how)()
    assert listed("inside") == [("Source", "It links to a guide that readers can’t open.")]


def test_places_that_are_no_longer_in_use_are_listed(library):
    made = ours(stages=["records"])
    assert listed("retired") == []

    GuidePlace.objects.create(guide=made, kind="step", key="long-gone")
    assert listed("retired") == [("A guide", "The step “long-gone” is no longer in use.")]


def test_answers_of_readers_are_counted_for_a_season_with_the_latest_words(library):
    made = ours()
    for days, is_helpful, words in (
        (1, False, "Too long."),
        (2, True, ""),
        (3, False, "Old words."),
        (91, True, ""),
    ):
        GuideVote.objects.create(
            guide=made, is_helpful=is_helpful, words=words, at=NOON - timedelta(days=days)
        )

    assert listed("votes") == [("A guide", "Yes 1 · No 2 · “Too long.”")]


def test_searches_without_a_result_are_listed_the_most_wanted_first(library):
    for words, count in (("brace", 1), ("knee", 3)):
        MissedSearch.objects.create(language="en", words=words, count=count, last_on=NOON.date())

    assert [title for title, _note in listed("searches")] == ["knee", "brace"]


# New versions of shipped guides


@pytest.fixture
def offer(library):
    made = ours()
    newer = made.save_revision()
    made.save_revision()
    return StarterGuide.objects.create(language="en", slug="a-guide", sha256="x", guide=made, offered=newer)


def test_a_new_version_is_offered_with_what_differs(offer, ed):
    page = ed.get("/admin/").content.decode()

    assert f"/admin/pages/{offer.guide_id}/revisions/compare/live...{offer.offered_id}/" in page
    assert f"/admin/pages/{offer.guide_id}/revisions/{offer.offered_id}/revert/" in page
    assert (
        ed.get(f"/admin/pages/{offer.guide_id}/revisions/compare/live...{offer.offered_id}/").status_code
        == 200
    )


def test_an_editor_may_keep_our_own_version(offer, ed):
    address = f"/admin/upkeep/offers/{offer.pk}/leave/"
    assert ed.get(address).status_code == 405

    assert ed.post(address)["Location"] == "/admin/"
    assert listed("offered") == []
    assert ed.post(address).status_code == 404


# The pages


def test_the_first_page_costs_the_same_however_long_the_library_is(ed, library):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ed.get("/admin/")
        return len(queries)

    def more(number):
        for index in range(number):
            made = guide(f"Guide {number} {index}", body=[("text", HARD)], hard_words_reason="The law.")
            GuideVote.objects.create(guide=made, is_helpful=False, at=NOON)

    more(2)
    cost()
    few = cost()
    more(5)
    assert cost() == few <= 38


@pytest.mark.parametrize("key", list(upkeep.LISTS))
def test_each_list_has_a_page_of_its_own_by_language(key, ed, offer):
    assert ed.get(f"/admin/upkeep/{key}/?language=es").status_code == 200


def test_a_list_that_does_not_exist_is_not_found(ed):
    assert ed.get("/admin/upkeep/everything/").status_code == 404


def test_a_list_can_be_narrowed_to_one_language(ed, library):
    guide("In English")
    guide("En español", language="es")

    page = ed.get("/admin/upkeep/due/?language=es").content.decode()
    assert "En español" in page
    assert "In English" not in page
