"""Any sequence of actions, legal or not, leaves a journey that can be explained."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Refused, StaleEdit
from cases import move_words
from cases.actions import (
    appointments,
    decision,
    journey,
    messages,
    opinions,
    questions,
    records,
    specialists,
    steps,
    tick,
)
from cases.actions.settle import derived, settle
from cases.choices import (
    AppointmentState,
    DecisionPath,
    ItemState,
    Outcome,
    PlaceKind,
    Rating,
    SpecialistState,
    Stage,
    Status,
    StepState,
    ToldHow,
    ToldWhom,
    Way,
)
from cases.models import Case, CaseEvent, ItemChange
from cases.queries.opinions import stamp
from tests.cases.conftest import ANSWERS, NOON, join, person
from tests.conftest import fewer_examples

pytestmark = pytest.mark.prove
EACH_ROLLS_BACK = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
LATEST_STATUS = [f"status_{status}" for status in Status]
STAGE_KINDS = ["stage_advanced", "stage_overridden", "stage_went_back"]


class Told:
    """One journey under test, its people, and a clock that only goes forward."""

    def __init__(self):
        self.patient, self.advocate = person("Rosa Ortega"), person("Maya Chen", "advocate")
        self.at = NOON
        self.case = journey.open_journey(by=self.patient, at=self.at, answers=ANSWERS, as_patient=True)
        join(self.case, self.advocate, "advocate")
        settle(self.case, at=self.at)

    @property
    def day(self):
        return self.at.astimezone(self.case.zone).date()

    def pick(self, rows, number):
        found = list(rows)
        return found[number % len(found)] if found else None


def step(told, by, n):
    row = told.pick(told.case.steps.all(), n)
    to = [StepState.DONE, StepState.NOT_YET, StepState.NOT_NEEDED][n % 3]
    steps.settle_step(row, to=to, by=by, at=told.at)


def unstep(told, by, n):
    steps.reopen_step(told.pick(told.case.steps.all(), n), by=by, at=told.at)


def safe_date(told, by, n):
    until = told.day + timedelta(days=n - 5) if n % 4 else None
    steps.answer_safe_to_wait(told.case, until=until, by=by, at=told.at)


def insurer(told, by, n):
    steps.record_insurer_call(told.case, answers={"covered": "yes", "n": n}, by=by, at=told.at)


RECORD_VERBS = [
    records.ask,
    records.ask_again,
    records.chase,
    records.acknowledge,
    records.fee_asked,
    records.fee_settled,
    records.refused,
    records.receive,
    records.check,
    records.to_consultant,
    records.returned,
    records.reopen,
    records.confirm_exists,
]


def record(told, by, n):
    item = told.pick(told.case.items.all(), n)
    RECORD_VERBS[n % len(RECORD_VERBS)](item, by=by, at=told.at)


def excuse(told, by, n):
    to = [ItemState.CANT_FIND, ItemState.CANT_GET, ItemState.NOT_APPLICABLE][n % 3]
    records.excuse(told.pick(told.case.items.all(), n), to=to, why="Asked twice.", by=by, at=told.at)


def all_in(told, by, n):
    for item in told.case.items.filter(state=ItemState.NEEDED):
        records.receive(item, by=by, at=told.at)


def advance(told, by, n):
    stages = list(Stage)
    to = stages[min(stages.index(Stage(told.case.stage)) + 1 + (n % 7 == 0), 4)]
    journey.advance(told.case, to=to, by=by, at=told.at, override="We know why." if n % 2 else "")


def go_back(told, by, n):
    journey.go_back(told.case, to=list(Stage)[n % 5], by=by, at=told.at)


def hold(told, by, n):
    journey.hold(told.case, until=told.day + timedelta(days=n % 9 + 1), why="", by=by, at=told.at)


def withdraw(told, by, n):
    journey.withdraw(told.case, why="", by=by, at=told.at)


def resume(told, by, n):
    journey.resume(told.case, by=by, at=told.at)


def reopen(told, by, n):
    journey.reopen(told.case, by=by, at=told.at)


def close(told, by, n):
    outcome = list(Outcome)[n % len(Outcome)]
    journey.close(told.case, outcome=outcome, by=by, at=told.at, override="Done." if n % 2 else "")


def correct(told, by, n):
    journey.correct(told.case, by=by, at=told.at, version=1 + n % 3, values={"diagnosis": f"Words {n}"})


def critical(told, by, n):
    journey.mark_time_critical(told.case, is_critical=bool(n % 2), by=by, at=told.at)


def specialist(told, by, n):
    values = {"name": f"Dr. {n}", "place_kind": PlaceKind.ACADEMIC}
    new = specialists.add(told.case, values=values, by=by, at=told.at)
    specialists.set_state(new, to=list(SpecialistState)[n % 4], by=by, at=told.at)


def book(told, by, n):
    doctor = told.pick(told.case.specialists.all(), n)
    if doctor is None:
        return
    review = n % 3 == 0
    appointments.book(
        doctor,
        way=Way.RECORD_REVIEW if review else Way.VIDEO,
        time_zone="America/New_York",
        starts_at=None if review else told.at + timedelta(days=n % 12 + 1),
        expected_on=told.day + timedelta(days=n % 9) if review else None,
        by=by,
        at=told.at,
    )


def visit(told, by, n):
    row = told.pick(told.case.appointments.all(), n)
    if row is None:
        return
    verbs = {
        0: lambda: appointments.hold(row, on=told.day, by=by, at=told.at),
        1: lambda: appointments.cancel(row, by=by, at=told.at),
        2: lambda: appointments.miss(row, by=by, at=told.at),
        3: lambda: appointments.undo_hold(row, by=by, at=told.at),
        4: lambda: appointments.chase_report(row, on=told.day, by=by, at=told.at),
    }
    verbs[n % 5]()


def question(told, by, n):
    questions.add(told.case, text=f"Question {n}?", by=by, at=told.at)


def opinion(told, by, n):
    new = opinions.record(told.case, doctor=f"Dr. {n}", by=by, at=told.at)
    row = told.pick(told.case.rows.all(), n)
    cell = opinions.Cell(row=row, opinion=new, seen=stamp(), text="Operate", source="said")
    opinions.write(told.case, cells=[cell], by=by, at=told.at)


def rate(told, by, n):
    row = told.pick(told.case.rows.all(), n)
    opinions.rate(row, rating=list(Rating)[n % 5], version=row.version, by=by, at=told.at)


def decide(told, by, n):
    decision.decide(
        told.case, path=DecisionPath.WAIT, words="I wait.", decided_on=told.day, by=by, at=told.at
    )


def tell(told, by, n):
    decision.tell(
        told.case, whom=ToldWhom.FIRST_DOCTOR, how=ToldHow.PHONE, told_on=told.day, by=by, at=told.at
    )


def write(told, by, n):
    messages.send(told.case, body="A word.", from_patient_side=bool(n % 2), by=by, at=told.at)


ACTIONS = [
    step,
    unstep,
    safe_date,
    insurer,
    record,
    excuse,
    all_in,
    advance,
    go_back,
    hold,
    withdraw,
    resume,
    reopen,
    close,
    correct,
    critical,
    specialist,
    book,
    visit,
    question,
    opinion,
    rate,
    decide,
    tell,
    write,
]

script = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS), st.booleans(), st.integers(0, 40), st.sampled_from([0, 1, 5, 30, 200, 2000])
    ),
    min_size=1,
    max_size=14,
)


def snapshot(case):
    """Everything that the journey's tables say."""
    related = (
        "steps",
        "items",
        "rows",
        "specialists",
        "appointments",
        "questions",
        "opinions",
        "messages",
        "tellings",
        "events",
        "members",
    )
    tables = {name: list(getattr(case, name).order_by("pk").values()) for name in related}
    return {"case": Case.objects.filter(pk=case.pk).values().get(), **tables}


def check(case, at):
    """What must be true of a journey at any moment."""
    case.refresh_from_db()
    has_ended = case.status in (Status.CLOSED, Status.WITHDRAWN)
    assert (case.move_kind == "") == has_ended
    if not has_ended:
        assert move_words.for_staff(case.move_kind, case.move_details)
        assert move_words.for_patient(case.move_kind, case.move_details)
    stored = Case.objects.filter(pk=case.pk).values(*derived(case, at=at)).get()
    assert stored == derived(case, at=at)
    settle(case, at=at)
    assert Case.objects.filter(pk=case.pk).values(*stored).get() == stored


def explained(case):
    """The timeline and the records' own history say how each state came about."""
    events = CaseEvent.objects.filter(case=case).order_by("pk")
    last_stage = events.filter(kind__in=STAGE_KINDS).last()
    assert case.stage == (last_stage.after["stage"] if last_stage else Stage.REQUEST)
    last_status = events.filter(kind__in=LATEST_STATUS).last()
    assert case.status == (last_status.after["status"] if last_status else Status.LIVE)
    for item in case.items.exclude(state=ItemState.NEEDED):
        assert ItemChange.objects.filter(item=item).last().state == item.state
    for row in case.steps.exclude(state=StepState.TODO):
        assert events.filter(kind=f"step_{row.state}", subject=row.title).exists()
    if case.appointments.filter(state=AppointmentState.HELD).exists():
        assert events.filter(kind__in=["appointment_held", "review_returned"]).exists()


@pytest.mark.django_db
@settings(fewer_examples(40), suppress_health_check=EACH_ROLLS_BACK)
@given(script=script)
def test_any_actions_leave_one_next_move_and_a_timeline_that_explains(starter_content, script):
    with transaction.atomic():
        told = Told()
        check(told.case, told.at)
        for action, by_patient, number, hours in script:
            told.at += timedelta(hours=hours)
            tick.settle_passed(at=told.at)
            before = snapshot(told.case)
            try:
                with transaction.atomic():
                    action(told, told.patient if by_patient else told.advocate, number)
            except (Refused, StaleEdit):
                assert snapshot(told.case) == before
            check(told.case, told.at)
        explained(told.case)
        transaction.set_rollback(True)
