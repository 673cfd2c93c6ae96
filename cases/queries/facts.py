"""A journey's rows, read into the plain facts that the rules reason from."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from cases.choices import PATIENT_SIDE, Access, Clock, Rating, SpecialistState
from cases.facts import AppointmentFact, ItemFact, JourneyFacts, OpinionFact, StepFact
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Appointment, Case, Decision, Message, RecordItem, Specialist


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date of an instant where the patient lives."""
    return instant.astimezone(zone).date()


def of_case(case: Case) -> JourneyFacts:
    """The facts of one journey, in a fixed number of queries."""
    zone = case.zone
    items = tuple(item_fact(item) for item in case.items.all())
    rows = list(case.rows.values_list("rating", flat=True))
    opinions = tuple(case.opinions.order_by("ordinal"))
    unanswered = unanswered_since(case)
    decided_on = Decision.objects.filter(case=case).values_list("decided_on", flat=True).first()
    return JourneyFacts(
        created_on=local_day(case.created_at, zone),
        stage_since=local_day(case.stage_since, zone),
        stage=case.stage,
        status=case.status,
        state=case.state,
        hold_until=case.hold_until,
        has_advocate=case.advocate_id is not None,
        patient_signs_in=case.members.current().filter(role__in=PATIENT_SIDE, access=Access.DO).exists(),
        is_marked_time_critical=case.is_marked_time_critical,
        safe_to_wait_until=case.safe_to_wait_until,
        decide_by=case.decide_by,
        unanswered_since=local_day(unanswered, zone) if unanswered else None,
        steps=tuple(step_facts(case)),
        items=items,
        has_chosen_specialist=Specialist.objects.filter(case=case, state=SpecialistState.CHOSEN).exists(),
        appointments=tuple(appointment_facts(case)),
        open_questions=case.questions.count(),
        opinions=tuple(OpinionFact(o.pk, o.ordinal, o.doctor, o.recorded_on) for o in opinions),
        unrated_rows=unrated(case, rows) if len(opinions) >= OPINIONS_TO_COMPARE else 0,
        major_rows=rows.count(Rating.MAJOR),
        decided_on=decided_on,
        told_on=case.tellings.aggregate(last=Max("told_on"))["last"],
        has_slides=any(i.clock == Clock.SLIDES and i.is_in for i in items),
    )


def unrated(case: Case, ratings: list[str]) -> int:
    """Rows that somebody has filled for an opinion and nobody has rated.

    A comparison nobody has begun to rate counts as open, however little is written in it.
    """
    filled = case.rows.filter(findings__text__gt="", rating="").distinct().count()
    nothing_rated = not any(ratings)
    return filled or int(nothing_rated)


def unanswered_since(case: Case) -> datetime | None:
    """When the patient side first wrote after our last message; None when nothing waits."""
    theirs = Message.objects.filter(case=case, from_patient_side=True)
    last_of_ours = (
        Message.objects.filter(case=case, from_patient_side=False).order_by("-at", "-pk").values("at")[:1]
    )
    ours = list(last_of_ours)
    waiting = theirs.filter(at__gt=ours[0]["at"]) if ours else theirs
    return waiting.order_by("at").values_list("at", flat=True).first()


def step_facts(case: Case) -> list[StepFact]:
    """The steps, in order."""
    return [
        StepFact(
            id=step.pk,
            key=step.key,
            stage=step.stage,
            title=step.title,
            who=step.who,
            state=step.state,
            is_gate=step.is_gate,
            due_days=step.due_days,
            only_if=step.only_if,
        )
        for step in case.steps.all()
    ]


def item_fact(item: RecordItem) -> ItemFact:
    """What the rules need to know of one record."""
    return ItemFact(
        id=item.pk,
        name=item.name,
        holder=item.holder,
        state=item.state,
        need=item.need,
        asker=item.asker,
        is_at_home=item.is_at_home,
        clock=item.clock,
        last_asked_on=item.last_asked_on,
        state_on=item.state_on,
        limit_on=item.limit_on,
    )


def appointment_facts(case: Case) -> list[AppointmentFact]:
    """The appointments with the doctor's name."""
    return [
        AppointmentFact(
            id=visit.pk,
            doctor=visit.specialist.name,
            state=visit.state,
            way=visit.way,
            starts_at=visit.starts_at,
            offered_on=visit.offered_on,
            expected_on=visit.expected_on,
            held_on=visit.held_on,
            last_chased_on=visit.last_chased_on,
        )
        for visit in Appointment.objects.filter(case=case).select_related("specialist")
    ]
