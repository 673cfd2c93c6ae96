"""The facts of one journey that the rules reason from: plain values, no database."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.choices import (
    ITEM_EXCUSED,
    ITEM_IN,
    AppointmentState,
    Asker,
    ItemState,
    Need,
    Stage,
    Status,
    StepState,
    Turn,
    Way,
)


@dataclass(frozen=True)
class StepFact:
    """One step: `due_days` are working days after its stage began."""

    id: int
    key: str
    stage: str
    title: str
    who: str = Turn.PATIENT
    state: str = StepState.TODO
    is_gate: bool = False
    due_days: int | None = None
    only_if: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether somebody has answered this step, one way or the other."""
        return self.state != StepState.TODO


@dataclass(frozen=True)
class ItemFact:
    """One line of the records checklist."""

    id: int
    name: str
    holder: str = ""
    ask_for: str = ""
    state: str = ItemState.NEEDED
    need: str = Need.REQUIRED
    asker: str = Asker.PATIENT
    is_at_home: bool = False
    clock: str = "documents"
    last_asked_on: date | None = None
    state_on: date | None = None
    limit_on: date | None = None
    key: str = ""
    was_in: bool = False

    @property
    def is_in(self) -> bool:
        """Whether it has arrived."""
        return self.state in ITEM_IN

    @property
    def was_sent_back(self) -> bool:
        """Whether it was in once, and is needed again."""
        return self.was_in and self.state == ItemState.NEEDED

    @property
    def is_settled(self) -> bool:
        """In, or honestly excused."""
        return self.is_in or self.state in ITEM_EXCUSED

    @property
    def is_wanted(self) -> bool:
        """Whether the checklist counts it: required and not excused, or anything that is on its way or in."""
        if self.state in ITEM_EXCUSED:
            return False
        return self.need == Need.REQUIRED or self.state != ItemState.NEEDED


@dataclass(frozen=True)
class AppointmentFact:
    """One appointment; `starts_at` is aware, `shown` is what clocks at the place of the visit show then."""

    id: int
    doctor: str
    state: str
    way: str = Way.IN_PERSON
    starts_at: datetime | None = None
    offered_on: date | None = None
    expected_on: date | None = None
    held_on: date | None = None
    last_chased_on: date | None = None
    shown: datetime | None = None


@dataclass(frozen=True)
class OpinionFact:
    """One recorded opinion: 1 is the first."""

    id: int
    ordinal: int
    doctor: str
    recorded_on: date


@dataclass(frozen=True)
class JourneyFacts:
    """Everything that the next move and reminders follow from. Dates are local to the patient, instants aware.

    `touched_on` is the day of the latest event that somebody brought about, `access_ends_at` when the next place on
    the team ends or, where nobody has closed it yet, did end; `without_advocate_since` when an advocate last left.
    """

    created_on: date
    stage_since: date
    stage: str = Stage.REQUEST
    status: str = Status.LIVE
    state: str = ""
    hold_until: date | None = None
    has_advocate: bool = True
    patient_signs_in: bool = True
    patient_signs_in_until: datetime | None = None
    access_ends_at: datetime | None = None
    is_marked_time_critical: bool = False
    safe_to_wait_until: date | None = None
    decide_by: date | None = None
    unanswered_since: date | None = None
    waiting_since: datetime | None = None
    last_message_at: datetime | None = None
    steps: tuple[StepFact, ...] = ()
    items: tuple[ItemFact, ...] = ()
    has_chosen_specialist: bool = False
    appointments: tuple[AppointmentFact, ...] = ()
    open_questions: int = 0
    opinions: tuple[OpinionFact, ...] = ()
    unrated_rows: int = 0
    major_rows: int = 0
    decided_on: date | None = None
    told_on: date | None = None
    has_slides: bool = False
    touched_on: date | None = None
    without_advocate_since: date | None = None
    advocate_zone: str = ""

    @property
    def limit_on(self) -> date | None:
        """The earlier of the doctor's and the patient's own limit."""
        return min(filter(None, (self.safe_to_wait_until, self.decide_by)), default=None)

    def step(self, key: str) -> StepFact | None:
        """The step with this key, if the journey has it."""
        return next((step for step in self.steps if step.key == key), None)

    @property
    def seeks_another(self) -> bool:
        """Whether one more opinion was wanted, and every visit so far has its opinion written down."""
        third = self.step("consider-third")
        is_wanted = third is not None and third.state == StepState.DONE
        return is_wanted and len(self.held()) < len(self.opinions)

    def booked(self) -> tuple[AppointmentFact, ...]:
        """Appointments that are agreed on and have not taken place."""
        return tuple(a for a in self.appointments if a.state == AppointmentState.BOOKED)

    def held(self) -> tuple[AppointmentFact, ...]:
        """Appointments that took place, and record reviews that came back."""
        return tuple(a for a in self.appointments if a.state == AppointmentState.HELD)


CONDITIONS = {
    "": lambda _facts: True,
    "slides": lambda facts: facts.has_slides,
    "major_difference": lambda facts: facts.major_rows > 0,
}
"""When a step belongs to a journey; a step with an unknown condition always does."""


def is_relevant(step: StepFact, facts: JourneyFacts) -> bool:
    """Whether this step is asked of this journey, as its facts are now."""
    return CONDITIONS.get(step.only_if, CONDITIONS[""])(facts)


SETTLED_BY_FACTS = {
    "gather-records": lambda facts: all(i.is_settled for i in facts.items if i.need == Need.REQUIRED),
    "find-specialist": lambda facts: facts.has_chosen_specialist or bool(facts.booked() or facts.held()),
    "prepare-questions": lambda facts: facts.open_questions > 0 or bool(facts.held()),
    "compare-carefully": lambda facts: len(facts.opinions) > 1 and not facts.unrated_rows,
    "decide": lambda facts: facts.decided_on is not None,
    "tell-team": lambda facts: facts.told_on is not None,
}
"""Steps that are done when the journey's facts say so; nobody has to tick them."""


def is_settled(step: StepFact, facts: JourneyFacts) -> bool:
    """Whether nothing is left to do for this step."""
    return step.is_settled or (step.key in SETTLED_BY_FACTS and SETTLED_BY_FACTS[step.key](facts))
