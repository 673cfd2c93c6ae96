"""Pictures drawn anew: the same points, upright, and nothing else of the file that came.

That leaves behind where, when and with what a picture was taken, and anything that hid in it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageOps, ImageSequence

MEMORY_LIMIT = 320 * 1024 * 1024
"""What the points of one file may take in memory, in bytes: about 80 million points in color."""
FRAMES_LIMIT = 500
QUALITY = 92
PLAIN_MODES = ("1", "L", "P")
SEVERAL_PICTURES_OF_A_CAMERA = "MPO"
"""What Pillow calls a JPEG with a second picture behind it, as telephones make them; the first is the picture."""


class Damaged(Exception):
    """The file can't be read as a picture of the kinds that are taken."""


class TooLarge(Exception):
    """The picture has more points than may be unpacked; they were not."""


@dataclass(frozen=True)
class Drawn:
    """What a picture became: its format, and how many pages where the format has them."""

    format: str
    pages: int | None = None


def redraw(
    source: Path | IO[bytes],
    into: Path | IO[bytes],
    *,
    kinds: Mapping[str, str],
    within: tuple[int, int] | None = None,
    limit: int = MEMORY_LIMIT,
) -> Drawn:
    """Draw the picture in `source` anew into `into`.

    `kinds` are the formats that are taken, each with the one that it becomes; `within` is the greatest width
    and height, in points; `limit` is the memory it may take, in bytes. Raises Damaged or TooLarge.
    """
    with _told_apart(), Image.open(source, formats=list(kinds)) as picture:
        came_as = picture.format or ""
        form = kinds["JPEG" if came_as == SEVERAL_PICTURES_OF_A_CAMERA else came_as]
        if form == "TIFF":
            return _redraw_pages(picture, into, limit=limit)
        if _memory(picture, every_point=4 if within else None) > limit:
            raise TooLarge
        _suited(_bare(picture), form, within).save(into, form, quality=QUALITY)
        return Drawn(form)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn whatever a damaged or hostile file does to its reader into one of two refusals."""
    try:
        yield
    except (TooLarge, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge from None
    except Exception as error:  # such a file may break its reader in any way
        raise Damaged from error


def _memory(picture: Image.Image, *, every_point: int | None = None) -> int:
    """The bytes that a picture takes in memory, told by its head, before it is unpacked."""
    return picture.width * picture.height * (every_point or (1 if picture.mode in PLAIN_MODES else 4))


def _bare(picture: Image.Image) -> Image.Image:
    """An upright copy that holds the points and, where there is one, the see-through color."""
    upright: Any = ImageOps.exif_transpose(picture)
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    return upright


def _suited(picture: Image.Image, form: str, within: tuple[int, int] | None) -> Image.Image:
    """The picture in colors that its format can hold, and no larger than it may be."""
    if within:
        picture = picture.convert("RGBA")
        picture.thumbnail(within)
    return picture.convert("L" if picture.mode == "L" else "RGB") if form == "JPEG" else picture


def _redraw_pages(picture: Image.Image, into: Path | IO[bytes], *, limit: int) -> Drawn:
    """Draw every page of a TIFF anew: a fax has many."""
    total = 0
    for number, page in enumerate(ImageSequence.Iterator(picture), start=1):
        total += _memory(page)
        if total > limit or number > FRAMES_LIMIT:
            raise TooLarge
    pages = [_bare(page) for page in ImageSequence.Iterator(picture)]
    pages[0].save(into, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")
    return Drawn("TIFF", len(pages))
