"""The guidance library under attack: by its own editors, by readers without an account, from a journey."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, Task

from accounts.choices import SiteRole
from cases.actions import guides as journey_guides
from cases.models import CaseEvent, Question, SentGuide
from cases.queries import guides as reading
from guidance import search_words
from guidance.actions import votes
from guidance.actions.library import establish
from guidance.choices import Audience
from guidance.models import GlossaryTerm, Guide, GuideVote, MissedSearch
from tests.cases.conftest import NOON, person, signed_in
from tests.guidance.admin.conftest import typed
from tests.guidance.conftest import guide, lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _library(db):
    establish()


@pytest.fixture
def ed_himself():
    return person("Ed Novak", SiteRole.EDITOR)


@pytest.fixture
def ed(ed_himself):
    return signed_in(ed_himself)


@pytest.fixture
def scans():
    return guide("Scan pictures")


# What an editor may not do to what readers see

WAYS_ROUND_THE_REVIEWER = {
    "/admin/pages/{pk}/unpublish/": {},
    "/admin/pages/{pk}/delete/": {"confirm": "1"},
    "/admin/pages/{pk}/move/{shelf}/confirm/": {},
    "/admin/pages/{pk}/set_position/?position=0": {},
    "/admin/pages/{pk}/lock/": {},
    "/admin/pages/{pk}/privacy/": {"restriction_type": "login"},
    "/admin/pages/{pk}/revisions/{version}/unschedule/": {},
    "/admin/pages/{pk}/copy/": {"new_title": "Two", "new_slug": "two", "publish_copies": "on"},
    "/admin/bulk/wagtailcore/page/publish/?id={draft}": {"include_descendants": "on"},
    "/admin/bulk/wagtailcore/page/unpublish/?id={pk}": {"include_descendants": "on"},
    "/admin/bulk/wagtailcore/page/delete/?id={pk}": {},
    "/admin/bulk/wagtailcore/page/move/?id={pk}": {"chooser": "{shelf}"},
    "/admin/api/main/pages/{draft}/action/publish/": {},
    "/admin/api/main/pages/{pk}/action/unpublish/": {},
    "/admin/api/main/pages/{pk}/action/copy/": {"slug": "two"},
    "/admin/workflows/edit/1/": {"name": "Mine"},
    "/admin/workflows/disable/1/": {},
    "/admin/workflows/tasks/edit/1/": {"name": "Mine", "active": "on"},
}


def standing():
    """Everything about guides that readers notice, and the way to them."""
    fields = ("pk", "title", "slug", "path", "locked", "live_revision__content")
    return (
        list(Guide.objects.live().order_by("pk").values_list(*fields)),
        list(Task.objects.values_list("name", "active")),
        Page.objects.filter(view_restrictions__isnull=False).count(),
    )


def test_no_way_leads_an_editor_around_the_reviewer(ed, scans):
    shelf = guide("Other", topic="records").get_parent()
    draft = guide("Draft", is_published=False)
    before = standing()
    values = {"pk": scans.pk, "shelf": shelf.pk, "draft": draft.pk, "version": scans.live_revision_id}
    for address, sent in WAYS_ROUND_THE_REVIEWER.items():
        data = {name: value.format(**values) for name, value in sent.items()}
        answer = ed.post(address.format(**values), data | {"new_parent_page": str(shelf.pk)})
        assert answer.status_code < 500, address
        assert standing() == before, address


def test_what_a_reviewer_let_pass_is_not_written_over_by_an_open_tab(ed, ed_himself):
    draft = guide("A guide", is_published=False)
    version = draft.save_revision(user=ed_himself)
    version.publish()
    answer = ed.post(
        f"/admin/pages/{draft.pk}/edit/",
        typed(title="Not looked at", overwrite_revision_id=str(version.pk)),
        headers={"Accept": "application/json"},
    )

    assert answer.json()["success"]
    version.refresh_from_db()
    assert version.content["title"] == "A guide"
    assert draft.revisions.latest("pk").content["title"] == "Not looked at"


def test_a_draft_that_nobody_let_pass_is_written_over_while_somebody_types(ed, ed_himself):
    draft = guide("A guide", is_published=False)
    version = draft.save_revision(user=ed_himself)
    ed.post(
        f"/admin/pages/{draft.pk}/edit/",
        typed(title="Half typ", overwrite_revision_id=str(version.pk)),
        headers={"Accept": "application/json"},
    )

    assert draft.revisions.latest("pk") == version


NEEDED_BY_NOBODY = (
    "api/main/pages/{pk}/action/revert_to_page_revision/",
    "snippets/choose/cases/extraday/create/",
    "snippets/choose/accounts/organisation/create/",
    "workflows/task_chooser/create/?create_model=wagtailcore.groupapprovaltask",
    "images/1/preview/scale-9000/",
    "groups/new/",
    "users/new/",
)


@pytest.mark.parametrize("role", [SiteRole.EDITOR, SiteRole.ADMINISTRATOR])
def test_doors_that_nobody_needs_take_nothing_either(role, scans):
    browser = signed_in(person("Somebody", role))
    for address in NEEDED_BY_NOBODY:
        answer = browser.post(f"/admin/{address.format(pk=scans.pk)}", {"name": "X", "day": "2026-12-24"})
        assert answer.status_code == 404, address


def test_a_word_of_the_glossary_is_never_published_half_typed(ed):
    word = GlossaryTerm.objects.create(
        key="biopsy", term="Biopsy", means="A sample.", locale=Locale.objects.get(language_code="en")
    )
    for page in (f"edit/{word.pk}/", "add/"):
        answer = ed.get(f"/admin/snippets/guidance/glossaryterm/{page}")
        assert answer.status_code == 200
        assert not answer.context["autosave_enabled"]


def test_of_two_who_explain_a_word_the_second_is_told(ed):
    word = GlossaryTerm.objects.create(
        key="biopsy", term="Biopsy", means="A sample.", locale=Locale.objects.get(language_code="en")
    )
    address = f"/admin/snippets/guidance/glossaryterm/edit/{word.pk}/"
    begun = {"loaded_revision_id": "", "loaded_revision_created_at": ""}
    sent = {"term": "Biopsy", "also": "", **begun}
    ed.post(address, {**sent, "means": "The first."})
    answer = ed.post(address, {"term": "Biopsy", "also": "", "means": "The second."})

    word.refresh_from_db()
    assert word.means == "The first."
    assert "The second." in answer.content.decode()


# Readers who mean no good


HOSTILE = ("\0", "%25_", "' OR 1=1 --", "(a+)+$" * 40, "a" * 100_000, "\u202e\u200b", "İ" * 300)


def test_hostile_searches_are_searches(client, scans):
    assert client.get("/guides/?q=%ED%A0%80%00&topic=%ED%A0%80&page=%00").status_code == 200
    for text in HOSTILE:
        sent = dict.fromkeys(("q", "topic", "stage", "page", "language"), text)
        assert client.get("/guides/", sent).status_code == 200
        assert client.get("/guides/", sent | {"q": ""}).status_code == 200


def test_signs_that_stand_for_many_letters_make_no_search_slow():
    sign = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"
    words = search_words.typed(sign * search_words.MOST_TYPED)

    assert sum(map(len, words)) <= search_words.MOST_TYPED
    assert search_words.typed("one two") == ["one", "two"]


def test_a_robot_that_votes_fills_neither_votes_nor_sessions(scans, monkeypatch):
    monkeypatch.setattr("guidance.views.votes.AT_MOST", {"guide_vote": "2/h/ip"})
    address = reverse("guidance:vote", args=[scans.slug])
    answers = [Client().post(address, {"is_helpful": "no"}).status_code for _press in range(4)]

    assert answers == [302, 302, 429, 429]
    assert GuideVote.objects.count() == Session.objects.count() == 2


def test_of_a_flood_of_votes_the_newest_are_kept_for_each_guide(scans, monkeypatch):
    monkeypatch.setattr(votes, "MOST_KEPT", 2)
    votes.give(guide("Other"), is_helpful=True, words="elsewhere", at=NOON)
    for words in ("first", "second", "third"):
        votes.give(scans, is_helpful=True, words=words, at=NOON)

    assert set(GuideVote.objects.values_list("words", flat=True)) == {"elsewhere", "second", "third"}


def test_a_vote_needs_our_own_form(scans):
    browser = Client(enforce_csrf_checks=True)

    assert browser.post(reverse("guidance:vote", args=[scans.slug]), {"is_helpful": "no"}).status_code == 403


def test_hostile_words_of_a_vote_are_refused_in_words(client, scans):
    address = reverse("guidance:vote", args=[scans.slug])
    for words in ("a\0b", "x" * 301):
        assert client.post(address, {"is_helpful": "no", "words": words}).status_code == 422
    assert not GuideVote.objects.exists()


# What is for advocates alone


@pytest.fixture
def trade():
    """A guide for advocates alone, with something to copy."""
    todo = lines("To do", "Call the surgeon back")
    return guide("Trade secrets", audiences=[Audience.ADVOCATE], body=[("checklist", todo)])


def at(case, name, found, **query):
    return reverse(f"cases:{name}", args=[case.uuid, found.slug], query=query)


def test_the_patient_side_neither_reads_nor_copies_what_is_for_advocates_alone(case, rosa, trade):
    browser = signed_in(rosa)
    copy = at(case, "guide-copy", trade, seen=trade.live_revision_id)

    assert browser.get(at(case, "guide", trade)).status_code == 404
    assert browser.post(copy, {"block": trade.body[0].id}).status_code == 404
    assert not case.steps.filter(title="Call the surgeon back").exists()
    assert browser.get(f"/guides/{trade.slug}/").status_code == 404
    assert browser.get("/guides/", {"q": "secrets"}).context["found"].guides == []


def test_an_advocate_reads_it_on_the_journey_and_is_not_asked_to_send_it(carried, maya, trade):
    browser = signed_in(maya)
    read = browser.get(at(carried, "guide", trade))
    room = browser.get(reverse("cases:guides", args=[carried.uuid]))

    assert (read.status_code, read.context["send_url"]) == (200, "")
    assert f"/{trade.slug}/send/" not in room.content.decode()
    assert browser.post(at(carried, "guide-send", trade), {"note": ""}).status_code == 404
    assert not SentGuide.objects.exists()


def test_a_guide_that_was_sent_and_became_the_advocates_own_waits_for_nobody(case, maya, trade):
    journey_guides.send(
        case, translation_key=trade.translation_key, title=trade.title, note="", by=maya, at=NOON
    )

    assert reading.sent(case, language="en").get().slug is None
    assert not reading.waiting(case, language="en").exists()


# What was sent


def test_a_guide_counts_as_opened_when_somebody_looks_at_it(carried, rosa, maya, scans):
    sent = journey_guides.send(
        carried, translation_key=scans.translation_key, title=scans.title, note="Private", by=maya, at=NOON
    )
    browser, address = signed_in(rosa), at(carried, "guide", scans)
    browser.head(address)
    browser.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    signed_in(maya).get(address)
    sent.refresh_from_db()
    assert sent.opened_at is None

    browser.get(address)
    sent.refresh_from_db()
    assert sent.opened_by == rosa
    assert "Private" not in str(list(CaseEvent.objects.values()))


def test_blocks_of_other_guides_and_of_drafts_are_not_copied(case, rosa, scans):
    other = guide("Other", body=[("questions", lines("To ask", "Whose question?"))])
    hidden = guide("Hidden", body=[("questions", lines("To ask", "Whose draft?"))], is_published=False)
    browser, copy = signed_in(rosa), at(case, "guide-copy", scans, seen=scans.live_revision_id)
    for block in (other.body[0].id, hidden.body[0].id, "\0", ""):
        assert browser.post(copy, {"block": block}).status_code == 302

    assert (
        browser.post(at(case, "guide-copy", hidden, seen=""), {"block": hidden.body[0].id}).status_code == 404
    )
    assert not Question.objects.filter(text__startswith="Whose").exists()


def test_a_robot_does_not_fill_the_list_of_missed_searches(client, monkeypatch):
    monkeypatch.setattr("guidance.actions.searches.MOST_KEPT", 3)
    for word in ("qwertz", "asdfgh", "yxcvbn", "mnbvcx", "lkjhgf"):
        client.get("/guides/", {"q": word})

    assert MissedSearch.objects.count() == 3
