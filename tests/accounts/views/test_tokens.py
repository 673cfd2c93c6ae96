"""The pages on which people make tokens for their own programs."""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.actions import tokens
from accounts.actions.invitations import hash_of
from accounts.choices import SiteRole, TokenReach
from accounts.models import ApiToken
from tests.accounts.conftest import NOON, PASSWORD

pytestmark = pytest.mark.django_db
LIST, MAKE = "/accounts/tokens/", "/accounts/tokens/make/"
PROVE = "/accounts/reauthenticate/"
TOKEN = re.compile(r"sp_[\w-]{43}")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def sign_in(client, user, *, proven=True):
    client.force_login(user)
    if proven:
        client.post(PROVE, {"password": PASSWORD})
    return client


@pytest.fixture
def as_rosa(client, rosa):
    return sign_in(client, rosa)


@pytest.fixture
def as_maya(client, maya):
    return sign_in(client, maya)


def typed(**changed):
    return {
        "once": str(uuid.uuid4()),
        "name": "My diary",
        "may": "read",
        "until": "2026-12-25",
    } | changed


def page(response):
    return html.unescape(response.content.decode())


def kept_anywhere(token):
    """Whether a session holds it."""
    return any(token in str(session.get_decoded()) for session in Session.objects.all())


def token_of(user, **changed):
    values = {"name": "My diary", "reach": TokenReach.OWN, "may_write": False}
    values |= {"expires_at": NOON + timedelta(days=9)}
    return tokens.make(user, by=user, at=NOON, **(values | changed))[0]


# Making


def test_token_is_shown_once_in_the_answer_and_kept_nowhere(as_rosa, rosa):
    response = as_rosa.post(MAKE, typed())

    [token] = set(TOKEN.findall(page(response)))
    assert response.status_code == 200
    assert response["Cache-Control"].count("no-store") == 1
    assert "only this once" in page(response)
    assert "Authorization: Bearer …" in page(response)
    assert 'href="/api/docs/"' in page(response)
    assert ApiToken.objects.get().token_hash == hash_of(token)
    assert not kept_anywhere(token)
    assert not TOKEN.search(page(as_rosa.get(LIST)) + page(as_rosa.get(MAKE)))


def test_what_was_typed_is_what_the_token_may(as_rosa, rosa):
    as_rosa.post(MAKE, typed(may="change"))

    made = ApiToken.objects.get()
    assert (made.user, made.created_by, made.name) == (rosa, rosa, "My diary")
    assert (made.may_write, made.reach) == (True, TokenReach.OWN)


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("America/New_York", datetime(2026, 12, 26, 5, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 12, 25, 11, tzinfo=UTC)),
        ("No/Where", datetime(2026, 12, 26, 5, tzinfo=UTC)),
    ],
)
def test_it_works_until_the_end_of_the_day_where_the_person_is(client, rosa, zone, ends):
    type(rosa).objects.filter(pk=rosa.pk).update(time_zone=zone)
    sign_in(client, rosa).post(MAKE, typed())

    assert ApiToken.objects.get().expires_at == ends


def test_thirty_days_are_offered_and_a_year_is_the_longest(as_rosa):
    shown = page(as_rosa.get(MAKE))

    assert 'value="2026-12-25"' in shown
    assert 'max="2027-11-25"' in shown
    assert as_rosa.post(MAKE, typed(until="2027-11-25")).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 81},
        {"name": "a\x00b"},
        {"may": "everything"},
        {"may": ""},
        {"until": "2026-11-24"},
        {"until": "2027-11-26"},
        {"until": "0001-01-01"},
        {"until": "9999-12-31"},
        {"until": "soon"},
        {"until": ""},
        {"once": "again"},
        {"once": ""},
    ],
)
def test_wrong_input_is_told_and_what_was_typed_stays(as_rosa, wrong):
    response = as_rosa.post(MAKE, typed(**wrong))

    assert response.status_code == 422
    assert "There is a problem" in page(response)
    assert f'action="{MAKE}"' in page(response)
    assert not ApiToken.objects.exists()


def test_patient_is_not_asked_for_a_caseload_and_gets_none(as_rosa):
    assert "caseload" not in page(as_rosa.get(MAKE))
    as_rosa.post(MAKE, typed(reach="caseload"))

    assert ApiToken.objects.get().reach == TokenReach.OWN


def test_advocate_says_which_journeys(as_maya):
    assert as_maya.post(MAKE, typed()).status_code == 422
    assert as_maya.post(MAKE, typed(reach="caseload")).status_code == 200

    assert ApiToken.objects.get().reach == TokenReach.CASELOAD


def test_lead_reads_that_it_is_every_journey(client, dana):
    assert "this is every journey here" in page(sign_in(client, dana).get(MAKE))


def test_what_was_typed_waits_for_whoever_was_away(client, rosa):
    sign_in(client, rosa)
    client.get(LIST)
    with time_machine.travel(NOON + timedelta(minutes=31), tick=False):
        client.post(
            MAKE, typed(may="change", until="2027-01-15"), headers={"referer": f"http://testserver{MAKE}"}
        )
        shown = page(sign_in(client, rosa).get(MAKE))

    assert 'value="My diary"' in shown
    assert 'value="2027-01-15"' in shown
    assert not ApiToken.objects.exists()


def test_second_submit_makes_no_second_token_and_says_so(as_rosa):
    data = typed()
    first = as_rosa.post(MAKE, data)
    second = as_rosa.post(MAKE, data, follow=True)

    assert TOKEN.search(page(first))
    assert second.redirect_chain == [(LIST, 302)]
    assert "made already" in page(second)
    assert not TOKEN.search(page(second))
    assert ApiToken.objects.count() == 1


def test_too_many_are_refused_in_words(as_rosa, rosa):
    for _ in range(20):
        token_of(rosa)

    response = as_rosa.post(MAKE, typed())

    assert response.status_code == 422
    assert "Revoke those that nobody uses first" in page(response)


# Showing who one is


def test_making_asks_who_you_are_before_anything_is_typed(client, rosa):
    response = sign_in(client, rosa, proven=False).get(MAKE)

    assert response["Location"] == f"{PROVE}?next=%2Faccounts%2Ftokens%2Fmake%2F"


def test_what_was_typed_goes_on_after_the_password(client, rosa):
    sign_in(client, rosa)
    data = typed()
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        asked = client.post(MAKE, data)
        assert asked["Location"].startswith(PROVE)
        assert not ApiToken.objects.exists()
        shown = client.post(asked["Location"], {"password": PASSWORD, "next": MAKE})

    [token] = set(TOKEN.findall(page(shown)))
    assert ApiToken.objects.get().name == "My diary"
    assert not kept_anywhere(token)


def test_wrong_password_makes_no_token(client, rosa):
    sign_in(client, rosa, proven=False)
    asked = client.post(MAKE, typed())
    client.post(asked["Location"], {"password": "something else entirely", "next": MAKE})

    assert not ApiToken.objects.exists()


def test_staff_without_second_factor_make_no_token(as_maya, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True

    assert as_maya.post(MAKE, typed(reach="caseload"))["Location"] == reverse("mfa_activate_totp")
    assert not ApiToken.objects.exists()


# The list


def test_list_says_what_each_token_may_and_when_it_was_used(as_maya, maya):
    token_of(maya, name="Morning list", may_write=True, reach=TokenReach.CASELOAD)
    used = token_of(maya, name="Diary")
    ApiToken.objects.filter(pk=used.pk).update(last_used_at=NOON - timedelta(days=2))

    shown = " ".join(page(as_maya.get(LIST)).split())

    assert "May read and change · The journeys I work on" in shown
    assert "May read · My own journeys, as patient or family" in shown
    assert "Works until the end of Friday 4 December 2026" in shown
    assert "Never used" in shown
    assert "Last used on Monday 23 November" in shown


@pytest.mark.parametrize(("ago", "words"), [(59, "Used in the last hour"), (60, "Last used on")])
def test_use_within_the_hour_is_said_so(as_rosa, rosa, ago, words):
    made = token_of(rosa)
    ApiToken.objects.filter(pk=made.pk).update(last_used_at=NOON - timedelta(minutes=ago))

    assert words in page(as_rosa.get(LIST))


def test_list_holds_nobody_elses_tokens(as_rosa, rosa, maya):
    token_of(maya, name="Morning list")

    assert "Morning list" not in page(as_rosa.get(LIST))


def test_list_takes_the_same_queries_however_long(as_rosa, rosa, django_assert_num_queries):
    token_of(rosa)
    as_rosa.get(LIST)
    with django_assert_num_queries(5) as one:
        as_rosa.get(LIST)
    for _ in range(9):
        tokens.revoke(token_of(rosa), by=rosa, at=NOON)
        token_of(rosa)
    with django_assert_num_queries(len(one)):
        as_rosa.get(LIST)


# Revoking


def test_revoking_asks_first_and_then_works_at_once(as_rosa, rosa):
    made = token_of(rosa)
    url = reverse("token-revoke", args=[made.uuid])

    assert "Revoke “My diary”?" in page(as_rosa.get(url))
    assert ApiToken.objects.good(NOON).count() == 1
    done = as_rosa.post(url, follow=True)

    assert "“My diary” is revoked" in page(done)
    assert "Revoked on Wednesday 25 November 2026" in page(done)
    assert not ApiToken.objects.good(NOON).exists()
    assert as_rosa.post(url).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_token_is_like_none(as_rosa, maya, method):
    foreign = reverse("token-revoke", args=[token_of(maya).uuid])
    nowhere = reverse("token-revoke", args=[uuid.uuid4()])

    assert getattr(as_rosa, method)(foreign).status_code == 404
    assert getattr(as_rosa, method)(nowhere).status_code == 404
    assert ApiToken.objects.good(NOON).count() == 1


def test_names_are_shown_as_text(as_rosa):
    as_rosa.post(MAKE, typed(name="<b>bold</b>"))
    url = reverse("token-revoke", args=[ApiToken.objects.get().uuid])

    assert all(b"<b>bold" not in as_rosa.get(address).content for address in (LIST, url))


def test_profile_leads_here(as_rosa):
    assert f'href="{LIST}"' in page(as_rosa.get(reverse("profile")))


def test_history_of_a_colleague_tells_of_tokens(client, admin, maya):
    client.force_login(admin)
    tokens.revoke(token_of(maya), by=maya, at=NOON)

    shown = page(client.get(reverse("person", args=[maya.pk])))

    assert "Token for programs made, by Maya Chen" in shown
    assert "Token for programs revoked, by Maya Chen" in shown
    assert SiteRole.ADVOCATE in maya.site_roles
