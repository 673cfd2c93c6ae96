"""Holidays that administrators declare count when days are counted."""

from datetime import date

import pytest
from django.urls import reverse

from cases import deadlines
from cases.models import ExtraDay
from cases.queries import days

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
def test_counting_many_days_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        deadlines.add_working_days(WEDNESDAY, 30, "NY")
        deadlines.working_days_before(WEDNESDAY, 30, "NY")
