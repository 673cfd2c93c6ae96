"""The one thing that moves a journey on: what, whose turn, by when.

`find` looks at facts alone. Active moves come before waiting ones; within each, the stage's own
order holds. `Today` notes each later date that a rule asked about, so the answer also says how
long it stays true.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from cases import deadlines, gates
from cases.choices import (
    ITEM_WITH_HOLDER,
    AppointmentState,
    Asker,
    ItemState,
    MoveKind,
    Need,
    Stage,
    Status,
    Turn,
    Way,
)
from cases.facts import AppointmentFact, ItemFact, JourneyFacts, StepFact, is_relevant, is_settled

WAITING = frozenset({MoveKind.WAIT_HOLDER, MoveKind.WAIT_VISIT, MoveKind.WAIT_REPORT, MoveKind.REST})


@dataclass(frozen=True)
class Move:
    """A move: `due_on` is local to the patient, `details` fill the words, `subject` is a row's id."""

    kind: MoveKind
    turn: Turn
    due_on: date | None = None
    subject: int | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether there is nothing to do but wait."""
        return self.kind in WAITING


@dataclass
class Today:
    """The present, and the first later instant at which a rule would answer differently."""

    at: datetime
    changes_at: datetime | None = None

    @property
    def day(self) -> date:
        """The local date."""
        return self.at.date()

    def has_reached(self, day: date) -> bool:
        """Whether `day` has begun; if not, the answer changes when it begins."""
        return self.has_passed(datetime.combine(day, datetime.min.time(), tzinfo=self.at.tzinfo))

    def has_passed(self, instant: datetime) -> bool:
        """Whether `instant` lies behind us; if not, the answer changes then."""
        if instant <= self.at:
            return True
        self.changes_at = min(self.changes_at or instant, instant)
        return False


@dataclass(frozen=True)
class Answer:
    """The next move, what else could be done now, and until when this holds."""

    move: Move | None
    others: tuple[Move, ...]
    is_time_critical: bool
    changes_at: datetime | None


def find(facts: JourneyFacts, *, at: datetime) -> Answer:
    """The next move of a journey as of `at`, an aware datetime in the patient's zone.

    A live or held journey has exactly one; a closed or withdrawn one has none.
    """
    today = Today(at)
    facts = present(facts, today)
    critical = is_time_critical(facts, today)
    rules = _Rules(facts, today, is_critical=critical)
    found = list(rules.moves())
    found.sort(key=lambda move: move.is_waiting)
    moves = [rules.within_limit(move) for move in found]
    return Answer(
        move=moves[0] if moves else None,
        others=tuple(moves[1:]),
        is_time_critical=critical,
        changes_at=today.changes_at,
    )


def present(facts: JourneyFacts, today: Today) -> JourneyFacts:
    """The facts as they are today: whose access has run out no longer signs in.

    A visit that begins changes what is reminded of, whichever the stage.
    """
    for visit in facts.booked():
        if visit.starts_at:
            today.has_passed(visit.starts_at)
    until = facts.patient_signs_in_until
    if until and today.has_passed(until):
        return replace(facts, patient_signs_in=False)
    return facts


def turn_of(facts: JourneyFacts, who: str) -> Turn | None:
    """Whose turn it is when `who` should do something; whoever cannot act is stood in for. None: nobody's."""
    if who != Asker.ADVOCATE and facts.patient_signs_in:
        return Turn.PATIENT
    if facts.has_advocate:
        return Turn.ADVOCATE
    return Turn.PATIENT if facts.patient_signs_in else None


def is_time_critical(facts: JourneyFacts, today: Today) -> bool:
    """Marked so by a person, or within two weeks of the date that waiting is safe until."""
    if facts.is_marked_time_critical:
        return True
    if facts.limit_on is None or facts.decided_on:
        return False
    return today.has_reached(facts.limit_on - timedelta(days=deadlines.TIME_CRITICAL_DAYS))


@dataclass(frozen=True)
class _Rules:
    facts: JourneyFacts
    today: Today
    is_critical: bool

    def moves(self) -> Iterator[Move]:
        """Every move that is open, in the order of the journey."""
        match self.facts.status:
            case Status.LIVE:
                yield from self._for_any_stage()
                yield from self._for_stage()
            case Status.ON_HOLD:
                yield self._hold()

    def _for_stage(self) -> Iterator[Move]:
        match self.facts.stage:
            case Stage.REQUEST:
                return self._request()
            case Stage.RECORDS:
                return self._records()
            case Stage.APPOINTMENT:
                return self._appointment()
            case Stage.COMPARE:
                return self._compare()
            case _:
                return self._decide()

    # Who, and by when

    def after(self, start: date, wait: deadlines.Wait) -> date:
        return deadlines.after(start, wait, state=self.facts.state, time_critical=self.is_critical)

    def within_limit(self, move: Move) -> Move:
        """What is done after the last safe day is done too late, so that day caps every date of ours."""
        limit = self.facts.limit_on
        if move.is_waiting or move.due_on is None or limit is None or self.facts.decided_on:
            return move
        return Move(move.kind, move.turn, min(move.due_on, limit), move.subject, move.details)

    def _ours(
        self,
        kind: MoveKind,
        who: str,
        due_on: date | None,
        subject: int | None = None,
        **details: str | int,
    ) -> Move:
        """A move of the patient side or the advocate; nobody answers their own messages."""
        turn = turn_of(self.facts, who)
        if turn is None or (turn == Turn.PATIENT and kind == MoveKind.ANSWER_MESSAGE):
            return self._assign()
        return Move(kind, turn, due_on, subject, details)

    def _assign(self) -> Move:
        return Move(MoveKind.ASSIGN, Turn.ADVOCATE, self.after(self.facts.created_on, deadlines.ASSIGN))

    def _step(self, step: StepFact, start: date | None = None) -> Move:
        due_on = None
        if step.due_days is not None:
            due_on = self.after(start or self.facts.stage_since, deadlines.Wait(step.due_days, working=True))
        return self._ours(MoveKind.STEP, step.who, due_on, step.id, key=step.key, title=step.title)

    def _open_steps(self, stage: Stage, *, gate: bool) -> Iterator[StepFact]:
        for step in self.facts.steps:
            belongs = step.stage == stage and step.is_gate == gate
            if belongs and is_relevant(step, self.facts) and not is_settled(step, self.facts):
                yield step

    def _go_on(self) -> Iterator[Move]:
        """The stage is done: moving on is the move, and what is merely good to do comes after it."""
        if gates.missing(self.facts):
            return
        yield self._ours(MoveKind.ADVANCE, Asker.PATIENT, None, stage=self.facts.stage)

    # Rules that hold in every stage

    def _for_any_stage(self) -> Iterator[Move]:
        if self.facts.unanswered_since:
            due_on = self.after(self.facts.unanswered_since, deadlines.ANSWER_MESSAGE)
            yield self._ours(MoveKind.ANSWER_MESSAGE, Asker.ADVOCATE, due_on)
        yield from self._safe_date()

    def _safe_date(self) -> Iterator[Move]:
        limit = self.facts.safe_to_wait_until
        if limit and not self.facts.decided_on and self.today.has_reached(limit + timedelta(days=1)):
            yield self._ours(MoveKind.ASK_DATE_AGAIN, Asker.PATIENT, limit)
        asking = self.facts.step("ask-safe-to-wait")
        if asking and not asking.is_settled and self.facts.stage != Stage.REQUEST and not limit:
            yield self._step(asking, self.facts.created_on)

    def _hold(self) -> Move:
        until = self.facts.hold_until
        if until and not self.today.has_reached(until):
            return Move(MoveKind.REST, Turn.NOBODY, until)
        who = Asker.ADVOCATE if self.facts.has_advocate else Asker.PATIENT
        return self._ours(MoveKind.REVIEW_HOLD, who, until)

    # Request

    def _request(self) -> Iterator[Move]:
        first = self.facts.step("ask-safe-to-wait")
        gate_steps = list(self._open_steps(Stage.REQUEST, gate=True))
        gate_steps.sort(key=lambda step: step is not first)
        for step in gate_steps:
            yield self._step(step)
        yield from self._go_on()
        for step in self._open_steps(Stage.REQUEST, gate=False):
            yield self._step(step)

    # Records

    def _records(self) -> Iterator[Move]:
        for step in self._open_steps(Stage.RECORDS, gate=True):
            yield self._step(step)
        active = [move for item in self.facts.items for move in self._item_active(item)]
        active.sort(key=lambda move: move.due_on or date.max)
        yield from active
        yield from self._unsure_items()
        yield from self._go_on()
        waiting = [self._item_waiting(i) for i in self.facts.items if i.state in ITEM_WITH_HOLDER]
        waiting.sort(key=lambda move: move.due_on or date.max)
        yield from waiting

    def _item_active(self, item: ItemFact) -> Iterator[Move]:
        match item.state:
            case ItemState.NEEDED if item.need == Need.REQUIRED:
                kind = MoveKind.GIVE_ITEM if item.is_at_home else MoveKind.ASK_ITEM
                who = Asker.PATIENT if item.is_at_home else item.asker
                due_on = self.after(item.state_on or self.facts.stage_since, deadlines.ASK_FOR_RECORD)
                yield self._about(item, kind, who, due_on)
            case ItemState.ASKED | ItemState.ACKNOWLEDGED:
                yield from self._chase(item)
            case ItemState.FEE_ASKED:
                yield self._about(
                    item, MoveKind.SETTLE_FEE, Asker.PATIENT, self._since(item, deadlines.SETTLE_FEE)
                )
            case ItemState.REFUSED:
                due_on = self._since(item, deadlines.ANSWER_REFUSAL)
                yield self._about(item, MoveKind.ANSWER_REFUSAL, Asker.ADVOCATE, due_on)
            case ItemState.IN if self.facts.has_advocate and not item.is_at_home:
                due_on = self._since(item, deadlines.CHECK_RECORD)
                yield self._about(item, MoveKind.CHECK_ITEM, Asker.ADVOCATE, due_on)

    def _chase(self, item: ItemFact) -> Iterator[Move]:
        if item.last_asked_on is None:
            return
        chase_on = self.after(item.last_asked_on, deadlines.CHASE_AFTER[item.clock])
        is_over = item.limit_on is not None and self.today.has_reached(item.limit_on + timedelta(days=1))
        if self.today.has_reached(chase_on):
            yield self._about(item, MoveKind.CHASE_ITEM, item.asker, chase_on, is_over_limit=int(is_over))

    def _item_waiting(self, item: ItemFact) -> Move:
        return Move(
            MoveKind.WAIT_HOLDER,
            Turn.HOLDER,
            item.limit_on,
            item.id,
            {"item": item.name, "holder": item.holder},
        )

    def _since(self, item: ItemFact, wait: deadlines.Wait) -> date:
        return self.after(item.state_on or self.facts.stage_since, wait)

    def _about(self, item: ItemFact, kind: MoveKind, who: str, due_on: date, **details: str | int) -> Move:
        return self._ours(kind, who, due_on, item.id, item=item.name, holder=item.holder, **details)

    def _unsure_items(self) -> Iterator[Move]:
        unsure = [
            item
            for item in self.facts.items
            if item.need == Need.IF_EXISTS and item.state == ItemState.NEEDED
        ]
        if unsure:
            due_on = self.after(self.facts.stage_since, deadlines.CONFIRM_RECORDS)
            yield self._ours(MoveKind.CONFIRM_ITEMS, Asker.PATIENT, due_on, count=len(unsure))

    # Appointment

    def _appointment(self) -> Iterator[Move]:
        facts = self.facts
        for step in self._open_steps(Stage.APPOINTMENT, gate=True):
            yield self._step(step)
        if facts.held() and not facts.seeks_another:
            yield from self._go_on()
        elif facts.booked():
            yield from self._until_visit(facts.booked())
        else:
            yield from self._until_booked()
            yield from self._go_on()

    def _until_booked(self) -> Iterator[Move]:
        facts = self.facts
        offered = [a for a in facts.appointments if a.state == AppointmentState.OFFERED]
        if offered:
            start = min(a.offered_on or facts.stage_since for a in offered)
            due_on = self.after(start, deadlines.CHOOSE_DATE)
            yield self._ours(MoveKind.CHOOSE_DATE, Asker.PATIENT, due_on, count=len(offered))
            return
        step = facts.step("find-specialist")
        if not facts.has_chosen_specialist or facts.seeks_another:
            due_on = self.after(facts.stage_since, deadlines.FIND_SPECIALIST)
            yield self._ours(MoveKind.FIND_SPECIALIST, step.who if step else Asker.PATIENT, due_on)
            return
        yield self._ours(MoveKind.BOOK, Asker.ADVOCATE, self.after(facts.stage_since, deadlines.BOOK))

    def _until_visit(self, booked: tuple[AppointmentFact, ...]) -> Iterator[Move]:
        visit = min(booked, key=lambda a: (a.starts_at is None, a.starts_at or self.today.at, a.id))
        day = (
            visit.starts_at.astimezone(self.today.at.tzinfo).date() if visit.starts_at else visit.expected_on
        )
        if visit.way == Way.RECORD_REVIEW:
            yield from self._until_review(visit, visit.expected_on)
            return
        if visit.starts_at and self.today.has_passed(visit.starts_at) and day:
            due_on = self.after(day, deadlines.CONFIRM_VISIT)
            yield self._ours(MoveKind.CONFIRM_VISIT, Asker.PATIENT, due_on, visit.id, doctor=visit.doctor)
            return
        prepared_by = day - timedelta(days=deadlines.PREPARED_BEFORE_VISIT_DAYS) if day else None
        if not self.facts.open_questions:
            yield self._ours(
                MoveKind.PREPARE_QUESTIONS, Asker.PATIENT, prepared_by, visit.id, doctor=visit.doctor
            )
        bringing = self.facts.step("bring-someone")
        if bringing and not bringing.is_settled:
            yield self._ours(
                MoveKind.STEP, bringing.who, prepared_by, bringing.id, key=bringing.key, title=bringing.title
            )
        yield Move(MoveKind.WAIT_VISIT, Turn.DOCTOR, day, visit.id, {"doctor": visit.doctor})

    def _until_review(self, review: AppointmentFact, expected_on: date | None) -> Iterator[Move]:
        chase_on = expected_on + timedelta(days=1) if expected_on else None
        if review.last_chased_on:
            chase_on = self.after(review.last_chased_on, deadlines.REPORT_AFTER_VISIT)
        if chase_on and self.today.has_reached(chase_on):
            yield self._ours(MoveKind.CHASE_REPORT, Asker.ADVOCATE, chase_on, review.id, doctor=review.doctor)
        yield Move(MoveKind.WAIT_REPORT, Turn.DOCTOR, expected_on, review.id, {"doctor": review.doctor})

    # Compare

    def _compare(self) -> Iterator[Move]:
        facts = self.facts
        for step in self._open_steps(Stage.COMPARE, gate=True):
            yield self._step(step)
        if not any(opinion.ordinal == 1 for opinion in facts.opinions):
            yield self._write_down(1)
        if not any(opinion.ordinal > 1 for opinion in facts.opinions):
            yield from self._second_opinion()
            return
        if facts.unrated_rows:
            start = max(opinion.recorded_on for opinion in facts.opinions)
            due_on = self.after(start, deadlines.RATE_DIFFERENCES)
            yield self._ours(MoveKind.RATE_DIFFERENCES, Asker.ADVOCATE, due_on, count=facts.unrated_rows)
            return
        for key in ("ask-about-differences", "consider-third"):
            asked = facts.step(key)
            if asked and is_relevant(asked, facts) and not asked.is_settled:
                yield self._step(asked)
        yield from self._go_on()

    def _write_down(self, ordinal: int) -> Move:
        due_on = self.after(self.facts.stage_since, deadlines.WRITE_OPINION)
        return self._ours(MoveKind.RECORD_OPINION, Asker.ADVOCATE, due_on, ordinal=ordinal)

    def _second_opinion(self) -> Iterator[Move]:
        """Within ten working days of a visit the report may still be on its way (domain.md §3)."""
        visit = max(self.facts.held(), key=lambda a: (a.held_on or date.min, a.id), default=None)
        if visit is None or visit.held_on is None or visit.way == Way.RECORD_REVIEW:
            yield self._write_down(2)
            return
        asked_on = max(visit.held_on, visit.last_chased_on or visit.held_on)
        expected_on = self.after(asked_on, deadlines.REPORT_AFTER_VISIT)
        if self.today.has_reached(expected_on):
            yield self._ours(
                MoveKind.CHASE_REPORT, Asker.ADVOCATE, expected_on, visit.id, doctor=visit.doctor
            )
        yield Move(MoveKind.WAIT_REPORT, Turn.DOCTOR, expected_on, visit.id, {"doctor": visit.doctor})

    # Decide

    def _decide(self) -> Iterator[Move]:
        facts = self.facts
        if not facts.decided_on:
            due_on = facts.limit_on or self.after(facts.stage_since, deadlines.MAKE_DECISION)
            yield self._ours(MoveKind.MAKE_DECISION, Asker.PATIENT, due_on)
            return
        if not facts.told_on:
            yield self._ours(
                MoveKind.TELL_TEAM, Asker.PATIENT, self.after(facts.decided_on, deadlines.TELL_TEAM)
            )
        loose_ends = facts.decided_on + timedelta(days=deadlines.TIE_LOOSE_ENDS.days)
        for step in self._open_steps(Stage.DECIDE, gate=True):
            yield self._ours(MoveKind.STEP, step.who, loose_ends, step.id, key=step.key, title=step.title)
        if not gates.missing(facts):
            due_on = self.after(max(facts.decided_on, facts.told_on or facts.decided_on), deadlines.CLOSE)
            yield self._ours(MoveKind.CLOSE, Asker.PATIENT, due_on)
