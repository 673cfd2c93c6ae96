"""Choosing what comes by mail, how often, and between which hours."""

from datetime import time

import pytest

from accounts.choices import SiteRole
from notifications import kinds
from notifications.choices import Group, Rhythm
from notifications.models import RhythmChoice, SendingWindow
from notifications.queries import groups, preferences
from notifications.queries.preferences import Preferences
from notifications.windows import Window
from tests.cases.conftest import person, signed_in
from tests.notifications.conftest import KINDS, somebody

PAGE = "/notifications/preferences/"
USUAL = {f"mail_{group}": "usual" for group in Group} | {"opens": "09:00", "closes": "18:00"}

pytestmark = pytest.mark.usefixtures("garden")


def save(user, **typed):
    return signed_in(user).post(PAGE, USUAL | typed)


def theirs(user):
    user.refresh_from_db()
    return preferences.of([user])[user.pk]


def chosen(**rhythms):
    return Preferences(
        window=Window(None),
        language="en",
        rhythms={(group, "mail"): rhythm for group, rhythm in rhythms.items()},
    )


# What is chosen, and what comes of it


@pytest.mark.parametrize(
    ("kind", "choice", "expected"),
    [
        ("water", {}, Rhythm.DAILY),
        ("visitor", {}, Rhythm.AT_ONCE),
        ("water", {"journey": "at_once"}, Rhythm.AT_ONCE),
        ("water", {"journey": "never"}, Rhythm.NEVER),
        ("water", {"news": "never"}, Rhythm.DAILY),
        ("frost", {}, Rhythm.AT_ONCE),
        ("frost", {"dates": "daily"}, Rhythm.AT_ONCE),
        ("frost", {"dates": "never"}, Rhythm.AT_ONCE),
    ],
)
def test_a_choice_holds_but_not_against_what_is_urgent_or_kept(kind, choice, expected):
    assert chosen(**choice).rhythm(kinds.get(kind), "mail") == expected


def test_people_without_choices_have_working_hours_in_their_zone(ann):
    assert theirs(ann).window == Window(zone=theirs(ann).window.zone, opens=time(9), closes=time(18))
    assert theirs(ann).window.zone.key == "America/New_York"


def test_a_zone_that_this_system_does_not_know_is_the_houses_own(db):
    assert theirs(somebody("odd", zone="Moon/Crater")).window.zone.key == "America/New_York"


@pytest.mark.parametrize("number", [1, 20])
def test_any_number_of_people_costs_three_queries(db, number, django_assert_num_queries):
    people = [somebody(f"person-{index}") for index in range(number)]

    with django_assert_num_queries(3):
        assert len(preferences.of(people)) == number


# On the page


def test_what_is_saved_is_shown_and_holds(ann):
    response = save(
        ann, mail_journey="never", mail_news="daily", opens="07:30", closes="20:00", on_weekends="on"
    )

    assert response.status_code == 302
    assert theirs(ann).rhythms == {("journey", "mail"): "never", ("news", "mail"): "daily"}
    window = theirs(ann).window
    assert (window.opens, window.closes, window.on_weekends) == (time(7, 30), time(20), True)
    page = signed_in(ann).get(PAGE).content.decode()
    assert '<option value="never" selected>' in page
    assert 'value="07:30"' in page


def test_a_choice_can_be_left_to_us_again(ann):
    save(ann, mail_journey="never")
    save(ann, mail_journey="usual")

    assert not RhythmChoice.objects.exists()


def test_what_may_not_be_switched_off_says_why_and_offers_no_never(ann, monkeypatch):
    monkeypatch.setattr(kinds, "_registered", {kind.key: kind for kind in KINDS})
    page = signed_in(ann).get(PAGE).content.decode()
    dates = page[page.index('name="mail_dates"') :]

    assert "Frost does not wait." in page
    assert 'value="never"' not in dates[: dates.index("</select>")]
    assert save(ann, mail_dates="never").status_code == 422
    assert not RhythmChoice.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"opens": "18:00", "closes": "09:00"},
        {"opens": "09:00", "closes": "09:00"},
        {"opens": "noon"},
        {"closes": ""},
        {"mail_journey": "hourly"},
    ],
)
def test_wrong_input_changes_nothing_and_keeps_what_was_typed(ann, typed):
    response = save(ann, **({"mail_news": "never"} | typed))

    assert response.status_code == 422
    page = response.content.decode()
    assert "There is a problem" in page
    assert '<option value="never" selected>' in page
    assert f'value="{typed.get("opens", "09:00")}"' in page
    assert not SendingWindow.objects.exists()
    assert not RhythmChoice.objects.exists()


def test_only_those_who_keep_the_library_choose_about_it(ann):
    library = [kind for kind in kinds.registered() if kind.group == Group.LIBRARY]
    assert library, "no kind speaks of the library"
    ed = person("Ed Novak", SiteRole.EDITOR)

    assert "mail_library" in signed_in(ed).get(PAGE).content.decode()
    assert "mail_library" not in signed_in(ann).get(PAGE).content.decode()


def test_what_comes_in_no_letter_leaves_nothing_to_choose(ann):
    alone = {kind.key for kind in kinds.registered() if not kind.by_mail}
    offered = groups.concerning(ann) + groups.named(list(Group))

    assert alone
    assert not alone & {kind.key for facts in offered for kind in facts.kinds}
    assert {facts.can_stop for facts in offered if facts.group == Group.ACCOUNT} == {False}
