"""A guide goes from an editor's desk to a patient, and on through its later lives."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from accounts.choices import SiteRole
from cases.actions import journey
from guidance import starter_files, tasks
from guidance.actions import starter
from guidance.actions.library import establish
from guidance.models import GlossaryTerm, Guide, Topic
from tests.cases.conftest import ANSWERS
from tests.guidance.admin.test_pictures import photo
from tests.guidance.test_starter_guides import guide_file
from tests.journeys.conftest import let_in, person
from tests.journeys.writing import Writer, put_calendar_away

pytestmark = [
    pytest.mark.story,
    pytest.mark.django_db(transaction=True),
    # Wagtail reads every field as marks when it compares or copies, and a title may look like the name of a file.
    pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning"),
]

TITLE, SUMMARY = "Get the pictures of your spine", "You can ask for the files of your scans."
SHIPPED = "Bring a list"
RECORD, OTHER_RECORD = "o2", "o1"
ON_PICTURE, WIDTH, HEIGHT = "A disc in a paper case", 120, 80
IN_EACH_BLOCK = {
    "Text": "Ask radiology for the files, not only the report.",
    "Section heading": "How to ask",
    "Steps": "Call radiology",
    "Do and don’t": "Send a photo of the screen",
    "Callout": "They must give you a copy.",
    "“Call 911” card": "You can’t move your legs",
    "Questions to ask": "Is there a fee?",
    "Checklist": "A card with your name",
    "Words to say": "Who can help me sooner?",
    "Figure with caveat": "A small study.",
    "Table": "Your portal",
    "What a rule says": "You may have a copy of your records.",
    "Glossary word": "A flat round thing.",
    "Picture": "The disc in its case",
    "Link to a video": "A nurse shows the form.",
}


@pytest.fixture
def people(house):
    """Those who write, review and read in a house whose library is empty."""
    library = establish()
    GlossaryTerm.objects.create(
        locale=library.locale, key="disc", term="disc", means=IN_EACH_BLOCK["Glossary word"]
    )
    return {
        "ed": person("Ed Novak", SiteRole.EDITOR),
        "rita": person("Rita Haddad", SiteRole.REVIEWER),
        "rosa": person("Rosa Ortega"),
    }


@pytest.fixture
def item(people):
    """The record of Rosa's journey that the guide is about."""
    case = journey.open_journey(by=people["rosa"], at=timezone.now(), answers=ANSWERS, as_patient=True)
    return case.items.get(key=RECORD)


def test_a_guide_of_every_block_goes_by_its_reviewer_to_the_patient_who_needs_it(people, item, visit):
    ed = visit("editor", user=people["ed"], on_desk=True)
    rita = visit("reviewer", user=people["rita"], on_desk=True)
    rosa = visit("reader", user=people["rosa"])
    moment = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)

    write(ed)
    preview(ed)
    submit(ed)
    plan(rita, moment)
    approve(rita)
    tasks.publish_due()
    finds_nothing(rosa, item)
    with time_machine.travel(moment, tick=True):
        tasks.publish_due()
        let_in(rosa.page.context, rosa.address, people["rosa"])
        finds_nothing(rosa, item.case.items.get(key=OTHER_RECORD))
        read(rosa, item)

    for visitor in (ed, rita, rosa):
        visitor.found_nothing_wrong()


# Ed writes


def write(ed):
    shelf = Topic.objects.get(slug="records", locale__language_code="en")
    ed.open(f"/admin/pages/{shelf.pk}/add_subpage/")
    writer = Writer(ed)
    ed.fill(title=TITLE, summary=SUMMARY)
    write_what_to_do(writer)
    write_what_to_say(writer)
    write_what_to_know(writer)
    ed.page.locator("[data-contentpath=sources] .c-sf-add-button").click()
    ed.fill(**{"sources-0-value-name": "Office for Civil Rights"})
    ed.look("blocks")
    writer.turn_to("Where it appears")
    ed.page.locator(f"[name=records][value={RECORD}]").check()
    ed.page.locator("[name=audiences][value=patient]").check()
    writer.is_saved()
    ed.look("places")


def write_what_to_do(writer):
    writer.add("Text")
    writer.write(IN_EACH_BLOCK["Text"])
    writer.add("Section heading", text=IN_EACH_BLOCK["Section heading"])
    writer.add("Steps", title="Step by step", items__0__value__title=IN_EACH_BLOCK["Steps"])
    writer.add(
        "Do and don’t", do__0__value="Ask for DICOM files", dont__0__value=IN_EACH_BLOCK["Do and don’t"]
    )
    writer.add("Callout", title="It is your right")
    writer.write(IN_EACH_BLOCK["Callout"], end="html")
    writer.add("“Call 911” card", signs__0__value=IN_EACH_BLOCK["“Call 911” card"], action="Do not drive.")


def write_what_to_say(writer):
    writer.add("Questions to ask", items__0__value=IN_EACH_BLOCK["Questions to ask"])
    writer.add("Checklist", title="Bring along", items__0__value=IN_EACH_BLOCK["Checklist"])
    writer.add("Words to say", say__0__value="Hello, I need my scans.")
    writer.press("Add", beside="replies__count")
    writer.fill(
        replies__0__value__they="It takes a month.", replies__0__value__you=IN_EACH_BLOCK["Words to say"]
    )


def write_what_to_know(writer):
    writer.add("Figure with caveat", value="3 of 10", means="scans that are read anew change something")
    writer.fill(caveat=IN_EACH_BLOCK["Figure with caveat"], source="A study of 2020")
    write_table(writer)
    writer.add("What a rule says", says=IN_EACH_BLOCK["What a rule says"], name="HIPAA", as_of="2026-11-01")
    put_calendar_away(writer.page, by=writer.field("name"))
    writer.add("Glossary word")
    writer.press("Choose glossary word")
    writer.page.get_by_role("dialog").get_by_role("link", name="disc").click()
    expect(writer.block()).to_contain_text("disc")
    add_picture(writer)
    writer.add("Link to a video", title="How it looks", url="https://video.example/ask")
    writer.fill(says=IN_EACH_BLOCK["Link to a video"])


def write_table(writer):
    writer.add("Table", caption="What it costs")
    for column, heading in enumerate(["Where", "How much"]):
        writer.press("Add column")
        writer.press("Text")
        writer.fill(**{f"column__{column}__heading": heading})
    writer.fill(cell__0__0=IN_EACH_BLOCK["Table"], cell__0__1="Nothing")


def add_picture(writer):
    writer.add("Picture", caption=IN_EACH_BLOCK["Picture"])
    writer.press("Choose an image")
    dialog = writer.page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Upload").click()
    dialog.get_by_label("File").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(HEIGHT, WIDTH))}
    )
    dialog.get_by_label("Title").fill("Disc")
    dialog.get_by_label("Description").fill(ON_PICTURE)
    dialog.get_by_role("button", name="Upload").click()
    expect(writer.block()).to_contain_text("Disc")


def preview(ed):
    ed.press("Toggle preview")
    ed.page.get_by_label("Preview in mobile size").check(force=True)
    article = ed.page.frame_locator("#w-preview-iframe").locator("article")
    for words in (TITLE, SUMMARY, *IN_EACH_BLOCK.values()):
        expect(article).to_contain_text(words)
    ed.look("preview")


def submit(ed, *, title=TITLE):
    ed.press("More actions")
    ed.press("Submit to Clinical review")
    ed.reads(f"Page '{title}' has been submitted for moderation.")


# Rita reviews


def plan(rita, moment):
    rita.open("/admin/")
    rita.look("home")
    rita.follow(TITLE)
    rita.press("Toggle status")
    rita.press("Set schedule")
    dialog = rita.page.get_by_role("dialog")
    own_clock = ZoneInfo(Guide.objects.get().owner.time_zone)
    dialog.locator("[name=go_live_at]").fill(f"{moment.astimezone(own_clock):%Y-%m-%d %H:%M}")
    put_calendar_away(rita.page, by=dialog.get_by_role("heading"))
    rita.look("schedule")
    dialog.get_by_role("button", name="Save schedule").click()
    rita.reads(f"Page '{TITLE}' has been updated.")
    rita.look("planned")


def approve(rita):
    rita.press("More actions")
    rita.press("Approve and Publish")
    rita.heading("Gathering your records")
    rita.reads("scheduled")
    rita.look("approved")


# Rosa reads


def finds_nothing(rosa, item):
    rosa.open(f"/cases/{item.case.uuid}/records/{item.pk}/")
    rosa.heading(item.name)
    rosa.reads_not(TITLE)


def read(rosa, item):
    rosa.open(f"/cases/{item.case.uuid}/records/")
    rosa.follow(item.name)
    rosa.heading(item.name)
    rosa.look("record")
    rosa.follow(TITLE)
    rosa.heading(TITLE)
    for words in (SUMMARY, *IN_EACH_BLOCK.values()):
        rosa.reads(words)
    picture = rosa.page.get_by_role("img", name=ON_PICTURE)
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", WIDTH)
    rosa.look("guide")


# What shipped is revised and translated


@pytest.fixture
def shipped(people, monkeypatch):
    """A guide that came with the product."""
    file = guide_file(SHIPPED)
    monkeypatch.setattr(starter_files, "guides", lambda language: [file] if language == file.language else [])
    monkeypatch.setattr(starter_files, "terms", lambda _language: [])
    starter.load()
    return Guide.objects.get()


def test_an_editor_revises_what_shipped_compares_and_restores_it(people, shipped, visit):
    ed = visit("reviser", user=people["ed"], on_desk=True)

    revise(ed, shipped)
    compare(ed, shipped)
    restore(ed, shipped)

    ed.found_nothing_wrong()


def revise(ed, made):
    ed.open(f"/admin/pages/{made.pk}/edit/")
    ed.fill(title="Bring your own list")
    ed.press("Save draft")
    ed.reads("Page 'Bring your own list' has been updated.")
    ed.look("revised")
    made.refresh_from_db()
    assert (made.title, made.has_unpublished_changes) == (SHIPPED, True)


def compare(ed, made):
    do_with_version(ed, made, 0, "Compare with previous version")
    expect(ed.page.locator("main .deletion")).to_have_text("a list")
    expect(ed.page.locator("main .addition")).to_have_text("your own list")
    ed.look("compared")


def restore(ed, made):
    do_with_version(ed, made, 1, "Review this version")
    expect(ed.page.locator("[name=title]")).to_have_value(SHIPPED)
    ed.look("earlier")
    ed.press("Replace current draft")
    ed.reads("has been replaced with version")
    made.refresh_from_db()
    assert made.get_latest_revision_as_object().title == SHIPPED
    ed.open(made.library_path())
    ed.heading(SHIPPED)


def do_with_version(ed, made, place, what):
    """Something that the history offers for a version, of which the newest has place 0."""
    ed.open(f"/admin/pages/{made.pk}/history/")
    version = ed.page.locator("main tbody tr").filter(has_text="Draft saved").nth(place)
    ed.press("Actions", within=version)
    ed.look("history")
    ed.follow(what, within=version)


def test_an_editor_translates_a_guide_and_submits_it(people, shipped, visit):
    ed = visit("translator", user=people["ed"], on_desk=True)

    begin_translation(ed, shipped)
    ed.fill(title="Lleve una lista", summary="Escriba tres preguntas antes de ir.")
    submit(ed, title="Lleve una lista")

    ed.found_nothing_wrong()
    spanish = Guide.objects.get(locale__language_code="es")
    assert spanish.translation_key == shipped.translation_key
    assert (spanish.get_latest_revision_as_object().title, spanish.live) == ("Lleve una lista", False)


def begin_translation(ed, made):
    ed.open(f"/admin/pages/{made.pk}/edit/")
    ed.press("Actions")
    ed.follow("Translate")
    ed.tick("Spanish")
    ed.look("translate")
    ed.press("Submit")
    ed.reads(f"The page '{SHIPPED}' was successfully created in Spanish")
    ed.look("translation")
