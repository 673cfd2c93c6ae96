"""Pictures of guides: what is taken, what is kept of it, and who gets to see it."""

from contextlib import contextmanager
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts import organisation
from accounts.models import Organisation
from guidance.models import GuidePicture

pytestmark = pytest.mark.django_db
CAMERA, PLACE, ORIENTATION = 0x0110, 0x8825, 0x0112
NOSE_TO_THE_LEFT = 6


def photo(kind="JPEG", size=(40, 20), mode="RGB", **more):
    """A picture as a telephone makes it: with the camera, the place and the way it was held."""
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Rosa’s telephone", NOSE_TO_THE_LEFT
    file = BytesIO()
    Image.new(mode, size, "teal").save(file, format=kind, exif=exif, **more)
    return file.getvalue()


def send(client, name="IMG_1234.jpg", content=None, **typed):
    """Send a picture through the form of the admin."""
    file = SimpleUploadedFile(name, photo() if content is None else content)
    return client.post(
        "/admin/images/add/", {"title": "Scan", "description": "A scan", "file": file, **typed}
    )


def said(response):
    """What the form says is wrong."""
    return " ".join(word for words in response.context["form"].errors.values() for word in words)


@contextmanager
def kept():
    """The one picture that was kept, opened."""
    with GuidePicture.objects.get().file.open() as file, Image.open(file) as picture:
        yield picture


def handed_out(client, address):
    """What somebody gets, read to its end."""
    response = client.get(address)
    response.seen = b"".join(response.streaming_content) if response.streaming else b""
    response.close()
    return response


def test_a_picture_is_kept_without_camera_and_place_and_the_right_way_up(ed):
    send(ed)

    with kept() as picture:
        assert (dict(picture.getexif()), picture.info.get("exif")) == ({}, None)
        assert picture.size == (20, 40)
    assert GuidePicture.objects.filter(width=20, height=40).exists()


def test_what_matters_most_in_a_picture_is_kept(ed):
    send(ed)
    picture = GuidePicture.objects.get()
    middle = {"focal_point_x": 10, "focal_point_y": 12, "focal_point_width": 6, "focal_point_height": 8}

    ed.post(f"/admin/images/{picture.pk}/", {"title": "Scan", "description": "A scan", **middle})

    assert GuidePicture.objects.filter(**middle).exists()


def test_the_name_of_a_picture_tells_nothing(ed):
    send(ed, name="rosa-ortega-mri.jpg")

    assert "rosa" not in GuidePicture.objects.get().file.name


def test_a_picture_needs_words_that_stand_for_it(ed):
    refused = send(ed, description="")

    assert "people who can’t see it" in said(refused)
    assert not GuidePicture.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(40)),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("photo.png", None),
        ("film.gif", b"GIF89a" + bytes(40)),
    ],
)
def test_other_kinds_of_files_are_refused_with_what_to_do(ed, name, content):
    refused = send(ed, name=name, content=content)

    assert "JPG, PNG or WebP" in said(refused)
    assert not GuidePicture.objects.exists()


def test_a_damaged_picture_is_refused(ed):
    noise = photo("PNG", size=(300, 300))

    assert "another copy" in said(send(ed, name="a.png", content=noise[: len(noise) // 2]))


def test_a_huge_picture_is_refused_however_small_its_file(ed):
    huge = photo("PNG", size=(6_400, 6_300), mode="1")

    assert len(huge) < 100_000
    assert "too many pixels" in said(send(ed, name="a.png", content=huge))


@pytest.mark.parametrize(("kind", "name", "mode"), [("PNG", "a.png", "P"), ("WEBP", "a.webp", "RGBA")])
def test_other_formats_are_drawn_anew_too(ed, kind, name, mode):
    send(ed, name=name, content=photo(kind, mode=mode))

    with kept() as picture:
        assert (picture.format, dict(picture.getexif())) == (kind, {})


def test_several_pictures_at_once_would_come_without_words(ed):
    assert ed.get("/admin/images/multiple/add/")["Location"] == "/admin/images/add/"
    assert ed.post("/admin/images/multiple/add/", {"files[]": []}).status_code == 302


# Who sees them


@pytest.fixture
def shown(settings, tmp_path):
    """A picture in one size, an original, a logo and a page, as they lie in the public folder."""
    storage = storages["public"]
    for name in ("images/a.max-10x10.png", "original_images/a.png", "organisation/l.png", "images/page.html"):
        storage.delete(name)
        storage.save(name, ContentFile(b"\x89PNG"))


@pytest.fixture
def closed_library(db):
    Organisation.objects.create(library_is_public=False)
    organisation.memory.forget()
    yield
    organisation.memory.forget()


def test_anyone_sees_a_picture_and_nothing_in_it_can_run(shown):
    response = handed_out(Client(), "/pictures/images/a.max-10x10.png")

    assert response.seen == b"\x89PNG"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "address",
    [
        "images/none.png",
        "images/page.html",
        "images/..",
        "images/../original_images/a.png",
        "images/..%2foriginal_images%2fa.png",
        "images/%00.png",
        "images/a.png%0a",
        "secrets/a.png",
        "images/" + "a" * 300 + ".png",
    ],
)
def test_nothing_else_is_handed_out(shown, address):
    assert Client().get(f"/pictures/{address}").status_code == 404


def test_an_original_is_for_those_who_look_after_the_library(shown, ed):
    assert Client().get("/pictures/original_images/a.png").status_code == 404
    assert handed_out(ed, "/pictures/original_images/a.png").status_code == 200


def test_a_library_that_is_not_public_keeps_its_pictures_to_its_readers(shown, ed, closed_library):
    address = "/pictures/images/a.max-10x10.png"

    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert handed_out(ed, address)["Cache-Control"].startswith("private")
    assert handed_out(Client(), "/pictures/organisation/l.png").status_code == 200
