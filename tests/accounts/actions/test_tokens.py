"""Tokens for programs, and the accounts of connected systems."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.actions import access, tokens
from accounts.actions.invitations import hash_of
from accounts.choices import SiteRole, TokenReach
from accounts.models import AccessEvent, ApiToken, User
from accounts.queries import people
from accounts.refusals import Refused
from accounts.rules import active_administrators
from notifications.actions import delivery
from notifications.models import Letter, Notice
from tests.accounts.conftest import NOON, make_person

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def make(user, *, by=None, **changed):
    values = {"name": "A script", "reach": TokenReach.OWN, "may_write": False, "expires_at": NOON + MONTH}
    return tokens.make(user, by=by or user, at=NOON, **(values | changed))


@pytest.fixture
def system(admin):
    return tokens.open_service(name="Lab bridge", by=admin, at=NOON)


# Making


def test_only_the_hash_of_a_token_is_kept(rosa):
    made, token = make(rosa)

    kept = [str(value) for value in ApiToken.objects.filter(pk=made.pk).values_list()[0]]
    assert token.startswith("sp_")
    assert made.token_hash == hash_of(token)
    assert token.endswith(made.hint)
    assert not any(token in value or token[3:] in value for value in kept)


def test_no_two_tokens_are_alike(rosa):
    assert make(rosa)[1] != make(rosa)[1]


def test_form_sent_twice_makes_one_token_and_shows_it_once(rosa):
    once = uuid.uuid4()
    made, token = make(rosa, once=once)

    assert make(rosa, once=once) == (made, "")
    assert token
    assert ApiToken.objects.count() == AccessEvent.objects.count() == Notice.objects.count() == 1


def test_database_refuses_a_second_token_of_the_same_form(rosa):
    made, _token = make(rosa, once=uuid.uuid4())
    made.pk, made.uuid, made.token_hash = None, uuid.uuid4(), "x"

    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_the_key_of_somebody_elses_form_tells_nothing(rosa, maya):
    once = uuid.uuid4()
    make(rosa, once=once)
    made, token = make(maya, once=once)

    assert (made.user, bool(token)) == (maya, True)


@pytest.mark.parametrize("away", [timedelta(0), timedelta(seconds=-1), timedelta(days=366, seconds=1)])
def test_a_token_works_for_a_year_at_most_and_not_in_the_past(rosa, away):
    with pytest.raises(Refused):
        make(rosa, expires_at=NOON + away)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("who", ["rosa", "admin"])
def test_whoever_works_on_no_journeys_gets_no_token_for_them(request, who):
    with pytest.raises(Refused):
        make(request.getfixturevalue(who), reach=TokenReach.CASELOAD)


def test_twenty_good_tokens_are_enough_and_revoking_makes_room(rosa):
    made = [make(rosa)[0] for _ in range(20)]
    with pytest.raises(Refused):
        make(rosa)

    tokens.revoke(made[0], by=rosa, at=NOON)
    assert make(rosa)[1]


def test_closed_account_gets_no_token(rosa, admin):
    access.deactivate(rosa, by=admin, at=NOON)

    with pytest.raises(Refused):
        make(rosa)


# What ends a token


def is_good(token, *, at=NOON):
    return ApiToken.objects.good(at).filter(pk=token.pk).exists()


def test_revoked_token_is_over_and_revoking_again_changes_nothing(rosa, admin):
    made, _token = make(rosa)
    tokens.revoke(made, by=rosa, at=NOON)
    tokens.revoke(made, by=admin, at=NOON + MONTH)

    made.refresh_from_db()
    assert (made.revoked_at, made.revoked_by) == (NOON, rosa)
    assert not is_good(made)
    assert AccessEvent.objects.filter(kind="token_revoked").count() == 1


def test_token_is_over_from_the_moment_it_expires(rosa):
    made, _token = make(rosa)

    assert is_good(made, at=NOON + MONTH - timedelta(seconds=1))
    assert not is_good(made, at=NOON + MONTH)


def test_closing_an_account_revokes_its_tokens_for_good(maya, admin):
    made, _token = make(maya)
    access.deactivate(maya, by=admin, at=NOON)
    access.reactivate(maya, by=admin, at=NOON)

    assert not is_good(made)


def test_each_token_is_either_good_or_over(rosa, admin):
    made = [make(rosa)[0] for _ in range(2)]
    tokens.revoke(made[0], by=rosa, at=NOON)
    for at in (NOON, NOON + MONTH):
        good, over = ApiToken.objects.good(at), ApiToken.objects.over(at)
        assert sorted([*good, *over], key=lambda token: token.pk) == made


# Being told


def test_owner_is_told_at_once_and_the_letter_says_nothing_of_the_token(rosa):
    _made, token = make(rosa, name="My diary")

    [notice] = Notice.objects.filter(user=rosa)
    assert notice.title == "A token for programs was made"
    assert "My diary" in notice.body
    assert delivery.deliver_due(at=NOON) == 1
    [letter] = mail.outbox
    text = letter.subject + letter.body + "".join(body for body, _kind in letter.alternatives)
    assert letter.subject == "SecondPath: A token for programs was made for your account"
    assert "List-Unsubscribe" not in letter.extra_headers
    assert not any(secret in text for secret in (token, "My diary"))


def test_a_connected_system_is_told_nothing_and_its_history_tells(system, admin):
    make(system, by=admin, reach=TokenReach.CASELOAD)

    assert (Notice.objects.count(), Letter.objects.count()) == (0, 0)
    events = AccessEvent.objects.filter(person=system).order_by("pk").values_list("kind", "by_name")
    assert list(events) == [
        ("service_opened", "Ada Mills"),
        ("role_given", "Ada Mills"),
        ("token_made", "Ada Mills"),
    ]


# Connected systems


def test_system_is_opened_once_by_the_same_form(admin):
    once = uuid.uuid4()
    opened = [tokens.open_service(name="Lab bridge", by=admin, at=NOON, once=once) for _ in range(2)]

    assert opened[0] == opened[1]
    assert User.objects.filter(is_service=True).count() == 1


def test_two_systems_have_two_names(system, admin):
    with pytest.raises(Refused):
        tokens.open_service(name=" lab BRIDGE ", by=admin, at=NOON)


def test_system_is_said_to_be_one_where_people_are_named(system):
    assert str(system) == "Lab bridge (connected system)"
    assert system.get_short_name() == "Lab bridge (connected system)"
    assert system.get_full_name() == "Lab bridge"


@pytest.mark.parametrize("role", [role for role in SiteRole if role != SiteRole.LEAD])
def test_system_works_like_a_lead_and_has_no_other_role(system, admin, role):
    with pytest.raises(Refused):
        access.give_role(system, role=role, by=admin, at=NOON)

    assert system.site_roles == {SiteRole.LEAD}


def test_system_is_no_administrator_whatever_the_database_says(system, admin):
    make_person("two@example.org", SiteRole.ADMINISTRATOR)
    system.groups.add(access.locked(SiteRole.ADMINISTRATOR))

    assert system not in active_administrators()
    assert len(active_administrators()) == 2


def test_system_is_not_among_the_people_who_work_here(system, dana):
    assert list(people.staff().filter(groups__name=SiteRole.LEAD)) == [dana]


def test_patient_with_a_token_does_not_become_staff(rosa):
    make(rosa)

    assert rosa not in people.staff()
