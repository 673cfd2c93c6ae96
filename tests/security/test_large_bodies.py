"""Files come in where files are taken, from people who signed in; everything else that is large ends early."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from cases.models import Document
from tests.cases.conftest import signed_in

pytestmark = pytest.mark.django_db
LARGE = b"word " * 600_000


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sending(client, address):
    return client.post(address, {"files": SimpleUploadedFile("notes.txt", LARGE), "once": ONCE})


ONCE = "7f3f5a5e-8a3d-4a39-9d5a-1d9f5f1c2b3a"


def upload_page(case):
    return reverse("cases:item-upload", args=[case.uuid, case.items.first().pk])


def test_a_large_file_is_taken_where_files_belong(case, rosa):
    assert sending(signed_in(rosa), upload_page(case)).status_code == 302
    assert Document.objects.get().size == len(LARGE)


def test_a_body_over_the_limit_of_files_is_refused(case, rosa, settings):
    settings.FILES_UPLOAD_MAX_SIZE = len(LARGE)

    assert sending(signed_in(rosa), upload_page(case)).status_code == 413


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_no_stranger_fills_the_disk_through_the_way_in(db, name):
    assert sending(Client(enforce_csrf_checks=False), reverse(name)).status_code == 413


def test_a_form_without_files_takes_none(case, rosa):
    assert sending(signed_in(rosa), reverse("cases:messages", args=[case.uuid])).status_code == 413


def test_somebody_signed_out_sends_no_large_file_either(case, settings):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    assert sending(browser, upload_page(case)).status_code == 413


def test_two_pages_take_files():
    def names(resolver):
        for one in resolver.url_patterns:
            if hasattr(one, "url_patterns"):
                yield from names(one)
            elif getattr(one.callback, "takes_files", False):
                yield one.name

    assert sorted(names(get_resolver())) == ["document-replace", "item-upload"]
