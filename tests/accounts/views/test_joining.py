from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from accounts.actions import invitations
from accounts.choices import SiteRole
from accounts.models import StaffInvitation, User
from tests.accounts.conftest import NOON, PASSWORD, make_person

pytestmark = pytest.mark.django_db
ACCOUNT = {"name": "Nils New", "password": PASSWORD, "agreed": "on"}


@pytest.fixture(autouse=True)
def moving():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def token(dana):
    return invitations.invite_staff("new@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)[1]


def follow(client, token):
    return client.get(reverse("join-token", args=[token]))


def body(client, token):
    follow(client, token)
    response = client.get(reverse("join"))
    text = response.content.decode()
    return response.status_code, text.replace(str(getattr(response.wsgi_request, "id", "-")), "")


def test_token_leaves_the_address_at_once(client, token):
    response = follow(client, token)

    assert (response.status_code, response["Location"]) == (302, "/accounts/join/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert token not in str(dict(client.session))


def test_page_says_who_invites_to_what_until_when(client, token):
    _status, page = body(client, token)

    assert "Dana Reed invites you to work here as a patient advocate." in page
    assert "Wednesday 9 December" in page
    assert "new@example.org" in page


def test_looking_does_not_use_it_up(client, token):
    for _ in range(3):
        client.head(reverse("join-token", args=[token]))

    assert body(client, token)[0] == 200


def test_new_person_gets_account_and_role(client, token):
    follow(client, token)
    response = client.post(reverse("join"), ACCOUNT)

    user = User.objects.get(email="new@example.org")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert (user.name, user.site_roles) == ("Nils New", {SiteRole.ADVOCATE})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.consents.count() == 1


def test_address_and_role_come_from_the_invitation_alone(client, token):
    follow(client, token)
    client.post(
        reverse("join"),
        ACCOUNT | {"email": "evil@example.org", "role": "administrator", "site_role": "administrator"},
    )

    assert [user.email for user in User.objects.order_by("pk")] == ["dana@example.org", "new@example.org"]
    assert User.objects.get(email="new@example.org").site_roles == {SiteRole.ADVOCATE}


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"agreed": ""}, {"name": ""}, {"name": "x" * 151}, {"name": "a\x00b"}]
)
def test_wrong_field_opens_nothing_and_keeps_what_was_typed(client, token, wrong):
    follow(client, token)
    response = client.post(reverse("join"), ACCOUNT | wrong)

    assert response.status_code == 422
    assert User.objects.filter(email="new@example.org").count() == 0
    assert PASSWORD not in response.content.decode()
    if "name" not in wrong:
        assert 'value="Nils New"' in response.content.decode()


def test_person_with_an_account_accepts_after_signing_in(client, token):
    user = make_person("new@example.org", name="Nils New")
    follow(client, token)
    response = client.post(
        "/accounts/login/?next=/accounts/join/", {"login": "new@example.org", "password": PASSWORD}
    )
    assert response["Location"] == "/accounts/join/"

    assert client.post(response["Location"]).status_code == 302

    user = User.objects.get(pk=user.pk)
    assert user.site_roles == {SiteRole.ADVOCATE}


def test_somebody_else_is_told_kindly_and_gets_nothing(client, token, rosa):
    client.force_login(rosa)
    _status, page = body(client, token)
    client.post(reverse("join"))

    assert "You are signed in with another address" in page
    assert User.objects.get(pk=rosa.pk).site_roles == frozenset()
    assert StaffInvitation.objects.get().accepted_at is None


def test_wrong_used_withdrawn_and_expired_get_the_same_page(client, token, dana, moving):
    wrong = body(client, "x" * 43)
    used = invitations.invite_staff("used@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)
    invitations.accept_staff(used[0], by=make_person("used@example.org"), at=NOON)
    gone = invitations.invite_staff("gone@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)
    invitations.withdraw_staff(gone[0], by=dana, at=NOON)
    answers = [body(client, used[1]), body(client, gone[1])]
    moving.shift(timedelta(days=14))
    answers.append(body(client, token))

    assert wrong[0] == 404
    assert answers == [wrong] * 3


def test_page_without_a_token_is_the_same_too(client):
    assert client.get(reverse("join")).status_code == 404


def test_double_click_on_accept_is_harmless(client, token):
    follow(client, token)
    session = dict(client.session)
    client.post(reverse("join"), ACCOUNT)
    other = client.session
    other["join_hash"] = session["join_hash"]
    other.save()

    again = client.post(reverse("join"))

    assert (again.status_code, again["Location"]) == (302, "/")
    assert User.objects.filter(email="new@example.org").count() == 1


@pytest.mark.parametrize("garbage", ["%00", "%ED%A0%80", "a" * 3000, "..%2f..%2fetc", "'--"])
def test_garbage_tokens_open_nothing(client, garbage):
    response = client.get(f"/accounts/join/{garbage}/", follow=True)

    assert response.status_code == 404


def test_new_colleague_is_led_through_the_second_factor_before_anything_else(client, token, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    follow(client, token)
    client.post(reverse("join"), ACCOUNT)
    setup = client.get("/people/")["Location"]
    assert setup == reverse("mfa_activate_totp")
    ask = client.get(setup)["Location"]
    assert client.post(ask, {"password": PASSWORD})["Location"] == setup
    secret = client.get(setup).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))

    assert client.post(setup, {"code": code})["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize("end", ["/", ""])
def test_token_is_not_in_the_logs(client, token, caplog, end):
    with caplog.at_level("DEBUG"):
        response = client.get(f"/accounts/join/{token}{end}")

    assert response["Location"] == "/accounts/join/"
    assert token not in caplog.text
