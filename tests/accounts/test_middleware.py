from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from accounts import kept
from accounts.models import User
from accounts.policies import does_not_extend_session, public, signed_in
from tests.accounts.conftest import NOON, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.test_middleware")]
AWAY = "You were away for a while, so we signed you out."


@signed_in
def write(request):
    written = kept.kept_for(request)
    return HttpResponse(written.urlencode() if written else "nothing kept")


@signed_in
def poll(request):
    return HttpResponse("still here")


@public
def open_to_all(request):
    return HttpResponse("signed in" if request.user.is_authenticated else "nobody")


@signed_in
def clock(request):
    template = engines["django"].from_string("{{ moment|date:'H:i' }} {{ LANGUAGE_CODE }}")
    return HttpResponse(template.render({"moment": timezone.now()}))


urlpatterns = [
    path("write/", write),
    path("poll/", does_not_extend_session(poll)),
    path("open/", open_to_all),
    path("clock/", clock),
    path("", include("config.urls")),
]


@pytest.fixture
def moving():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def at_work(client, maya, moving):
    client.force_login(maya)
    client.get("/write/")
    return client


@pytest.fixture
def at_home(client, rosa, moving):
    client.force_login(rosa)
    client.get("/write/")
    return client


def is_signed_in(client):
    return client.get("/open/").content == b"signed in"


# Being away


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (15, False)])
def test_those_who_work_here_may_be_away_for_a_quarter_of_an_hour(at_work, moving, minutes, stays):
    moving.shift(timedelta(minutes=minutes))

    assert is_signed_in(at_work) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (30, False)])
def test_patients_may_be_away_for_half_an_hour(at_home, moving, minutes, stays):
    moving.shift(timedelta(minutes=minutes))

    assert is_signed_in(at_home) is stays


def test_those_who_keep_coming_stay(at_work, moving):
    for _ in range(6):
        moving.shift(timedelta(minutes=10))
        at_work.get("/write/")

    assert is_signed_in(at_work)


def test_twelve_hours_are_the_most_however_busy(at_work, moving):
    for _ in range(12 * 6 - 1):
        moving.shift(timedelta(minutes=10))
        at_work.get("/write/")
    assert is_signed_in(at_work)

    moving.shift(timedelta(minutes=10))
    assert not is_signed_in(at_work)


def test_a_page_that_asks_on_its_own_keeps_nobody_signed_in(at_work, moving):
    answers = []
    for _ in range(4):
        moving.shift(timedelta(minutes=5))
        answers.append(at_work.get("/poll/").status_code)

    assert answers == [200, 200, 302, 302]


def test_no_parameter_skips_the_limit(at_work, moving):
    moving.shift(timedelta(minutes=15))

    assert at_work.get("/write/?skip_timeout_reset=1&does_not_extend_session=1").status_code == 302


def test_last_sight_is_written_once_a_minute(at_work, moving, django_assert_num_queries):
    seen = at_work.session["seen_at"]
    moving.shift(timedelta(seconds=59))
    at_work.get("/write/")
    assert at_work.session["seen_at"] == seen

    moving.shift(timedelta(seconds=1))
    at_work.get("/write/")
    assert at_work.session["seen_at"] == seen + 60


def test_the_end_says_so_on_the_page_to_sign_in(at_home, moving):
    moving.shift(timedelta(minutes=30))

    page = at_home.get("/write/", follow=True)

    assert page.redirect_chain == [("/accounts/login/?next=/write/", 302)]
    assert AWAY in page.content.decode()


def test_signing_out_clears_what_the_browser_keeps(at_home):
    response = at_home.post(reverse("account_logout"))

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(at_home)


# What was being written


def return_as(client, email):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def test_what_was_written_waits_for_the_person(at_home, moving):
    moving.shift(timedelta(hours=1))
    response = at_home.post("/write/", {"story": "My back hurts.", "why": ["a", "b"]})
    page = at_home.get(response["Location"])

    assert response["Location"] == "/accounts/login/?next=%2Fwrite%2F"
    assert "What you wrote is kept" in page.content.decode()
    return_as(at_home, "rosa@example.org")
    assert at_home.get("/write/").content == b"story=My+back+hurts.&why=a&why=b"
    assert at_home.get("/write/").content == b"nothing kept"


def test_secrets_and_files_are_not_kept(at_home, moving, tmp_path):
    moving.shift(timedelta(hours=1))
    scan = tmp_path / "scan.txt"
    scan.write_text("file content")
    with scan.open("rb") as file:
        at_home.post(
            "/write/",
            {"story": "x", "password1": "hush", "csrfmiddlewaretoken": "t", "code": "1", "scan": file},
        )

    assert at_home.session[kept.KEY]["fields"] == [["story", ["x"]]]


def test_somebody_else_never_sees_it(at_home, moving, maya):
    moving.shift(timedelta(hours=1))
    at_home.post("/write/", {"story": "My back hurts."})
    return_as(at_home, "maya@example.org")

    assert at_home.get("/write/").content == b"nothing kept"
    assert kept.KEY not in at_home.session


def test_it_appears_on_its_own_page_only(at_home, moving):
    moving.shift(timedelta(hours=1))
    at_home.post("/write/", {"story": "My back hurts."})
    return_as(at_home, "rosa@example.org")

    assert at_home.get("/clock/").status_code == 200
    assert at_home.get("/write/").content == b"story=My+back+hurts."


def test_next_page_is_the_one_with_the_form(at_home, moving):
    moving.shift(timedelta(hours=1))
    response = at_home.post("/write/", {"a": "b"}, headers={"referer": "http://testserver/clock/?tab=2"})

    assert response["Location"] == "/accounts/login/?next=%2Fclock%2F%3Ftab%3D2"


def test_next_page_is_never_a_foreign_one(at_home, moving):
    moving.shift(timedelta(hours=1))
    response = at_home.post("/write/", {"a": "b"}, headers={"referer": "https://evil.example/write/"})

    assert response["Location"] == "/accounts/login/?next=%2Fwrite%2F"


def test_fragment_request_sends_the_whole_page_to_sign_in(at_home, moving):
    moving.shift(timedelta(hours=1))
    response = at_home.post("/write/", {"a": "b"}, headers={"hx-request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, "/accounts/login/?next=%2Fwrite%2F")


def test_forged_form_is_not_kept(rosa, moving):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rosa)
    strict.get("/write/")
    moving.shift(timedelta(hours=1))

    response = strict.post("/write/", {"story": "not hers"})

    assert response.status_code == 302
    assert kept.KEY not in strict.session


def test_novel_is_not_kept(at_home, moving):
    moving.shift(timedelta(hours=1))
    at_home.post("/write/", {"story": "x" * (kept.LONGEST + 1)})

    assert kept.KEY not in at_home.session


# The second factor


@pytest.fixture
def strict(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


def test_those_who_work_here_set_up_the_second_factor_first(client, strict, maya):
    client.force_login(maya)

    response = client.get("/write/")

    assert (response.status_code, response["Location"]) == (302, reverse("mfa_activate_totp"))


@pytest.mark.parametrize("name", ["mfa_activate_totp", "account_reauthenticate", "account_logout", "privacy"])
def test_pages_on_the_way_to_it_stay_open(client, strict, maya, name):
    client.force_login(maya)

    assert client.get(reverse(name)).get("Location", "") != reverse("mfa_activate_totp")


def test_with_it_everything_opens(client, strict, maya):
    TOTP.activate(maya, generate_totp_secret())
    RecoveryCodes.activate(maya)
    client.force_login(maya)

    assert client.get("/write/").status_code == 200
    assert client.session["has_second_factor"] is True


def test_patients_are_not_made_to(client, strict, rosa):
    client.force_login(rosa)

    assert client.get("/write/").status_code == 200


# Language and clock


def test_times_are_shown_in_the_persons_zone(client, rosa, moving):
    User.objects.filter(pk=rosa.pk).update(time_zone="America/Los_Angeles")
    client.force_login(rosa)

    assert client.get("/clock/").content.split()[0] == b"04:00"


@pytest.mark.parametrize("zone", ["", "Nowhere/At All", "../../etc/passwd", "America"])
def test_unknown_zone_falls_back_to_ours(client, rosa, moving, zone):
    User.objects.filter(pk=rosa.pk).update(time_zone=zone)
    client.force_login(rosa)

    assert client.get("/clock/").content.split()[0] == b"07:00"
