"""What the appointment room shows: what is next, the visits, the shortlist, the questions, the preparation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines, wall_clock
from cases.choices import (
    AppointmentState,
    PlaceKind,
    QuestionTopic,
    SpecialistState,
    Stage,
    Way,
    YesNoUnknown,
)
from cases.models import Appointment, Case, Question, QuestionTemplate, Specialist, Step

SHOWN_QUESTIONS = 5
CHILDREN = "children"
UNDER_WAY = (AppointmentState.OFFERED, AppointmentState.BOOKED)
OVER = (AppointmentState.CANCELLED, AppointmentState.MISSED)
CHECKS = ("same_system", "in_network", "licensed", "needs_local_doctor")
NEXT_KINDS = (
    "add_doctor",
    "choose_doctor",
    "book",
    "choose_date",
    "visit",
    "confirm",
    "report",
    "report_late",
    "held",
)
PREPARED = {
    "records": _("Your records are with the doctor"),
    "questions": _("Your questions are written down"),
    "bring": _("Someone comes with you"),
}


@dataclass(frozen=True)
class Visit:
    """An appointment as of a moment, with its times as the clocks on the spot and at home show them."""

    row: Appointment
    at: datetime
    home: ZoneInfo

    @property
    def is_review(self) -> bool:
        """Whether the doctor reviews the records, without a visit."""
        return self.row.way == Way.RECORD_REVIEW

    @property
    def has_begun(self) -> bool:
        """Whether its hour has come; a review of the records may come back any day."""
        return self.row.starts_at is None or self.row.starts_at <= self.at

    @property
    def city(self) -> str:
        """The city whose clocks it goes by."""
        return wall_clock.city(self.row.time_zone)

    @property
    def home_start(self) -> datetime | None:
        """When it begins by the clocks at home; None where they agree with those of the visit."""
        if self.row.starts_at is None:
            return None
        shown = wall_clock.shown_at(self.row.starts_at, self.home)
        return shown if shown != self.row.local_start else None

    @property
    def home_city(self) -> str:
        """The city whose clocks the patient goes by."""
        return wall_clock.city(self.home.key)

    @property
    def came_twice(self) -> bool:
        """Whether clocks show its time twice that night; it is the first of the two."""
        shown = self.row.local_start
        return shown is not None and wall_clock.read(shown, self.row.zone).came_twice

    @property
    def possible(self) -> tuple[str, ...]:
        """What can be said of it as it stands."""
        match self.row.state:
            case AppointmentState.OFFERED:
                return ("cancel",) if self.has_begun else ("choose", "cancel")
            case AppointmentState.BOOKED if self.is_review:
                return ("held", "chase", "cancel")
            case AppointmentState.BOOKED:
                return ("held", "missed", "cancel") if self.has_begun else ("cancel",)
            case AppointmentState.HELD:
                return ("chase", "undo")
            case AppointmentState.CANCELLED:
                return ("restore",)
        return ("held",)

    @property
    def is_late_report(self) -> bool:
        """Whether the report of a review was expected before today."""
        today = self.at.astimezone(self.home).date()
        return bool(self.is_review and self.row.expected_on and self.row.expected_on < today)

    @property
    def local_end_day(self) -> date:
        """The day it is most likely to have taken place: its own, never later than today."""
        today = self.at.astimezone(self.home).date()
        return min(self.row.day or today, today)


@dataclass(frozen=True)
class Doctor:
    """A doctor on the shortlist with what still has to be asked before booking.

    While a visit or an offer is under way the doctor can't be let go.
    """

    row: Specialist
    is_under_way: bool = False

    @property
    def open_checks(self) -> tuple[str, ...]:
        """The checks that nobody has answered; a licence and a local doctor matter for remote visits alone."""
        remote = self.row.place_kind == PlaceKind.TELEMEDICINE
        wanted = CHECKS if remote else CHECKS[:2]
        return tuple(name for name in wanted if getattr(self.row, name) == YesNoUnknown.UNKNOWN)

    @property
    def cannot_serve(self) -> bool:
        """Whether a remote doctor is not licensed where the patient lives."""
        return self.row.place_kind == PlaceKind.TELEMEDICINE and self.row.licensed == YesNoUnknown.NO


@dataclass(frozen=True)
class Preparation:
    """One thing to have ready: `key` names it, `by` is counted back from the visit."""

    key: str
    by: date
    is_done: bool
    today: date
    hint: str
    step: Step | None = None

    @property
    def title(self) -> str | Promise:
        """What is so once it is done."""
        return PREPARED[self.key]

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is open."""
        return not self.is_done and self.by < self.today


@dataclass(frozen=True)
class Offered:
    """One question of the bank, and whether it is on the list."""

    template: QuestionTemplate
    is_on_list: bool


@dataclass(frozen=True)
class Room:
    """Everything on the page."""

    visits: tuple[Visit, ...]
    doctors: tuple[Doctor, ...]
    questions: tuple[Question, ...]
    preparation: tuple[Preparation, ...]

    def in_state(self, *states: str) -> list[Visit]:
        """The visits in these states, in the order of their time."""
        return [visit for visit in self.visits if visit.row.state in states]

    @property
    def offered(self) -> list[Visit]:
        """Dates to choose from."""
        return self.in_state(AppointmentState.OFFERED)

    @property
    def current(self) -> list[Visit]:
        """Booked, and held: what counts."""
        return self.in_state(AppointmentState.BOOKED, AppointmentState.HELD)

    @property
    def over(self) -> list[Visit]:
        """Cancelled and missed ones."""
        return self.in_state(*OVER)

    @property
    def coming(self) -> Visit | None:
        """The booked visit that is next to be looked after: the earliest; reviews after visits."""
        booked = self.in_state(AppointmentState.BOOKED)
        return min(booked, key=lambda v: (v.is_review, v.row.starts_at or v.at, v.row.pk), default=None)

    @property
    def shown_questions(self) -> tuple[Question, ...]:
        """The first few."""
        return self.questions[:SHOWN_QUESTIONS]

    @property
    def chosen(self) -> Doctor | None:
        """The doctor who was chosen."""
        return next((d for d in self.doctors if d.row.state == SpecialistState.CHOSEN), None)

    @property
    def on_list(self) -> list[Doctor]:
        """Doctors who were not ruled out: the chosen one first, then in the order they were added."""
        kept = [doctor for doctor in self.doctors if doctor.row.state != SpecialistState.DECLINED]
        return sorted(kept, key=lambda doctor: doctor.row.state != SpecialistState.CHOSEN)

    @property
    def ruled_out(self) -> list[Doctor]:
        """Doctors who were ruled out."""
        return [doctor for doctor in self.doctors if doctor.row.state == SpecialistState.DECLINED]

    @property
    def next_kind(self) -> str:
        """What is next in this room, whatever the stage of the journey."""
        coming = self.coming
        if coming and coming.is_review:
            return "report_late" if coming.is_late_report else "report"
        if coming:
            return "confirm" if coming.has_begun else "visit"
        if self.offered:
            return "choose_date"
        if self.in_state(AppointmentState.HELD):
            return "held"
        if self.chosen:
            return "book"
        return "choose_doctor" if self.on_list else "add_doctor"

    @property
    def next_look(self) -> str:
        """Which of the card's looks fits what is next: waiting is calm, done is green, the rest asks."""
        return {"visit": "wait", "report": "wait", "held": "done"}.get(self.next_kind, "yours")


def room(case: Case, *, at: datetime) -> Room:
    """What the page shows as of `at`, in a fixed number of queries."""
    bare = replace(outline(case, at=at), questions=tuple(case.questions.all()))
    ready = preparation(case, bare.coming, has_questions=bool(bare.questions), at=at)
    return replace(bare, preparation=ready)


def outline(case: Case, *, at: datetime) -> Room:
    """The visits and the doctors alone; two queries."""
    found = visits(case, at=at)
    busy = {visit.row.specialist_id for visit in found if visit.row.state in UNDER_WAY}
    doctors = tuple(Doctor(row, row.pk in busy) for row in case.specialists.all())
    return Room(visits=found, doctors=doctors, questions=(), preparation=())


def visits(case: Case, *, at: datetime) -> tuple[Visit, ...]:
    """The appointments of a journey in the order of their time; one query."""
    return tuple(Visit(row, at, case.zone) for row in with_doctors(case))


def with_doctors(case: Case) -> QuerySet[Appointment]:
    """The appointments of a journey, each with its doctor."""
    return Appointment.objects.filter(case=case).select_related("specialist")


def shortlist(case: Case) -> QuerySet[Specialist]:
    """The doctors on the list, each with whether a visit or an offer is under way."""
    under_way = Appointment.objects.filter(specialist=OuterRef("pk"), state__in=UNDER_WAY)
    return case.specialists.annotate(is_under_way=Exists(under_way))


def preparation(
    case: Case, coming: Visit | None, *, has_questions: bool, at: datetime
) -> tuple[Preparation, ...]:
    """What to have ready before the coming visit, counted back from its day; one query."""
    if coming is None or coming.row.day is None or coming.has_begun:
        return ()
    day, today = coming.row.day, at.astimezone(case.zone).date()
    steps = {step.key: step for step in case.steps.filter(stage=Stage.APPOINTMENT)}
    two_before = day - timedelta(days=deadlines.PREPARED_BEFORE_VISIT_DAYS)
    records_by = deadlines.working_days_before(day, deadlines.RECORDS_BEFORE_VISIT_WORKING_DAYS, case.state)
    arrived, bringing = steps.get("check-records-arrived"), steps.get("bring-someone")
    counts = {"in": case.records_in, "wanted": case.records_wanted}
    return (
        Preparation(
            "records",
            records_by,
            is_done=is_settled(arrived),
            today=today,
            hint=_now("%(in)s of %(wanted)s are in. Call the office and ask what they have.") % counts,
            step=arrived,
        ),
        Preparation(
            "questions",
            two_before,
            is_done=has_questions,
            today=today,
            hint=_now("Put the 3 that matter most at the top."),
        ),
        Preparation(
            "bring",
            two_before,
            is_done=is_settled(bringing),
            today=today,
            hint=_now("Two people hear more than one. Ask them to take notes."),
            step=bringing,
        ),
    )


def is_settled(step: Step | None) -> bool:
    """Whether somebody has answered this step."""
    return step is not None and step.settled_at is not None


def bookable(case: Case) -> QuerySet[Specialist]:
    """The doctors with whom a visit may be booked."""
    return case.specialists.exclude(state=SpecialistState.DECLINED)


def bank(case: Case) -> list[Offered]:
    """The questions that the bank offers to this journey, with what is on its list; three queries."""
    families = {case.family} | ({CHILDREN} if case.items.filter(family=CHILDREN).exists() else set())
    on_list = list(case.questions.exclude(key="").values_list("key", "topic", "ask"))
    kept = {(key, topic) for key, topic, _ask in on_list}
    kept_for_all = {key for key, _topic, ask in on_list if not ask}
    return [
        Offered(template, (template.key, template.topic) in kept or template.key in kept_for_all)
        for template in QuestionTemplate.objects.filter(is_active=True)
        if not template.families or families.intersection(template.families)
    ]


def by_topic(offered: Iterable[Offered]) -> list[tuple[str, list[Offered]]]:
    """The bank in its topics, each with its name, in the order of the conversation."""
    grouped: dict[str, list[Offered]] = {}
    for entry in offered:
        grouped.setdefault(entry.template.topic, []).append(entry)
    return [(str(topic.label), grouped[topic]) for topic in QuestionTopic if topic in grouped]


def doctors_named(case: Case) -> Sequence[str]:
    """The names a question can be for: doctors on the list, and the first doctor."""
    names = list(bookable(case).values_list("name", flat=True))
    return [*dict.fromkeys([*names, case.first_doctor] if case.first_doctor else names)]


def names_for(case: Case, question: Question) -> Sequence[str]:
    """The names that this question can be for, with the one that it is for now."""
    return list(dict.fromkeys([*doctors_named(case), *filter(None, [question.ask])]))
