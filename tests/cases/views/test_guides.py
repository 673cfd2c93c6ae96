"""Guides inside a journey: on its pages, read and left again, sent, opened, copied from."""

import uuid

import pytest
from django.urls import reverse

from cases.actions import guides, journey, records
from cases.choices import Access, TeamRole, Turn
from cases.models import CaseEvent, Question, SentGuide, Step
from guidance.choices import Audience
from guidance.models import Guide
from notifications.models import Notice
from tests.cases.conftest import NOON, join, signed_in
from tests.guidance.conftest import guide, library, lines

__all__ = ["library"]

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def scans(library):
    """A guide for the MRI of a spine, with something to copy."""
    return guide(
        "Scan pictures",
        records=["o2"],
        stages=["request", "records"],
        body=[
            ("text", "<p>Ask for the pictures.</p>"),
            ("checklist", lines("To do", "Call the film library", "Write down the name")),
            ("questions", lines("To ask", "Did you look at the pictures?")),
        ],
    )


@pytest.fixture
def mri(case):
    return case.items.get(key="o2")


def at(case, name="guide", slug="scan-pictures", **query):
    return reverse(f"cases:{name}", args=[case.uuid, *([slug] if slug else [])], query=query)


def page(user, address):
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return answer


def links(answer):
    return [row["guide"].title for row in answer.context["guide_panel"]["guides"]]


def send(case, found, by, note="Read part two."):
    return guides.send(
        case, translation_key=found.translation_key, title=found.title, note=note, by=by, at=NOON
    )


def block(found, kind):
    return next(block.id for block in found.body if block.block_type == kind)


def copy(user, case, found, kind, **changed):
    opened = page(user, at(case, slug=found.slug)).context["copy_url"]
    return signed_in(user).post(opened, {"block": block(found, kind), **changed}, follow=True)


# On the pages of a journey


def test_from_the_mri_to_its_guide_and_back_takes_two_taps(case, rosa, mri, scans):
    item = reverse("cases:item", args=[case.uuid, mri.pk])
    there = page(rosa, item).context["guide_panel"]["guides"][0]["url"]

    assert there in page(rosa, item).content.decode()
    back = page(rosa, there).context["back"]
    assert back == {"url": item, "label": f"Back to {mri.name}"}


def test_the_overview_shows_what_fits_the_next_move(case, rosa):
    guide("Waiting", steps=["ask-safe-to-wait"])
    guide("Any request", stages=["request"])
    guide("Scans", records=["o2"])

    assert links(page(rosa, reverse("cases:journey", args=[case.uuid]))) == ["Waiting", "Any request"]


def test_a_record_that_is_the_next_move_brings_its_guide_to_the_overview(carried, rosa, maya, scans):
    journey.advance(carried, to="records", by=maya, at=NOON, override="He knows.")
    for item in carried.items.exclude(key="o2").filter(need="required"):
        records.receive(item, by=maya, at=NOON)
    carried.items.filter(key="o2").update(need="required")
    carried.steps.filter(is_gate=True).update(state="done", settled_at=NOON, settled_by=maya)

    assert links(page(rosa, reverse("cases:journey", args=[carried.uuid])))[0] == "Scan pictures"


PLACES = {
    "step": {"steps": ["tell-doctor"]},
    "item": {"records": ["o2"]},
    "records": {"steps": ["gather-records"]},
    "appointment": {"steps": ["find-specialist"]},
    "compare": {"steps": ["compare-carefully"]},
    "decide": {"steps": ["decide"]},
}


@pytest.mark.parametrize("name", PLACES)
def test_each_page_shows_the_guide_for_its_place(case, rosa, mri, name):
    guide("The very one", **PLACES[name])
    guide("Another", records=["c2"])
    child = {"step": case.steps.get(key="tell-doctor").pk, "item": mri.pk}.get(name)
    address = reverse(f"cases:{name}", args=[case.uuid, *filter(None, [child])])

    assert links(page(rosa, address)) == ["The very one"]


def test_patients_are_spared_what_is_written_for_advocates(carried, rosa, maya):
    guide("Caseload", stages=["request"], audiences=[Audience.ADVOCATE])
    address = reverse("cases:journey", args=[carried.uuid])

    assert (links(page(rosa, address)), links(page(maya, address))) == ([], ["Caseload"])


def test_a_guide_that_is_not_translated_says_so_and_one_that_is_comes_in_spanish(case, rosa, scans, mri):
    rosa.language = "es"
    rosa.save()
    item = reverse("cases:item", args=[case.uuid, mri.pk])
    assert "In English: not yet in Spanish" in page(rosa, item).content.decode()
    assert "Not yet in Spanish. Here it is in English." in page(rosa, at(case)).content.decode()

    guide("Imágenes", language="es", of=scans, records=["o2"])

    assert "Imágenes" in page(rosa, item).content.decode()
    assert "not yet" not in page(rosa, item).content.decode()
    assert page(rosa, at(case)).context["guide"].title == "Imágenes"


# Reading


@pytest.mark.parametrize(
    "origin", ["", "stage", "item-0", "item-999999999999999999", "row-x", "//evil.test", "team"]
)
def test_an_unknown_origin_leads_back_to_the_journey(case, rosa, scans, origin):
    back = page(rosa, at(case, **{"from": origin})).context["back"]

    assert back == {"url": reverse("cases:journey", args=[case.uuid]), "label": "Back to the journey"}


def test_a_record_of_another_journey_is_no_way_back(case, rosa, luis, scans):
    answers = {"patient_name": "Luis", "condition": "knee", "family": "bones"}
    other = journey.open_journey(by=luis, at=NOON, answers=answers, as_patient=True)

    back = page(rosa, at(case, **{"from": f"item-{other.items.first().pk}"})).context["back"]

    assert back["label"] == "Back to the journey"


def test_the_way_back_may_be_a_step_a_row_or_a_room(case, rosa, scans):
    step, row = case.steps.first(), case.rows.first()
    labels = [
        page(rosa, at(case, **{"from": origin})).context["back"]["label"]
        for origin in (f"step-{step.pk}", f"row-{row.pk}", "compare")
    ]

    assert labels == [f"Back to {step.title}", f"Back to {row.question}", "Back to the comparison"]


def test_drafts_and_unknown_guides_are_not_found(case, rosa, scans):
    guide("Draft", is_published=False)

    assert [signed_in(rosa).get(at(case, slug=slug)).status_code for slug in ("draft", "nowhere")] == [
        404
    ] * 2


def test_the_list_holds_every_guide_once_the_present_stage_first(case, rosa, scans):
    guide("Deciding", stages=["decide"])
    guide("Consent", stages=["decide", "request"])
    guide("Your rights")
    shelves = page(rosa, at(case, "guides", slug="")).context["shelves"]

    assert [(str(shelf["title"]), [row["guide"].title for row in shelf["guides"]]) for shelf in shelves] == [
        ("For this stage", ["Consent", "Scan pictures"]),
        ("Decide", ["Deciding"]),
        ("At any time", ["Your rights"]),
    ]


def test_without_a_library_the_pages_stand(case, rosa):
    Guide.objects.all().delete()

    assert "No guides yet" in page(rosa, at(case, "guides", slug="")).content.decode()
    assert "guide-panel" not in page(rosa, reverse("cases:journey", args=[case.uuid])).content.decode()


# Sending


def test_an_advocate_sends_a_guide_and_the_patient_is_told_once(carried, rosa, maya, scans):
    form = {"note": "Part two is about your back.", "once": uuid.uuid4()}
    answer = signed_in(maya).post(at(carried, "guide-send"), form, follow=True)
    signed_in(maya).post(at(carried, "guide-send"), form)

    assert "The guide is on the journey’s page." in answer.content.decode()
    assert SentGuide.objects.get().note == "Part two is about your back."
    assert [(notice.kind, notice.body) for notice in Notice.objects.filter(user=rosa)] == [
        ("guide", "Scan pictures")
    ]
    timeline = page(rosa, reverse("cases:timeline", args=[carried.uuid])).content.decode()
    assert "A guide was sent: Scan pictures" in timeline
    assert "Part two" not in timeline


def test_a_note_that_is_too_long_comes_back_as_it_was(carried, maya, scans):
    answer = signed_in(maya).post(at(carried, "guide-send"), {"note": "x" * 501, "once": uuid.uuid4()})

    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()
    assert not SentGuide.objects.exists()


def test_what_was_sent_stands_on_the_overview_until_the_patient_side_opens_it(
    carried, rosa, luis, maya, scans
):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    send(carried, scans, maya)
    overview = reverse("cases:journey", args=[carried.uuid])
    assert "Maya sent you a guide" in page(rosa, overview).content.decode()
    assert "Scan pictures" not in links(page(rosa, overview))
    assert "sent you a guide" not in page(maya, overview).content.decode()

    page(maya, at(carried))
    assert SentGuide.objects.get().opened_at is None
    opened = page(luis, at(carried)).content.decode()
    page(rosa, at(carried))

    assert "Read part two." in opened
    assert SentGuide.objects.get().opened_by == luis
    assert "sent you a guide" not in page(rosa, overview).content.decode()
    assert "by Luis Ortega" in page(maya, at(carried, "guides", slug="")).content.decode()


def test_a_guide_that_is_gone_is_told_as_gone_and_nothing_breaks(carried, rosa, maya, scans):
    send(carried, scans, maya)
    scans.unpublish()

    room = page(rosa, at(carried, "guides", slug="")).content.decode()

    assert "Scan pictures" in room
    assert "No longer available" in room
    assert (
        "sent you a guide" not in page(rosa, reverse("cases:journey", args=[carried.uuid])).content.decode()
    )
    assert signed_in(rosa).get(at(carried)).status_code == 404


def test_a_journey_that_ended_offers_neither_sending_nor_copying(carried, rosa, maya, scans):
    journey.withdraw(carried, why="", by=rosa, at=NOON)
    context = page(maya, at(carried)).context

    assert (context["send_url"], context["copy_url"]) == ("", "")


# Copying


def test_a_checklist_becomes_steps_and_again_changes_nothing(case, rosa, scans):
    answer = copy(rosa, case, scans, "checklist")
    again = copy(rosa, case, scans, "checklist")

    assert "2 things to do are now on the journey’s page" in answer.content.decode()
    assert "These are on the list already" in again.content.decode()
    overview = page(rosa, reverse("cases:journey", args=[case.uuid]))
    assert [row["title"] for row in overview.context["steps"]][-2:] == [
        "Call the film library",
        "Write down the name",
    ]
    assert {step.who for step in Step.objects.filter(key__startswith="own-")} == {Turn.PATIENT}


def test_what_an_advocate_copies_is_the_advocates_to_do(carried, maya, scans):
    copy(maya, carried, scans, "checklist")

    assert {step.who for step in carried.steps.filter(key__startswith="own-")} == {Turn.ADVOCATE}


def test_questions_join_the_list_for_the_doctor(case, rosa, scans):
    answer = copy(rosa, case, scans, "questions")

    assert "1 question is now on the list for the doctor" in answer.content.decode()
    assert Question.objects.get().text == "Did you look at the pictures?"


def test_a_guide_that_changed_meanwhile_is_looked_at_again(case, rosa, scans):
    opened = page(rosa, at(case)).context["copy_url"]
    old = block(scans, "checklist")
    scans.title = "Scan pictures, once more"
    scans.save_revision().publish()

    answer = signed_in(rosa).post(opened, {"block": old}, follow=True)

    assert "This guide has changed since you opened it." in answer.content.decode()
    assert not Step.objects.filter(key__startswith="own-").exists()


@pytest.mark.parametrize("wrong", ["", "nothing", "0"])
def test_a_block_that_does_not_exist_copies_nothing(case, rosa, scans, wrong):
    answer = copy(rosa, case, scans, "checklist", block=wrong)

    assert "This guide has changed since you opened it." in answer.content.decode()
    assert not CaseEvent.objects.filter(kind="steps_copied").exists()


def test_a_text_is_no_list_to_copy(case, rosa, scans):
    copy(rosa, case, scans, "text")

    assert not CaseEvent.objects.filter(kind__in=["steps_copied", "question_added"]).exists()


def test_family_who_only_look_find_no_buttons(case, luis, scans):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    shown = page(luis, at(case))

    assert shown.context["copy_url"] == ""
    assert 'name="block"' not in shown.content.decode()


def test_a_copied_step_is_ticked_off_like_any_other_and_can_be_taken_off(case, rosa, scans):
    copy(rosa, case, scans, "checklist")
    step = Step.objects.get(title="Call the film library")
    shown = page(rosa, reverse("cases:step", args=[case.uuid, step.pk])).content.decode()
    assert "This is from the guide “Scan pictures”." in shown
    assert "Take it off the list" in shown

    answer = signed_in(rosa).post(reverse("cases:step-remove", args=[case.uuid, step.pk]), follow=True)

    assert "“Call the film library” is off the list." in answer.content.decode()
    assert not Step.objects.filter(pk=step.pk).exists()
