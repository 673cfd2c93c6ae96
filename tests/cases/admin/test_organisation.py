"""The organisation on screen: name, logo and emergency words, shown everywhere at once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts import organisation as known
from accounts.choices import SiteRole
from accounts.models import Organisation
from cases.queries import emergency
from tests.cases.conftest import person, signed_in

CAMERA, ORIENTATION, ON_ITS_SIDE = 0x0110, 0x0112, 6
LIST = "wagtailsnippets_accounts_organisation:list"


@pytest.fixture
def where(admin):
    return admin.get(reverse(LIST)).url


def picture(kind="PNG", size=(900, 800)):
    drawn = BytesIO()
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Ada’s telephone", ON_ITS_SIDE
    Image.new("RGB", size, "teal").save(drawn, kind, exif=exif)
    return SimpleUploadedFile(f"logo.{kind.lower()}", drawn.getvalue())


def test_a_new_name_stands_on_every_page(admin, where, client):
    assert admin.post(where, {"name": "Helping Hands", "library_is_public": "on"}).status_code == 302

    assert "Helping Hands" in client.get(reverse("emergency")).content.decode()


def test_own_emergency_words_stand_where_ours_stood(admin, where, client):
    words = {
        "emergency_title": "Call 911 first.",
        "emergency_wait": "Never wait.",
        "emergency_limits": "We are no doctors.",
        "emergency_more": "In town: 555-0100.",
    }
    admin.post(where, words)

    shown = client.get(reverse("emergency")).content.decode()
    assert all(words in shown for words in words.values())
    assert "burst appendix" not in shown
    assert shown.count("Call 911 first.") == 2
    assert not known.current().library_is_public


OWN_SIGNS = "At sea\nCall the coast guard.\nCold for hours\n\nAnyone\nCall 911 now.\nChest pain"


def test_the_signs_that_ship_stand_in_the_box_and_are_not_kept_as_our_own(admin, where):
    shown = admin.get(where).context["form"]["emergency_signs"].value()
    assert shown.startswith("Anyone\nCall 911 now.\nTrouble breathing\n")

    admin.post(where, {"name": "Helping Hands", "emergency_signs": shown.replace("\n", "\r\n")})

    assert Organisation.objects.get().emergency_signs == ""


def test_own_signs_stand_where_ours_stood_until_the_box_is_emptied(admin, where, client):
    admin.post(where, {"emergency_signs": OWN_SIGNS})
    own = client.get(reverse("emergency")).content.decode()

    admin.post(where, {"emergency_signs": ""} | begun(Organisation.objects.get()))
    ours = client.get(reverse("emergency")).content.decode()

    assert [words in own for words in ("<h2>At sea</h2>", "Cold for hours", "Trouble speaking")] == [
        True,
        True,
        False,
    ]
    assert ["At sea" in ours, "Trouble speaking" in ours] == [False, True]


def test_a_group_of_our_own_is_told_to_whoever_has_to_call_now(admin, where):
    admin.post(where, {"emergency_signs": OWN_SIGNS})

    assert [group["key"] for group in emergency.texts()["groups"]] == ["", "adults"]


def test_half_a_group_of_signs_is_refused_by_name(admin, where):
    answer = admin.post(where, {"emergency_signs": "Anyone\nCall 911.\nChest pain\n\nAt sea\nCall."})

    assert "“At sea”" in answer.content.decode()
    assert Organisation.objects.get().emergency_signs == ""


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_logo_is_drawn_anew_and_shown_with_the_name_as_its_words(admin, where, client, kind):
    answer = admin.post(where, {"name": "Helping Hands", "logo": picture(kind)})

    logo = Organisation.objects.get().logo
    with Image.open(logo.path) as drawn:
        assert (drawn.size, drawn.format) == ((356, 400), "PNG")
        assert not drawn.getexif()
    assert answer.status_code == 302
    shown = client.get(reverse("emergency")).content.decode()
    assert f'src="{logo.url}"' in shown
    assert 'alt="Helping Hands"' in shown


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n broken"),
        picture("GIF"),
    ],
    ids=["svg", "broken", "gif"],
)
def test_what_is_no_picture_of_ours_is_refused_in_words(admin, where, file):
    file.seek(0)
    answer = admin.post(where, {"name": "Helping Hands", "logo": file})

    assert "PNG, WebP or JPEG" in answer.content.decode()
    assert not Organisation.objects.get().logo


def begun(row):
    """What the form says about the version on which it was opened."""
    return {
        "loaded_revision_id": row.latest_revision_id,
        "loaded_revision_created_at": row.latest_revision.created_at.isoformat(),
    }


def test_an_earlier_organisation_can_be_restored(admin, where):
    admin.post(where, {"name": "First"})
    admin.post(where, {"name": "Second"} | begun(Organisation.objects.get()))
    row = Organisation.objects.get()
    first = row.revisions.order_by("pk")[1]

    restored = admin.post(
        reverse("wagtailsnippets_accounts_organisation:revisions_revert", args=[1, first.pk]),
        {"name": "First"} | begun(row),
    )

    assert row.name == "Second"
    assert restored.status_code == 302
    assert known.current().name == "First"


def test_there_is_one_organisation_and_only_administrators_change_it(admin, where):
    add = reverse("wagtailsnippets_accounts_organisation:add")
    assert admin.post(add, {"name": "Another"}).status_code in (302, 403)
    assert Organisation.objects.count() == 1

    editor = signed_in(person("Ed Editor", SiteRole.EDITOR))
    editor.post(where, {"name": "Mine"})
    assert Organisation.objects.get().name == ""
