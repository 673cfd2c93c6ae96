"""Steps: why and how, what can be said of them, and the forms of two of them."""

from dataclasses import replace
from datetime import date

import pytest

from cases.actions import journey, steps
from cases.choices import Access, StepState, TeamRole, Turn
from cases.facts import ItemFact, JourneyFacts, StepFact
from cases.models import Case, Step
from cases.queries import facts as case_facts
from cases.queries.steps import due_on, standing, step_rows
from cases.rules.team import Viewer, viewer_of, with_places
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, signed_in


@pytest.fixture
def client_of_rosa(case, rosa):
    return signed_in(rosa)


def step_of(case, key):
    return case.steps.get(key=key)


def address(case, key, what=""):
    return f"/cases/{case.uuid}/steps/{step_of(case, key).pk}/" + (f"{what}/" if what else "")


def say(client, case, key, to, note=""):
    return client.post(address(case, key, "answer"), {"to": to, "note": note})


# One step


def test_a_step_says_why_and_how(case, client_of_rosa):
    page = client_of_rosa.get(address(case, "tell-doctor")).content.decode()

    assert "Most doctors support it" in page
    assert "I have told my doctor" in page
    assert "I don’t want to tell my doctor for now" in page


@pytest.mark.parametrize("to", ["done", "not_yet", "not_needed"])
def test_a_step_can_be_answered_and_put_back(case, client_of_rosa, rosa, to):
    answer = say(client_of_rosa, case, "tell-doctor", to, "She was kind about it")

    step = step_of(case, "tell-doctor")
    assert answer.url == address(case, "tell-doctor")
    assert (step.state, step.note, step.settled_by) == (to, "She was kind about it", rosa)
    assert "She was kind about it" in client_of_rosa.get(answer.url).content.decode()

    client_of_rosa.post(address(case, "tell-doctor", "reopen"))
    assert step_of(case, "tell-doctor").state == StepState.TODO


def test_the_same_answer_twice_is_one_event(case, client_of_rosa):
    for _time in range(2):
        say(client_of_rosa, case, "tell-doctor", "done")

    assert case.events.filter(kind="step_done").count() == 1


@pytest.mark.parametrize(
    ("key", "to"),
    [
        ("tell-doctor", ""),
        ("tell-doctor", "todo"),
        ("tell-doctor", "\x00"),
        ("ask-safe-to-wait", "done"),
        ("ask-safe-to-wait", "not_needed"),
        ("check-insurance", "done"),
        ("gather-records", "done"),
        ("decide", "not_needed"),
    ],
)
def test_what_cannot_be_said_of_a_step_changes_nothing(case, client_of_rosa, key, to):
    assert say(client_of_rosa, case, key, to).status_code == 422
    assert step_of(case, key).state == StepState.TODO


@pytest.mark.parametrize("note", ["a\x00b", "a" * 1001])
def test_a_note_that_cannot_be_kept_is_shown_again(case, client_of_rosa, note):
    answer = say(client_of_rosa, case, "tell-doctor", "done", note)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_ten_megabytes_are_too_much(case, client_of_rosa):
    assert say(client_of_rosa, case, "tell-doctor", "done", "a" * 10_000_000).status_code == 413


def test_a_step_that_facts_settle_has_no_button_but_a_link(case, client_of_rosa):
    page = client_of_rosa.get(address(case, "gather-records")).content.decode()

    assert 'name="to"' not in page
    assert f"/cases/{case.uuid}/records/" in page


@pytest.mark.parametrize(
    "key", ["find-specialist", "prepare-questions", "compare-carefully", "decide", "tell-team"]
)
def test_every_step_that_facts_settle_can_be_opened(case, client_of_rosa, key):
    assert client_of_rosa.get(address(case, key)).status_code == 200


def test_the_step_of_another_journey_is_not_found(case, client_of_rosa, luis):
    other = journey.open_journey(by=luis, at=NOON, answers=ANSWERS, as_patient=True)
    foreign = step_of(other, "tell-doctor").pk

    for what in ("", "answer/", "reopen/"):
        assert client_of_rosa.post(f"/cases/{case.uuid}/steps/{foreign}/{what}").status_code in (404, 405)
        assert client_of_rosa.get(f"/cases/{other.uuid}/steps/{foreign}/{what}").status_code in (404, 405)
    assert client_of_rosa.get(f"/cases/{case.uuid}/steps/{foreign}/").status_code == 404
    assert client_of_rosa.post(f"/cases/{case.uuid}/steps/{foreign}/answer/").status_code == 404
    assert client_of_rosa.post(f"/cases/{case.uuid}/steps/{foreign}/reopen/").status_code == 404


def test_family_who_may_see_answers_nothing(case, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    client = signed_in(luis)

    assert client.get(address(case, "tell-doctor")).status_code == 200
    assert 'name="to"' not in client.get(address(case, "tell-doctor")).content.decode()
    assert say(client, case, "tell-doctor", "done").status_code == 403
    assert client.post(address(case, "tell-doctor", "reopen")).status_code == 403
    assert client.post(f"/cases/{case.uuid}/safe-to-wait/").status_code == 403
    assert client.post(f"/cases/{case.uuid}/insurer-call/").status_code == 403
    assert client.get(f"/cases/{case.uuid}/insurer-call/print/").status_code == 200


def test_a_journey_on_hold_offers_no_buttons_and_refuses_kindly(case, client_of_rosa, rosa):
    journey.hold(case, until=date(2027, 1, 1), why="", by=rosa, at=NOON)

    assert 'name="to"' not in client_of_rosa.get(address(case, "tell-doctor")).content.decode()
    answer = say(client_of_rosa, case, "tell-doctor", "done", "my words")
    assert answer.status_code == 422
    assert "not under way now" in answer.content.decode()


# The safe date


def safe(client, case, **data):
    return client.post(f"/cases/{case.uuid}/safe-to-wait/", {"version": case.version, **data})


def test_the_date_of_the_doctor_settles_the_step(case, client_of_rosa):
    answer = safe(client_of_rosa, case, safe_to_wait_until="2027-01-20")

    case.refresh_from_db()
    assert (answer.url, case.safe_to_wait_until) == (f"/cases/{case.uuid}/", date(2027, 1, 20))
    assert step_of(case, "ask-safe-to-wait").state == StepState.DONE


def test_a_doctor_without_a_date_settles_the_step_too(case, client_of_rosa):
    safe(client_of_rosa, case, note="There is no hurry")

    step = step_of(case, "ask-safe-to-wait")
    assert (step.state, step.note) == (StepState.DONE, "There is no hurry")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"safe_to_wait_until": "soon"},
        {"safe_to_wait_until": "0000-01-01"},
        {"note": "a\x00b"},
        {"note": "a" * 1001},
        {"safe_to_wait_until": "2027-01-20", "version": "x"},
    ],
)
def test_without_a_date_or_words_nothing_is_settled(case, client_of_rosa, data):
    assert safe(client_of_rosa, case, **data).status_code == 422
    assert step_of(case, "ask-safe-to-wait").state == StepState.TODO


def test_a_stale_safe_date_shows_both(case, client_of_rosa, rosa):
    steps.answer_safe_to_wait(case, until=date(2027, 1, 20), by=rosa, at=NOON)

    answer = safe(client_of_rosa, case, safe_to_wait_until="2027-03-01")

    assert answer.status_code == 409
    assert "It says now" in answer.content.decode()


# The call to the insurer


def call(client, case, **data):
    return client.post(f"/cases/{case.uuid}/insurer-call/", {"version": case.version, **data})


def test_what_the_insurer_said_is_kept_and_settles_the_step(case, client_of_rosa):
    call(client_of_rosa, case, covered="yes", authorization_number="A 17", call_date="2026-11-20")

    case.refresh_from_db()
    assert case.insurance_answers == {
        "covered": "yes",
        "authorization_number": "A 17",
        "call_date": "2026-11-20",
    }
    assert step_of(case, "check-insurance").state == StepState.DONE
    page = client_of_rosa.get(f"/cases/{case.uuid}/answers/").content.decode()
    assert "Friday 20 November 2026" in page


def test_every_answer_of_the_insurer_may_be_left_out(case, client_of_rosa):
    assert call(client_of_rosa, case).status_code == 302
    assert step_of(case, "check-insurance").state == StepState.DONE


@pytest.mark.parametrize(
    "data", [{"covered": "maybe"}, {"agent": "a\x00b"}, {"agent": "a" * 501}, {"call_date": "0000-01-01"}]
)
def test_what_an_insurer_cannot_have_said_is_shown_again(case, client_of_rosa, data):
    assert call(client_of_rosa, case, **data).status_code == 422
    case.refresh_from_db()
    assert case.insurance_answers == {}


def test_a_stale_call_shows_both(case, client_of_rosa, rosa):
    steps.record_insurer_call(case, answers={"agent": "Ms. Finch"}, by=rosa, at=NOON)

    answer = call(client_of_rosa, case, agent="Mr. Wren")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ms. Finch" in page
    assert "Mr. Wren" in page


def test_the_kept_call_is_shown_again_to_be_corrected(case, client_of_rosa, rosa):
    steps.record_insurer_call(
        case, answers={"agent": "Ms. Finch", "call_date": "2026-11-20"}, by=rosa, at=NOON
    )

    page = client_of_rosa.get(f"/cases/{case.uuid}/insurer-call/").content.decode()

    assert 'value="Ms. Finch"' in page
    assert 'value="2026-11-20"' in page


# The list of steps


def viewer(case: Case, user) -> Viewer:
    return viewer_of(with_places(Case.objects.all(), user).get(pk=case.pk), user)


def rows_of(case, user):
    return step_rows(case, case_facts.of_case(case), viewer(case, user))


def test_the_list_holds_the_steps_of_this_stage_with_their_days(case, rosa):
    assert [(row["title"], row["kind"], row["sub"]) for row in rows_of(case, rosa)] == [
        ("Ask your doctor how long it is safe to wait", "yours", "by Tuesday 24 November"),
        ("Tell your doctor that you want a second opinion", "yours", "by Friday 27 November"),
        ("Check what your insurance pays", "yours", "by Tuesday 1 December"),
    ]


def test_the_list_tells_each_viewer_whose_turn_it_is(carried, maya):
    assert {row["state"] for row in rows_of(carried, maya)} == {"Patient"}


def test_the_overview_tells_each_step_once(case, client_of_rosa):
    answer = client_of_rosa.get(f"/cases/{case.uuid}/")

    told = [row["title"] for row in answer.context["steps"]]
    assert [move["title"] for move in answer.context["meanwhile"] if move["title"] in told] == []
    assert "Check what your insurance pays" in told


def test_gathering_records_is_under_way_whoever_looks(case, rosa):
    gather = StepFact(1, "gather-records", "records", "Gather your records")
    missing = replace(case_facts.of_case(case), items=(ItemFact(1, "MRI"),))

    assert standing(gather, missing, viewer(case, rosa)) == ("wait", "Under way")


def test_settled_steps_say_how(case, rosa):
    steps.settle_step(step_of(case, "tell-doctor"), to=StepState.NOT_YET, by=rosa, at=NOON)

    row = rows_of(case, rosa)[1]

    assert (row["state"], row["kind"], row["sub"]) == ("Left for now, on purpose", "", "")


def test_the_list_asks_the_database_nothing(case, rosa, django_assert_num_queries):
    facts, onlooker = case_facts.of_case(case), viewer(case, rosa)

    with django_assert_num_queries(0):
        step_rows(case, facts, onlooker)


def test_decision_may_take_until_the_last_safe_day_and_what_follows_it_has_no_day_yet():
    decide = StepFact(1, "decide", "decide", "X", due_days=10)
    tell = StepFact(2, "tell-team", "decide", "X", due_days=12)
    facts = JourneyFacts(
        stage="decide",
        stage_since=TODAY,
        created_on=TODAY,
        safe_to_wait_until=date(2027, 3, 23),
    )

    assert due_on(decide, facts, is_critical=False) == date(2027, 3, 23)
    assert due_on(tell, facts, is_critical=False) is None


def test_no_step_is_due_after_the_last_safe_day():
    step = StepFact(1, "x", "request", "X", due_days=5)
    facts = JourneyFacts(
        created_on=date(2026, 11, 23), stage_since=date(2026, 11, 23), safe_to_wait_until=date(2026, 11, 25)
    )

    assert due_on(step, facts, is_critical=False) == date(2026, 11, 25)


def test_a_step_shows_the_day_of_the_next_move(case, rosa):
    journey.mark_time_critical(case, is_critical=True, by=rosa, at=NOON)
    case.refresh_from_db()

    first = rows_of(case, rosa)[0]

    assert case.move_due_on == date(2026, 11, 24)
    assert first["sub"] == "by Tuesday 24 November"


def test_the_advocate_does_the_steps_of_a_patient_who_does_not_sign_in(starter_content, maya):
    carried = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)

    assert {(row["state"], row["kind"]) for row in rows_of(carried, maya)} == {("To do", "yours")}


@pytest.mark.parametrize("extra", [0, 29])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("welcome/", 13), ("answers/", 6), ("steps/{step}/", 13), ("safe-to-wait/", 7), ("insurer-call/", 6)],
)
def test_pages_ask_the_database_as_often_for_many_steps(
    case, client_of_rosa, django_assert_max_num_queries, *, extra, page, queries
):
    Step.objects.bulk_create(
        Step(
            case=case, key=f"more-{number}", stage="request", position=number, title="More", who=Turn.PATIENT
        )
        for number in range(extra)
    )
    address_of_page = f"/cases/{case.uuid}/{page.format(step=step_of(case, 'tell-doctor').pk)}"
    client_of_rosa.get(address_of_page)

    with django_assert_max_num_queries(queries):
        assert client_of_rosa.get(address_of_page).status_code == 200


def test_telling_the_team_is_due_when_the_next_move_says_so():
    tell = StepFact(2, "tell-team", "decide", "X", due_days=12)
    day = date(2026, 11, 20)
    facts = JourneyFacts(created_on=day, stage_since=day, stage="decide", decided_on=day)
    assert due_on(tell, facts, is_critical=False) == date(2026, 11, 23)
