"""Files come in whole or not at all, and leave nothing behind when they go."""

import os
import stat
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError

from accounts.refusals import Refused
from cases import file_checks, storage
from cases.actions import documents, journey, records, timeline
from cases.choices import ItemState, ScanState
from cases.models import Document, Upload
from tests.cases import filemaking as make
from tests.cases.conftest import NOON, TODAY

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def item(case, rosa):
    return records.add_item(case, name="MRI images", by=rosa, at=NOON)


@pytest.fixture
def add(item, rosa):
    def added(content=None, name="letter.pdf", **more):
        chunks = [make.pdf() if content is None else content]
        return documents.add(item, name=name, chunks=chunks, by=rosa, at=NOON, **more)

    return added


def files_on_disk(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_random_name_for_this_user_alone(add, media):
    document = add()

    path = media / document.path
    assert files_on_disk(media) == [path]
    assert path.read_bytes() == make.pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "letter" not in str(path.relative_to(media))
    assert (document.name, document.kind, document.pages) == ("letter.pdf", "pdf", 2)
    assert (document.size, document.sha256) == (len(make.pdf()), storage.digest_of(path))


def test_adding_a_file_brings_the_record_in(add, item, case):
    add()

    item.refresh_from_db()
    assert (item.state, item.state_on) == (ItemState.IN, TODAY)
    assert [event.kind for event in case.events.all()[:2]] == ["item_received", "document_added"]


def test_a_second_file_leaves_the_state_alone(add, item, rosa):
    add()
    records.check(item, by=rosa, at=NOON)
    add(b"More words", "notes.txt")

    item.refresh_from_db()
    assert item.state == ItemState.CHECKED


def test_the_same_form_keeps_a_file_once(add, media):
    once = uuid4()

    assert add(once=once).pk == add(once=once).pk
    assert len(files_on_disk(media)) == 1


def test_one_form_keeps_several_files(add):
    once = uuid4()

    add(b"one", "one.txt", once=once)
    add(b"two", "two.txt", once=once)

    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.pdf"), (b"x", "a.exe"), (b"MZ", "a.pdf"), (make.picture()[:99], "a.jpg")]
)
def test_a_refused_file_leaves_neither_file_nor_row(add, media, case, content, name):
    events = case.events.count()
    with pytest.raises(Refused):
        add(content, name)

    assert (files_on_disk(media), Document.objects.count(), case.events.count()) == ([], 0, events)


def test_a_file_too_large_is_not_read_to_its_end(item, rosa, media, monkeypatch):
    monkeypatch.setattr(file_checks, "DOCUMENT_LIMIT", 10)

    def endless():
        for _piece in range(3):
            yield b"123456"
        raise AssertionError("read on")

    with pytest.raises(Refused):
        documents.add(item, name="a.txt", chunks=endless(), by=rosa, at=NOON)
    assert files_on_disk(media) == []


def test_a_failure_while_writing_leaves_no_file(add, media, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr(timeline, "write", fail)
    with pytest.raises(DatabaseError):
        add()

    assert (files_on_disk(media), Document.objects.count()) == ([], 0)


def test_a_lost_connection_leaves_no_file(item, rosa, media):
    def broken():
        yield b"some"
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 -- whatever the network says
        documents.add(item, name="a.txt", chunks=broken(), by=rosa, at=NOON)
    assert files_on_disk(media) == []


def test_nothing_is_added_while_the_journey_rests(add, case, rosa, media):
    journey.hold(case, until=TODAY + DAY, why="", by=rosa, at=NOON)

    with pytest.raises(Refused):
        add()
    assert files_on_disk(media) == []


def test_a_journey_holds_so_many_files_and_no_more(add, monkeypatch, rosa):
    monkeypatch.setattr(documents, "FILES_LIMIT", 2)
    first = add(b"1", "1.txt")
    add(b"2", "2.txt")
    with pytest.raises(Refused):
        add(b"3", "3.txt")

    documents.remove(first, by=rosa, at=NOON)
    assert add(b"3", "3.txt").name == "3.txt"


def test_a_journey_holds_so_many_bytes_and_no_more(add, monkeypatch):
    monkeypatch.setattr(documents, "BYTES_LIMIT", 5)
    add(b"12345", "1.txt")

    with pytest.raises(Refused):
        add(b"6", "2.txt")


def test_pictures_are_kept_as_drawn_anew(add, media):
    document = add(make.photo_with_place(), "photo.jpg")

    content = (media / document.path).read_bytes()
    assert b"SpyPhone" not in content
    assert document.size == len(content)
    assert stat.S_IMODE((media / document.path).stat().st_mode) == 0o600
    assert len(files_on_disk(media)) == 1


def test_replacing_keeps_the_older_file(add, rosa, case):
    old = add()
    new = documents.replace(old, name="letter2.pdf", chunks=[make.pdf(3)], by=rosa, at=NOON)

    old.refresh_from_db()
    assert (new.replaces, old.replaced_by, old.removed_at) == (old, new, None)
    assert case.events.first().kind == "document_replaced"


def test_a_file_is_replaced_once(add, rosa, media):
    old = add()
    documents.replace(old, name="2.pdf", chunks=[make.pdf(3)], by=rosa, at=NOON)

    with pytest.raises(Refused):
        documents.replace(old, name="3.pdf", chunks=[make.pdf(4)], by=rosa, at=NOON)
    assert len(files_on_disk(media)) == 2


def test_bytes_vanish_on_removal(add, rosa, media, case, django_capture_on_commit_callbacks):
    document = add()
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove(document, by=rosa, at=NOON)

    document.refresh_from_db()
    assert (document.removed_at, document.removed_by) == (NOON, rosa)
    assert files_on_disk(media) == []
    assert (case.events.first().kind, case.events.first().subject) == ("document_removed", "letter.pdf")


def test_bytes_stay_until_the_removal_is_certain(add, rosa, media):
    document = add()
    documents.remove(document, by=rosa, at=NOON)

    assert (media / document.path).exists()


def test_removing_twice_is_nothing_new(add, rosa, case):
    document = add()
    documents.remove(document, by=rosa, at=NOON)
    documents.remove(document, by=rosa, at=NOON + DAY)

    document.refresh_from_db()
    assert document.removed_at == NOON
    assert case.events.filter(kind="document_removed").count() == 1


def test_opening_is_noted_for_staff_alone(add, rosa, case):
    with documents.open_file(add(), by=rosa, at=NOON) as file:
        assert file.read() == make.pdf()

    event = case.events.first()
    assert (event.kind, event.by, event.is_shown_to_patient) == ("document_opened", rosa, False)


@pytest.mark.parametrize("harm", ["change", "delete"])
def test_a_file_that_is_not_what_was_stored_is_withheld(add, rosa, case, media, harm):
    document = add()
    path = media / document.path
    path.write_bytes(b"x" * document.size) if harm == "change" else path.unlink()

    with pytest.raises(Refused):
        documents.open_file(document, by=rosa, at=NOON)
    assert case.events.first().kind == "document_withheld"


def test_the_last_piece_of_an_altered_large_file_never_comes(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"a" * 10)
    with path.open("rb") as file:
        verified = storage.Verified(file, "0" * 64)
        pieces = [verified.read(4), verified.read(4)]
        with pytest.raises(storage.Altered):
            verified.read(4)
    assert pieces == [b"aaaa", b"aaaa"]


def test_a_large_file_comes_whole_when_it_is_unchanged(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"abcdefghij")
    with path.open("rb") as file:
        verified = storage.Verified(file, storage.digest_of(path))
        assert list(iter(lambda: verified.read(4), b"")) == [b"abcd", b"efgh", b"ij"]


@pytest.mark.parametrize("name", ["../etc/passwd", "ab/../../x", "/etc/passwd", "ab/" + "g" * 32, ""])
def test_only_names_of_ours_lead_to_files(name):
    with pytest.raises(ValueError, match="not the name"):
        storage.path_of(name)


# In parts


@pytest.fixture
def upload(item, rosa):
    return documents.start_upload(item, name="letter.pdf", size=len(make.pdf()), by=rosa, at=NOON)


def put(upload, offset, content, rosa):
    return documents.put_part(upload, offset=offset, chunks=[content], by=rosa, at=NOON)


def test_parts_become_the_whole_file(upload, rosa, media):
    content = make.pdf()
    put(upload, 0, content[:100], rosa)
    last = put(upload, 100, content[100:], rosa)

    document = documents.finish_upload(last, by=rosa, at=NOON)

    assert (media / document.path).read_bytes() == content
    assert Upload.objects.count() == 0
    assert files_on_disk(media) == [media / document.path]


def test_a_part_that_does_not_follow_is_refused(upload, rosa):
    put(upload, 0, b"12345", rosa)

    for offset in (0, 4, 6):
        with pytest.raises(documents.OutOfStep) as stopped:
            put(upload, offset, b"x", rosa)
        assert stopped.value.received == 5


def test_no_more_comes_than_was_announced(upload, rosa, media):
    with pytest.raises(Refused):
        put(upload, 0, make.pdf() + b"x", rosa)
    assert files_on_disk(media) == []


def test_a_part_has_a_size_limit(item, rosa, monkeypatch):
    upload = documents.start_upload(item, name="a.zip", size=1000, by=rosa, at=NOON)
    monkeypatch.setattr(documents, "PART_LIMIT", 10)

    with pytest.raises(Refused):
        put(upload, 0, b"x" * 11, rosa)


def test_an_upload_that_lost_its_file_begins_again(upload, rosa):
    put(upload, 0, b"12345", rosa)
    storage.upload_path(upload.uuid).unlink()

    with pytest.raises(documents.OutOfStep) as stopped:
        put(upload, 5, b"678", rosa)
    assert stopped.value.received == 0


def test_an_unfinished_upload_cannot_be_kept(upload, rosa):
    part = put(upload, 0, b"12345", rosa)

    with pytest.raises(documents.OutOfStep):
        documents.finish_upload(part, by=rosa, at=NOON)


def test_an_upload_is_checked_like_any_other_file(item, rosa, media):
    upload = documents.start_upload(item, name="letter.pdf", size=4, by=rosa, at=NOON)
    whole = put(upload, 0, b"MZxx", rosa)

    with pytest.raises(Refused):
        documents.finish_upload(whole, by=rosa, at=NOON)
    assert (files_on_disk(media), Document.objects.count(), Upload.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize(
    ("name", "size"), [("a.exe", 5), ("a.pdf", 0), ("a.pdf", 50 * 1024**2 + 1), ("a.zip", 2**31 + 1)]
)
def test_an_upload_that_can_only_fail_is_not_begun(item, rosa, name, size):
    with pytest.raises(Refused):
        documents.start_upload(item, name=name, size=size, by=rosa, at=NOON)


def test_a_journey_has_so_many_uploads_under_way_and_no_more(upload, item, rosa, monkeypatch):
    monkeypatch.setattr(documents, "OPEN_UPLOADS_LIMIT", 1)

    with pytest.raises(Refused):
        documents.start_upload(item, name="b.pdf", size=5, by=rosa, at=NOON)


# What crashes and people leave behind


def age(path: Path, at):
    os.utime(path, (at.timestamp(), at.timestamp()))


def test_uploads_are_forgotten_after_a_day(upload, rosa, media):
    put(upload, 0, b"12345", rosa)
    assert documents.sweep(at=NOON + DAY) == 0

    assert documents.sweep(at=NOON + DAY + timedelta(seconds=1)) == 1
    assert (Upload.objects.count(), files_on_disk(media)) == (0, [])


def test_a_file_whose_row_never_came_is_swept(media):
    place = "ab/" + "ab" + "0" * 30
    note = storage.doubt(place)
    storage.folder("ab")
    (media / place).write_bytes(b"x")
    age(note, NOON - 2 * DAY)

    documents.sweep(at=NOON)

    assert files_on_disk(media) == []


def test_a_file_whose_row_came_is_never_swept(add, media):
    document = add()
    age(storage.doubt(document.path), NOON - 2 * DAY)

    documents.sweep(at=NOON)

    assert files_on_disk(media) == [media / document.path]


def test_a_removed_file_that_a_crash_left_is_swept(add, rosa, media):
    document = add()
    documents.remove(document, by=rosa, at=NOON)  # the commit hook never runs here
    for path in (media / "incoming").iterdir():
        age(path, NOON - 2 * DAY)

    documents.sweep(at=NOON)

    assert files_on_disk(media) == []


def test_what_is_on_its_way_in_now_is_left_alone(media):
    path = storage.new_incoming()
    storage.write(path, [b"x"], limit=5)
    age(path, NOON)

    documents.sweep(at=NOON + timedelta(hours=1))

    assert files_on_disk(media) == [path]


# The scanner


def scanner(code):
    return [sys.executable, "-c", f"import sys; open(sys.argv[1], 'rb').read(); sys.exit({code})"]


@pytest.mark.parametrize(
    ("command", "result"),
    [
        (scanner(0), ScanState.CLEAN),
        (scanner(1), ScanState.INFECTED),
        (scanner(2), ScanState.FAILED),
        (["/no/such/scanner"], ScanState.FAILED),
    ],
)
def test_the_scanner_decides(add, settings, command, result):
    settings.SCAN_COMMAND = command
    document = add()
    assert document.scan == ScanState.WAITING

    assert documents.scan_waiting(at=NOON) == 1

    document.refresh_from_db()
    assert document.scan == result


@pytest.mark.parametrize(
    "state", [ScanState.WAITING, ScanState.INFECTED, ScanState.FAILED, ScanState.NOT_SCANNED]
)
def test_only_clean_files_are_opened_once_a_scanner_is_set_up(add, rosa, settings, state, case):
    document = add()
    settings.SCAN_COMMAND = scanner(0)
    Document.objects.update(scan=state)
    document.refresh_from_db()

    with pytest.raises(Refused):
        documents.open_file(document, by=rosa, at=NOON)
    assert case.events.first().kind == "document_withheld"


def test_a_clean_file_is_opened(add, rosa, settings):
    settings.SCAN_COMMAND = scanner(0)
    document = add()
    documents.scan_waiting(at=NOON)
    document.refresh_from_db()

    with documents.open_file(document, by=rosa, at=NOON) as file:
        assert file.read() == make.pdf()


def test_a_virus_is_told_in_the_timeline(add, settings, case):
    settings.SCAN_COMMAND = scanner(1)
    add()
    documents.scan_waiting(at=NOON)

    assert (case.events.first().kind, case.events.first().by) == ("document_held_back", None)


def test_without_a_scanner_nothing_waits(add):
    assert add().scan == ScanState.NOT_SCANNED
    assert documents.scan_waiting(at=NOON) == 0
