"""The list behind the bell over the API."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import SiteRole
from cases.actions import journey, messages, team
from cases.choices import TeamRole
from notifications.account_kinds import ACCOUNT, NEW_SIGN_IN
from notifications.actions import notices
from notifications.models import Notice
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, join, person

pytestmark = pytest.mark.django_db


def write(case, by, *, ago=0):
    at = timezone.now() - timedelta(minutes=ago)
    return messages.send(case, body="Hello", from_patient_side=by == case.created_by, by=by, at=at)


def sign_in_of(user):
    return notices.tell(
        [user],
        NEW_SIGN_IN,
        subject=ACCOUNT,
        subject_id=user.pk,
        at=timezone.now(),
        fields={"browser": "Firefox"},
    )


def kinds_of(asks, path="notices/"):
    return [row["kind"] for row in asks.rows(path) if row["kind"] != "token_made"]


def test_a_notice_says_what_about_what_why_and_whether_it_was_read(program, carried, rosa, maya):
    write(carried, maya)

    [told] = [row for row in program(rosa).rows("notices/") if row["kind"] == "message"]

    assert told["about"] == {"subject": "journey", "id": str(carried.uuid), "name": carried.reference}
    assert told["title"]
    assert told["why"]
    assert (told["read_at"], told["is_settled"]) == (None, False)


def test_the_newest_comes_first_read_or_not(program, carried, rosa, maya):
    asks = program(rosa)
    write(carried, maya, ago=5)
    sign_in_of(rosa)
    newest, *_rest = asks.rows("notices/")
    asks.say(f"notices/{newest['id']}/", "read")

    assert kinds_of(asks) == [NEW_SIGN_IN, "message"]
    assert kinds_of(asks, "notices/?unread=true") == ["message"]
    assert kinds_of(asks, "notices/?unread=false") == [NEW_SIGN_IN]
    assert [row["id"] for row in asks.rows("notices/?limit=1")] == [
        row["id"] for row in asks.rows("notices/")
    ]


def test_reading_over_the_api_marks_nothing_and_the_verb_does(program, carried, rosa, maya):
    write(carried, maya)
    asks = program(rosa)
    [told] = [row for row in asks.rows("notices/") if row["kind"] == "message"]
    address = f"notices/{told['id']}/"
    assert asks.read(address).json() == told

    read = asks.say(address, "read")
    again = asks.say(address, "read")

    assert (read.status_code, again.status_code) == (200, 200)
    assert read.json()["read_at"] == again.json()["read_at"] is not None
    rosa.refresh_from_db()
    assert rosa.unread_notices == Notice.objects.filter(user=rosa, read_at=None).count()


def test_a_change_needs_the_version_that_was_read(program, carried, rosa, maya):
    write(carried, maya)
    asks = program(rosa)
    address = f"notices/{Notice.objects.get(user=rosa, kind='message').uuid}/"
    tag = asks.read(address)["ETag"]
    asks.say(address, "read")

    stale = asks.ask("post", address + "changes/", {"verb": "read"}, If_Match=tag)
    without = asks.ask("post", address + "changes/", {"verb": "read"})

    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert (without.status_code, kind(without)) == (428, "version-needed")


def test_all_are_marked_at_once_as_often_as_one_likes(program, carried, rosa, maya):
    write(carried, maya)
    sign_in_of(rosa)
    asks = program(rosa)

    for _time in range(2):
        assert asks.ask("post", "notices/reads/", {}).status_code == 204

    assert kinds_of(asks, "notices/?unread=true") == []
    rosa.refresh_from_db()
    assert rosa.unread_notices == 0


def test_a_notice_of_somebody_else_is_like_none(program, carried, rosa, maya, luis):
    write(carried, maya)
    hers = Notice.objects.get(user=rosa, kind="message")
    asks = program(luis)

    for named in (hers.uuid, uuid.uuid4()):
        assert asks.read(f"notices/{named}/").status_code == 404
        answer = asks.ask("post", f"notices/{named}/changes/", {"verb": "read"}, If_Match="*")
        assert answer.status_code == 404
    asks.ask("post", "notices/reads/", {})
    hers.refresh_from_db()
    assert hers.read_at is None


@pytest.fixture
def both(carried, maya, rosa, ben):
    """Maya is told of a journey that she carries, and of one on which she is the patient herself."""
    write(carried, rosa)
    own = journey.open_journey(by=maya, at=timezone.now(), answers=ANSWERS, as_patient=True)
    join(own, ben, TeamRole.ADVOCATE)
    write(own, ben)
    return {"caseload": carried, "own": own}


@pytest.mark.parametrize(("reach", "other"), [("own", "caseload"), ("caseload", "own")])
def test_a_token_learns_nothing_of_what_it_does_not_reach(program, both, maya, reach, other):
    asks = program(maya, reach=reach)
    hidden = Notice.objects.get(user=maya, kind="message", subject_id=both[other].pk)

    told = [row["about"] for row in asks.rows("notices/") if row["about"]["subject"] == "journey"]

    assert {one["id"] for one in told} == {str(both[reach].uuid)}
    assert asks.read(f"notices/{hidden.uuid}/").status_code == 404
    assert (
        asks.ask("post", f"notices/{hidden.uuid}/changes/", {"verb": "read"}, If_Match="*").status_code == 404
    )
    assert asks.ask("post", "notices/reads/", {}).status_code == 204
    hidden.refresh_from_db()
    assert hidden.read_at is None
    assert kinds_of(asks, "notices/?unread=true") == []


def test_on_our_own_pages_a_session_reads_of_both(client, both, maya, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(maya)

    told = client.get("/api/v1/notices/").json()["results"]

    assert {row["about"]["id"] for row in told} == {str(case.uuid) for case in both.values()}


def test_losing_a_journey_takes_its_notices_from_a_token_at_once(program, carried, rosa, luis, maya):
    member = join(carried, luis, TeamRole.CAREGIVER)
    write(carried, maya)
    asks = program(luis)
    assert "message" in kinds_of(asks)

    team.end_access(member, by=rosa, at=timezone.now())

    assert "message" not in kinds_of(asks)


def test_losing_a_journey_takes_its_notices_from_a_session_at_once(client, carried, rosa, luis, maya):
    member = join(carried, luis, TeamRole.CAREGIVER)
    write(carried, maya)
    client.force_login(luis)

    team.end_access(member, by=rosa, at=timezone.now())

    assert "message" not in {row["kind"] for row in client.get("/api/v1/notices/").json()["results"]}


def test_the_library_is_for_those_who_look_after_it_at_work(program, library_notice):
    assert "guide_review" in kinds_of(program(library_notice))
    assert "guide_review" not in kinds_of(program(library_notice, reach="own"))


@pytest.fixture
def library_notice(db):
    """An advocate who edits guides, too, and was told of one."""
    editor = person("Eva Editor", SiteRole.EDITOR, SiteRole.ADVOCATE)
    Notice.objects.create(
        user=editor, kind="guide_review", subject="library", subject_id=1, title="A guide", at=timezone.now()
    )
    return editor


@pytest.mark.parametrize("query", ["unread=maybe", "limit=0", "cursor=x", "kind=message"])
def test_what_nobody_can_ask_for_is_refused_by_name(program, rosa, query):
    answer = program(rosa).read(f"notices/?{query}")

    assert (answer.status_code, pointers(answer)) == (422, [f"/{query.partition('=')[0]}"])


@pytest.mark.parametrize("body", [{"verb": "unread"}, {}, {"verb": ["read"]}])
def test_what_cannot_be_said_is_pointed_at(program, rosa, body):
    sign_in_of(rosa)
    asks = program(rosa)
    address = f"notices/{asks.rows('notices/')[0]['id']}/"

    answer = asks.change(address + "changes/", body, of=address)

    assert (answer.status_code, pointers(answer)) == (422, ["/verb"])


def test_the_list_takes_the_same_queries_whatever_its_length(
    program, carried, rosa, maya, django_assert_num_queries
):
    for _number in range(3):
        write(carried, maya)
    asks = program(rosa)
    Notice.objects.filter(user=rosa).exclude(kind="message").delete()
    asks.read("notices/")

    for limit in (1, 3):
        with django_assert_num_queries(8):
            assert len(asks.read(f"notices/?limit={limit}").json()["results"]) == limit
