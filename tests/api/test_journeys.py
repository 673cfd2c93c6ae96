"""Journeys over the API: the list, one journey, opening one, carrying it on."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import journey, team
from cases.api.journeys import JourneyAnswer, rows
from cases.choices import TeamRole
from cases.models import Case
from tests.api.conftest import kind, pointers
from tests.cases.conftest import ANSWERS, join, person

pytestmark = pytest.mark.django_db
ASKED = {"now": "no", "patient_name": "Rosa Ortega", "condition": "back surgery", "family": "bones"}


def path(case):
    return f"journeys/{case.uuid}/"


def test_the_list_says_for_each_journey_whose_turn_it_is(program, case, rosa):
    [told] = program(rosa).rows("journeys/")

    assert told["id"] == str(case.uuid)
    assert told["turn"] == case.turn
    assert told["next_move"]["due_on"] == case.move_due_on.isoformat()
    assert told["next_move"]["title"]


def test_one_journey_is_told_as_in_the_list_and_with_what_is_missing(program, case, rosa):
    asks = program(rosa)
    [listed] = asks.rows("journeys/")

    answer = asks.read(path(case))

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in listed} == listed
    assert answer["ETag"].startswith(f'"{listed["version"]}.en.')
    assert answer.json()["missing"]


def test_nobody_is_told_without_a_token(client, case):
    answer = client.get(f"/api/v1/{path(case)}")

    assert (answer.status_code, kind(answer)) == (401, "not-signed-in")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_strangers_journey_is_like_none(program, case, stranger):
    asks = program(stranger)
    theirs, none = asks.read(path(case)), asks.read(f"journeys/{uuid.uuid4()}/")

    assert (theirs.status_code, none.status_code) == (404, 404)
    assert {**theirs.json(), "request_id": ""} == {**none.json(), "request_id": ""}


def test_a_journey_is_opened_once_for_the_same_key(program, starter_content, rosa):
    asks = program(rosa)

    first = asks.create("journeys/", ASKED, key="one")
    again = asks.create("journeys/", ASKED, key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["Location"] == f"/api/v1/journeys/{first.json()['id']}/"
    assert first["ETag"] == again["ETag"] == asks.read(first["Location"])["ETag"]
    assert Case.objects.count() == 1


def test_a_key_that_was_used_for_something_else_is_refused(program, starter_content, rosa):
    asks = program(rosa)
    asks.create("journeys/", ASKED, key="one")

    other = asks.create("journeys/", {**ASKED, "condition": "knee"}, key="one")

    assert (other.status_code, kind(other)) == (422, "key-reused")
    assert Case.objects.count() == 1


def test_without_a_key_nothing_is_created(program, starter_content, rosa):
    answer = program(rosa).ask("post", "journeys/", ASKED)

    assert (answer.status_code, kind(answer)) == (428, "key-needed")
    assert not Case.objects.exists()


def test_what_is_wrong_has_a_pointer_each_and_nothing_is_created(program, starter_content, rosa):
    wrong = {**ASKED, "condition": "", "decide_by": "2020-01-01", "colour": "red"}

    unknown = program(rosa).create("journeys/", wrong)
    del wrong["colour"]
    answer = program(rosa).create("journeys/", {**wrong, "condition": "x"})

    assert pointers(unknown) == ["/colour"]
    assert pointers(answer) == ["/decide_by"]
    assert not Case.objects.exists()


def test_an_emergency_opens_no_journey(program, starter_content, rosa):
    answer = program(rosa).create("journeys/", {**ASKED, "now": "yes"})

    assert (answer.status_code, pointers(answer)) == (422, ["/now"])


def test_an_advocate_opens_one_for_a_patient_and_carries_it(program, starter_content, maya):
    answer = program(maya).create(
        "journeys/", {**ASKED, "for_patient": True, "patient_email": "r@example.org"}
    )

    assert answer.status_code == 201
    assert answer.json()["advocate"]["name"] == "Maya Chen"
    assert Case.objects.get().patient_email == "r@example.org"


def test_a_patient_opens_none_for_others_as_an_advocate(program, starter_content, rosa):
    answer = program(rosa).create("journeys/", {**ASKED, "for_patient": True})

    assert (answer.status_code, kind(answer)) == (403, "forbidden")


def test_a_change_needs_the_version_that_was_read(program, carried, maya):
    asks = program(maya)
    body = {"verb": "hold", "until": (timezone.localdate() + timedelta(days=9)).isoformat()}

    without = asks.ask("post", path(carried) + "changes/", body)
    stale = asks.ask("post", path(carried) + "changes/", body, If_Match='"old.en"')
    fresh = asks.say(path(carried), **body)

    assert (without.status_code, kind(without)) == (428, "version-needed")
    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert stale.json()["version"] == stale["ETag"].strip('"').removesuffix(".en")
    assert (fresh.status_code, fresh.json()["status"]) == (200, "on_hold")


def test_a_retry_after_a_lost_answer_changes_nothing_twice(program, carried, maya):
    asks = program(maya)
    tag = asks.read(path(carried))["ETag"]
    body = {"verb": "mark_time_critical", "why": "The doctor said so."}

    first = asks.ask("post", path(carried) + "changes/", body, If_Match=tag, Idempotency_Key="k")
    again = asks.ask("post", path(carried) + "changes/", body, If_Match=tag, Idempotency_Key="k")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"


def test_moving_on_with_something_missing_takes_staff_and_a_reason(program, carried, rosa, maya):
    refused = program(rosa).say(path(carried), "advance")
    forbidden = program(rosa).say(path(carried), "advance", override="I want to.")
    moved = program(maya).say(path(carried), "advance", override="Told by phone.")

    assert (refused.status_code, kind(refused)) == (409, "refused")
    assert forbidden.status_code == 403
    assert (moved.status_code, moved.json()["stage"]) == (200, "records")


def test_a_token_that_may_only_read_changes_nothing(program, carried, maya):
    asks = program(maya, may_write=False)

    assert asks.read(path(carried)).status_code == 200
    assert asks.say(path(carried), "withdraw").status_code == 403


def test_a_token_for_ones_own_journeys_does_not_open_the_caseload(program, carried, maya):
    own = journey.open_journey(by=maya, at=timezone.now(), answers=ANSWERS, as_patient=True)

    assert [row["id"] for row in program(maya, reach="own").rows("journeys/")] == [str(own.uuid)]
    assert [row["id"] for row in program(maya).rows("journeys/")] == [str(carried.uuid)]


def test_a_lead_at_work_reaches_everything_but_their_own_illness(program, carried, dana):
    own = journey.open_journey(by=dana, at=timezone.now(), answers=ANSWERS, as_patient=True)

    assert [row["id"] for row in program(dana).rows("journeys/")] == [str(carried.uuid)]
    assert [row["id"] for row in program(dana, reach="own").rows("journeys/")] == [str(own.uuid)]


def test_a_copy_is_kept_by_what_changed_and_what_is_gone(program, carried, luis, rosa):
    member = join(carried, luis, TeamRole.CAREGIVER)
    asks = program(luis)
    began = timezone.now() - timedelta(minutes=1)
    Case.objects.filter(pk=carried.pk).update(changed_at=began - timedelta(days=1))
    unchanged = asks.read(f"journeys/?changed_since={began.isoformat().replace('+', '%2B')}").json()

    program(rosa).say(path(carried), "answer_safe_to_wait", note="No hurry.")
    changed = asks.read(f"journeys/?changed_since={began.isoformat().replace('+', '%2B')}").json()
    team.end_access(member, by=rosa, at=timezone.now())
    gone = asks.read(f"journeys/?changed_since={began.isoformat().replace('+', '%2B')}").json()

    assert (unchanged["results"], unchanged["gone"]) == ([], [])
    assert [row["id"] for row in changed["results"]] == [str(carried.uuid)]
    assert changed["as_of"]
    assert (gone["results"], gone["gone"]) == ([], [str(carried.uuid)])


def test_pages_follow_each_other_without_losing_a_row(program, starter_content, maya):
    for number in range(7):
        answers = {**ANSWERS, "patient_name": f"Patient {number}"}
        journey.open_journey(by=maya, at=timezone.now(), answers=answers, as_patient=False)
    asks = program(maya)

    for order in ("due", "created", "changed"):
        found = [row["patient_name"] for row in asks.rows(f"journeys/?limit=2&order={order}")]
        assert sorted(found) == [f"Patient {number}" for number in range(7)], order


def test_answers_are_corrected_and_the_rest_stays(program, case, rosa):
    asks = program(rosa)

    answer = asks.change(
        path(case) + "answers/", {"diagnosis": "A slipped disc", "patient_phone": "212 555 0142"}
    )

    assert answer.status_code == 200
    case.refresh_from_db()
    assert (case.diagnosis, case.patient_phone, case.condition) == (
        "A slipped disc",
        "+12125550142",
        "spine surgery",
    )


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=x",
        "cursor=W10",
        "colour=red",
        "show=red",
        "limit=1&limit=2",
        "q=%00",
    ],
)
def test_what_nobody_can_ask_for_is_refused_by_name(program, case, rosa, query):
    answer = program(rosa).read(f"journeys/?{query}")

    assert (answer.status_code, kind(answer)) == (422, "invalid")
    assert pointers(answer) == [f"/{query.partition('=')[0]}"]


def test_an_advocate_looks_at_nobody_elses_caseload(program, carried, maya, ben, dana):
    assert program(maya).read(f"journeys/?whose={ben.uuid}").status_code == 403
    assert [row["id"] for row in program(dana).rows(f"journeys/?whose={maya.uuid}")] == [str(carried.uuid)]
    assert program(dana).read(f"journeys/?whose={person('Nora N').uuid}").status_code == 404


def test_a_list_takes_three_queries_whatever_its_length(
    program, starter_content, maya, django_assert_num_queries
):
    for number in range(3):
        answers = {**ANSWERS, "patient_name": f"Patient {number}"}
        journey.open_journey(by=maya, at=timezone.now(), answers=answers, as_patient=False)
    asks = program(maya)
    asks.read("journeys/")

    for limit in (1, 3):
        with django_assert_num_queries(3):
            asks.read(f"journeys/?limit={limit}")


def test_one_journey_takes_eight_queries(program, carried, maya, django_assert_num_queries):
    asks = program(maya)
    asks.read(path(carried))

    with django_assert_num_queries(8):
        asks.read(path(carried))


def test_a_journey_is_told_as_its_fields_say(program, carried, maya):
    """The list is told at once and not field by field; both say the same."""
    row = rows(Case.objects.visible_to(maya), maya).get()
    teller = JourneyAnswer()

    told = super(JourneyAnswer, teller).to_representation(row)

    assert {**told, "my_role": told["my_role"] or ""} == teller.to_representation(row)
