from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from accounts.actions import limits
from accounts.choices import AttemptKind
from accounts.models import SignInAttempt
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.django_db


def guess(times, *, kind=AttemptKind.PASSWORD, account="rosa@example.org", at=NOON):
    return [limits.begin(kind, account=account, at=at) is not None for _ in range(times)]


def test_twenty_passwords_are_looked_at_and_no_more():
    assert guess(25) == [True] * 20 + [False] * 5


def test_ten_codes_are_looked_at_and_no_more():
    assert guess(12, kind=AttemptKind.CODE) == [True] * 10 + [False] * 2


def test_case_of_the_address_makes_no_second_account():
    guess(20)

    assert guess(1, account=" ROSA@Example.org ") == [False]


def test_other_accounts_have_a_count_of_their_own():
    guess(20)

    assert guess(1, account="james@example.org") == [True]


def test_a_quarter_of_an_hour_later_everything_is_forgotten():
    guess(25)

    assert guess(1, at=NOON + timedelta(minutes=15)) == [True]
    assert SignInAttempt.objects.count() == 1


def test_refused_guesses_do_not_prolong_the_wait():
    guess(20)
    guess(5, at=NOON + timedelta(minutes=14))

    assert guess(1, at=NOON + timedelta(minutes=15)) == [True]


def test_a_right_password_is_not_held_against_anyone():
    for _ in range(30):
        limits.forgive(limits.begin(AttemptKind.PASSWORD, account="rosa@example.org", at=NOON))

    assert SignInAttempt.objects.count() == 0


def test_the_address_itself_is_not_stored():
    guess(1)

    assert "rosa" not in SignInAttempt.objects.get().account_key


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_share_one_count():
    def one(_number):
        try:
            return limits.begin(AttemptKind.PASSWORD, account="rosa@example.org", at=NOON) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(one, range(40)))

    assert 1 <= let_through <= 20
