import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from accounts.models import Consent, SignInAttempt, User
from tests.accounts.conftest import NOON, PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
WRONG = "quite another long password"


def sign_in(client, email="rosa@example.org", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def body(response):
    """A page without what differs every time: tokens, the number of the request and what was typed."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r'class="reference">[^<]+<', "", text)
    return text.replace("rosa@example.org", "WHO").replace("nobody@example.org", "WHO")


def test_right_password_signs_in(client, rosa):
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(rosa.pk)
    assert SignInAttempt.objects.count() == 0


def test_address_may_be_typed_in_capitals(client, rosa):
    assert sign_in(client, "ROSA@Example.org").status_code == 302


def test_wrong_password_and_unknown_address_get_the_same_answer(client, rosa):
    known, unknown = sign_in(client, password=WRONG), sign_in(client, "nobody@example.org", WRONG)

    assert known.status_code == unknown.status_code == 200
    assert body(known) == body(unknown)


def test_unknown_address_costs_one_hash_like_a_known_one(client, rosa, monkeypatch):
    hashed = []
    original = User.set_password
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw) or original(self, raw))

    sign_in(client, "nobody@example.org", WRONG)

    assert hashed == [WRONG]


def test_after_twenty_wrong_passwords_even_the_right_one_is_not_looked_at(
    client, rosa, settings, monkeypatch
):
    settings.ACCOUNT_RATE_LIMITS = False
    wrong = [sign_in(client, password=WRONG).status_code for _ in range(20)]
    checked = []
    monkeypatch.setattr(User, "check_password", lambda _self, raw: checked.append(raw) or True)
    response = sign_in(client)

    assert wrong == [200] * 20
    assert response.status_code == 200
    assert checked == []
    assert "_auth_user_id" not in client.session


def test_locked_account_answers_like_a_wrong_password(client, rosa, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    first = sign_in(client, password=WRONG)
    for _ in range(20):
        sign_in(client, password=WRONG)

    assert body(sign_in(client)) == body(first)


def test_allauth_stops_guessing_before_we_do(client, rosa):
    for _ in range(5):
        sign_in(client, password=WRONG)

    assert "too many tries" in sign_in(client).content.decode()


def test_forged_proxy_header_gets_no_fresh_count(client, rosa, settings):
    for number in range(20):
        sign_in(client, f"p{number}@example.org", WRONG, headers={"x-forwarded-for": f"10.0.0.{number}"})

    assert "too many tries" in sign_in(client, headers={"x-forwarded-for": "10.9.9.9"}).content.decode()


def test_deactivated_person_is_out_on_the_next_request(client, rosa):
    client.force_login(rosa)
    assert client.get(reverse("profile")).status_code == 200

    User.objects.filter(pk=rosa.pk).update(is_active=False)

    response = client.get(reverse("profile"))
    assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next=/accounts/profile/")


def test_deactivated_person_cannot_sign_in(client, rosa):
    User.objects.filter(pk=rosa.pk).update(is_active=False)
    sign_in(client)

    assert "_auth_user_id" not in client.session


# Signing up


def sign_up(client, email="nils@example.org", **changes):
    data = {"name": "Nils New", "email": email, "password1": PASSWORD, "agreed": "on"} | changes
    return client.post("/accounts/signup/", data)


def test_sign_up_keeps_name_and_consent_and_asks_for_the_code(client, mailoutbox):
    response = sign_up(client, "Nils@Example.org")

    user = User.objects.get()
    assert (response.status_code, user.email, user.name) == (302, "nils@example.org", "Nils New")
    assert list(Consent.objects.values_list("user", "document", "version")) == [
        (user.pk, "privacy", "2026-11")
    ]
    assert "_auth_user_id" not in client.session
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mailoutbox[0].body, re.MULTILINE).group()
    confirmed = client.post(response["Location"], {"code": code})
    assert confirmed.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_without_consent_opens_no_account(client):
    response = sign_up(client, agreed="")

    assert "We can only keep your journey for you when you agree to this." in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "password",
    [
        "too short",
        "a" * 30,
        "nils@example.org",
        "1234567890123456789",
        "qwertyqwertyqwerty",
        "password!!!!1234567",
        "SecondPath 2026 2026",
    ],
)
def test_weak_password_opens_no_account(client, password):
    sign_up(client, password1=password)

    assert User.objects.count() == 0


def test_sign_up_of_a_known_address_looks_like_any_other(client, rosa, mailoutbox):
    known = sign_up(client, "rosa@example.org")
    known_page = client.get(known["Location"])
    client.cookies.clear()
    unknown = sign_up(client, "nobody@example.org")
    unknown_page = client.get(unknown["Location"])

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert body(known_page) == body(unknown_page)
    assert [mail.subject for mail in mailoutbox] == [
        "You have an account already",
        "Your code to confirm this address",
    ]


# Resetting the password


def reset_link(client, mailoutbox, **extra):
    client.post("/accounts/password/reset/", {"email": "rosa@example.org"}, **extra)
    return re.search(r"https?://\S+/reset/\S+", mailoutbox[-1].body).group()


def test_reset_answers_alike_for_known_and_unknown_addresses(client, rosa, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": "rosa@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert body(known) == body(unknown)
    assert len(mailoutbox) == 2


def test_link_in_the_letter_ignores_the_host_of_the_request(client, rosa, mailoutbox, settings):
    settings.BASE_URL = "https://journeys.example.org"
    settings.ALLOWED_HOSTS = ["*"]

    link = reset_link(client, mailoutbox, headers={"host": "evil.example"})

    assert link.startswith("https://journeys.example.org/accounts/password/reset/key/")
    assert "evil.example" not in mailoutbox[0].body


def test_reset_ends_other_sessions_and_forgives_other_peoples_guesses(client, rosa, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    other = type(client)()
    other.force_login(rosa)
    for _ in range(21):
        sign_in(client, password=WRONG)
    path = reset_link(client, mailoutbox).split("8000", 1)[1]
    form = client.get(path)["Location"]

    client.post(form, {"password1": WRONG, "password2": WRONG})

    assert other.get(reverse("profile")).status_code == 302
    assert sign_in(client, password=WRONG)["Location"] == "/"


def test_reset_link_dies_after_an_hour(client, rosa, mailoutbox):
    with time_machine.travel(NOON, tick=False) as clock:
        path = reset_link(client, mailoutbox).split("8000", 1)[1]
        clock.shift(timedelta(minutes=61))
        late = client.get(path, follow=True)

    assert "password1" not in late.content.decode()


def test_reset_link_dies_with_a_change_of_the_stamp(client, rosa, mailoutbox):
    path = reset_link(client, mailoutbox).split("8000", 1)[1]
    User.objects.filter(pk=rosa.pk).update(sign_in_stamp="another")

    assert "password1" not in client.get(path, follow=True).content.decode()


# The second factor


@pytest.fixture
def secret(rosa):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(rosa, secret)
    return secret


def code_now(secret):
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_password_alone_opens_nothing_once_there_is_a_second_factor(client, rosa, secret):
    response = sign_in(client)

    assert response["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("profile")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_right_code_signs_in(client, rosa, secret):
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert client.session["_auth_user_id"] == str(rosa.pk)


def test_ten_wrong_codes_and_then_none_is_looked_at(client, rosa, secret, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    sign_in(client)
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert "_auth_user_id" not in client.session


def test_secret_of_the_second_factor_is_not_readable_in_the_database(rosa, secret):
    assert secret not in str(Authenticator.objects.get(user=rosa).data)


def test_changing_the_password_ends_other_sessions_only(client, rosa):
    other = type(client)()
    other.force_login(rosa)
    sign_in(client)
    data = {"oldpassword": PASSWORD, "password1": WRONG, "password2": WRONG}

    assert client.post("/accounts/password/change/", data).status_code == 302

    assert client.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_changing_the_second_factor_ends_other_sessions_only(client, rosa):
    other = type(client)()
    other.force_login(rosa)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    assert client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}).status_code == 302

    assert client.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302


def test_present_password_cannot_be_guessed_in_the_change_form_either(client, rosa, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    client.force_login(rosa)
    data = {"oldpassword": WRONG, "password1": "yet another long one", "password2": "yet another long one"}
    for _ in range(20):
        client.post("/accounts/password/change/", data)

    client.post("/accounts/password/change/", data | {"oldpassword": PASSWORD})

    rosa.refresh_from_db()
    assert rosa.check_password(PASSWORD)


# What the clock and the count would tell


def test_sign_up_of_a_known_address_spends_one_hash_too(client, rosa, monkeypatch):
    hashed = []
    monkeypatch.setattr("accounts.counted_forms.make_password", hashed.append)

    sign_up(client, "rosa@example.org")

    assert hashed == [PASSWORD]


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/"])
@pytest.mark.parametrize("email", ["rosa@example.org", "nobody@example.org"])
@pytest.mark.usefixtures("rosa")
def test_answers_that_could_tell_take_their_time(client, settings, monkeypatch, address, email):
    settings.STEADY_ANSWERS = {"account_signup": 100.0, "account_reset_password": 100.0}
    slept = []
    monkeypatch.setattr("accounts.middleware.time.sleep", slept.append)

    client.post(address, {"name": "N", "email": email, "password1": PASSWORD, "agreed": "on"})

    assert 90 < max(slept) < 100


def test_too_many_requests_from_one_place_get_a_kind_page(client, db):
    answers = [client.post("/accounts/password/reset/", {"email": f"p{n}@example.org"}) for n in range(21)]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    page = answers[-1].content.decode()
    assert "Wait a few minutes, go back one page and try again." in page
    assert "password" not in page[page.index("<main") :]


# Changing the address


def ask_for_address(client, email):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client.post("/accounts/email/", {"email": email, "action_add": ""})


def test_address_changes_once_the_new_one_is_proven(client, rosa, mailoutbox):
    client.force_login(rosa)
    response = ask_for_address(client, "Rosa.New@example.org")
    rosa.refresh_from_db()
    assert rosa.email == "rosa@example.org"
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mailoutbox[0].body, re.MULTILINE).group()

    client.post(response["Location"], {"code": code})

    rosa.refresh_from_db()
    assert rosa.email == "rosa.new@example.org"
    assert list(rosa.emailaddress_set.values_list("email", "verified")) == [("rosa.new@example.org", True)]


def test_asking_for_a_taken_address_looks_like_any_other(client, rosa, maya):
    client.force_login(rosa)
    taken = ask_for_address(client, "maya@example.org")
    free = ask_for_address(client, "free@example.org")

    assert (taken.status_code, taken.get("Location")) == (free.status_code, free.get("Location"))


def test_page_to_change_the_address_opens(client, rosa):
    client.force_login(rosa)

    assert "rosa@example.org" in client.get("/accounts/email/").content.decode()
