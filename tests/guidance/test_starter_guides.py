"""The guides that ship are plain, sourced, complete and linked; loading them respects the editors."""

import datetime as dt
import hashlib
import re
from functools import cache

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex, Revision

from cases import starter_content
from cases.choices import Stage
from guidance import reading, starter_files, words
from guidance.actions import starter
from guidance.blocks import FACTS, Body
from guidance.choices import Audience, ReviewKind
from guidance.models import GlossaryTerm, Guide, GuidePlace, StarterGuide
from guidance.queries import choosing
from guidance.queries.choosing import Reader
from guidance.starter_files import GuideFile

LANGUAGES = starter_files.LANGUAGES
PLACES = {
    "stages": {stage.value for stage in Stage},
    "steps": {step["key"] for step in starter_content.read("steps")["steps"]},
    "records": {item["key"] for family in starter_content.families() for item in family["items"]},
    "rows": {row["key"] for row in starter_content.read("comparison")["rows"]},
    "families": set(starter_content.FAMILIES) - {"general"},
    "reasons": {reason["key"] for reason in starter_content.reasons()},
    "audiences": set(Audience.values),
}


@cache
def shipped(language):
    return {file.name: file for file in starter_files.guides(language)}


def everything():
    return [file for language in LANGUAGES for file in shipped(language).values()]


@cache
def body_of(file_key):
    """The blocks as an editor would get them, without the words of the glossary, which need a database."""
    language, name = file_key
    blocks = starter_files.body(shipped(language)[name], page_of=lambda _name: 1, term_of=lambda _key: 1)
    return Body().to_python([block for block in blocks if block["type"] != "term"])


def body(file):
    return body_of((file.language, file.name))


def counts(block):
    """The kind of a block and how much it lists; of a text, how many paragraphs and points."""
    lists = {name: len(value) for name, value in block.items() if isinstance(value, list)}
    html = block.get("html", "")
    return block["type"], block.get("key"), lists, html.count("<p>"), html.count("<li>")


# What the files say


def test_at_least_thirty_guides_ship_in_english_and_ten_in_spanish():
    assert len(shipped("en")) >= 30
    assert len(shipped("es")) >= 10


def test_every_starter_guide_is_at_or_under_grade_8():
    grades = {
        file.name: reading.grade(
            [file.content["title"], file.content["summary"], *words.texts(body(file))], "en"
        )
        for file in shipped("en").values()
    }

    assert {name: grade for name, grade in grades.items() if grade > reading.WARN_ABOVE} == {}


def test_an_editor_could_save_every_starter_guide_as_it_is():
    for file in everything():
        Body().clean(body(file))
        assert 0 < len(file.content["title"]) <= 70
        assert 0 < len(file.content["summary"]) <= Guide._meta.get_field("summary").max_length


def test_every_guide_that_states_a_fact_names_its_sources():
    stating = [file for file in everything() if any(block["type"] in FACTS for block in file.content["body"])]

    assert stating
    assert [file.name for file in stating if not file.content["sources"]] == []


def test_every_source_has_a_name_an_address_and_what_it_says():
    for file in everything():
        for source in file.content["sources"]:
            assert set(source) == {"name", "url", "says"}
            assert source["name"]
            assert source["says"]
            assert source["url"].startswith(("https://", "http://"))


def test_every_guide_has_a_day_of_last_check_and_a_kind_of_review():
    for file in everything():
        assert isinstance(file.content["checked"], dt.date), file.name
        assert file.content["kind"] in ReviewKind.values, file.name


def test_every_shelf_that_a_guide_stands_on_exists():
    shelves = {topic["key"] for topic in starter_files.topics()}

    assert {file.content["topic"] for file in everything()} == shelves


def test_every_file_has_one_place_on_the_shelf_that_it_names():
    files = {path.stem for path in (starter_files.FOLDER / "en").glob("*.toml")}
    placed = [(name, topic["key"]) for topic in starter_files.topics() for name in topic["guides"]]

    assert sorted(name for name, _shelf in placed) == sorted(files)
    assert {(file.name, file.content["topic"]) for file in shipped("en").values()} == set(placed)


def test_a_translation_ships_only_beside_its_original():
    assert {path.stem for path in (starter_files.FOLDER / "es").glob("*.toml")} == set(shipped("es"))


def test_the_library_begins_with_when_asking_makes_sense_and_when_not_to_wait():
    assert list(shipped("en"))[:2] == ["when-a-second-opinion-makes-sense", "how-long-can-i-wait"]


@pytest.mark.parametrize("field", PLACES)
def test_every_place_a_guide_names_exists(field):
    named = {(file.name, key) for file in everything() for key in file.content[field]}

    assert named
    assert {(name, key) for name, key in named if key not in PLACES[field]} == set()


@pytest.mark.parametrize("field", ["stages", "steps", "records", "rows", "reasons"])
def test_every_stage_step_record_row_and_reason_has_a_guide(field):
    served = {key for file in shipped("en").values() for key in file.content[field]}

    assert PLACES[field] - served == set()


@pytest.mark.parametrize(("picture", "family"), [("o2", "bones"), ("h6", "heart"), ("p7", "children")])
def test_on_a_record_of_scan_pictures_their_own_guide_comes_before_that_of_the_condition(picture, family):
    reader = Reader({family}, set(), set(Audience), "en")
    places = [("record", picture), ("step", "gather-records"), ("stage", "records")]
    rows = [{**file.content, "slug": file.slug} for file in shipped("en").values()]
    meant = [row for row in rows if choosing.is_meant_for(row, reader)]
    ranked = sorted((rank, row["slug"]) for row in meant if (rank := choosing.rank(row, places, reader)))

    first, second = [slug for _rank, slug in ranked[:2]]
    assert first == "scan-pictures"
    assert family in shipped("en")[second].content["families"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_between_guides_leads_to_one_that_ships_in_the_same_language(language):
    links = {
        (file.name, name) for file in shipped(language).values() for name in starter_files.links(file.content)
    }

    assert links
    assert {(origin, name) for origin, name in links if name not in shipped(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_guide_explains_is_in_the_glossary(language):
    known = {term["key"] for term in starter_files.terms(language)}
    explained = {
        block["key"]
        for file in shipped(language).values()
        for block in file.content["body"]
        if block["type"] == "term"
    }

    assert explained
    assert explained - known == set()


def test_every_guide_has_an_address_of_its_own():
    addresses = [file.slug for file in everything()]

    assert sorted(set(addresses)) == sorted(addresses)


def test_every_translation_has_the_blocks_of_its_original():
    for name, file in shipped("es").items():
        original = shipped("en")[name].content["body"]
        assert [counts(block) for block in file.content["body"]] == [counts(block) for block in original], (
            name
        )


def test_every_translation_names_the_sources_of_its_original():
    for name, file in shipped("es").items():
        original = {source["url"] for source in shipped("en")[name].content["sources"]}
        assert original <= {source["url"] for source in file.content["sources"]}, name


# What loading them does


def guide_file(title, *, language="en", name="bring-a-list"):
    """A small guide as it ships; another title makes it a newer version of the same."""
    content = {
        "title": title,
        "summary": "Write three questions before you go.",
        "topic": "appointment",
        "stages": ["appointment"],
        "steps": [],
        "records": [],
        "rows": [],
        "families": [],
        "reasons": [],
        "audiences": ["patient"],
        "kind": "care",
        "checked": dt.date(2026, 11, 23),
        "sources": [],
        "body": [{"type": "text", "html": "<p>Hand it over at the start.</p>"}],
    }
    if language != "en":
        content["slug"] = f"{name}-{language}"
    return GuideFile(language, name, hashlib.sha256(title.encode()).hexdigest(), content)


@pytest.fixture
def load(monkeypatch, db):
    """Load just these files, with no glossary."""
    monkeypatch.setattr(starter_files, "terms", lambda _language: [])

    def load_files(*files):
        monkeypatch.setattr(
            starter_files, "guides", lambda language: [file for file in files if file.language == language]
        )
        return starter.load()

    return load_files


@pytest.fixture
def guide(load):
    """A guide that has just been loaded."""
    load(guide_file("Bring a list"))
    return Guide.objects.get()


def waiting():
    """The titles of the versions that wait for an editor."""
    return [row.offered.content["title"] for row in StarterGuide.objects.exclude(offered=None)]


def test_a_new_guide_is_published(guide):
    assert guide.live
    assert guide.title == "Bring a list"
    assert guide.last_reviewed_on == dt.date(2026, 11, 23)
    assert GuidePlace.objects.filter(guide=guide, key="appointment").exists()


def test_an_untouched_guide_is_renewed(guide, load):
    counted = load(guide_file("Bring a longer list"))

    guide.refresh_from_db()
    assert counted == {"new": 0, "renewed": 1, "offered": 0}
    assert guide.title == "Bring a longer list"
    assert waiting() == []


def test_an_edited_guide_is_not_written_over_but_offered(guide, load):
    guide.title = "Bring the list of our clinic"
    guide.save_revision().publish()

    counted = load(guide_file("Bring a longer list"))

    guide.refresh_from_db()
    assert counted == {"new": 0, "renewed": 0, "offered": 1}
    assert guide.title == "Bring the list of our clinic"
    assert guide.get_latest_revision_as_object().title == "Bring the list of our clinic"
    assert waiting() == ["Bring a longer list"]


def test_a_draft_in_the_making_is_not_written_over_but_offered(guide, load):
    guide.title = "Bring the list of our clinic"
    guide.save_revision()

    load(guide_file("Bring a longer list"))

    guide.refresh_from_db()
    assert guide.title == "Bring a list"
    assert guide.get_latest_revision_as_object().title == "Bring the list of our clinic"
    assert waiting() == ["Bring a longer list"]


def test_an_edited_guide_is_offered_each_version_once(guide, load):
    guide.save_revision().publish()
    load(guide_file("Bring a longer list"))

    assert load(guide_file("Bring a longer list")) == {"new": 0, "renewed": 0, "offered": 0}
    assert load(guide_file("Bring two lists")) == {"new": 0, "renewed": 0, "offered": 1}
    assert waiting() == ["Bring two lists"]


def test_a_deleted_guide_does_not_come_back(guide, load):
    guide.delete()

    assert load(guide_file("Bring a longer list")) == {"new": 0, "renewed": 0, "offered": 0}
    assert not Guide.objects.exists()


def test_an_unpublished_guide_stays_unpublished(guide, load):
    guide.unpublish()

    load(guide_file("Bring a longer list"))

    guide.refresh_from_db()
    assert not guide.live
    assert guide.title == "Bring a list"
    assert waiting() == ["Bring a longer list"]


def test_a_locked_guide_is_not_written_over_but_offered(guide, load):
    Guide.objects.update(locked=True)

    load(guide_file("Bring a longer list"))

    guide.refresh_from_db()
    assert guide.title == "Bring a list"
    assert waiting() == ["Bring a longer list"]


def test_an_unpublished_guide_that_is_put_back_is_renewed_and_nothing_waits_any_more(guide, load):
    guide.unpublish()
    load(guide_file("Bring a longer list"))
    guide.latest_revision.publish()

    load(guide_file("Bring two lists"))

    guide.refresh_from_db()
    assert guide.title == "Bring two lists"
    assert waiting() == []


def test_a_glossary_word_is_renewed_until_somebody_edits_it(load, monkeypatch):
    def load_meaning(means):
        word = {"key": "biopsy", "term": "biopsy", "also": ["biopsies"], "means": means}
        monkeypatch.setattr(starter_files, "terms", lambda language: [word] if language == "en" else [])
        load()
        return GlossaryTerm.objects.get()

    assert load_meaning("A small piece.").means == "A small piece."
    edited = load_meaning("A small piece of tissue.")
    assert edited.means == "A small piece of tissue."

    edited.means = "What our lab looks at."
    edited.save()
    edited.save_revision()

    assert load_meaning("A piece of tissue.").means == "What our lab looks at."


def test_a_translation_that_ships_later_belongs_to_its_original(guide, load):
    load(guide_file("Bring a list"), guide_file("Lleve una lista", language="es"))

    translation = Guide.objects.get(locale__language_code="es")
    assert translation.translation_key == guide.translation_key
    assert translation.slug == "bring-a-list-es"
    assert translation.get_parent().slug == "appointment"


def page_links():
    """Where the texts of all guides link to: the locale of the guide that links, and the page."""
    return {
        (guide.locale_id, int(page))
        for guide in Guide.objects.all()
        for page in re.findall(r'linktype=\\?"page\\?" id=\\?"(\d+)', str(guide.body.raw_data))
    }


def pages_that_wagtail_knows_to_be_linked():
    """What the admin warns of before somebody deletes a page."""
    links = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(Guide),
        to_content_type=ContentType.objects.get_for_model(Page),
        model_path__startswith="body",
    )
    return {int(page) for page in links.values_list("to_object_id", flat=True)}


@pytest.mark.django_db
def test_everything_that_ships_is_published_and_loading_it_again_changes_nothing(monkeypatch):
    files = {language: list(shipped(language).values()) for language in LANGUAGES}
    monkeypatch.setattr(starter_files, "guides", files.__getitem__)

    first = starter.load()
    revisions = Revision.objects.count()
    second = starter.load()

    assert first == {"new": len(everything()), "renewed": 0, "offered": 0}
    assert second == {"new": 0, "renewed": 0, "offered": 0}
    assert Revision.objects.count() == revisions
    assert Guide.objects.live().count() == len(everything())
    assert page_links()
    assert page_links() <= set(Guide.objects.values_list("locale", "pk"))
    assert {page for _locale, page in page_links()} == pages_that_wagtail_knows_to_be_linked()
