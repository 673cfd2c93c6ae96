from datetime import date, timedelta

import pytest

from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, messages, steps, tick
from cases.actions.settle import derived, settle
from cases.choices import MoveKind, Need, Outcome, Stage, Status, StepState, Turn
from cases.models import Case, CaseEvent, RecordItem
from tests.cases.conftest import ANSWERS, NOON

LATER = NOON + timedelta(days=1)


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def finish_request(case, by):
    for step in case.steps.filter(stage=Stage.REQUEST, is_gate=True).exclude(key="ask-safe-to-wait"):
        steps.settle_step(step, to=StepState.DONE, by=by, at=NOON)
    steps.answer_safe_to_wait(case, until=date(2027, 1, 20), by=by, at=NOON)


def test_a_new_journey_has_its_steps_its_records_and_its_rows(case):
    assert (case.steps.count(), case.rows.count()) == (18, 19)
    assert set(case.items.values_list("family", flat=True)) == {"general", "bones"}
    assert case.items.filter(key="o1").exists()


def test_a_condition_replaces_general_records_that_it_asks_for_more_exactly(case):
    assert not case.items.filter(key="g6").exists()


def test_a_child_also_gets_the_childrens_list(starter_content, rosa):
    child = {**ANSWERS, "patient_born_on": date(2018, 5, 1)}
    opened = journey.open_journey(by=rosa, at=NOON, answers=child, as_patient=True)
    assert opened.items.filter(family="children").exists()


def test_a_record_needed_only_if_something_was_done_becomes_a_question(starter_content, rosa):
    cancer = {**ANSWERS, "family": "cancer"}
    opened = journey.open_journey(by=rosa, at=NOON, answers=cancer, as_patient=True)
    assert opened.items.get(key="c2").need == Need.IF_EXISTS


def test_a_journey_begins_with_the_patients_turn(case):
    assert (case.turn, case.move_kind, case.records_in) == (Turn.PATIENT, MoveKind.STEP, 0)


def test_the_same_request_opens_one_journey(starter_content, rosa):
    once = "5c0b2a52-5a57-4c8a-9a3e-0d7a7ea36d3c"
    first = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True, once=once)
    second = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True, once=once)
    assert first == second
    assert Case.objects.count() == 1


def test_an_advocate_carries_the_journey_that_they_open(starter_content, maya):
    opened = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)
    assert (opened.advocate, opened.turn) == (maya, Turn.ADVOCATE)


def test_a_gate_stays_shut_while_something_is_open(case, rosa):
    with pytest.raises(Refused):
        journey.advance(case, to=Stage.RECORDS, by=rosa, at=NOON)
    case.refresh_from_db()
    assert (case.stage, kinds(case)) == (Stage.REQUEST, ["journey_opened"])


def test_a_finished_request_goes_on_to_records(case, rosa):
    finish_request(case, rosa)
    journey.advance(case, to=Stage.RECORDS, by=rosa, at=NOON)
    case.refresh_from_db()
    assert (case.stage, kinds(case)[-1]) == (Stage.RECORDS, "stage_advanced")


def test_no_stage_is_skipped(case, rosa):
    finish_request(case, rosa)
    with pytest.raises(Refused):
        journey.advance(case, to=Stage.APPOINTMENT, by=rosa, at=NOON)


def test_an_override_keeps_its_reason(case, maya):
    journey.advance(case, to=Stage.RECORDS, by=maya, at=NOON, override="Rosa asked us to start early.")
    event = CaseEvent.objects.filter(case=case, kind="stage_overridden").get()
    assert event.note == "Rosa asked us to start early."


def test_going_back_keeps_everything(case, maya):
    journey.advance(case, to=Stage.RECORDS, by=maya, at=NOON, override="Early.")
    before = set(case.items.values_list("pk", "state"))
    journey.go_back(case, to=Stage.REQUEST, by=maya, at=NOON, why="One more question.")
    case.refresh_from_db()
    assert case.stage == Stage.REQUEST
    assert set(case.items.values_list("pk", "state")) == before


def test_a_held_journey_rests_and_then_asks(case, rosa):
    journey.hold(case, until=date(2026, 12, 1), why="Holiday", by=rosa, at=NOON)
    case.refresh_from_db()
    assert (case.status, case.move_kind, case.turn) == (Status.ON_HOLD, MoveKind.REST, Turn.NOBODY)
    assert tick.settle_passed(at=case.changes_at) == 1
    case.refresh_from_db()
    assert case.move_kind == MoveKind.REVIEW_HOLD


def test_nothing_changes_on_a_held_journey(case, rosa):
    journey.hold(case, until=date(2026, 12, 1), why="", by=rosa, at=NOON)
    with pytest.raises(Refused):
        steps.settle_step(case.steps.first(), to=StepState.DONE, by=rosa, at=NOON)


def test_a_withdrawn_journey_can_be_taken_up_again(case, rosa):
    journey.withdraw(case, why="", by=rosa, at=NOON)
    case.refresh_from_db()
    assert (case.status, case.move_kind, case.ended_at) == (Status.WITHDRAWN, "", NOON)
    journey.reopen(case, by=rosa, at=LATER)
    case.refresh_from_db()
    assert (case.status, case.ended_at, case.turn) == (Status.LIVE, None, Turn.PATIENT)


def test_a_journey_is_not_closed_before_its_end(case, rosa):
    with pytest.raises(Refused):
        journey.close(case, outcome=Outcome.AGREED, by=rosa, at=NOON)


def test_an_advocate_may_close_early_with_a_reason(case, maya):
    journey.close(case, outcome=Outcome.NO_SECOND_OPINION, by=maya, at=NOON, override="Moved away.")
    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.NO_SECOND_OPINION)


def test_a_safe_date_needs_the_date(case, rosa):
    with pytest.raises(Refused):
        steps.settle_step(case.steps.get(key="ask-safe-to-wait"), to=StepState.DONE, by=rosa, at=NOON)


def test_a_stale_correction_changes_nothing(case, rosa):
    journey.correct(case, by=rosa, at=NOON, version=1, values={"diagnosis": "Stenosis"})
    with pytest.raises(StaleEdit):
        journey.correct(case, by=rosa, at=NOON, version=1, values={"diagnosis": "Something else"})
    case.refresh_from_db()
    assert case.diagnosis == "Stenosis"


def test_a_correction_shows_before_and_after(case, rosa):
    journey.correct(case, by=rosa, at=NOON, version=1, values={"diagnosis": "Stenosis", "state": "NY"})
    event = CaseEvent.objects.filter(case=case, kind="answers_corrected").get()
    assert (event.before, event.after) == ({"diagnosis": ""}, {"diagnosis": "Stenosis"})


def test_a_time_critical_mark_shortens_the_waits(case, maya):
    due_before = case.move_due_on
    journey.mark_time_critical(case, is_critical=True, by=maya, at=NOON)
    case.refresh_from_db()
    assert case.is_time_critical
    assert case.move_due_on <= due_before


def test_the_timeline_is_only_added_to(case):
    event = case.events.first()
    event.note = "rewritten"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        CaseEvent.objects.filter(case=case).delete()


def test_settling_twice_changes_nothing(carried):
    settle(carried, at=NOON)
    before = Case.objects.filter(pk=carried.pk).values().get()
    settle(carried, at=NOON)
    assert Case.objects.filter(pk=carried.pk).values().get() == before


def test_settling_costs_the_same_for_a_long_checklist(carried, django_assert_num_queries):
    with django_assert_num_queries(6):
        derived(carried, at=NOON)
    RecordItem.objects.bulk_create(RecordItem(case=carried, name=f"Record {n}") for n in range(50))
    with django_assert_num_queries(6):
        derived(carried, at=NOON)


def test_an_advocate_who_no_longer_works_here_holds_no_move(carried, maya, rosa):
    journey.correct(carried, by=rosa, at=NOON, version=1, values={"diagnosis": "Stenosis"})
    messages.send(carried, body="Hello?", from_patient_side=True, by=rosa, at=NOON)
    assert Case.objects.get(pk=carried.pk).move_kind == MoveKind.ANSWER_MESSAGE
    maya.groups.clear()
    settle(carried, at=NOON)
    assert carried.move_kind == MoveKind.ASSIGN


def test_a_reference_that_is_taken_is_not_given_again(case, rosa, monkeypatch):
    drawn = iter([case.reference, "SP-2222-22"])
    monkeypatch.setattr(journey, "new_reference", lambda: next(drawn))
    opened = journey.open_journey(by=rosa, at=NOON, answers=ANSWERS, as_patient=True)
    assert opened.reference == "SP-2222-22"
