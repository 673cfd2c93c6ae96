"""Connected systems: what administrators do with them, and where they never appear."""

import html
import re
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.actions import access, tokens
from accounts.choices import SiteRole, TokenReach
from accounts.models import ApiToken, User
from tests.accounts.conftest import NOON, PASSWORD

pytestmark = pytest.mark.django_db
LIST, ADD = "/people/services/", "/people/services/add/"
TOKEN = re.compile(r"sp_[\w-]{43}")


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def system(admin):
    return tokens.open_service(name="Lab bridge", by=admin, at=NOON)


def page(response):
    return html.unescape(response.content.decode())


def of(system, name="service", **more):
    return reverse(name, kwargs={"service_uuid": system.uuid, **more})


def token_data(**changed):
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    return {"once": str(uuid.uuid4()), "name": "Nightly", "may": "change", "until": until} | changed


# Adding


def test_system_is_added_once_and_waits_for_a_token(as_admin):
    data = {"once": str(uuid.uuid4()), "name": "Lab bridge"}
    first, second = as_admin.post(ADD, data), as_admin.post(ADD, data)

    system = User.objects.get(is_service=True)
    assert first["Location"] == second["Location"] == of(system)
    assert system.site_roles == {SiteRole.LEAD}
    assert not system.has_usable_password()
    assert not EmailAddress.objects.filter(user=system).exists()
    assert "It has no token, so it can’t get in yet" in page(as_admin.get(of(system)))
    assert "Has no token" in page(as_admin.get(LIST))


@pytest.mark.parametrize("name", ["", " ", "x" * 151, "a\x00b", "http://bridge.example", "LAB BRIDGE"])
def test_bad_name_is_told_and_adds_nothing(as_admin, system, name):
    response = as_admin.post(ADD, {"once": str(uuid.uuid4()), "name": name})

    assert response.status_code == 422
    assert User.objects.filter(is_service=True).count() == 1


# Tokens


def test_its_token_is_shown_once_and_reaches_every_journey(as_admin, admin, system):
    data = token_data()
    shown = page(as_admin.post(of(system, "service-token-make"), data))
    again = as_admin.post(of(system, "service-token-make"), data, follow=True)

    made = ApiToken.objects.get()
    assert len(set(TOKEN.findall(shown))) == 1
    assert "made already" in page(again)
    assert (made.user, made.created_by) == (system, admin)
    assert (made.reach, made.may_write) == (TokenReach.CASELOAD, True)
    assert "1 token opens every journey for it" in page(as_admin.get(LIST))


def test_making_asks_who_you_are(client, admin, system):
    client.force_login(admin)

    assert client.post(of(system, "service-token-make"), token_data())["Location"].startswith(
        "/accounts/reauthenticate/"
    )


def test_administrator_revokes_its_token_after_asking(as_admin, system):
    as_admin.post(of(system, "service-token-make"), token_data())
    url = of(system, "service-token-revoke", service_token=ApiToken.objects.get().uuid)

    assert "Revoke “Nightly”?" in page(as_admin.get(url))
    assert as_admin.post(url)["Location"] == of(system)
    assert not ApiToken.objects.good(timezone.now()).exists()


def test_a_persons_token_is_not_revoked_through_a_system(as_admin, system, maya):
    later = timezone.now() + timedelta(days=9)
    made, _shown = tokens.make(
        maya,
        name="Hers",
        reach=TokenReach.OWN,
        may_write=False,
        expires_at=later,
        by=maya,
        at=timezone.now(),
    )

    assert as_admin.post(of(system, "service-token-revoke", service_token=made.uuid)).status_code == 404
    assert as_admin.post(of(maya, "service-off")).status_code == 404
    assert ApiToken.objects.good(timezone.now()).count() == 1


# Off and on


def test_switching_off_asks_and_revokes_and_on_brings_no_token_back(as_admin, system):
    as_admin.post(of(system, "service-token-make"), token_data())

    assert "Switch Lab bridge off?" in page(as_admin.get(of(system, "service-off")))
    off = page(as_admin.post(of(system, "service-off"), follow=True))
    assert "Switched off, and its tokens revoked, by Ada Mills" in off
    assert as_admin.post(of(system, "service-token-make"), token_data()).status_code == 422
    on = page(as_admin.post(of(system, "service-on"), follow=True))

    assert "Switched on again, by Ada Mills" in on
    assert User.objects.get(pk=system.pk).is_active
    assert not ApiToken.objects.good(timezone.now()).exists()
    assert ApiToken.objects.count() == 1


# Where people are meant


@pytest.mark.parametrize("who", ["rosa", "maya", "dana"])
def test_only_administrators_look_after_systems(client, request, system, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(LIST).status_code == 403
    assert client.post(of(system, "service-off")).status_code == 403
    assert User.objects.get(pk=system.pk).is_active


def test_system_is_not_on_the_page_of_people(as_admin, system):
    assert "Lab bridge" not in page(as_admin.get("/people/"))
    assert "Lab bridge" not in page(as_admin.get("/people/", {"q": "lab"}))
    assert as_admin.get(reverse("person", args=[system.pk])).status_code == 404
    assert as_admin.post(reverse("person-deactivate", args=[system.pk])).status_code == 404
    assert f'href="{LIST}"' in page(as_admin.get("/people/"))


def test_system_does_not_count_as_the_other_administrator(admin, system):
    system.groups.add(access.locked(SiteRole.ADMINISTRATOR))

    with pytest.raises(access.Refused):
        access.deactivate(admin, by=admin, at=NOON)


def test_system_has_no_session_even_if_one_is_begun_for_it(client, system):
    client.force_login(system)

    assert client.get("/accounts/profile/")["Location"].startswith("/accounts/login/")


def test_system_cannot_sign_in_even_with_a_password(client, system):
    system.set_password(PASSWORD)
    system.save()

    response = client.post("/accounts/login/", {"login": system.email, "password": PASSWORD})

    assert "don&#x27;t go together" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_no_letter_goes_to_the_address_of_a_system(client, system):
    client.post("/accounts/password/reset/", {"email": system.email})
    client.post(
        "/accounts/signup/",
        {"email": system.email, "name": "Sam", "password1": PASSWORD, "agree": "on", "agreed": "on"},
    )

    assert mail.outbox == []
    assert User.objects.filter(email=system.email).count() == 1
    assert not EmailAddress.objects.filter(user=system).exists()
