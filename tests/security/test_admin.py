"""The editors' admin: who comes in, what the browser may run there, and how much it takes."""

import base64
import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from accounts.choices import SiteRole
from config.admin_urls import CLOSED
from guidance.actions.library import establish
from tests.cases.conftest import person, signed_in

pytestmark = pytest.mark.django_db

VALUES = {
    "app_label": "guidance",
    "content_type_app_name": "guidance",
    "app_name": "guidance",
    "model_name": "guide",
    "content_type_model_name": "guide",
    "action": "publish",
    "action_name": "approve",
    "filter_spec": "max-10x10",
    "rest": "done/",
    "uidb64": "x",
    "token": "x",
    "revision_id_a": "live",
    "revision_id_b": "latest",
}
WAYS_IN_AND_OUT = ("login/", "logout/", "account/", "password_reset/")
"""They lead to the pages of the house, whoever asks."""
ADMINISTRATORS_ONLY = (
    "reminders_",
    "wagtailsnippets_cases",
    "wagtailsnippets_accounts",
    "wagtailsnippets_notifications",
)
SOMEBODY_ELSES = r"rosa@example\.org|Rosa Ortega|/cases/[0-9a-f]{8}-|SP-[0-9A-Z]{4}-"


def admin_routes(patterns=None, address="/admin/", namespace=""):
    """Every address below /admin/, with a value for each of its parts."""
    if patterns is None:
        patterns = next(
            one for one in get_resolver().url_patterns if str(one.pattern) == "admin/"
        ).url_patterns
    for pattern in patterns:
        here = str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from admin_routes(pattern.url_patterns, address + here, inner)
        else:
            yield namespace + (pattern.name or ""), filled(address + here)


def is_way_in_or_out(address):
    return address.removeprefix("/admin/").startswith(WAYS_IN_AND_OUT)


def filled(address):
    """The address with `1` for every number, and a fitting word for every word."""
    address = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda part: VALUES.get(part[1], "1"), address)
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: VALUES.get(part[1], "1"), address)
    return re.sub(r"[\^$\\]", "", address).replace(".*", "x")


ROUTES = sorted(set(admin_routes()))


@pytest.fixture
def library(db):
    person("Rosa Ortega")
    return establish()


@pytest.fixture
def ed(library):
    return person("Ed Novak", SiteRole.EDITOR)


@pytest.fixture
def rita(library):
    return person("Rita Haddad", SiteRole.REVIEWER)


@pytest.fixture
def ada(library):
    return person("Ada Admin", SiteRole.ADMINISTRATOR)


def test_there_is_an_admin_to_guard():
    assert len(ROUTES) > 150


@pytest.mark.parametrize("role", [None, SiteRole.ADVOCATE, SiteRole.LEAD])
def test_nobody_without_a_part_in_the_library_sees_any_page_of_the_admin(library, role):
    client = signed_in(person("Sam Somebody", *([role] if role else [])))
    seen = [
        (name, address, status)
        for name, address in ROUTES
        if (status := client.get(address).status_code) not in (403, 404) and not is_way_in_or_out(address)
    ]
    assert seen == []


def test_the_ways_in_and_out_show_nothing_of_the_admin_either(library):
    client = signed_in(person("Sam Somebody"))
    for address in ("login/", "account/", "password_reset/", "password_reset/confirm/x/x/"):
        response = client.get(f"/admin/{address}")
        assert response.status_code == 302
        assert not response["Location"].startswith("/admin/login")


def test_strangers_are_sent_to_sign_in_and_come_back(library):
    stranger = Client()
    for _name, address in ROUTES:
        if not is_way_in_or_out(address):
            assert stranger.get(address)["Location"].startswith("/accounts/login/?next=/admin/"), address
    assert stranger.get("/admin/login/?next=/admin/pages/")["Location"] == (
        "/accounts/login/?next=/admin/pages/"
    )


@pytest.fixture(scope="module")
def seen():
    """What those who enter see of every address: filled once for each role, looked at by several tests."""
    return {}


@pytest.fixture(params=[SiteRole.EDITOR, SiteRole.ADMINISTRATOR])
def pages(request, seen, library):
    """Every address below /admin/, and what it answers to somebody who enters."""
    if request.param not in seen:
        client = signed_in(person("Ed Novak", request.param))
        client.raise_request_exception = False
        seen[request.param] = [(name, address, client.get(address)) for name, address in ROUTES]
    return seen[request.param]


def test_no_page_of_the_admin_breaks(pages):
    assert [address for _name, address, page in pages if page.status_code >= 500] == []


def test_pages_that_nobody_needs_are_not_there(pages):
    closed = [page.status_code for name, _address, page in pages if name.startswith(CLOSED)]

    assert len(closed) > 30
    assert set(closed) == {404}


def test_no_page_of_the_admin_shows_a_patient_or_a_journey(pages):
    telling = [
        address
        for _name, address, page in pages
        if re.search(SOMEBODY_ELSES, page.content.decode(errors="replace"))
    ]
    assert telling == []


def test_the_templates_of_journeys_are_not_for_those_who_write_guides(seen, pages):
    mine = [page for page in seen[SiteRole.EDITOR] if page[0].startswith(ADMINISTRATORS_ONLY)]

    assert [address for _name, address, page in mine if page.status_code == 200] == []


def policy(response):
    """The content security policy as a mapping."""
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts}


def test_no_page_of_the_admin_may_evaluate_text_or_reach_another_host(pages):
    for _name, address, page in pages:
        assert not re.search(r"unsafe-eval|https?:|\*", page["Content-Security-Policy"]), address


def test_only_page_choosers_in_a_page_may_start_by_a_script_in_it(pages):
    loose = {name for name, _, page in pages if "'unsafe-inline'" in policy(page).get("script-src", [])}

    assert loose <= {
        "wagtail_bulk_action",
        "wagtailadmin_pages:copy",
        "wagtailadmin_pages:move",
        "wagtailadmin_pages:move_confirm",
        "wagtailredirects:add",
        "wagtailredirects:edit",
    }


def test_the_cropper_may_try_for_fingers_and_nothing_else(pages):
    trying = {name: policy(page)["script-src"] for name, _, page in pages if "hashes" in str(policy(page))}

    nothing = base64.b64encode(hashlib.sha256(b"return;").digest()).decode()
    assert trying == {"wagtailimages:edit": ["'self'", "'unsafe-hashes'", f"'sha256-{nothing}'"]}


def test_only_the_text_editor_may_bring_style_in_the_page(pages):
    loose = {name for name, _, page in pages if "'unsafe-inline'" in policy(page).get("style-src", [])}

    assert loose <= {
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:revisions_revert",
        *(name for name, _, page in pages if "frame-ancestors 'self'" in page["Content-Security-Policy"]),
    }


def test_an_account_without_its_second_step_comes_no_further(ed, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True

    assert signed_in(ed).get("/admin/")["Location"] == "/accounts/2fa/totp/activate/"


def test_signing_out_of_the_admin_is_signing_out_of_the_house(ed):
    client = signed_in(ed)

    assert client.post("/admin/logout/").status_code == 302
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"


def asked_by_the_page(client, address, seconds_later):
    """Whether a request some time later counts as a sign that the person is there."""
    client.get("/admin/")
    session = client.session
    session["seen_at"] -= seconds_later
    session.save()
    client.get(address)
    return client.session["seen_at"] == session["seen_at"]


@pytest.mark.parametrize(
    "address", ["/admin/sprite/", "/admin/jsi18n/", "/admin/editing-sessions/ping/guidance/guide/1/1/"]
)
def test_what_a_page_asks_on_its_own_does_not_keep_anybody_signed_in(ed, address):
    assert asked_by_the_page(signed_in(ed), address, 120)


def test_the_list_of_pages_begins_at_the_library(ed, library):
    client = signed_in(ed)

    listed = client.get("/admin/pages/", follow=True)

    assert listed.redirect_chain == [(f"/admin/pages/{library.pk}/", 302)]


def test_a_click_keeps_an_editor_signed_in(ed):
    assert not asked_by_the_page(signed_in(ed), "/admin/pages/", 120)


def test_the_admin_runs_scripts_from_files_only(ed):
    rules = policy(signed_in(ed).get("/admin/"))

    assert rules["default-src"] == ["'none'"]
    for directive in ("script-src", "style-src", "connect-src", "frame-src"):
        assert rules[directive] == ["'self'"]
    assert set(rules["img-src"]) == {"'self'", "data:", "blob:"}
    assert rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]


def test_the_rest_of_the_house_keeps_its_stricter_policy(ed, settings):
    rules = policy(signed_in(ed).get("/accounts/profile/"))

    assert rules["style-src"] == ["'self'"]
    assert rules["img-src"] == ["'self'", "data:"]


LARGE = b"picture " * 600_000


def sending(user, address):
    """What a browser gets that sends a large file, before anybody has looked at its form."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    browser.cookies["csrf"] = "a" * 32
    return browser.post(address, {"file": SimpleUploadedFile("a.png", LARGE)}).status_code


def test_only_those_who_look_after_the_library_send_pictures(ed):
    assert sending(person("Sam Somebody"), "/admin/images/add/") == 413
    assert sending(ed, "/admin/images/add/") == 403  # it was read, and then the form was found to be forged


def test_pages_of_the_admin_that_take_no_pictures_take_no_large_body(ed):
    assert sending(ed, "/admin/pages/add/guidance/guide/1/") == 413


def test_no_picture_is_larger_than_it_may_be(ed, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(LARGE) - settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    assert sending(ed, "/admin/images/add/") == 413
