"""The way of a guide to its readers: submitted, reviewed, published or planned, revised, translated, moved."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Comment, Locale, Revision

from accounts.models import User
from guidance import tasks
from guidance.actions import links, schedule
from guidance.choices import LinkState
from guidance.links import Verdict, Why
from guidance.models import Guide, LinkCheck
from tests.guidance.admin.conftest import save, typed
from tests.guidance.conftest import guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(library):
    return guide(is_published=False)


@pytest.fixture
def submitted(draft, ed, rita):
    save(ed, draft, "action-submit")
    return Guide.objects.get(pk=draft.pk)


def act(client, page, action, comment=""):
    """What the reviewer presses."""
    state = page.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]), {"comment": comment}
    )


def fresh(page):
    return Guide.objects.get(pk=page.pk)


# From editor to reviewer to readers


def test_an_editor_cannot_publish(ed, draft):
    save(ed, draft, "action-publish", title="By the back door")
    ed.post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}", {"include_descendants": ""})

    assert not fresh(draft).live


def test_a_submitted_guide_waits_for_the_reviewer_who_gets_a_letter(submitted, settings):
    assert fresh(submitted).current_workflow_state.status == "in_progress"
    letter = next(letter for letter in mail.outbox if letter.to == ["rita@example.org"])
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL
    assert f"{settings.BASE_URL}/admin/pages/{submitted.pk}/edit/" in letter.body
    assert "preferences" not in letter.body


def test_what_awaits_her_review_is_the_first_thing_the_reviewer_sees(submitted, rita):
    page = rita.get("/admin/").content.decode()

    assert 0 < page.index("Awaiting your review") < page.index("What wants looking at")


def test_what_the_reviewer_approves_is_published(submitted, rita):
    act(rita, submitted, "approve")

    assert fresh(submitted).live


def test_an_editor_cannot_approve_what_they_wrote(submitted, ed):
    act(ed, submitted, "approve")

    assert not fresh(submitted).live


def test_a_guide_in_review_cannot_be_edited_by_its_author(submitted, ed):
    save(ed, submitted, title="After all")

    assert fresh(submitted).get_latest_revision_as_object().title == "A guide"


def test_the_reviewer_may_ask_for_changes_and_say_which(submitted, rita, ed):
    act(rita, submitted, "reject", "Please name the source.")

    state = fresh(submitted).current_workflow_state
    assert state.status == "needs_changes"
    assert any("Please name the source." in letter.body for letter in mail.outbox)
    assert "Please name the source." in ed.get(f"/admin/pages/{submitted.pk}/edit/").content.decode()

    save(ed, submitted, "action-submit", title="A guide with its source")
    assert fresh(submitted).current_workflow_state.status == "in_progress"


# Planned publication


def moment(at):
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def planned(draft, ed, rita):
    """A guide that Ed planned for two hours from now and Rita approved."""
    save(ed, draft, "action-submit", go_live_at=moment(timezone.now() + timedelta(hours=2)))
    act(rita, fresh(draft), "approve")
    return fresh(draft)


def come(page):
    """Let the moment of publication come."""
    earlier = timezone.now() - timedelta(minutes=1)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = earlier.isoformat()
    revision.approved_go_live_at = earlier
    revision.save()
    return earlier + timedelta(minutes=1)


def test_an_approved_guide_with_a_moment_waits_for_it(planned):
    assert not planned.live
    assert schedule.publish_due(at=timezone.now()) == 0


def test_a_planned_guide_is_published_when_its_moment_has_come_and_once(planned):
    now = come(planned)

    tasks.publish_due()
    assert fresh(planned).live
    assert schedule.publish_due(at=now) == 0


def test_a_planned_guide_that_is_not_ready_stays_a_draft_and_holds_up_no_other(planned):
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["grade"] = 12.5
    revision.save()
    now = come(planned)

    assert schedule.publish_due(at=now) == 0
    assert not fresh(planned).live
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_guide_is_taken_back_when_its_time_is_over(library):
    now = timezone.now()
    made = guide(expire_at=now + timedelta(hours=1))

    assert schedule.publish_due(at=now) == 0
    assert schedule.publish_due(at=now + timedelta(hours=2)) == 1
    assert (fresh(made).live, fresh(made).expired) == (False, True)


# Looking back


def test_versions_can_be_compared_and_an_earlier_one_restored(ed, library):
    made = guide()
    first = made.latest_revision
    save(ed, made, title="A new title")
    newest = fresh(made).latest_revision

    compare = f"/admin/pages/{made.pk}/revisions/compare/{first.pk}...{newest.pk}/"
    assert "A new title" in ed.get(compare).content.decode()
    assert ed.get(f"/admin/pages/{made.pk}/history/").status_code == 200
    assert "A guide" in ed.get(f"/admin/pages/{made.pk}/revisions/{first.pk}/revert/").content.decode()

    save(ed, made, data=typed(title="A guide") | {"revision": str(first.pk)})
    assert fresh(made).get_latest_revision_as_object().title == "A guide"
    assert made.revisions.filter(pk=newest.pk).exists()


def test_a_comment_stands_beside_the_field_it_is_about(ed, rita, draft):
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "comments-0-text": "Is this still true?",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-id": "",
        "comments-0-DELETE": "",
        "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "",
    }
    save(rita, draft, data=typed() | comment)

    assert Comment.objects.get(page=draft).text == "Is this still true?"
    assert "Is this still true?" in ed.get(f"/admin/pages/{draft.pk}/edit/").content.decode()


def test_a_locked_guide_is_changed_by_nobody_else(ed, rita, library):
    made = guide()
    rita.post(f"/admin/pages/{made.pk}/lock/")
    assert fresh(made).locked

    save(ed, made, title="All the same")
    assert fresh(made).get_latest_revision_as_object().title == "A guide"


def test_before_a_guide_is_deleted_the_guides_that_link_to_it_are_named(rita, library):
    target = guide("Target")
    guide("Source", body=[("text", f'<p><a linktype="page" id="{target.pk}">There</a></p>')])

    page = rita.get(f"/admin/pages/{target.pk}/delete/").content.decode()
    assert f"/admin/pages/{target.pk}/usage/" in page
    assert "Source" in rita.get(f"/admin/pages/{target.pk}/usage/").content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_old_address_of_a_guide_leads_to_the_new_one(
    rita, library, language, django_capture_on_commit_callbacks
):
    made = guide(language=language)
    with django_capture_on_commit_callbacks(execute=True):
        save(rita, made, "action-publish", slug="a-better-address")

    assert fresh(made).slug == "a-better-address"
    assert [(row.old_path, row.redirect_page_id) for row in Redirect.objects.all()] == [
        ("/guides/a-guide", made.pk)
    ]


def test_an_editor_begins_a_translation_on_the_shelf_of_the_other_language(ed, library):
    made = guide(topic="request", summary="You can ask.")
    spanish = Locale.objects.get(language_code="es")

    response = ed.post(f"/admin/translation/submit/page/{made.pk}/", {"locales": [spanish.pk]})
    draft = Guide.objects.get(translation_key=made.translation_key, locale=spanish)
    assert response["Location"] == f"/admin/pages/{draft.pk}/edit/"
    assert (draft.live, draft.slug, draft.get_parent().slug) == (False, "a-guide", "request")

    save(ed, draft, title="Una guía")
    assert fresh(draft).get_latest_revision_as_object().title == "Una guía"


def test_those_who_write_guides_may_do_nothing_to_people(ed, rita):
    for name in ("ed@example.org", "rita@example.org"):
        user = User.objects.get(email=name)
        forbidden = Permission.objects.filter(content_type__app_label__in=["accounts", "auth", "cases"])
        assert not any(user.has_perm(f"{row.content_type.app_label}.{row.codename}") for row in forbidden)


# Links outside


@pytest.fixture
def outside(library):
    pages = "".join(f'<a href="https://{host}/{path}">x</a>' for host, path in OUTSIDE)
    guide(body=[("text", f"<p>{pages}</p>")])


OUTSIDE = (("one.example", "a"), ("one.example", "b"), ("two.example", "a"))


def dead(_url):
    return Verdict(LinkState.DEAD, Why.NOT_FOUND)


def test_links_are_tried_one_of_each_host_at_a_time_and_once_a_day(outside):
    now = timezone.now()

    assert links.try_some(at=now, check=dead) == 2
    assert links.try_some(at=now, check=dead) == 1
    assert links.try_some(at=now, check=dead) == 0
    assert links.try_some(at=now + timedelta(days=1), check=dead) == 2


def test_what_became_of_a_link_is_kept(outside):
    now = timezone.now()
    links.try_some(at=now, check=lambda url: Verdict(LinkState.MOVED, Why.ANSWERED, f"{url}/new"))

    kept = LinkCheck.objects.filter(checked_at=now).order_by("url").first()
    assert (kept.state, kept.moved_to) == ("moved", "https://one.example/a/new")


def test_no_link_is_tried_where_the_installation_does_not_want_it(outside, settings, monkeypatch):
    settings.CHECK_GUIDE_LINKS = False
    tasks.check_links()

    assert not LinkCheck.objects.exclude(checked_at=None).exists()


def test_a_slow_round_of_links_ends_in_time(outside, monkeypatch):
    clock = iter(range(0, 1000, 15))
    monkeypatch.setattr(links, "monotonic", lambda: next(clock))

    assert links.try_some(at=timezone.now(), check=dead) == 1
