from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases import gates, next_move
from cases.choices import (
    AppointmentState,
    Asker,
    ItemState,
    MoveKind,
    Need,
    Stage,
    Status,
    StepState,
    Turn,
    Way,
)
from cases.facts import AppointmentFact, ItemFact, JourneyFacts, OpinionFact, StepFact

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
BASE = JourneyFacts(created_on=DAY, stage_since=DAY)
TELL = StepFact(1, "tell-doctor", Stage.REQUEST, "Tell your doctor", is_gate=True, due_days=3)
WAIT = StepFact(2, "ask-safe-to-wait", Stage.REQUEST, "Ask until when", is_gate=True, due_days=1)


def find(facts, at=NOON):
    return next_move.find(facts, at=at)


def kind_of(facts, at=NOON):
    return find(facts, at).move.kind


def test_asking_how_long_is_safe_comes_first():
    move = find(replace(BASE, steps=(TELL, WAIT))).move
    assert (move.kind, move.subject, move.turn, move.due_on) == (
        MoveKind.STEP,
        2,
        Turn.PATIENT,
        date(2026, 11, 24),
    )


def test_a_complete_request_goes_on():
    done = replace(TELL, state=StepState.DONE)
    assert kind_of(replace(BASE, steps=(done,))) == MoveKind.ADVANCE


def test_not_telling_the_doctor_on_purpose_opens_the_gate():
    assert gates.missing(replace(BASE, steps=(replace(TELL, state=StepState.NOT_YET),))) == []


def test_an_unanswered_message_is_the_advocates_turn_first():
    move = find(replace(BASE, steps=(TELL,), unanswered_since=DAY)).move
    assert (move.kind, move.turn, move.due_on) == (MoveKind.ANSWER_MESSAGE, Turn.ADVOCATE, date(2026, 11, 24))


def test_a_message_nobody_can_answer_asks_for_an_advocate():
    assert kind_of(replace(BASE, unanswered_since=DAY, has_advocate=False)) == MoveKind.ASSIGN


def test_without_a_login_the_advocate_stands_in_for_the_patient():
    move = find(replace(BASE, steps=(TELL,), patient_signs_in=False)).move
    assert move.turn == Turn.ADVOCATE


def test_when_the_last_helper_leaves_the_advocate_takes_over():
    leaves_at = NOON + timedelta(days=3)
    facts = replace(BASE, steps=(TELL,), patient_signs_in_until=leaves_at)
    answer = find(facts)
    assert (answer.move.turn, answer.changes_at) == (Turn.PATIENT, leaves_at)
    assert find(facts, leaves_at).move.turn == Turn.ADVOCATE


def test_a_journey_with_nobody_needs_an_advocate():
    move = find(replace(BASE, steps=(TELL,), patient_signs_in=False, has_advocate=False)).move
    assert (move.kind, move.due_on) == (MoveKind.ASSIGN, date(2026, 11, 24))


RECORDS = replace(BASE, stage=Stage.RECORDS)
MRI = ItemFact(7, "MRI images", holder="Mercy", clock="images", limit_on=date(2026, 12, 23))
ASKED = replace(MRI, state=ItemState.ASKED, last_asked_on=DAY, state_on=DAY)


def test_a_needed_record_is_asked_for_within_three_working_days():
    move = find(replace(RECORDS, items=(MRI,))).move
    assert (move.kind, move.due_on) == (MoveKind.ASK_ITEM, date(2026, 11, 27))


def test_a_record_at_home_is_added_by_the_patient():
    at_home = replace(MRI, is_at_home=True, asker=Asker.ADVOCATE)
    assert (find(replace(RECORDS, items=(at_home,))).move.kind) == MoveKind.GIVE_ITEM


def test_an_asked_record_is_the_holders_turn_until_its_legal_limit():
    answer = find(replace(RECORDS, items=(ASKED,)))
    assert (answer.move.kind, answer.move.turn, answer.move.due_on) == (
        MoveKind.WAIT_HOLDER,
        Turn.HOLDER,
        date(2026, 12, 23),
    )


def test_images_are_chased_after_three_working_days():
    facts = replace(RECORDS, items=(ASKED,))
    changes_at = find(facts).changes_at
    assert changes_at.date() == date(2026, 11, 27)
    assert kind_of(facts, changes_at) == MoveKind.CHASE_ITEM


def test_a_time_critical_journey_chases_sooner():
    facts = replace(RECORDS, items=(ASKED,), is_marked_time_critical=True)
    assert find(facts).changes_at.date() == date(2026, 11, 24)


def test_past_the_legal_limit_the_chase_says_so():
    facts = replace(RECORDS, items=(ASKED,))
    move = find(facts, datetime(2026, 12, 24, 12, tzinfo=UTC)).move
    assert (move.kind, move.details["is_over_limit"]) == (MoveKind.CHASE_ITEM, 1)


def test_records_in_or_excused_open_the_gate():
    items = (replace(MRI, state=ItemState.IN, is_at_home=True), replace(MRI, state=ItemState.CANT_GET))
    assert kind_of(replace(RECORDS, items=items)) == MoveKind.ADVANCE


def test_records_that_may_exist_are_asked_about_before_going_on():
    unsure = replace(MRI, need=Need.IF_EXISTS)
    assert kind_of(replace(RECORDS, items=(unsure,))) == MoveKind.CONFIRM_ITEMS


VISIT = AppointmentFact(3, "Dr. Feld", AppointmentState.BOOKED, starts_at=NOON + timedelta(days=10))
APPOINTMENT = replace(BASE, stage=Stage.APPOINTMENT)


def test_a_specialist_is_looked_for_first():
    assert kind_of(APPOINTMENT) == MoveKind.FIND_SPECIALIST


def test_then_the_appointment_is_booked():
    assert kind_of(replace(APPOINTMENT, has_chosen_specialist=True)) == MoveKind.BOOK


def test_offered_dates_are_chosen_from():
    offered = replace(VISIT, state=AppointmentState.OFFERED, offered_on=DAY)
    assert kind_of(replace(APPOINTMENT, appointments=(offered,))) == MoveKind.CHOOSE_DATE


def test_questions_are_written_before_the_visit():
    move = find(replace(APPOINTMENT, appointments=(VISIT,))).move
    assert (move.kind, move.due_on) == (MoveKind.PREPARE_QUESTIONS, date(2026, 12, 1))


def test_a_prepared_patient_waits_for_the_visit():
    facts = replace(APPOINTMENT, appointments=(VISIT,), open_questions=3)
    answer = find(facts)
    assert (answer.move.kind, answer.move.turn) == (MoveKind.WAIT_VISIT, Turn.DOCTOR)
    assert answer.changes_at == VISIT.starts_at


def test_after_the_hour_we_ask_whether_it_took_place():
    facts = replace(APPOINTMENT, appointments=(VISIT,), open_questions=3)
    assert kind_of(facts, VISIT.starts_at) == MoveKind.CONFIRM_VISIT


def test_a_late_review_of_the_records_is_asked_for():
    review = replace(VISIT, way=Way.RECORD_REVIEW, starts_at=None, expected_on=DAY)
    facts = replace(APPOINTMENT, appointments=(review,))
    assert kind_of(facts) == MoveKind.WAIT_REPORT
    assert kind_of(facts, NOON + timedelta(days=1)) == MoveKind.CHASE_REPORT


HELD = replace(VISIT, state=AppointmentState.HELD, held_on=DAY)
COMPARE = replace(BASE, stage=Stage.COMPARE, appointments=(HELD,))
FIRST, SECOND = OpinionFact(1, 1, "Dr. Anand", DAY), OpinionFact(2, 2, "Dr. Feld", DAY)


def test_the_first_opinion_is_written_down_first():
    assert find(COMPARE).move.details["ordinal"] == 1


def test_the_report_is_waited_for_ten_working_days():
    facts = replace(COMPARE, opinions=(FIRST,))
    assert kind_of(facts) == MoveKind.WAIT_REPORT
    assert kind_of(facts, find(facts).changes_at) == MoveKind.CHASE_REPORT


def test_two_opinions_are_gone_through():
    assert kind_of(replace(COMPARE, opinions=(FIRST, SECOND), unrated_rows=4)) == MoveKind.RATE_DIFFERENCES


def test_a_major_difference_is_asked_about():
    asking = StepFact(9, "ask-about-differences", Stage.COMPARE, "Ask", only_if="major_difference")
    facts = replace(COMPARE, opinions=(FIRST, SECOND), steps=(asking,))
    assert kind_of(facts) == MoveKind.ADVANCE
    assert kind_of(replace(facts, major_rows=1)) == MoveKind.STEP


DECIDE = replace(BASE, stage=Stage.DECIDE)


def test_the_decision_is_due_by_the_patients_own_date():
    move = find(replace(DECIDE, decide_by=date(2026, 12, 24), safe_to_wait_until=date(2027, 1, 20))).move
    assert (move.kind, move.due_on) == (MoveKind.MAKE_DECISION, date(2026, 12, 24))


def test_then_the_team_is_told_within_three_days():
    move = find(replace(DECIDE, decided_on=DAY)).move
    assert (move.kind, move.due_on) == (MoveKind.TELL_TEAM, date(2026, 11, 26))


def test_slides_must_be_back_only_where_there_were_slides():
    slides = StepFact(4, "slides-returned", Stage.DECIDE, "Slides", is_gate=True, only_if="slides")
    facts = replace(DECIDE, decided_on=DAY, told_on=DAY, steps=(slides,))
    assert kind_of(facts) == MoveKind.CLOSE
    assert kind_of(replace(facts, has_slides=True)) == MoveKind.STEP


def test_no_date_of_ours_lies_after_the_last_safe_day():
    facts = replace(RECORDS, items=(MRI,), safe_to_wait_until=date(2026, 11, 24))
    assert find(facts).move.due_on == date(2026, 11, 24)


def test_a_passed_safe_date_is_asked_about_again():
    facts = replace(RECORDS, items=(MRI,), safe_to_wait_until=date(2026, 11, 22))
    assert kind_of(facts) == MoveKind.ASK_DATE_AGAIN


def test_a_journey_becomes_time_critical_two_weeks_before_its_limit():
    facts = replace(BASE, steps=(TELL,), safe_to_wait_until=date(2026, 12, 24))
    answer = find(facts)
    assert (answer.is_time_critical, answer.changes_at.date()) == (False, date(2026, 12, 10))
    assert find(facts, answer.changes_at).is_time_critical


def test_a_journey_on_hold_rests_until_its_day():
    facts = replace(BASE, status=Status.ON_HOLD, hold_until=date(2026, 12, 1))
    answer = find(facts)
    assert (answer.move.kind, answer.move.turn) == (MoveKind.REST, Turn.NOBODY)
    assert kind_of(facts, answer.changes_at) == MoveKind.REVIEW_HOLD


def test_an_ended_journey_has_no_move():
    assert find(replace(BASE, status=Status.CLOSED)).move is None


# Any facts at all

days = st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 3, 1))
maybe_days = st.none() | days


@st.composite
def steps(draw):
    stage = draw(st.sampled_from(Stage))
    keys = [
        "tell-doctor",
        "ask-safe-to-wait",
        "find-specialist",
        "bring-someone",
        "decide",
        "tell-team",
        "consider-third",
    ]
    return StepFact(
        id=draw(st.integers(1, 99)),
        key=draw(st.sampled_from(keys)),
        stage=stage,
        title="A step",
        who=draw(st.sampled_from([Turn.PATIENT, Turn.ADVOCATE])),
        state=draw(st.sampled_from(StepState)),
        is_gate=draw(st.booleans()),
        due_days=draw(st.none() | st.integers(0, 20)),
        only_if=draw(st.sampled_from(["", "slides", "major_difference"])),
    )


@st.composite
def items(draw):
    asked_on = draw(days)
    return ItemFact(
        id=draw(st.integers(1, 99)),
        name="A record",
        state=draw(st.sampled_from(ItemState)),
        need=draw(st.sampled_from(Need)),
        asker=draw(st.sampled_from(Asker)),
        is_at_home=draw(st.booleans()),
        clock=draw(st.sampled_from(["documents", "images", "slides"])),
        last_asked_on=asked_on,
        state_on=draw(maybe_days),
        limit_on=draw(maybe_days),
    )


@st.composite
def visits(draw):
    way = draw(st.sampled_from(Way))
    starts_at = datetime.combine(draw(days), datetime.min.time(), tzinfo=UTC) + timedelta(
        hours=draw(st.integers(0, 23))
    )
    return AppointmentFact(
        id=draw(st.integers(1, 9)),
        doctor="Dr. A",
        state=draw(st.sampled_from(AppointmentState)),
        way=way,
        starts_at=None if way == Way.RECORD_REVIEW else starts_at,
        offered_on=draw(maybe_days),
        expected_on=draw(maybe_days),
        held_on=draw(days),
        last_chased_on=draw(maybe_days),
    )


@st.composite
def facts(draw):
    created = draw(days)
    return JourneyFacts(
        created_on=created,
        stage_since=draw(days),
        stage=draw(st.sampled_from(Stage)),
        status=draw(st.sampled_from([Status.LIVE, Status.ON_HOLD])),
        state=draw(st.sampled_from(["", "NY", "CA"])),
        hold_until=draw(maybe_days),
        has_advocate=draw(st.booleans()),
        patient_signs_in=draw(st.booleans()),
        patient_signs_in_until=draw(st.none() | st.integers(-5, 60).map(lambda n: NOON + timedelta(days=n))),
        is_marked_time_critical=draw(st.booleans()),
        safe_to_wait_until=draw(maybe_days),
        decide_by=draw(maybe_days),
        unanswered_since=draw(maybe_days),
        steps=tuple(draw(st.lists(steps(), max_size=4))),
        items=tuple(draw(st.lists(items(), max_size=4))),
        has_chosen_specialist=draw(st.booleans()),
        appointments=tuple(draw(st.lists(visits(), max_size=3))),
        open_questions=draw(st.integers(0, 2)),
        opinions=tuple(
            OpinionFact(n, n, "Dr.", draw(days)) for n in sorted(draw(st.sets(st.integers(1, 3), max_size=3)))
        ),
        unrated_rows=draw(st.integers(0, 2)),
        major_rows=draw(st.integers(0, 2)),
        decided_on=draw(maybe_days),
        told_on=draw(maybe_days),
        has_slides=draw(st.booleans()),
    )


@given(facts())
def test_every_journey_that_has_not_ended_has_a_next_move_with_words(given_facts):
    answer = find(given_facts)
    assert answer.move is not None
    assert answer.changes_at is None or answer.changes_at > NOON


@given(facts(), st.floats(min_value=0, max_value=0.999))
def test_the_answer_holds_until_it_says_it_changes(given_facts, part):
    answer = find(given_facts)
    end = answer.changes_at or NOON + timedelta(days=400)
    later = find(given_facts, NOON + (end - NOON) * part)
    assert (later.move, later.is_time_critical, later.changes_at) == (
        answer.move,
        answer.is_time_critical,
        answer.changes_at,
    )


@given(facts())
def test_an_advance_is_offered_only_through_an_open_gate(given_facts):
    moves = (find(given_facts).move, *find(given_facts).others)
    if any(move.kind in (MoveKind.ADVANCE, MoveKind.CLOSE) for move in moves):
        assert gates.missing(given_facts) == []
