"""Files over the API: streamed in once, handed out whole, replaced, removed."""

import io
import uuid

import pytest

from cases.models import CaseEvent, Document
from tests.api.conftest import ROOT, kind

pytestmark = pytest.mark.django_db
LETTER = b"Dear doctor, here is my letter.\n"


@pytest.fixture
def item(carried):
    return carried.items.get(key="o1")


def send(asks, path, content=LETTER, name="letter.txt", key=None, **headers):
    named = {
        "Authorization": f"Bearer {asks.word}",
        "Idempotency-Key": key or str(uuid.uuid4()),
        "Content-Disposition": f'attachment; filename="{name}"',
        **headers,
    }
    named = {name: value for name, value in named.items() if value}
    kind = named.pop("Content-Type", "application/octet-stream")
    return asks.client.post(ROOT + path, data=content, content_type=kind, headers=named)


def place(item):
    return f"journeys/{item.case.uuid}/records/{item.uuid}/documents/"


def kept(answer, item):
    return f"journeys/{item.case.uuid}/documents/{answer.json()['id']}/"


def test_a_file_comes_in_and_goes_out_unchanged(program, item, rosa):
    asks = program(rosa)

    added = send(asks, place(item))
    content = asks.read(kept(added, item) + "content/")

    assert added.status_code == 201, added.content
    assert (added.json()["name"], added.json()["size"]) == ("letter.txt", len(LETTER))
    assert b"".join(content.streaming_content) == LETTER
    assert content["Content-Disposition"].startswith("attachment")
    assert content["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert CaseEvent.objects.filter(kind="document_opened", by=rosa).exists()
    item.refresh_from_db()
    assert item.state == "in"


def test_the_same_file_sent_again_under_its_key_is_kept_once(program, item, rosa):
    asks = program(rosa)

    first = send(asks, place(item), key="x")
    again = send(asks, place(item), key="x")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Document.objects.count() == 1


def test_another_file_under_the_same_key_is_refused(program, item, rosa):
    asks = program(rosa)
    send(asks, place(item), key="x")

    other = send(asks, place(item), content=b"Other words.", key="x")

    assert (other.status_code, kind(other)) == (422, "key-reused")
    assert Document.objects.count() == 1


def test_a_file_that_broke_off_on_its_way_is_not_kept_and_may_be_sent_again(program, item, rosa):
    asks, path = program(rosa), ROOT + place(item)
    headers = {
        "Authorization": f"Bearer {asks.word}",
        "Idempotency-Key": "x",
        "Content-Disposition": "attachment; filename=letter.txt",
    }
    half = {"CONTENT_LENGTH": str(len(LETTER)), "wsgi.input": io.BytesIO(LETTER[:9])}

    broken = asks.client.generic("POST", path, b"-", "application/octet-stream", headers=headers, **half)

    assert (broken.status_code, kind(broken)) == (400, "malformed")
    assert not Document.objects.exists()
    assert send(asks, place(item), key="x").status_code == 201


def test_a_name_in_any_script_is_kept(program, item, rosa):
    header = "attachment; filename*=UTF-8''%C3%89chographie%20%E2%82%AC.txt"

    added = send(program(rosa), place(item), **{"Content-Disposition": header})

    assert added.json()["name"] == "Échographie €.txt"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content-Disposition": ""}, (400, "malformed")),
        ({"Content-Disposition": "attachment"}, (400, "malformed")),
        ({"Idempotency-Key": ""}, (428, "key-needed")),
        ({"Content-Type": "multipart/form-data; boundary=x"}, (415, "media-type")),
        ({"Content-Type": "application/json"}, (415, "media-type")),
        ({"Content-Disposition": 'attachment; filename="tool.exe"'}, (409, "refused")),
    ],
)
def test_what_is_no_file_of_ours_is_refused_and_nothing_is_kept(program, item, rosa, headers, expected):
    answer = send(program(rosa), place(item), **headers)

    assert (answer.status_code, kind(answer)) == expected
    assert not Document.objects.exists()


def test_a_newer_version_takes_the_place_of_an_older_one(program, item, rosa):
    asks = program(rosa)
    old = send(asks, place(item))

    new = send(asks, kept(old, item) + "versions/", content=b"Better words.")
    again = send(asks, kept(old, item) + "versions/", content=b"Third words.")

    assert (new.status_code, new.json()["replaces"]) == (201, old.json()["id"])
    assert asks.read(kept(old, item)).json()["replaced_by"] == new.json()["id"]
    assert (again.status_code, kind(again)) == (409, "refused")


def test_a_file_is_removed_by_whoever_read_it_as_it_stands(program, item, rosa):
    asks = program(rosa)
    added = send(asks, place(item))

    stale = asks.ask("delete", kept(added, item), If_Match='"old.en"')
    gone = asks.remove(kept(added, item))

    assert (stale.status_code, gone.status_code) == (412, 204)
    assert asks.read(kept(added, item)).status_code == 404
    assert asks.read(kept(added, item) + "content/").status_code == 404


def test_strangers_and_other_journeys_reach_no_file(program, item, rosa, stranger, ben):
    added = send(program(rosa), place(item))

    for somebody in (stranger, ben):
        assert program(somebody).read(kept(added, item) + "content/").status_code == 404
    assert send(program(stranger), place(item)).status_code == 404


def test_a_list_takes_as_many_queries_for_one_file_as_for_three(
    program, item, rosa, django_assert_num_queries
):
    asks = program(rosa)
    path = f"journeys/{item.case.uuid}/documents/?record={item.uuid}"
    send(asks, place(item))
    with django_assert_num_queries(4):
        assert len(asks.read(path).json()["results"]) == 1
    send(asks, place(item), content=b"Two")
    send(asks, place(item), content=b"Three")
    with django_assert_num_queries(4):
        assert len(asks.read(path).json()["results"]) == 3
