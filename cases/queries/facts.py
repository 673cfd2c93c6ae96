"""A journey's rows, read into the plain facts that the rules reason from."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.choices import AccessEventKind, SiteRole
from accounts.models import AccessEvent, User
from cases.choices import PATIENT_SIDE, Access, Clock, ItemState, Rating, SpecialistState, TeamRole
from cases.facts import AppointmentFact, ItemFact, JourneyFacts, OpinionFact, StepFact
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import (
    Appointment,
    Case,
    CaseEvent,
    Finding,
    ItemChange,
    Message,
    RecordItem,
    Specialist,
    Step,
    TeamMember,
    Telling,
)
from cases.models.journey import CaseQuerySet

RAN_OUT = "access_ran_out"
"""An event that time brings about: nobody has touched the journey."""

NOT_TOUCHING = (
    RAN_OUT,
    "reminder_put_off",
    "reminder_skipped",
    "reminder_sent_now",
    "document_opened",
    "document_withheld",
)
"""Events that take no journey further: what is done with a reminder must not plan the reminder anew."""

BEFORE_ALL = Value(datetime(1900, 1, 1, tzinfo=UTC))
SUMMARY = (
    "waiting_since",
    "last_message_at",
    "advocate_zone",
    "advocate_left_at",
    "advocate_stopped_at",
    "touched_at",
    "patient_signs_in",
    "patient_stays",
    "patient_signs_in_until",
    "access_ends_at",
    "has_chosen_specialist",
    "question_count",
    "decided_on",
    "told_on",
)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date of an instant where the patient lives."""
    return instant.astimezone(zone).date()


def _day_of(instant: datetime | None, zone: ZoneInfo) -> date | None:
    return local_day(instant, zone) if instant else None


def _latest(*instants: datetime | None) -> datetime | None:
    return max(filter(None, instants), default=None)


def carriers() -> QuerySet[User]:
    """Everyone who can carry a journey now."""
    return User.objects.filter(is_active=True, groups__name=SiteRole.ADVOCATE)


def of_case(
    case: Case, *, listed: Iterable[RecordItem] | None = None, summary: Mapping[str, Any] | None = None
) -> JourneyFacts:
    """The facts of one journey, in six queries however long its lists are.

    One less with its records `listed`, and one less with its `summary` read already.
    """
    zone = case.zone
    if summary is None:
        summary = summary_of(case)
    items = tuple(item_fact(item) for item in (items_of(case) if listed is None else listed))
    rows = list(
        case.rows.annotate(
            is_filled=Exists(Finding.objects.filter(row=OuterRef("pk"), text__gt=""))
        ).values_list("rating", "is_filled")
    )
    opinions = tuple(case.opinions.order_by("ordinal"))
    waiting_since = summary["waiting_since"]
    return JourneyFacts(
        created_on=local_day(case.created_at, zone),
        stage_since=local_day(case.stage_since, zone),
        stage=case.stage,
        status=case.status,
        state=case.state,
        hold_until=case.hold_until,
        has_advocate=bool(summary["advocate_zone"]),
        patient_signs_in=summary["patient_signs_in"],
        patient_signs_in_until=None if summary["patient_stays"] else summary["patient_signs_in_until"],
        access_ends_at=summary["access_ends_at"],
        is_marked_time_critical=case.is_marked_time_critical,
        safe_to_wait_until=case.safe_to_wait_until,
        decide_by=case.decide_by,
        unanswered_since=_day_of(waiting_since, zone),
        waiting_since=waiting_since,
        last_message_at=summary["last_message_at"],
        steps=tuple(step_fact(step) for step in case.steps.all()),
        items=items,
        has_chosen_specialist=summary["has_chosen_specialist"],
        appointments=tuple(appointment_facts(case)),
        open_questions=summary["question_count"],
        opinions=tuple(OpinionFact(o.pk, o.ordinal, o.doctor, o.recorded_on) for o in opinions),
        unrated_rows=unrated(rows) if len(opinions) >= OPINIONS_TO_COMPARE else 0,
        major_rows=sum(rating == Rating.MAJOR for rating, _filled in rows),
        decided_on=summary["decided_on"],
        told_on=summary["told_on"],
        has_slides=any(i.clock == Clock.SLIDES and i.is_in for i in items),
        touched_on=_day_of(summary["touched_at"], zone),
        without_advocate_since=_day_of(
            _latest(summary["advocate_left_at"], summary["advocate_stopped_at"]), zone
        ),
        advocate_zone=summary["advocate_zone"] or "",
    )


def items_of(case: Case) -> QuerySet[RecordItem]:
    """The checklist, each record with whether it was ever in."""
    came_in = ItemChange.objects.filter(item=OuterRef("pk"), state=ItemState.IN)
    return case.items.annotate(was_in=Exists(came_in))


def summary_of(case: Case) -> dict[str, Any]:
    """Single values that other tables know about a journey, in one query."""
    return with_summary(Case.objects.filter(pk=case.pk)).values(*SUMMARY).get()


def with_summary(cases: CaseQuerySet) -> CaseQuerySet:
    """The journeys, each with the values of `SUMMARY`."""
    here = {"case": OuterRef("pk")}
    ours = Message.objects.filter(from_patient_side=False, **here).order_by("-at", "-pk")
    theirs = Message.objects.filter(from_patient_side=True, **here)
    unanswered = theirs.exclude(at__lte=Coalesce(OuterRef("answered_at"), BEFORE_ALL)).order_by("at", "pk")
    left = TeamMember.objects.filter(role=TeamRole.ADVOCATE, ended_at__isnull=False, **here)
    bounded = TeamMember.objects.filter(ended_at=None, ends_at__isnull=False, **here)
    touches = CaseEvent.objects.exclude(kind__in=NOT_TOUCHING).filter(**here)
    stopped = AccessEvent.objects.filter(person=OuterRef("advocate")).filter(
        Q(kind=AccessEventKind.DEACTIVATED) | Q(kind=AccessEventKind.ROLE_TAKEN, site_role=SiteRole.ADVOCATE)
    )
    can_act = TeamMember.objects.current().filter(
        role__in=PATIENT_SIDE, access=Access.DO, user__is_active=True, **here
    )
    return cases.annotate(
        answered_at=Subquery(ours.values("at")[:1]),
        waiting_since=Subquery(unanswered.values("at")[:1]),
        last_message_at=Subquery(Message.objects.filter(**here).order_by("-at", "-pk").values("at")[:1]),
        advocate_zone=Subquery(carriers().filter(pk=OuterRef("advocate")).values("time_zone")[:1]),
        advocate_left_at=Subquery(left.order_by("-ended_at").values("ended_at")[:1]),
        advocate_stopped_at=Subquery(stopped.order_by("-at").values("at")[:1]),
        touched_at=Subquery(touches.order_by("-at", "-pk").values("at")[:1]),
        patient_signs_in=Exists(can_act),
        patient_stays=Exists(can_act.filter(ends_at=None)),
        patient_signs_in_until=Subquery(can_act.order_by("-ends_at").values("ends_at")[:1]),
        access_ends_at=Subquery(bounded.order_by("ends_at").values("ends_at")[:1]),
        has_chosen_specialist=Exists(Specialist.objects.filter(state=SpecialistState.CHOSEN, **here)),
        question_count=Count("questions"),
        decided_on=F("decision__decided_on"),
        told_on=Subquery(Telling.objects.filter(**here).order_by("-told_on").values("told_on")[:1]),
    )


def unrated(rows: list[tuple[str, bool]]) -> int:
    """Rows that say something for an opinion and that nobody has rated.

    A comparison nobody has begun to rate counts as open, however little is written in it.
    """
    filled = sum(is_filled and not rating for rating, is_filled in rows)
    is_untouched = not any(rating for rating, _filled in rows)
    return filled or int(is_untouched)


def step_fact(step: Step) -> StepFact:
    """What the rules need to know of one step."""
    return StepFact(
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


def item_fact(item: RecordItem) -> ItemFact:
    """What the rules need to know of one record; only `items_of` knows whether it `was_in`."""
    return ItemFact(
        id=item.pk,
        name=item.name,
        holder=item.holder,
        ask_for=item.ask_for,
        state=item.state,
        need=item.need,
        asker=item.asker,
        is_at_home=item.is_at_home,
        clock=item.clock,
        last_asked_on=item.last_asked_on,
        state_on=item.state_on,
        limit_on=item.limit_on,
        key=item.key,
        was_in=getattr(item, "was_in", False),
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
            shown=visit.local_start,
        )
        for visit in Appointment.objects.filter(case=case).select_related("specialist")
    ]
