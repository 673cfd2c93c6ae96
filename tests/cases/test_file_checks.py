"""What is taken, and what is not; each guard has a file that only it turns away."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from accounts.refusals import Refused
from cases import file_checks
from tests.cases import filemaking as make


@pytest.fixture
def examine(tmp_path):
    def examined(content, name):
        path = tmp_path / "file"
        path.write_bytes(content)
        return file_checks.examine(path, name)

    return examined


@pytest.fixture
def redraw(tmp_path):
    def redrawn(content, kind):
        path, into = tmp_path / "file", tmp_path / "into"
        path.write_bytes(content)
        return file_checks.redraw(path, kind, into), into

    return redrawn


def refusal(examine, content, name):
    with pytest.raises(Refused) as refused:
        examine(content, name)
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (make.pdf(), "letter.pdf", "pdf"),
        (make.picture(), "photo.jpg", "jpeg"),
        (make.picture(), "PHOTO.JPEG", "jpeg"),
        (make.picture("PNG"), "shot.png", "png"),
        (make.picture("PNG"), "really-a-png.jpg", "png"),
        (make.heic(), "IMG_1.HEIC", "heic"),
        (make.fax(), "fax.tif", "tiff"),
        (make.docx(), "letter.docx", "docx"),
        ("Größe\n".encode(), "notes.txt", "txt"),
        (make.scan(), "IM0001.dcm", "dicom"),
        (make.scan(), "IM0001", "dicom"),
        (make.scan(), "1.2.840.113", "dicom"),
        (make.disc(), "disc.zip", "disc"),
    ],
)
def test_what_is_taken_is_known_by_its_content(examine, content, name, kind):
    assert examine(content, name).kind == kind


def test_pages_are_counted(examine):
    assert examine(make.pdf(3), "letter.pdf").pages == 3


def test_a_locked_pdf_is_kept_without_its_pages(examine):
    assert examine(make.pdf(password="secret"), "letter.pdf").pages is None


@pytest.mark.parametrize(
    "name", ["run.exe", "page.html", "drawing.svg", "film.mp4", "old.doc", "a.pdf.js", "x.zip.exe"]
)
def test_other_extensions_are_not_taken(examine, name):
    assert refusal(examine, make.pdf(), name) == file_checks.WRONG_KIND


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "letter.pdf"),
        (make.picture(), "photo.pdf"),
        (make.pdf(), "letter.jpg"),
        (b"MZ\x90\0", "photo.png"),
        (make.pdf(), "letter.txt"),
        (b"GIF89a" + b"\0" * 20, "photo.png"),
        (make.zipped({"a.txt": "a"}), "letter.docx"),
        (make.zipped({"a.txt": "a"}), "letter.pdf"),
        (make.docx(), "letter.txt"),
        (b"no scan at all", "IM0001"),
        (make.scan(b"MZ".ljust(128, b"\0")), "program.dcm"),
        (make.scan(b"#!/bin/sh\n".ljust(128, b"\0")), "program.dcm"),
        (b"caf\xe9", "latin.txt"),
        (b"ends in half a letter \xc3", "cut.txt"),
        (b"a\x00b", "nul.txt"),
        (b"a\x1b[31mb", "terminal.txt"),
    ],
)
def test_a_file_must_be_what_its_name_says(examine, content, name):
    assert refusal(examine, content, name) == file_checks.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize(
    "name", ["letter.pdf", "photo.jpg", "notes.txt", "letter.docx", "disc.zip", "scan.dcm"]
)
def test_an_empty_file_is_not_taken(examine, name):
    assert refusal(examine, b"", name) == file_checks.EMPTY


def test_a_broken_pdf_is_refused_kindly(examine):
    assert refusal(examine, make.pdf()[:60], "letter.pdf") == file_checks.BROKEN


def test_documents_have_a_size_limit(examine, monkeypatch):
    monkeypatch.setattr(file_checks, "DOCUMENT_LIMIT", 10)

    assert refusal(examine, b"eleven char", "notes.txt") == file_checks.TOO_LARGE
    assert examine(b"ten chars.", "notes.txt").kind == "txt"


def test_scans_may_be_larger_than_documents(examine, monkeypatch):
    monkeypatch.setattr(file_checks, "DOCUMENT_LIMIT", 10)

    assert examine(make.scan(), "scan.dcm").kind == "dicom"
    monkeypatch.setattr(file_checks, "IMAGING_LIMIT", 10)
    assert refusal(examine, make.scan(), "scan.dcm") == file_checks.TOO_LARGE


def test_a_document_that_grows_too_large_is_refused(examine, monkeypatch):
    monkeypatch.setattr(file_checks, "EXPANDED_DOCUMENT_LIMIT", 1000)

    assert examine(make.docx(), "letter.docx").kind == "docx"
    bomb = make.docx(**{"word/media/a.bin": b"\0" * 2000})
    assert refusal(examine, bomb, "letter.docx") == file_checks.TOO_MUCH_INSIDE


def test_a_document_of_too_many_parts_is_refused(examine, monkeypatch):
    monkeypatch.setattr(file_checks, "DOCX_MEMBERS_LIMIT", 2)

    assert refusal(examine, make.docx(**{"word/a.xml": ""}), "letter.docx") == file_checks.TOO_MUCH_INSIDE


def test_a_document_with_macros_is_refused(examine):
    assert refusal(examine, make.docx(**{"word/vbaProject.bin": "x"}), "letter.docx") == file_checks.MACROS


def test_a_document_with_damaged_parts_is_refused(examine):
    content = bytearray(
        make.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>" * 50})
    )
    place = content.index(b"word/document.xml") + len(b"word/document.xml") + 4
    content[place] ^= 0xFF

    assert refusal(examine, bytes(content), "letter.docx") == file_checks.BROKEN


def test_a_document_cut_short_is_refused(examine):
    assert refusal(examine, make.docx()[:-30], "letter.docx") == file_checks.BROKEN


@pytest.mark.parametrize(
    "more",
    [
        {"viewer/start.exe": b"MZ" + b"\0" * 300},
        {"autorun.inf": b"[autorun]"},
        {"README.TXT": b"Hello"},
        {"IM9": make.scan(b"MZ".ljust(128, b"\0"))},
        {"inner.zip": make.disc()},
    ],
)
def test_a_disc_holds_scans_and_nothing_else(examine, more):
    assert refusal(examine, make.disc(**more), "disc.zip") == file_checks.NOT_ONLY_SCANS


def test_an_empty_disc_is_not_taken(examine):
    with_folder_only = make.zipped({"DICOM/": ""})

    assert refusal(examine, with_folder_only, "disc.zip") == file_checks.NOT_ONLY_SCANS


def test_a_disc_that_grows_too_large_is_refused(examine, monkeypatch):
    monkeypatch.setattr(file_checks, "EXPANDED_DISC_LIMIT", 100)

    assert refusal(examine, make.disc(), "disc.zip") == file_checks.TOO_MUCH_INSIDE


def test_a_disc_locked_with_a_password_is_refused(examine):
    content = bytearray(make.disc())
    place = 0
    while (place := content.find(b"PK\x01\x02", place)) >= 0:
        flags = struct.unpack_from("<H", content, place + 8)[0]
        struct.pack_into("<H", content, place + 8, flags | 1)
        place += 4

    assert refusal(examine, bytes(content), "disc.zip") == file_checks.LOCKED_ZIP


def test_a_program_before_an_archive_is_refused(examine):
    assert refusal(examine, b"MZ" + make.disc(), "disc.zip") == file_checks.NOT_WHAT_IT_SAYS


def test_a_photo_forgets_where_it_was_taken(redraw):
    found, into = redraw(make.photo_with_place(), "jpeg")

    assert found.kind == "jpeg"
    assert b"SpyPhone" not in into.read_bytes()
    assert b"taken at home" not in into.read_bytes()
    with Image.open(into) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (10, 20), {})


def test_a_photo_of_a_phone_becomes_a_jpeg(redraw):
    found, into = redraw(make.heic(), "heic")

    with Image.open(into) as drawn:
        assert (found.kind, drawn.format, drawn.size) == ("jpeg", "JPEG", (64, 64))


def test_a_fax_keeps_its_pages_and_loses_its_words(redraw):
    found, into = redraw(make.fax(3), "tiff")

    assert found.pages == 3
    assert b"taken at home" not in into.read_bytes()
    with Image.open(into) as drawn:
        assert (drawn.n_frames, drawn.size) == (3, (30, 40))


def test_a_pixel_flood_is_refused(redraw):
    flood = bytearray(make.picture("PNG", (1, 1)))
    struct.pack_into(">II", flood, 16, 60000, 60000)
    struct.pack_into(">I", flood, 29, zlib.crc32(bytes(flood[12:29])))

    with pytest.raises(Refused) as refused:
        redraw(bytes(flood), "png")
    assert refused.value.message == file_checks.TOO_MANY_POINTS


@pytest.mark.parametrize(("kind", "content"), [("jpeg", make.picture()), ("png", make.picture("PNG"))])
def test_a_picture_cut_short_is_refused(redraw, kind, content):
    with pytest.raises(Refused) as refused:
        redraw(content[: len(content) // 2], kind)
    assert refused.value.message == file_checks.BROKEN


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("Brief an Dr. Anand.pdf", "pdf", "Brief an Dr. Anand.pdf"),
        ("../../etc/passwd.pdf", "pdf", "passwd.pdf"),
        ("C:\\Users\\rosa\\letter.PDF", "pdf", "letter.pdf"),
        ("a\x00b\r\n.pdf", "pdf", "ab.pdf"),
        ("photo\u202egpj.exe.jpg", "jpeg", "photogpj.exe.jpg"),
        ("\ud800.pdf", "pdf", "Document.pdf"),
        ("", "pdf", "Document.pdf"),
        (".pdf", "pdf", "Document.pdf"),
        ("...", "txt", "Document.txt"),
        ("IMG_1.HEIC", "jpeg", "IMG_1.jpg"),
        ("IM0001", "dicom", "IM0001.dcm"),
        ('a<b>"c".pdf', "pdf", "a-b--c-.pdf"),
    ],
)
def test_terrible_names_become_clean(name, kind, clean):
    assert file_checks.clean_name(name, kind) == clean


def test_a_name_of_three_hundred_characters_is_cut():
    assert file_checks.clean_name("ä" * 300 + ".pdf", "pdf") == "ä" * 150 + ".pdf"


def test_an_archive_whose_parts_lie_about_their_size_is_refused(examine):
    content = bytearray(make.docx(**{"word/a.bin": b"\0" * 5000}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        start = archive.start_dir
    place = content.index(b"word/a.bin", start) - 46
    struct.pack_into("<I", content, place + 24, 10)

    assert refusal(examine, bytes(content), "letter.docx") == file_checks.BROKEN


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["letter.docx", "scans.zip"])
def test_an_archive_that_unpacks_without_bound_is_refused(examine, packed, name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as archive:
        archive.writestr("[Content_Types].xml", make.scan())
        archive.writestr("word/document.xml", make.scan())
    assert refusal(examine, file.getvalue(), name) == file_checks.ODDLY_PACKED


@pytest.mark.parametrize("name", ["letter.docx", "scans.zip"])
def test_an_archive_with_a_huge_list_is_refused_before_the_list_is_read(examine, monkeypatch, name):
    monkeypatch.setattr(file_checks, "MEMBERS_LIMIT", 10)
    monkeypatch.setattr(file_checks, "DOCX_MEMBERS_LIMIT", 10)
    monkeypatch.setattr(file_checks, "refuse_overgrown", lambda *_args, **_kwargs: None)
    content = make.docx(**{f"part-{number}": make.scan() for number in range(100)})
    assert refusal(examine, content, name) == file_checks.TOO_MUCH_INSIDE
