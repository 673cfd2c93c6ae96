"""What a file really is. Names are promises; only the content counts, and both must agree.

Nothing here trusts what a browser says of a file, and pictures are drawn anew.
"""

import codecs
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filetype
import pillow_heif
import pypdf
from django.utils.translation import gettext_lazy as _

from accounts import pictures
from accounts.refusals import Refused

pillow_heif.register_heif_opener()

MIB = 1024 * 1024
DOCUMENT_LIMIT = 50 * MIB
IMAGING_LIMIT = 2048 * MIB
EXPANDED_DOCUMENT_LIMIT = 100 * MIB
EXPANDED_DISC_LIMIT = 4 * IMAGING_LIMIT
MEMBERS_LIMIT = 50_000
DOCX_MEMBERS_LIMIT = 5_000

HEAD = 4096
DICOM_MARK_AT = 128
DICOM_MARK = b"DICM"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe", b"PK")
"""How programs begin. A DICOM file may begin with anything, and so could pretend to be one."""
ENCRYPTED = 0x1
PACKED_PLAINLY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the members of an archive may be packed: other ways unpack without any bound in one go."""
MEMBER_NOTE = 256
"""The bytes that an archive's list of members may take for each of those it may have."""

PICTURES = ("jpeg", "png", "heic", "tiff")
IMAGING = ("dicom", "disc")
KINDS_BY_EXTENSION = {
    ".pdf": "pdf",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".heic": "heic",
    ".heif": "heic",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".docx": "docx",
    ".txt": "txt",
    ".dcm": "dicom",
    ".dicom": "dicom",
    "": "dicom",
    ".zip": "disc",
}
"""What each extension promises; on discs, scans often have none."""
EXTENSIONS = {
    "pdf": ".pdf",
    "jpeg": ".jpg",
    "png": ".png",
    "tiff": ".tif",
    "docx": ".docx",
    "txt": ".txt",
    "dicom": ".dcm",
    "disc": ".zip",
}
"""The extension under which each kind is handed out."""
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
    "dicom": "application/dicom",
    "disc": "application/zip",
}
"""The content type under which each kind is handed out, whatever the file says of itself."""
ACCEPT = ",".join(extension for extension in KINDS_BY_EXTENSION if extension)

SNIFFED = {
    "application/pdf": "pdf",
    "image/jpeg": "jpeg",
    "image/png": "png",
    "image/heic": "heic",
    "image/tiff": "tiff",
}
REDRAWN = {
    "jpeg": {"JPEG": "JPEG"},
    "png": {"PNG": "PNG"},
    "heic": {"HEIF": "JPEG"},
    "tiff": {"TIFF": "TIFF"},
}
"""What each kind of picture is read as, and drawn anew as."""
LONGEST_NAME = 150

WRONG_KIND = _(
    "We can’t take this kind of file. Please add a PDF, a picture (JPEG, PNG, HEIC, TIFF), "
    "a Word document (DOCX), a text file, or scans (DICOM, or a ZIP of a disc)."
)
NOT_WHAT_IT_SAYS = _(
    "This file isn’t what its name says. Please open it, save it again, and add the new file."
)
BROKEN = _("This file is damaged and can’t be opened. Please save or scan it again, and add the new file.")
EMPTY = _("This file is empty. Please check it, and add it again.")
TOO_LARGE = _("This file is too large. Documents and pictures may have 50 MB, scans 2 GB.")
TOO_MANY_POINTS = _("This picture is too large to be opened. Please make it smaller, and add it again.")
NOT_ONLY_SCANS = _(
    "This ZIP holds other things than scans. Please make a new ZIP of only the folder with the scans; "
    "on a disc it is often named DICOM."
)
LOCKED_ZIP = _("This file is locked with a password. Please save it without one, and add it again.")
TOO_MUCH_INSIDE = _("This file grows too large when it is opened. Please add its parts one by one.")
ODDLY_PACKED = _(
    "This file is packed in a way that we can’t open. Please save it again, and add the new file."
)
MACROS = _("This document holds small programs (macros). Please save it as a PDF, and add that.")


@dataclass(frozen=True)
class Found:
    """What a file is: its kind, and how many pages it has where that can be told."""

    kind: str
    pages: int | None = None


@contextmanager
def told_kindly() -> Iterator[None]:
    """Turn whatever a damaged or hostile file does to its reader into a refusal."""
    try:
        yield
    except Refused:
        raise
    except pictures.TooLarge:
        raise Refused(TOO_MANY_POINTS) from None
    except Exception:  # noqa: BLE001 -- such a file may break its reader in any way
        raise Refused(BROKEN) from None


def extension_of(name: str) -> str:
    """The extension of a name, in lower case; the numbers that scans are named by are none."""
    _stem, dot, extension = clean_text(name).rpartition(".")
    return "" if extension.isdigit() else (dot + extension).lower() if dot else ""


def promised_kind(name: str) -> str:
    """The kind that a file's name promises. Raises Refused for a kind that is not taken."""
    extension = extension_of(name)
    if extension not in KINDS_BY_EXTENSION:
        raise Refused(WRONG_KIND)
    return KINDS_BY_EXTENSION[extension]


def limit_for(name: str) -> int:
    """How many bytes a file of this name may have. Raises Refused for a kind that is not taken."""
    return IMAGING_LIMIT if promised_kind(name) in IMAGING else DOCUMENT_LIMIT


def clean_text(name: str) -> str:
    """The last part of a path, without characters that hide, turn around or end it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", last))
    return " ".join("".join(char for char in shown if char.isprintable()).split())


def clean_name(name: str, kind: str) -> str:
    """A name that any computer can keep, with the extension of what the file is."""
    text = clean_text(name)
    extension = extension_of(text)
    stem = text[: -len(extension)] if extension in KINDS_BY_EXTENSION and extension else text
    stem = "".join("-" if char in '<>:"|?*' else char for char in stem).strip(" .")
    return f"{stem[:LONGEST_NAME].strip(' .') or _('Document')}{EXTENSIONS[kind]}"


def examine(path: Path, name: str) -> Found:
    """What the file at `path` is. Raises Refused when it is not taken, damaged, or not what `name` promises."""
    promised = promised_kind(name)
    size = path.stat().st_size
    if not size:
        raise Refused(EMPTY)
    if size > limit_for(name):
        raise Refused(TOO_LARGE)
    kind = sniffed_kind(path, promised)
    is_promised = kind == promised or (kind in PICTURES and promised in PICTURES)
    if not is_promised:
        raise Refused(NOT_WHAT_IT_SAYS)
    return Found(kind, CHECKS[kind](path) if kind in CHECKS else None)


def sniffed_kind(path: Path, promised: str) -> str:
    """The kind that the first bytes show; text and archives show theirs only when they are read."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head[DICOM_MARK_AT : DICOM_MARK_AT + len(DICOM_MARK)] == DICOM_MARK:
        return "dicom" if not head.startswith(PROGRAMS) else ""
    if head.startswith(b"PK\x03\x04"):
        return promised if promised in ("docx", "disc") else ""
    found = SNIFFED.get(filetype.guess_mime(head) or "", "")
    if not found and promised == "txt":
        return "txt"
    return found


def check_text(path: Path) -> None:
    """Raise Refused unless the file is UTF-8 text and nothing else."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(MIB):
                refuse_unless_text(decoder.decode(chunk))
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Refused(NOT_WHAT_IT_SAYS) from None


def refuse_unless_text(text: str) -> None:
    """Raise Refused for characters that belong to programs, not to people."""
    if any(ord(char) < ord(" ") and char not in "\t\n\r\f" for char in text):
        raise Refused(NOT_WHAT_IT_SAYS)


def count_pages(path: Path) -> int | None:
    """The pages of a PDF; None for one that is locked with a password. Raises Refused for a damaged one."""
    with told_kindly(), path.open("rb") as file:
        reader = pypdf.PdfReader(file, strict=False)
        return None if reader.is_encrypted else len(reader.pages)


def check_docx(path: Path) -> None:
    """Raise Refused unless the file is a Word document that opens to a sane size and holds no programs."""
    with told_kindly(), opened(path, members=DOCX_MEMBERS_LIMIT) as archive:
        refuse_overgrown(archive, members=DOCX_MEMBERS_LIMIT, expanded=EXPANDED_DOCUMENT_LIMIT)
        names = set(archive.namelist())
        if not names >= {"[Content_Types].xml", "word/document.xml"}:
            raise Refused(NOT_WHAT_IT_SAYS)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Refused(MACROS)
        if archive.testzip() is not None:
            raise Refused(BROKEN)


def check_disc(path: Path) -> None:
    """Raise Refused unless each file in the ZIP is a DICOM file; a disc's DICOMDIR is one too."""
    with told_kindly(), opened(path, members=MEMBERS_LIMIT) as archive:
        refuse_overgrown(archive, members=MEMBERS_LIMIT, expanded=EXPANDED_DISC_LIMIT)
        files = [info for info in archive.infolist() if not info.is_dir()]
        if not files or not all(is_scan(archive, info) for info in files):
            raise Refused(NOT_ONLY_SCANS)


def is_scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a file inside a ZIP is a DICOM file."""
    with archive.open(info) as member:
        head = member.read(DICOM_MARK_AT + len(DICOM_MARK))
    return head[DICOM_MARK_AT:] == DICOM_MARK and not head.startswith(PROGRAMS)


class Sips(io.BufferedReader):
    """A file that hands out no more than `most` bytes at once, so that no reader swallows a huge list."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises Refused when too many are asked for."""
        if size is not None and size > self.most:
            raise Refused(TOO_MUCH_INSIDE)
        return super().read(size)


@contextmanager
def opened(path: Path, *, members: int) -> Iterator[zipfile.ZipFile]:
    """The ZIP at `path`. Raises Refused before its list of members is read, if that is far too long."""
    with Sips(path.open("rb", buffering=0)) as file:
        file.most = members * MEMBER_NOTE
        with zipfile.ZipFile(file) as archive:
            yield archive


def refuse_overgrown(archive: zipfile.ZipFile, *, members: int, expanded: int) -> None:
    """Raise Refused for a ZIP that is locked, or too much when it is opened."""
    infos = archive.infolist()
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise Refused(LOCKED_ZIP)
    if any(info.compress_type not in PACKED_PLAINLY for info in infos):
        raise Refused(ODDLY_PACKED)
    if len(infos) > members or sum(info.file_size for info in infos) > expanded:
        raise Refused(TOO_MUCH_INSIDE)


CHECKS = {"pdf": count_pages, "txt": check_text, "docx": check_docx, "disc": check_disc}
"""What else each kind must pass; the result, if any, is its number of pages."""


def redraw(path: Path, kind: str, into: Path) -> Found:
    """Draw the picture at `path` anew into the file `into`: the same points, and nothing else.

    HEIC becomes JPEG. Raises Refused for a picture that is damaged, or too large to open.
    """
    with told_kindly():
        drawn = pictures.redraw(path, into, kinds=REDRAWN[kind])
    return Found(drawn.format.lower(), drawn.pages)
