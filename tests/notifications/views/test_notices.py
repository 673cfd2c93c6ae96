"""The list behind the bell, and where each of its lines leads."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from notifications.actions import notices, telling
from notifications.models import FailingAddress, Notice
from notifications.queries import notices as queries
from tests.cases.conftest import signed_in
from tests.notifications.conftest import MONDAY, anchor, plan, rule, somebody

LIST = "/notifications/"


def tell(user, *, who="Ben", subject_id=1, at=MONDAY):
    return notices.tell(
        [user], "visitor", subject="garden", subject_id=subject_id, at=at, fields={"who": who}
    )[0]


def page_of(user, address=LIST):
    return signed_in(user).get(address).content.decode()


def opened(user, notice, **headers):
    return signed_in(user).get(reverse("notifications:notice", args=[notice.uuid]), headers=headers)


@pytest.fixture
def told(garden, ann):
    garden.people[1] = [ann]
    return tell(ann)


def test_a_notice_says_what_about_what_and_why(told, ann):
    page = page_of(ann)

    assert all(
        words in page
        for words in ("Ben came by", "They will come again.", "G-1", "You look after this garden.")
    )


def test_a_lead_reads_why_a_lead_is_told_and_not_why_those_are_whose_turn_it_is(garden, sink, ann):
    lead = somebody("lead")
    garden.people[1], garden.leads = [ann], [lead]
    rule(offset=1, escalate_after=1)
    plan(anchor())
    telling.tell_due(at=MONDAY + timedelta(days=1))

    theirs, hers = page_of(lead), page_of(ann)
    assert ("You lead here" in theirs, "You look after this garden." in theirs) == (True, False)
    assert ("You lead here" in hers, "You look after this garden." in hers) == (False, True)


def test_a_reminder_that_is_over_says_so_and_asks_for_nothing(garden, sink, ann):
    garden.people[1] = [ann]
    rule(offset=1)
    plan(anchor("bed-1"), anchor("bed-2"))
    telling.tell_due(at=MONDAY + timedelta(days=1))
    assert page_of(ann).count("Before it is dry.") == 2

    plan(anchor("bed-2"), at=MONDAY + timedelta(days=2))

    page = page_of(ann)
    assert (page.count("This is settled."), page.count("Before it is dry.")) == (1, 1)


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_costs_the_same_however_many_reminders_went_out(
    garden, sink, ann, number, django_assert_num_queries
):
    garden.people[1] = [ann]
    rule(offset=1)
    plan(*[anchor(f"bed-{bed}") for bed in range(number)])
    telling.tell_due(at=MONDAY + timedelta(days=1))

    with django_assert_num_queries(1):
        assert len(queries.by_day(queries.own(ann), ann)[0].notices) == number


def test_the_unread_come_first_then_the_newest(garden, ann):
    garden.people[1] = [ann]
    for hours, who in enumerate(("Oldest", "Middle", "Newest")):
        tell(ann, who=who, at=MONDAY + timedelta(hours=hours))
    notices.mark_read(ann, at=MONDAY, uuid=Notice.objects.get(title="Newest came by").uuid)

    page = page_of(ann)

    assert sorted(("Oldest", "Middle", "Newest"), key=lambda who: page.index(f"{who} came by")) == [
        "Middle",
        "Oldest",
        "Newest",
    ]


def test_days_are_those_of_the_reader(garden, db):
    late = somebody("lena", zone="Australia/Sydney")
    garden.people[1] = [late]
    tell(late)  # three in the afternoon in London, two at night of the next day in Sydney

    assert "New, Tuesday 24 November 2026" in page_of(late)


def test_the_bell_counts_the_unread_in_words(told, ann):
    tell(ann)

    page = page_of(ann, "/accounts/profile/")

    assert '<span class="tally">2<span class="visually-hidden"> unread</span></span>' in page


def test_the_bell_costs_no_query(told, ann, django_assert_num_queries):
    client = signed_in(ann)
    client.get("/emergency/")

    with django_assert_num_queries(3):  # the session, the person and their roles, as before there was a bell
        client.get("/emergency/")


def test_opening_a_notice_marks_it_as_read_and_leads_on(told, ann):
    tell(ann)

    response = opened(ann, told)

    assert (response.status_code, response["Location"]) == (302, "/gardens/1/")
    told.refresh_from_db()
    ann.refresh_from_db()
    assert told.read_at is not None
    assert ann.unread_notices == 1


def test_a_browser_that_fetches_ahead_marks_nothing(told, ann):
    opened(ann, told, sec_purpose="prefetch;prerender")

    told.refresh_from_db()
    assert told.read_at is None


def test_a_notice_of_somebody_else_does_not_exist(told, garden):
    ben = somebody("ben")
    garden.people[1].append(ben)

    assert opened(ben, told).status_code == 404
    assert signed_in(ben).get(f"/notifications/{uuid.uuid4()}/").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None
    assert "Ben came by" not in page_of(ben)


def test_whoever_lost_access_reads_nothing_more_of_it(told, ann, garden):
    garden.people[1] = []

    response = opened(ann, told)

    assert response.status_code == 404
    assert "no longer have access" in response.content.decode()
    page = page_of(ann)
    assert "you can’t open any more" in page
    assert not any(words in page for words in ("Ben came by", "They will come again.", "G-1"))


def test_a_notice_of_a_kind_and_subject_that_are_gone_breaks_no_page(told, ann):
    Notice.objects.update(kind="long ago", subject="long ago")

    assert "you can’t open any more" in page_of(ann)
    assert opened(ann, told).status_code == 404


def test_everything_is_marked_as_read_at_once_but_only_ones_own(told, ann, garden):
    ben = somebody("ben")
    garden.people[1].append(ben)
    theirs = tell(ben)

    signed_in(ann).post("/notifications/read/")

    told.refresh_from_db()
    theirs.refresh_from_db()
    assert (told.read_at is None, theirs.read_at is None) == (False, True)
    assert 'class="tally"' not in page_of(ann)


def test_fifty_stand_on_a_page(garden, ann):
    garden.people[1] = [ann]
    for number in range(51):
        tell(ann, who=f"Visitor {number:02}", at=MONDAY + timedelta(minutes=number))

    assert page_of(ann).count(" came by") == 50
    assert "Visitor 00" in page_of(ann, f"{LIST}?page=2")


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_however_long_it_is(garden, ann, number, django_assert_num_queries):
    for subject_id in range(number):
        garden.people[subject_id] = [ann]
        tell(ann, subject_id=subject_id)
    client = signed_in(ann)
    client.get(LIST)

    with django_assert_num_queries(6):  # session, person, roles, number, notices, failing address
        client.get(LIST)


def test_an_empty_list_says_what_will_stand_there(ann):
    assert "Nothing yet" in page_of(ann)


def test_whose_letters_come_back_is_told_and_may_try_again(ann):
    FailingAddress.objects.create(user=ann, email=ann.email, since=MONDAY, trouble="550 5.1.1")
    assert "Our e-mail to ann@example.org comes back." in page_of(ann)

    signed_in(ann).post("/notifications/preferences/address/")

    assert "come back" not in page_of(ann)
    assert not FailingAddress.objects.exists()
