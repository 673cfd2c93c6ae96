"""What a journey is reminded of: each anchor stands exactly while its move is open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import next_move, reminding
from cases.choices import (
    AppointmentState,
    Asker,
    Clock,
    ItemState,
    Stage,
    Status,
    StepState,
    Way,
)
from cases.facts import AppointmentFact, ItemFact, JourneyFacts, OpinionFact, StepFact
from cases.next_move import WAITING
from cases.reminder_kinds import KINDS, RemindOf
from notifications.choices import Audience

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TOUCHED = date(2026, 11, 20)
BASE = JourneyFacts(created_on=DAY, stage_since=DAY, touched_on=TOUCHED)
TELL = StepFact(1, "tell-doctor", Stage.REQUEST, "Tell your doctor", is_gate=True, due_days=3)
INSURANCE = StepFact(2, "check-insurance", Stage.REQUEST, "Check your insurance", is_gate=True, due_days=5)
DONE = replace(TELL, state=StepState.DONE)
PAPERS = ItemFact(
    7,
    "Discharge summary",
    holder="Mercy",
    state=ItemState.ASKED,
    last_asked_on=DAY,
    state_on=DAY,
    limit_on=date(2026, 12, 23),
)
NEEDED = replace(PAPERS, state=ItemState.NEEDED, last_asked_on=None, limit_on=None)
VISIT = AppointmentFact(3, "Dr. Feld", AppointmentState.BOOKED, starts_at=NOON + timedelta(days=10))
HELD = replace(VISIT, state=AppointmentState.HELD, held_on=DAY)
REVIEW = replace(VISIT, way=Way.RECORD_REVIEW, starts_at=None, expected_on=date(2026, 12, 4))
FIRST, SECOND = OpinionFact(1, 1, "Dr. Anand", DAY), OpinionFact(2, 2, "Dr. Feld", DAY)
RECORDS = replace(BASE, stage=Stage.RECORDS)
APPOINTMENT = replace(BASE, stage=Stage.APPOINTMENT)
COMPARE = replace(BASE, stage=Stage.COMPARE, appointments=(HELD,))
DECIDE = replace(BASE, stage=Stage.DECIDE)


def anchors(facts, at=NOON):
    """What these facts are reminded of, by kind and key."""
    found = reminding.anchors(facts, next_move.find(facts, at=at), at=at)
    return {(anchor.kind, anchor.key): anchor for anchor in found}


def of(kind, facts, at=NOON):
    """The only anchor of a kind, or None."""
    found = [anchor for anchor in anchors(facts, at).values() if anchor.kind == kind]
    assert len(found) <= 1
    return found[0] if found else None


def to_and_from(anchor):
    """For whom an anchor is, and from which day it counts."""
    return anchor.audience, anchor.on


# Request


def test_a_request_is_reminded_of_from_the_last_thing_that_happened():
    anchor = of(RemindOf.REQUEST_IDLE, replace(BASE, steps=(TELL,)))

    assert to_and_from(anchor) == (Audience.PATIENT_SIDE, TOUCHED)


def test_a_complete_request_is_still_reminded_of_until_it_goes_on():
    assert of(RemindOf.REQUEST_IDLE, replace(BASE, steps=(DONE,)))
    assert of(RemindOf.REQUEST_IDLE, replace(RECORDS, steps=(DONE,))) is None


def test_without_a_login_the_advocate_is_reminded_of_the_request():
    facts = replace(BASE, steps=(TELL,), patient_signs_in=False)

    assert of(RemindOf.REQUEST_IDLE, facts).audience == Audience.ADVOCATE


def test_whoever_lost_their_access_is_no_longer_reminded():
    facts = replace(BASE, steps=(TELL,), patient_signs_in_until=NOON + timedelta(hours=1))

    assert of(RemindOf.REQUEST_IDLE, facts).audience == Audience.PATIENT_SIDE
    assert of(RemindOf.REQUEST_IDLE, facts, NOON + timedelta(hours=1)).audience == Audience.ADVOCATE


def test_the_insurer_is_called_while_nobody_has_said_what_they_pay():
    facts = replace(BASE, steps=(TELL, INSURANCE))

    assert to_and_from(of(RemindOf.INSURER_CALL, facts)) == (Audience.PATIENT_SIDE, DAY)
    answered = replace(INSURANCE, state=StepState.NOT_NEEDED)
    assert of(RemindOf.INSURER_CALL, replace(BASE, steps=(TELL, answered))) is None


# Records


@pytest.mark.parametrize(
    ("clock", "kind"),
    [
        (Clock.DOCUMENTS, RemindOf.CHASE_DOCUMENTS),
        (Clock.IMAGES, RemindOf.CHASE_IMAGES),
        (Clock.SLIDES, RemindOf.CHASE_SLIDES),
    ],
)
def test_documents_pictures_and_slides_are_asked_for_again_each_in_its_own_time(clock, kind):
    anchor = of(kind, replace(RECORDS, items=(replace(PAPERS, clock=clock),)))

    assert to_and_from(anchor) == (Audience.PATIENT_SIDE, DAY)
    assert anchor.details == {"item": "Discharge summary", "holder": "Mercy", "asked_on": "2026-11-23"}


def test_asking_again_counts_from_the_last_time():
    chased = replace(PAPERS, last_asked_on=date(2026, 11, 30))

    assert of(RemindOf.CHASE_DOCUMENTS, replace(RECORDS, items=(chased,))).on == date(2026, 11, 30)


def test_whoever_asks_for_a_record_is_reminded_of_it():
    item = replace(PAPERS, asker=Asker.ADVOCATE)
    facts = replace(RECORDS, items=(item,))

    assert of(RemindOf.CHASE_DOCUMENTS, facts).audience == Audience.ADVOCATE
    assert of(RemindOf.CHASE_DOCUMENTS, replace(facts, has_advocate=False)).audience == Audience.PATIENT_SIDE


@pytest.mark.parametrize(
    "state",
    [state for state in ItemState if state not in (ItemState.ASKED, ItemState.ACKNOWLEDGED)],
)
def test_a_record_that_is_not_with_its_holder_is_chased_by_nobody(state):
    found = anchors(replace(RECORDS, items=(replace(PAPERS, state=state),)))

    assert not {RemindOf.CHASE_DOCUMENTS, RemindOf.LIMIT_NEAR, RemindOf.LIMIT_PAST} & {k for k, _ in found}


def test_the_legal_limit_is_reminded_of_before_for_documents_and_after_for_all():
    documents = replace(RECORDS, items=(PAPERS,))
    images = replace(RECORDS, items=(replace(PAPERS, clock=Clock.IMAGES),))

    assert of(RemindOf.LIMIT_NEAR, documents).on == PAPERS.limit_on
    assert of(RemindOf.LIMIT_NEAR, documents).until == PAPERS.limit_on
    assert of(RemindOf.LIMIT_NEAR, images) is None
    assert of(RemindOf.LIMIT_PAST, images).on == PAPERS.limit_on


def test_no_hurry_moves_a_legal_limit():
    facts = replace(RECORDS, items=(PAPERS,), is_marked_time_critical=True)

    assert of(RemindOf.CHASE_DOCUMENTS, facts).is_critical
    assert not of(RemindOf.LIMIT_PAST, facts).is_critical


@pytest.mark.parametrize("stage", list(Stage))
def test_a_record_that_somebody_owes_is_asked_for_again_in_every_stage(stage):
    facts = replace(BASE, stage=stage, items=(PAPERS,))

    assert {kind for kind, _key in anchors(facts)} >= {
        RemindOf.CHASE_DOCUMENTS,
        RemindOf.LIMIT_NEAR,
        RemindOf.LIMIT_PAST,
    }


def test_a_record_that_was_sent_back_is_needed_again():
    back = replace(NEEDED, was_in=True, state_on=TOUCHED)

    assert to_and_from(of(RemindOf.ITEM_AGAIN, replace(RECORDS, items=(back,)))) == (
        Audience.PATIENT_SIDE,
        TOUCHED,
    )
    assert of(RemindOf.ITEM_AGAIN, replace(RECORDS, items=(NEEDED,))) is None


def test_the_advocate_chases_for_whoever_lost_their_access():
    facts = replace(RECORDS, items=(PAPERS,), patient_signs_in_until=NOON)

    assert of(RemindOf.CHASE_DOCUMENTS, facts).audience == Audience.ADVOCATE


def test_a_record_whose_holder_nobody_knows_has_a_dash_for_it():
    facts = replace(RECORDS, items=(replace(PAPERS, holder=""),))

    assert of(RemindOf.CHASE_DOCUMENTS, facts).details["holder"] == "–"


def test_a_checklist_that_nobody_works_on_is_reminded_of_once_however_long_it_is():
    facts = replace(RECORDS, items=(NEEDED, replace(NEEDED, id=8)))

    assert to_and_from(of(RemindOf.RECORDS_IDLE, facts)) == (Audience.PATIENT_SIDE, TOUCHED)
    assert of(RemindOf.RECORDS_IDLE, replace(RECORDS, items=(PAPERS,))) is None


def test_patient_and_advocate_are_each_reminded_of_their_own_part_of_the_checklist():
    theirs = replace(NEEDED, id=8, asker=Asker.ADVOCATE)
    found = anchors(replace(RECORDS, items=(NEEDED, theirs)))

    idle = {anchor.audience for (kind, _key), anchor in found.items() if kind == RemindOf.RECORDS_IDLE}
    assert idle == {Audience.PATIENT_SIDE, Audience.ADVOCATE}


def test_each_record_has_reminders_of_its_own():
    two = replace(RECORDS, items=(PAPERS, replace(PAPERS, id=8)))

    assert {key for kind, key in anchors(two) if kind == RemindOf.CHASE_DOCUMENTS} == {"item:7", "item:8"}


# Appointment


def test_a_date_is_looked_for_from_the_beginning_of_the_stage():
    anchor = of(RemindOf.UNBOOKED, APPOINTMENT)

    assert to_and_from(anchor) == (Audience.PATIENT_SIDE, DAY)
    booking = replace(APPOINTMENT, has_chosen_specialist=True)
    assert of(RemindOf.UNBOOKED, booking).audience == Audience.ADVOCATE


def test_after_a_cancelled_visit_the_search_begins_anew():
    cancelled = replace(VISIT, state=AppointmentState.CANCELLED)

    assert of(RemindOf.UNBOOKED, replace(APPOINTMENT, appointments=(cancelled,))).on == TOUCHED


def test_a_booked_visit_ends_the_search():
    assert of(RemindOf.UNBOOKED, replace(APPOINTMENT, appointments=(VISIT,))) is None


@pytest.mark.parametrize("stage", list(Stage))
def test_a_visit_is_prepared_in_whichever_stage_it_is_booked(stage):
    facts = replace(BASE, stage=stage, appointments=(VISIT,))

    for kind in (RemindOf.VISIT_AHEAD, RemindOf.VISIT_NEAR):
        anchor = of(kind, facts)
        assert (anchor.on, anchor.instant, anchor.audience) == (date(2026, 12, 3), VISIT.starts_at, "")
        assert anchor.until == anchor.on


@pytest.mark.parametrize("stage", list(Stage))
def test_a_visit_that_has_begun_is_no_longer_prepared_and_the_journey_is_settled_then(stage):
    facts = replace(BASE, stage=stage, appointments=(VISIT,))

    assert next_move.find(facts, at=NOON).changes_at <= VISIT.starts_at
    assert of(RemindOf.VISIT_AHEAD, facts, VISIT.starts_at) is None
    assert of(RemindOf.VISIT_NEAR, facts, VISIT.starts_at) is None


def test_the_visit_is_told_as_clocks_show_it_where_it_is():
    shown = replace(VISIT, shown=datetime.fromisoformat("2026-12-03T09:00"))
    anchor = of(RemindOf.VISIT_NEAR, replace(APPOINTMENT, appointments=(shown,)))

    assert anchor.details == {"doctor": "Dr. Feld", "day": "2026-12-03", "time": "09:00"}


def test_a_review_of_the_records_is_late_after_the_day_it_was_expected():
    facts = replace(APPOINTMENT, appointments=(REVIEW,))

    assert to_and_from(of(RemindOf.REVIEW_LATE, facts)) == (Audience.ADVOCATE, date(2026, 12, 4))
    chased = replace(REVIEW, last_chased_on=date(2026, 12, 7))
    again = replace(facts, appointments=(chased,))
    assert of(RemindOf.REVIEW_LATE, again) is None
    assert of(RemindOf.REPORT_MISSING, again).on == date(2026, 12, 7)


# Compare


def test_the_report_of_a_visit_is_missed_from_the_visit_on():
    facts = replace(COMPARE, opinions=(FIRST,))

    assert to_and_from(of(RemindOf.REPORT_MISSING, facts)) == (Audience.ADVOCATE, DAY)
    assert of(RemindOf.REPORT_MISSING, replace(facts, opinions=(FIRST, SECOND))) is None


def test_a_comparison_is_idle_while_opinions_wait_to_be_written_or_rated():
    unrated = replace(COMPARE, opinions=(FIRST, SECOND), unrated_rows=2)

    assert to_and_from(of(RemindOf.COMPARISON_IDLE, COMPARE)) == (Audience.ADVOCATE, TOUCHED)
    assert of(RemindOf.COMPARISON_IDLE, unrated)
    assert of(RemindOf.COMPARISON_IDLE, replace(unrated, unrated_rows=0)) is None


def test_a_step_that_resolves_a_difference_is_due_on_its_day():
    asking = StepFact(
        9, "ask-about-differences", Stage.COMPARE, "Ask both", due_days=2, only_if="major_difference"
    )
    facts = replace(COMPARE, opinions=(FIRST, SECOND), steps=(asking,), major_rows=1)
    anchor = of(RemindOf.STEP_DUE, facts)

    assert (anchor.key, anchor.on) == ("step:9", next_move.find(facts, at=NOON).move.due_on)
    assert anchor.details == {"step": "Ask both", "day": anchor.on.isoformat()}
    assert of(RemindOf.STEP_DUE, replace(facts, major_rows=0)) is None


# Decide


def test_a_decision_that_nobody_was_told_of_is_reminded_of():
    decided = replace(DECIDE, decided_on=DAY)

    assert to_and_from(of(RemindOf.DECISION_NOT_TOLD, decided)) == (Audience.PATIENT_SIDE, DAY)
    assert of(RemindOf.DECISION_NOT_TOLD, replace(decided, told_on=DAY)) is None


SLIDES_STEP = StepFact(
    4, "slides-returned", Stage.DECIDE, "Slides", who=Asker.ADVOCATE, is_gate=True, only_if="slides"
)
SLIDES = replace(NEEDED, id=9, name="Glass slides", clock=Clock.SLIDES, state=ItemState.WITH_CONSULTANT)
LENT = replace(DECIDE, decided_on=DAY, told_on=DAY, steps=(SLIDES_STEP,), items=(SLIDES,), has_slides=True)


def test_lent_slides_are_asked_for_from_the_decision_on():
    anchor = of(RemindOf.SLIDES_BACK, LENT)

    assert to_and_from(anchor) == (Audience.ADVOCATE, DAY)
    assert anchor.details == {"items": "Glass slides"}


def test_slides_that_are_back_are_forgotten():
    back = replace(SLIDES, state=ItemState.RETURNED)
    settled = replace(SLIDES_STEP, state=StepState.DONE)

    assert of(RemindOf.SLIDES_BACK, replace(LENT, items=(back,))) is None
    assert of(RemindOf.SLIDES_BACK, replace(LENT, steps=(settled,))) is None


def test_records_that_are_missing_before_a_visit_are_named_until_they_are_in():
    booked = replace(APPOINTMENT, appointments=(VISIT,), items=(PAPERS, replace(NEEDED, id=8, name="MRI")))

    anchor = of(RemindOf.RECORDS_BEFORE_VISIT, booked)
    assert anchor.on == date(2026, 12, 3)
    assert anchor.details["items"] == "Discharge summary, MRI"
    all_in = tuple(replace(item, state=ItemState.IN) for item in booked.items)
    assert of(RemindOf.RECORDS_BEFORE_VISIT, replace(booked, items=all_in)) is None


@pytest.mark.parametrize(("days", "is_far"), [(30, False), (31, True)])
def test_whoever_is_offered_only_far_dates_hears_of_wait_lists(days, is_far):
    first = replace(
        VISIT, state=AppointmentState.OFFERED, offered_on=DAY, starts_at=NOON + timedelta(days=days)
    )
    later = replace(first, id=4, starts_at=NOON + timedelta(days=90))

    anchor = of(RemindOf.FAR_OFFER, replace(APPOINTMENT, appointments=(later, first)))
    assert bool(anchor) == is_far
    assert not is_far or to_and_from(anchor) == (Audience.PATIENT_SIDE, DAY)


def test_a_decision_without_a_day_for_it_is_asked_about_from_the_comparison_on():
    assert to_and_from(of(RemindOf.UNDECIDED, DECIDE)) == ("", DAY)
    assert of(RemindOf.UNDECIDED, replace(DECIDE, decide_by=date(2027, 1, 4))) is None
    assert of(RemindOf.UNDECIDED, replace(DECIDE, decided_on=DAY)) is None
    assert of(RemindOf.UNDECIDED, COMPARE) is None


def test_what_is_for_both_sides_goes_to_the_one_that_there_is():
    dated = replace(DECIDE, safe_to_wait_until=date(2027, 1, 4))

    assert of(RemindOf.SAFE_DATE, dated).audience == ""
    assert of(RemindOf.SAFE_DATE, replace(dated, has_advocate=False)).audience == Audience.PATIENT_SIDE
    assert of(RemindOf.SAFE_DATE, replace(dated, patient_signs_in=False)).audience == Audience.ADVOCATE
    assert of(RemindOf.SAFE_DATE_NEAR, replace(dated, has_advocate=False)).audience == ""


# Dates that must not pass unseen


@pytest.mark.parametrize("stage", list(Stage))
def test_dates_to_keep_are_kept_in_every_stage_until_the_decision(stage):
    facts = replace(BASE, stage=stage, safe_to_wait_until=date(2027, 1, 4), decide_by=date(2026, 12, 24))
    dates = {RemindOf.SAFE_DATE, RemindOf.SAFE_DATE_NEAR, RemindOf.DECIDE_BY, RemindOf.DECIDE_BY_NEAR}

    assert {kind for kind, _key in anchors(facts)} >= dates
    assert of(RemindOf.SAFE_DATE, facts).on == date(2027, 1, 4)
    assert of(RemindOf.DECIDE_BY_NEAR, facts).on == date(2026, 12, 24)
    assert not {kind for kind, _key in anchors(replace(facts, decided_on=DAY))} & dates


def test_one_day_that_is_both_is_told_of_once():
    facts = replace(BASE, safe_to_wait_until=date(2027, 1, 4), decide_by=date(2027, 1, 4))

    assert of(RemindOf.SAFE_DATE, facts)
    assert of(RemindOf.DECIDE_BY, facts) is None


def test_only_the_doctors_date_is_spoken_of_after_it_has_passed():
    facts = replace(BASE, safe_to_wait_until=date(2027, 1, 4), decide_by=date(2026, 12, 24))

    assert of(RemindOf.SAFE_DATE_NEAR, facts).until is None
    assert of(RemindOf.DECIDE_BY_NEAR, facts).until == date(2026, 12, 24)


# What staff look after


def test_an_unanswered_message_is_the_advocates():
    facts = replace(BASE, steps=(TELL,), unanswered_since=DAY)

    assert to_and_from(of(RemindOf.MESSAGE_UNANSWERED, facts)) == (Audience.ADVOCATE, DAY)
    assert of(RemindOf.MESSAGE_UNANSWERED, replace(facts, unanswered_since=None)) is None
    assert of(RemindOf.MESSAGE_UNANSWERED, replace(facts, has_advocate=False)) is None


def test_a_journey_without_an_advocate_is_the_leads_from_its_first_day_or_the_last_of_its_advocate():
    alone = replace(BASE, steps=(TELL,), has_advocate=False)

    assert to_and_from(of(RemindOf.UNASSIGNED, alone)) == ("", DAY)
    left = replace(alone, without_advocate_since=date(2026, 12, 1))
    assert of(RemindOf.UNASSIGNED, left).on == date(2026, 12, 1)
    assert of(RemindOf.UNASSIGNED, replace(alone, has_advocate=True)) is None


def test_an_untouched_journey_is_the_advocates_unless_it_only_waits_for_a_visit():
    resting = replace(APPOINTMENT, appointments=(VISIT,), open_questions=1)

    assert to_and_from(of(RemindOf.UNTOUCHED, RECORDS)) == (Audience.ADVOCATE, TOUCHED)
    assert of(RemindOf.UNTOUCHED, resting) is None
    assert of(RemindOf.UNTOUCHED, replace(RECORDS, has_advocate=False)) is None


# Every journey

EVERYTHING = replace(
    RECORDS,
    items=(PAPERS, replace(NEEDED, id=8, was_in=True)),
    appointments=(VISIT,),
    safe_to_wait_until=date(2027, 1, 4),
    unanswered_since=DAY,
)


@pytest.mark.parametrize("status", [Status.ON_HOLD, Status.WITHDRAWN, Status.CLOSED])
def test_a_journey_that_is_not_under_way_is_reminded_of_nothing(status):
    assert anchors(EVERYTHING)
    assert anchors(replace(EVERYTHING, status=status)) == {}


def test_a_time_critical_journey_follows_up_sooner():
    critical = replace(EVERYTHING, is_marked_time_critical=True)
    hurried = {kind for (kind, _key), anchor in anchors(critical).items() if anchor.is_critical}

    assert hurried >= {RemindOf.CHASE_DOCUMENTS, RemindOf.MESSAGE_UNANSWERED, RemindOf.UNTOUCHED}
    assert not any(anchor.is_critical for anchor in anchors(EVERYTHING).values())


days = st.dates(date(2026, 10, 1), date(2027, 2, 1))
items = st.builds(
    ItemFact,
    id=st.integers(1, 4),
    name=st.just("MRI"),
    state=st.sampled_from(ItemState),
    asker=st.sampled_from(Asker),
    clock=st.sampled_from(Clock),
    is_at_home=st.booleans(),
    last_asked_on=days,
    state_on=days,
    limit_on=st.none() | days,
    was_in=st.booleans(),
)
appointments = st.builds(
    AppointmentFact,
    id=st.integers(1, 3),
    doctor=st.just("Dr. Feld"),
    state=st.sampled_from(AppointmentState),
    way=st.sampled_from(Way),
    starts_at=days.map(lambda day: datetime.combine(day, datetime.min.time(), tzinfo=UTC)),
    expected_on=st.none() | days,
    held_on=days,
    last_chased_on=st.none() | days,
)
journeys = st.builds(
    JourneyFacts,
    created_on=days,
    stage_since=days,
    stage=st.sampled_from(Stage),
    status=st.sampled_from(Status),
    has_advocate=st.booleans(),
    patient_signs_in=st.booleans(),
    is_marked_time_critical=st.booleans(),
    safe_to_wait_until=st.none() | days,
    decide_by=st.none() | days,
    unanswered_since=st.none() | days,
    steps=st.lists(st.sampled_from([TELL, INSURANCE, DONE, SLIDES_STEP]), unique=True).map(tuple),
    items=st.lists(items, max_size=4, unique_by=lambda item: item.id).map(tuple),
    has_chosen_specialist=st.booleans(),
    appointments=st.lists(appointments, max_size=3, unique_by=lambda visit: visit.id).map(tuple),
    opinions=st.sampled_from([(), (FIRST,), (FIRST, SECOND)]),
    unrated_rows=st.integers(0, 2),
    decided_on=st.none() | days,
    told_on=st.none() | days,
    has_slides=st.booleans(),
    touched_on=st.none() | days,
)
FIELDS = {kind.key: set(kind.fields) for kind in KINDS}
AUDIENCES = {kind.key: set(kind.audiences) for kind in KINDS}


@given(facts=journeys)
def test_every_anchor_is_of_a_kind_for_those_it_knows_and_fills_its_words(facts):
    for anchor in anchors(facts).values():
        assert set(anchor.details) == FIELDS[anchor.kind]
        assert not anchor.audience or anchor.audience in AUDIENCES[anchor.kind]


@given(facts=journeys)
def test_nobody_is_reminded_who_could_not_act(facts):
    for anchor in anchors(facts).values():
        assert facts.patient_signs_in or anchor.audience != Audience.PATIENT_SIDE
        assert facts.has_advocate or anchor.audience != Audience.ADVOCATE


@given(facts=journeys)
def test_a_journey_under_way_that_waits_for_somebody_here_is_reminded_of_something(facts):
    answer = next_move.find(facts, at=NOON)
    if facts.status == Status.LIVE and answer.move.kind not in WAITING:
        assert anchors(facts)
