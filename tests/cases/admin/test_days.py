"""Holidays that administrators declare count when days are counted."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases import deadlines
from cases.actions import team
from cases.models import ExtraDay
from cases.post import JourneySubject
from cases.queries import days
from cases.reminder_kinds import SUBJECT
from notifications.models import Replanning
from tests.cases.actions.test_reminders_planned import waiting
from tests.cases.conftest import NOON

WEDNESDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)


@pytest.fixture
def _asked(db):
    days.memory.forget()


@pytest.mark.usefixtures("_asked")
def test_a_declared_day_off_counts_at_once_and_no_longer_when_it_is_put_out_of_use():
    day = ExtraDay.objects.create(day=FRIDAY, name="Storm", states=["NY"])
    assert deadlines.add_working_days(WEDNESDAY, 1, "NY") == date(2026, 11, 30)
    assert deadlines.add_working_days(WEDNESDAY, 1, "OH") == FRIDAY

    day.is_active = False
    day.save()

    assert deadlines.add_working_days(WEDNESDAY, 1, "NY") == FRIDAY


@pytest.mark.usefixtures("_asked")
def test_a_public_holiday_on_which_offices_work_is_a_working_day():
    ExtraDay.objects.create(day=date(2026, 11, 26), name="Thanksgiving", is_working_day=True)

    assert deadlines.add_working_days(WEDNESDAY, 1) == date(2026, 11, 26)


@pytest.mark.usefixtures("_asked")
def test_the_empty_list_says_which_holidays_are_known_anyway(admin):
    page = admin.get(reverse("wagtailsnippets_cases_extraday:list")).content.decode()

    assert "Public holidays are known already" in page
    assert page.count(": Thanksgiving Day") == 2
    assert "No day was added." in page


@pytest.mark.usefixtures("_asked")
def test_saving_a_day_has_the_reminders_of_open_journeys_planned_by_it(admin, case):
    values = {"name": "Storm", "day": FRIDAY, "states": [], "is_active": "on"}
    assert admin.post(reverse("wagtailsnippets_cases_extraday:add"), values).status_code == 302
    assert SUBJECT in Replanning.objects.filter(finished_at=None).values_list("subject", flat=True)

    Replanning.objects.all().delete()
    day = ExtraDay.objects.get()
    page = reverse("wagtailsnippets_cases_extraday:edit", args=[day.pk])
    loaded = {
        "loaded_revision_id": day.latest_revision_id,
        "loaded_revision_created_at": day.latest_revision.created_at.isoformat(),
    }
    assert admin.post(page, values | loaded).status_code == 302
    assert SUBJECT in Replanning.objects.filter(finished_at=None).values_list("subject", flat=True)


@pytest.mark.usefixtures("_asked")
def test_planning_anew_counts_with_a_day_that_another_process_declared(case, maya, dana):
    team.assign(case, maya, instead_of=None, by=dana, at=NOON)
    before = set(waiting(case).values_list("due_at", flat=True))
    deadlines.add_working_days(WEDNESDAY, 1)  # so that the days are remembered here
    ahead = {WEDNESDAY + timedelta(days=number) for number in range(60)}
    ExtraDay.objects.bulk_create(ExtraDay(day=day, name="Storm") for day in ahead)

    JourneySubject().replan(case.pk, at=NOON)

    assert set(waiting(case).values_list("due_at", flat=True)) != before


@pytest.mark.usefixtures("_asked")
def test_counting_many_days_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        deadlines.add_working_days(WEDNESDAY, 30, "NY")
        deadlines.working_days_before(WEDNESDAY, 30, "NY")
