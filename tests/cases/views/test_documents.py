"""Files on the page and on the wire: who adds them, who opens them, and in what form they leave."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import file_checks
from cases.actions import documents, journey, records
from cases.choices import Access, ItemState, ScanState, TeamRole
from cases.models import Document, Upload
from tests.cases import filemaking as make
from tests.cases.conftest import ANSWERS, NOON, join, signed_in

MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def item(case, rosa):
    return records.add_item(case, name="MRI images", by=rosa, at=NOON)


@pytest.fixture
def document(item, rosa):
    return documents.add(item, name="letter.pdf", chunks=[make.pdf()], by=rosa, at=NOON)


@pytest.fixture
def client(rosa):
    return signed_in(rosa)


def address(name, case, *args):
    return reverse(f"cases:{name}", args=[case.uuid, *args])


def fetch(client, document, query=""):
    """Download a file to its last byte."""
    answer = client.get(address("document", document.case, document.uuid) + query)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, content


def file(content=None, name="letter.pdf", content_type="application/pdf"):
    return SimpleUploadedFile(name, make.pdf() if content is None else content, content_type)


def send(client, item, *files, once=None):
    data = {"files": list(files), "once": str(once or uuid4())}
    return client.post(address("item-upload", item.case, item.pk), data)


def test_several_files_are_added_with_one_form(client, item):
    answer = send(client, item, file(), file(make.picture(), "photo.jpg"))

    item.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, address("item", item.case, item.pk))
    assert sorted(item.documents.values_list("name", flat=True)) == ["letter.pdf", "photo.jpg"]
    assert item.state == ItemState.IN


def test_the_same_form_twice_adds_each_file_once(client, item):
    once = uuid4()
    send(client, item, file(), once=once)
    send(client, item, file(), once=once)

    assert item.documents.count() == 1


def test_good_files_are_kept_when_others_are_not_taken(client, item):
    answer = send(client, item, file(), file(b"MZ", "virus.pdf"))

    assert (answer.status_code, item.documents.count()) == (422, 1)
    page = answer.content.decode()
    assert "virus.pdf" in page
    assert "1 file was added." in page


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "letter.pdf"),
        (b"x", "x.exe"),
        (b"<script>", "x.pdf"),
        (b"<svg/>", "x.svg"),
        (b"GIF89a", "x.gif"),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field(client, item, content, name):
    answer = send(client, item, file(content, name))

    assert (answer.status_code, Document.objects.count()) == (422, 0)


def test_no_file_at_all_is_said_beside_the_field(client, item):
    answer = client.post(address("item-upload", item.case, item.pk), {"once": str(uuid4())})

    assert (answer.status_code, "Please choose a file." in answer.content.decode()) == (422, True)


def multipart(name):
    """A form as a hostile browser sends it."""
    lines = [
        b'--x\r\nContent-Disposition: form-data; name="once"\r\n\r\n' + str(uuid4()).encode(),
        b'\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="' + name + b'"\r\n',
        b"Content-Type: text/html\r\n\r\n" + make.pdf() + b"\r\n--x--\r\n",
    ]
    return b"".join(lines)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"x" * 300 + b".pdf", "x" * 150 + ".pdf"),
        (b"../../../etc/cron.d/evil.pdf", "evil.pdf"),
        (b"a\x00b.pdf", "ab.pdf"),
        ("pho\u202eto.pdf".encode(), "photo.pdf"),
        (b"CON.pdf", "CON.pdf"),
    ],
)
def test_terrible_names_are_made_clean(client, item, name, kept):
    answer = client.post(
        address("item-upload", item.case, item.pk),
        multipart(name),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 302
    stored = item.documents.get()
    assert stored.name == kept
    assert fetch(client, stored)[0].status_code == 200


@pytest.mark.parametrize("name", [b"", b"..", b"\x00", b"\xed\xa0\x80.pdf"])
def test_a_file_without_a_name_is_asked_for_again(client, item, name):
    answer = client.post(
        address("item-upload", item.case, item.pk),
        multipart(name),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 422


def test_a_file_leaves_as_an_attachment_that_can_do_nothing(client, document):
    answer, content = fetch(client, document)

    assert content == make.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["Content-Length"] == str(len(make.pdf()))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_the_type_never_comes_from_the_sender(client, item):
    send(client, item, file(make.picture("PNG"), "shot.png", content_type="text/html"))

    answer, _content = fetch(client, item.documents.get(), "?view")

    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "image/png",
        'inline; filename="shot.png"',
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("content", "name"), [(make.pdf(), "a.pdf"), (b"<b>", "a.txt"), (make.fax(), "a.tif")]
)
def test_only_pictures_open_in_the_browser(client, item, rosa, content, name):
    kept = documents.add(item, name=name, chunks=[content], by=rosa, at=NOON)

    answer, _content = fetch(client, kept, "?view")

    assert answer["Content-Disposition"].startswith("attachment")


def test_a_large_file_leaves_whole(client, document, monkeypatch):
    monkeypatch.setattr(file_checks, "DOCUMENT_LIMIT", 10)

    assert fetch(client, document)[1] == make.pdf()


def test_an_altered_file_is_not_handed_out(client, document, media):
    (media / document.path).write_bytes(b"x" * document.size)

    answer = client.get(address("document", document.case, document.uuid))

    assert (answer.status_code, "no longer what was added" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("state", [ScanState.WAITING, ScanState.INFECTED, ScanState.FAILED])
def test_a_file_in_quarantine_is_not_handed_out(client, document, settings, state):
    settings.SCAN_COMMAND = ["scan"]
    Document.objects.update(scan=state)

    assert client.get(address("document", document.case, document.uuid)).status_code == 403


def test_a_stranger_finds_no_file(document, stranger, ben, ed):
    for person in (stranger, ben, ed):
        client = signed_in(person)
        for name in ("document", "document-replace", "document-remove"):
            assert client.get(address(name, document.case, document.uuid)).status_code == 404


def test_a_file_is_found_in_its_own_journey_alone(client, document, rosa):
    other = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)

    assert client.get(address("document", other, document.uuid)).status_code == 404


def test_access_that_ended_ends_at_once(document, luis):
    member = join(document.case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    client = signed_in(luis)
    assert fetch(client, document)[0].status_code == 200

    member.ended_at, member.ended_by = NOON, luis
    member.save()

    assert fetch(client, document)[0].status_code == 404


def test_who_may_only_see_opens_files_and_changes_none(document, item, luis):
    join(document.case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    client = signed_in(luis)

    assert fetch(client, document)[0].status_code == 200
    assert send(client, item, file()).status_code == 403
    assert (
        client.post(
            address("item-upload-start", item.case, item.pk), {"name": "a.pdf", "size": 5}
        ).status_code
        == 403
    )
    assert client.post(address("document-remove", document.case, document.uuid)).status_code == 403
    assert Document.objects.filter(removed_at=None).count() == 1


def test_a_file_is_removed_after_a_question(client, document, media, django_capture_on_commit_callbacks):
    place = address("document-remove", document.case, document.uuid)
    assert "for good" in client.get(place).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(place).status_code == 302

    assert not (media / document.path).exists()
    assert client.get(address("document", document.case, document.uuid)).status_code == 404


def test_a_file_is_replaced(client, document):
    data = {"file": file(make.pdf(5), "newer.pdf"), "once": str(uuid4())}
    answer = client.post(address("document-replace", document.case, document.uuid), data)

    page = client.get(answer.url).content.decode()
    assert ("newer.pdf" in page, "Replaced by a newer file" in page) == (True, True)


def test_the_record_asks_the_database_as_often_for_many_files_as_for_one(client, document, item, rosa):
    place = address("item", item.case, item.pk)
    client.get(place)
    with CaptureQueriesContext(connection) as one:
        client.get(place)
    for number in range(10):
        documents.add(item, name=f"{number}.txt", chunks=[b"x"], by=rosa, at=NOON)
    with CaptureQueriesContext(connection) as many:
        client.get(place)

    assert len(many) == len(one)
    assert len(one) <= MOST_QUERIES


# In parts


def start(client, item, *, name="letter.pdf", size=None):
    data = {"name": name, "size": len(make.pdf()) if size is None else size}
    return client.post(address("item-upload-start", item.case, item.pk), data)


def put(client, place, offset, content):
    return client.post(f"{place}?offset={offset}", content, content_type="application/octet-stream")


def test_a_file_comes_in_parts(client, item):
    content = make.pdf()
    begun = start(client, item)
    place = begun.json()
    assert (begun.status_code, place["received"]) == (201, 0)

    assert put(client, place["part"], 0, content[:200]).json() == {"received": 200}
    again = put(client, place["part"], 0, content[:200])
    assert (again.status_code, again.json()) == (409, {"received": 200})
    assert put(client, place["part"], 200, content[200:]).json() == {"received": len(content)}
    done = client.post(place["finish"])

    assert done.json() == {"page": address("item", item.case, item.pk)}
    assert fetch(client, item.documents.get())[1] == content


def test_finishing_twice_says_the_same(client, item):
    place = start(client, item).json()
    put(client, place["part"], 0, make.pdf())

    assert client.post(place["finish"]).json() == client.post(place["finish"]).json()
    assert item.documents.count() == 1


def test_finishing_too_early_says_how_far_it_is(client, item):
    place = start(client, item).json()
    put(client, place["part"], 0, b"%PDF-")

    answer = client.post(place["finish"])

    assert (answer.status_code, answer.json()) == (409, {"received": 5})


def test_parts_that_make_no_file_are_refused(client, item):
    place = start(client, item, size=4).json()
    put(client, place["part"], 0, b"MZxx")

    answer = client.post(place["finish"])

    assert (answer.status_code, answer.json()) == (422, {"error": str(file_checks.NOT_WHAT_IT_SAYS)})
    assert (Document.objects.count(), Upload.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "data", [{}, {"name": "a.pdf"}, {"name": "a.pdf", "size": "many"}, {"name": "a\0.pdf", "size": 5}]
)
def test_a_strange_beginning_is_refused(client, item, data):
    answer = client.post(address("item-upload-start", item.case, item.pk), data)

    assert (answer.status_code, Upload.objects.count()) == (422, 0)


@pytest.mark.parametrize("offset", ["", "-1", "x", "٣", "9" * 50])
def test_a_strange_place_for_a_part_is_refused(client, item, offset):
    place = start(client, item).json()

    assert put(client, place["part"], offset, b"x").status_code == 409


def test_nobody_goes_on_with_the_upload_of_another(client, item, luis):
    join(item.case, luis, TeamRole.CAREGIVER)
    place = start(client, item).json()
    other = signed_in(luis)

    assert put(other, place["part"], 0, b"x").status_code == 404
    assert other.post(place["finish"]).status_code == 404


def test_an_upload_belongs_to_its_record(client, item, rosa):
    place = start(client, item).json()
    second = records.add_item(item.case, name="Other", by=rosa, at=NOON)
    elsewhere = place["part"].replace(f"/{item.pk}/", f"/{second.pk}/")

    assert put(client, elsewhere, 0, b"x").status_code == 404
