"""Editors and reviewers are reminded of guides whose review comes due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import SiteRole
from config import guide_reminders, tasks
from config.guide_reminders import LIBRARY, THE_ONLY_ONE, LibrarySubject
from guidance.models import Guide
from notifications import kinds, subjects
from notifications.actions import rules, telling
from notifications.choices import Audience, ReminderState
from notifications.models import Notice, Reminder
from tests.cases.conftest import person, signed_in
from tests.guidance.conftest import guide, library

__all__ = ["library"]
pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
SUBJECT = LibrarySubject()


@pytest.fixture(autouse=True)
def _shipped_rules(db):
    rules.load()


def due_on(day, title="A guide"):
    """A published guide with its next review on this day."""
    made = guide(title)
    Guide.objects.filter(pk=made.pk).update(next_review_on=day)
    return made


def waiting():
    rows = Reminder.objects.filter(subject=LIBRARY, state=ReminderState.WAITING).order_by("due_at")
    return list(rows.values_list("local_at", flat=True))


def test_a_review_is_told_of_a_month_before_and_on_its_day_and_every_two_weeks_after(library):
    due_on(date(2027, 1, 4))

    guide_reminders.plan(at=NOON)

    assert waiting()[:3] == ["2026-12-04T09:00", "2027-01-04T09:00", "2027-01-19T09:00"]


def test_a_guide_that_was_reviewed_is_reminded_of_for_its_next_review_only(library):
    made = due_on(date(2026, 11, 30))
    guide_reminders.plan(at=NOON)
    before = waiting()

    Guide.objects.filter(pk=made.pk).update(next_review_on=date(2028, 11, 30))
    guide_reminders.plan(at=NOON)

    assert before[0].startswith("2026-11-30")
    assert waiting()[0].startswith("2028")


def test_a_guide_that_is_not_published_or_was_never_reviewed_is_left_in_peace(library):
    guide("Never reviewed")
    made = guide("Not out", is_published=False)
    Guide.objects.filter(pk=made.pk).update(next_review_on=date(2027, 1, 4))

    guide_reminders.plan(at=NOON)

    assert waiting() == []


def test_editors_and_reviewers_read_which_guide_and_find_the_list(library):
    ed, rita = person("Ed Novak", SiteRole.EDITOR), person("Rita Sand", SiteRole.REVIEWER, SiteRole.EDITOR)
    person("Maya Chen", SiteRole.ADVOCATE)
    person("Ada Admin", SiteRole.ADMINISTRATOR)
    due_on(date(2026, 11, 23), "Slides and tissue")
    guide_reminders.plan(at=NOON)

    telling.tell_due(at=NOON)

    notices = Notice.objects.order_by("pk")
    assert {notice.user for notice in notices} == {ed, rita}
    assert len(notices) == 2
    assert notices[0].title == "Due for review: Slides and tissue"
    assert notices[0].body.startswith("Its review was due on Monday 23 November.")
    path = SUBJECT.path(THE_ONLY_ONE, "guide_review")
    assert signed_in(ed).get(path).status_code == 200


def test_whoever_does_not_look_after_the_library_can_not_reach_it(library):
    people = [person("Ed Novak", SiteRole.EDITOR), person("Maya Chen", SiteRole.ADVOCATE), person("Rosa")]

    assert [SUBJECT.reachable(user, [THE_ONLY_ONE, 7]) for user in people] == [{THE_ONLY_ONE}, set(), set()]
    people[0].is_active = False
    people[0].save(update_fields=["is_active"])
    assert SUBJECT.reachable(people[0], [THE_ONLY_ONE]) == set()
    assert SUBJECT.recipients(THE_ONLY_ONE, Audience.REVIEWERS) == []


def test_nobody_else_is_told_of_guides(library):
    person("Ed Novak", SiteRole.EDITOR)

    assert SUBJECT.recipients(THE_ONLY_ONE, Audience.LEAD) == []


def test_the_library_is_one_subject_which_the_post_office_can_plan_anew(library):
    due_on(date(2027, 1, 4))
    assert isinstance(subjects.get(LIBRARY), LibrarySubject)
    assert kinds.get("guide_review") is guide_reminders.KINDS[0]
    assert SUBJECT.open_ids(after=0, limit=5) == [THE_ONLY_ONE]
    assert SUBJECT.open_ids(after=THE_ONLY_ONE, limit=5) == []

    SUBJECT.replan(THE_ONLY_ONE, at=NOON)

    assert waiting()


def test_the_task_plans_for_the_present_moment(library, time_machine):
    time_machine.move_to(NOON, tick=False)
    due_on(date(2027, 1, 4))

    tasks.plan_guide_reviews()

    assert waiting()[0] == "2026-12-04T09:00"


@pytest.mark.parametrize("count", [1, 8])
def test_planning_asks_as_often_for_one_guide_as_for_many(library, count):
    for number in range(count):
        due_on(date(2027, 1, 4) + timedelta(days=number), f"Guide {number}")

    with CaptureQueriesContext(connection) as captured:
        guide_reminders.plan(at=NOON)

    assert len(captured) == 4
    assert len(waiting()) >= 3 * count
