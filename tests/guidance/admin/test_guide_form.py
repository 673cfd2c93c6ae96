"""What editors type into a guide: kept as a draft, looked at before it goes to readers, cleaned of what can run."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text

from accounts.choices import SiteRole
from guidance.models import GlossaryTerm, Guide
from guidance.refusals import NotReady
from tests.cases.conftest import person
from tests.guidance.admin.conftest import errors, said, save, typed
from tests.guidance.conftest import guide

pytestmark = pytest.mark.django_db

HARD = "<p>Multidisciplinary reconsideration necessitates comprehensive histopathological documentation.</p>"
NINTH = "<p>Your insurance company usually requires a written authorization before another hospital can see you.</p>"
TO_READERS = ("action-publish", "action-submit")


def text(html):
    return ("text", rich_text(html))


@pytest.fixture
def draft(library):
    return guide(is_published=False)


def newest(page):
    """The newest version of a guide."""
    return Guide.objects.get(pk=page.pk).get_latest_revision_as_object()


# Hard words


def test_a_hard_guide_is_saved_with_a_warning(ed, draft):
    response = save(ed, draft, data=typed(text(NINTH)))

    assert 8 < newest(draft).grade <= 10
    assert f"This guide reads at grade {newest(draft).grade}" in said(response)


def test_what_is_saved_while_typing_is_not_remarked_on(ed, draft):
    response = ed.post(
        f"/admin/pages/{draft.pk}/edit/", typed(text(NINTH)), headers={"Accept": "application/json"}
    )

    assert response.json()["success"]
    assert "grade" not in said(ed.get("/admin/pages/"))


@pytest.mark.parametrize("button", TO_READERS)
def test_a_guide_above_grade_ten_goes_to_no_reader_without_a_reason(rita, draft, button):
    response = save(rita, draft, button, data=typed(text(HARD)))

    assert "say why it needs hard words" in errors(response)["hard_words_reason"]
    assert "histopathological" in response.content.decode()
    assert not Guide.objects.get(pk=draft.pk).live
    assert Guide.objects.get(pk=draft.pk).current_workflow_state is None


def test_a_guide_above_grade_ten_is_kept_as_a_draft(ed, draft):
    save(ed, draft, data=typed(text(HARD)))

    assert "histopathological" in newest(draft).body[0].value.source


def test_a_reason_for_hard_words_lets_a_guide_pass(rita, draft):
    save(rita, draft, "action-publish", data=typed(text(HARD), hard_words_reason="It quotes a law."))

    assert Guide.objects.get(pk=draft.pk).live


@pytest.fixture
def hard(library):
    return guide("Hard", body=[("text", HARD)], is_published=False)


def test_no_other_way_of_publishing_gets_around_the_reason(rita, hard):
    address = f"/admin/bulk/wagtailcore/page/publish/?id={hard.pk}"
    response = rita.post(address, {"include_descendants": ""})

    assert response["Location"] == f"/admin/pages/{hard.pk}/edit/"
    assert "say why it needs hard words" in said(response)
    assert not Guide.objects.get(pk=hard.pk).live
    with pytest.raises(NotReady):
        hard.get_latest_revision().publish()


def test_approving_gets_around_the_reason_neither(rita, hard):
    hard.get_workflow().start(hard, person("Ed Novak", SiteRole.EDITOR))
    state = hard.current_workflow_task_state
    for headers, expected in (({}, 302), ({"X-Requested-With": "XMLHttpRequest"}, 200)):
        response = rita.post(
            f"/admin/pages/workflow/action/{hard.pk}/approve/{state.pk}/", {"comment": ""}, headers=headers
        )
        assert response.status_code == expected
        assert f"/admin/pages/{hard.pk}/edit/" in (
            response.headers.get("Location") or response.content.decode()
        )
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not Guide.objects.get(pk=hard.pk).live


def test_a_fact_needs_its_source_before_readers_see_it_but_not_in_a_draft(rita, draft):
    fact = ("figure", {"value": "1 in 5", "means": "changed", "caveat": "One study.", "source": "A study"})
    save(rita, draft, data=typed(fact))
    assert newest(draft).body[0].block_type == "figure"

    refused = save(rita, draft, "action-publish", data=typed(fact))
    assert "say where it comes from" in errors(refused)["sources"]

    sources = [("source", {"name": "A study", "url": "", "says": ""})]
    save(rita, draft, "action-publish", data=typed(fact, sources=sources))
    assert Guide.objects.get(pk=draft.pk).live


# Moments


def moment(**ahead):
    return timezone.localtime(timezone.now() + timedelta(**ahead)).strftime("%Y-%m-%d %H:%M")


def test_a_moment_of_publication_that_has_passed_is_refused(rita, draft):
    refused = save(rita, draft, "action-publish", go_live_at=moment(hours=-2))

    assert "This moment has passed" in errors(refused)["go_live_at"]
    assert not Guide.objects.get(pk=draft.pk).live


def test_a_moment_that_was_typed_earlier_and_has_passed_since_is_fine(rita, draft):
    earlier = (timezone.now() - timedelta(days=3)).replace(second=0, microsecond=0)
    draft.go_live_at = earlier
    draft.save_revision().publish()

    typed_then = timezone.localtime(earlier).strftime("%Y-%m-%d %H:%M")
    save(rita, draft, "action-publish", title="A better guide", go_live_at=typed_then)
    assert Guide.objects.get(pk=draft.pk).title == "A better guide"


def test_an_end_before_the_beginning_is_refused(rita, draft):
    refused = save(rita, draft, go_live_at=moment(days=2), expire_at=moment(days=1))

    assert {"go_live_at", "expire_at"} <= errors(refused).keys()


def test_moments_are_those_of_the_persons_own_clock(rita, draft):
    user = type(draft.owner or person("Nobody Else")).objects.get(email="rita@example.org")
    user.time_zone = "Pacific/Honolulu"
    user.save()

    save(rita, draft, "action-publish", go_live_at="2036-01-01 08:00")
    assert Revision.objects.get(approved_go_live_at__isnull=False).approved_go_live_at.isoformat() == (
        "2036-01-01T18:00:00+00:00"
    )


# Places


def test_places_that_are_gone_are_named_dropped_and_said(ed, draft, settings):
    draft.steps = ["long-gone"]
    draft.save_revision()

    assert "No longer in use" in ed.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    response = save(ed, draft)
    assert "long-gone" in said(response)
    assert newest(draft).steps == []


def test_a_place_that_never_was_is_refused(ed, draft):
    assert "stages" in errors(save(ed, draft, stages=["paradise"]))


# Drafts


@pytest.mark.parametrize("field", ["summary", "audiences"])
def test_what_is_missing_may_wait_in_a_draft_but_not_before_readers(rita, draft, field):
    empty = {field: [] if field == "audiences" else ""}
    assert save(rita, draft, **empty).status_code == 302

    assert field in errors(save(rita, draft, "action-publish", **empty))


def test_an_address_that_another_guide_has_is_refused(ed, draft):
    guide("Other", topic="request")

    assert "Another page has this address" in errors(save(ed, draft, slug="other"))["slug"]


def test_only_people_who_look_after_the_library_can_be_chosen_to_keep_a_guide(ed, rita, draft):
    patient = person("Rosa Ortega")

    page = ed.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert "Rita Haddad" in page
    assert "Rosa Ortega" not in page
    assert "responsible" in errors(save(ed, draft, responsible=patient.pk))


# Previews


def previewed(client, address):
    """What the preview panel shows of what was typed."""
    assert client.post(address, typed(text("<p>Ask for the film.</p>"))).json() == {
        "is_valid": True,
        "is_available": True,
    }
    return client.get(address + "?in_preview_panel=true")


def test_the_preview_panel_brings_the_accessibility_checker(ed, draft):
    page = previewed(ed, f"/admin/pages/{draft.pk}/edit/preview/").content.decode()

    assert "userbar.js" in page
    assert "userbar.js" not in ed.get(f"/admin/pages/{draft.pk}/view_draft/").content.decode()


def test_a_guide_is_previewed_before_it_was_ever_saved(ed, library):
    shelf = library.get_children().get(slug="records")

    assert (
        "Ask for the film."
        in previewed(ed, f"/admin/pages/add/guidance/guide/{shelf.pk}/preview/").content.decode()
    )


def test_a_preview_stands_in_a_panel_of_our_own_pages_only(ed, draft):
    response = previewed(ed, f"/admin/pages/{draft.pk}/edit/preview/")

    assert "Ask for the film." in response.content.decode()
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self';" in response["Content-Security-Policy"] + ";"


# Two at once


def test_of_two_editors_at_once_neither_loses_anything_and_the_second_is_told(ed, rita, draft):
    loaded = draft.get_latest_revision()
    save(ed, draft, title="Ed’s title")

    data = typed(title="Rita’s title") | {
        "loaded_revision_id": str(loaded.pk),
        "loaded_revision_created_at": loaded.created_at.isoformat(),
    }
    while_typing = rita.post(f"/admin/pages/{draft.pk}/edit/", data, headers={"Accept": "application/json"})
    assert while_typing.status_code == 400
    assert "overwrite a newer version" in while_typing.json()["error_message"]

    save(rita, draft, data=data)
    titles = {revision.content["title"] for revision in draft.revisions.all()}
    assert {"Ed’s title", "Rita’s title"} <= titles


# What can run


def pasted(html_text, href):
    """Text with a link, as the editor sends what was pasted into it."""
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "a",
                    "text": html_text,
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [{"offset": 0, "length": 3, "style": "UNDERLINE"}],
                    "entityRanges": [{"offset": 0, "length": 4, "key": 0}],
                }
            ],
            "entityMap": {
                "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": href, "onclick": "alert(1)"}}
            },
        }
    )


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        " javascript:alert(1)",
    ],
)
def test_no_link_in_a_guide_can_run_anything(ed, draft, href):
    save(ed, draft, data=typed(("text", pasted("Read <script>alert(1)</script>", href))))

    source = newest(draft).body[0].value.source
    assert "&lt;script&gt;" in source
    for hostile in ("<script", "href=", "onclick", 'alert(1)"', "<u>"):
        assert hostile not in source


def test_text_pasted_from_word_keeps_its_words_and_loses_the_rest(ed, draft):
    word = (
        '<p class="MsoNormal" style="color:red" onmouseover="alert(1)"><b>Bold</b> <span lang="EN">plain</span>'
        '<o:p></o:p></p><h1>Large</h1><table><tr><td>Cell</td></tr></table><img src="x" onerror="alert(1)">'
        '<iframe src="https://example.org"></iframe><a href="https://example.org" target="_blank">There</a>'
    )
    save(ed, draft, data=typed(text(word)))

    source = newest(draft).body[0].value.source
    assert "<b>Bold</b> plain" in source
    assert '<a href="https://example.org">There</a>' in source
    for left_behind in (
        "Mso",
        "style",
        "onmouseover",
        "onerror",
        "<img",
        "<iframe",
        "<table",
        "<h1",
        "<o:p",
        "<span",
    ):
        assert left_behind not in source


def test_an_address_in_a_block_is_a_web_address(ed, draft):
    film = ("video", {"title": "A film", "url": "javascript:alert(1)", "says": "What it says."})

    assert "body" in errors(save(ed, draft, data=typed(film)))


# The glossary


def test_a_word_of_the_glossary_gets_its_key_from_the_word_and_other_ways_to_write_it(ed, library):
    sent = {"term": "Care team", "also": "team\n\ncare group ", "means": "The people who treat you."}
    ed.post("/admin/snippets/guidance/glossaryterm/add/?locale=en", sent)
    term = GlossaryTerm.objects.get()
    assert (term.key, term.also) == ("care-team", ["team", "care group"])

    refused = ed.post("/admin/snippets/guidance/glossaryterm/add/?locale=en", sent)
    assert "The glossary has this word" in errors(refused)["term"]

    begun = {
        "loaded_revision_id": str(term.latest_revision_id),
        "loaded_revision_created_at": term.latest_revision.created_at.isoformat(),
    }
    address = f"/admin/snippets/guidance/glossaryterm/edit/{term.pk}/"
    ed.post(address, {**sent, **begun, "term": "Your care team"})
    term.refresh_from_db()
    assert (term.key, term.term, term.revisions.count()) == ("care-team", "Your care team", 2)
