import os

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def send(subject, text, folder):
    box = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    EmailMessage(subject, text, to=["rosa@example.org"], connection=box).send()


def test_empty_mailbox_says_so(client, folder):
    assert "No letters yet" in client.get(reverse("dev-mail")).content.decode()


def test_newest_letter_comes_first(client, folder):
    send("First", "one", folder)
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    send("Second", "two", folder)

    page = client.get(reverse("dev-mail")).content.decode()

    assert page.index("Second") < page.index("First")


def test_links_in_a_letter_can_be_followed_and_markup_is_text(client, folder):
    send("Grüße", "Open http://127.0.0.1:8000/accounts/join/abc/ <script>alert(1)</script>", folder)
    name = next(folder.iterdir()).stem

    page = client.get(reverse("dev-letter", args=[name])).content.decode()

    assert 'href="http://127.0.0.1:8000/accounts/join/abc/"' in page
    assert "Grüße" in page
    assert "<script>alert" not in page


def test_each_letter_of_a_batch_has_a_link_of_its_own(client, folder):
    box = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    box.send_messages([EmailMessage(f"To {who}", "x", to=[f"{who}@example.org"]) for who in ("rosa", "luis")])
    address = reverse("dev-letter", args=[next(folder.iterdir()).stem])

    assert f'href="{address}#letter-2">To luis' in client.get(reverse("dev-mail")).content.decode()
    assert 'id="letter-2"' in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["..", "..%2Fsecret", "%2Fetc%2Fpasswd", "x" * 300, "%00", "secret"])
def test_no_other_file_can_be_read(client, folder, name):
    folder.mkdir()
    (folder.parent / "secret.log").write_text("hidden")

    assert client.get(f"/dev/mail/{name}/").status_code in (404, 301)
