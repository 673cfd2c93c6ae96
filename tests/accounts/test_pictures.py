"""A picture is drawn anew: what stays of it, what doesn't, and what is refused before it is unpacked."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from accounts import pictures

CAMERA, ORIENTATION, ON_ITS_SIDE = 0x0110, 0x0112, 6
AS_IT_CAME = {name: name for name in ("JPEG", "PNG", "WEBP", "TIFF")}


def photo(kind="JPEG", size=(20, 10), mode="RGB", **more):
    """A picture as a telephone makes it: with the camera, and held on its side."""
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Ada’s telephone", ON_ITS_SIDE
    file = BytesIO()
    Image.new(mode, size, **({"color": "teal"} if mode == "RGB" else {})).save(file, kind, exif=exif, **more)
    return file.getvalue()


def pages(count):
    """A fax of a few pages."""
    first, *others = (Image.new("1", (30, 40)) for _page in range(count))
    file = BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=others, tiffinfo={270: "Ada’s fax"})
    return file.getvalue()


def redrawn(content, **how):
    """What became of a file: what is said of it, and its bytes."""
    into = BytesIO()
    drawn = pictures.redraw(BytesIO(content), into, **({"kinds": AS_IT_CAME} | how))
    return drawn, into.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_is_turned_upright_and_forgets_its_camera(kind):
    drawn, content = redrawn(photo(kind))

    assert drawn.format == kind
    assert "Ada’s".encode() not in content
    with Image.open(BytesIO(content)) as picture:
        assert (picture.format, picture.size) == (kind, (10, 20))
        assert CAMERA not in picture.getexif()
        assert picture.convert("RGB").getpixel((5, 10)) == pytest.approx((0, 128, 128), abs=3)


def test_a_photo_with_a_second_one_behind_it_keeps_the_first_alone():
    file = BytesIO()
    first, second = (Image.new("RGB", (20, 10), color) for color in ("teal", "red"))
    first.save(file, "MPO", save_all=True, append_images=[second])

    drawn, content = redrawn(file.getvalue())

    with Image.open(BytesIO(content)) as picture:
        assert (drawn.format, picture.format, picture.size) == ("JPEG", "JPEG", (20, 10))


def test_what_hides_behind_a_picture_is_left_behind():
    _drawn, content = redrawn(photo("PNG") + b"<script>alert(1)</script>")

    assert b"script" not in content


def test_a_color_that_is_seen_through_stays_so():
    _drawn, content = redrawn(photo("PNG", mode="P", transparency=0))

    with Image.open(BytesIO(content)) as picture:
        assert picture.info["transparency"] == 0


def test_a_picture_for_the_head_of_a_page_is_made_small_enough():
    drawn, content = redrawn(photo(size=(80, 90)), kinds={"JPEG": "PNG"}, within=(100, 40))

    with Image.open(BytesIO(content)) as picture:
        assert (drawn.format, picture.format, picture.size) == ("PNG", "PNG", (45, 40))


def test_every_page_of_a_fax_is_kept():
    drawn, content = redrawn(pages(3))

    with Image.open(BytesIO(content)) as picture:
        assert (drawn.pages, picture.n_frames) == (3, 3)
    assert "Ada’s".encode() not in content


def test_too_many_points_are_refused():
    assert redrawn(photo(size=(20, 10)), limit=20 * 10 * 4)

    with pytest.raises(pictures.TooLarge):
        redrawn(photo(size=(21, 10)), limit=20 * 10 * 4)


def test_a_black_and_white_picture_counts_as_what_it_becomes():
    assert redrawn(photo("PNG", mode="1"), limit=20 * 10)

    with pytest.raises(pictures.TooLarge):
        redrawn(photo("PNG", mode="1"), limit=20 * 10, within=(100, 100))


def test_the_points_of_all_pages_count_together():
    assert redrawn(pages(2), limit=30 * 40 * 2)

    with pytest.raises(pictures.TooLarge):
        redrawn(pages(3), limit=30 * 40 * 2)


def test_a_fax_has_a_limit_of_pages(monkeypatch):
    monkeypatch.setattr(pictures, "FRAMES_LIMIT", 2)

    with pytest.raises(pictures.TooLarge):
        redrawn(pages(3))


def test_a_small_file_that_says_it_is_huge_is_refused():
    flood = bytearray(photo("PNG", (1, 1)))
    struct.pack_into(">II", flood, 16, 60000, 60000)
    struct.pack_into(">I", flood, 29, zlib.crc32(bytes(flood[12:29])))

    with pytest.raises(pictures.TooLarge):
        redrawn(bytes(flood))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_cut_short_is_refused(kind):
    content = photo(kind, size=(200, 200))

    with pytest.raises(pictures.Damaged):
        redrawn(content[: len(content) // 2])


def test_a_kind_that_is_not_taken_is_refused():
    with pytest.raises(pictures.Damaged):
        redrawn(photo("PNG"), kinds={"JPEG": "JPEG"})
