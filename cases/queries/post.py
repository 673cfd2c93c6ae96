"""What the post office asks of journeys: who is told, who may still reach them, and which dates they hold."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import SiteRole
from accounts.models import User
from cases.choices import PATIENT_SIDE, Access, AppointmentState, Status, TeamRole
from cases.models import Appointment, Case, Message, TeamMember
from cases.models.journey import CaseQuerySet
from cases.queries.facts import carriers
from cases.reminder_kinds import SUBJECT
from notifications.choices import ReminderState
from notifications.models import Reminder


def doers(case_id: int) -> list[User]:
    """Those of the patient side who may do things here now; whoever may only look is left in peace."""
    places = TeamMember.objects.current().filter(
        case=case_id, role__in=PATIENT_SIDE, access=Access.DO, user__is_active=True
    )
    return [place.user for place in places.select_related("user")]


def advocate(case_id: int) -> list[User]:
    """Whoever carries this journey, if they still may."""
    here = TeamMember.objects.current().filter(case=case_id, user=OuterRef("pk"), role=TeamRole.ADVOCATE)
    return list(carriers().filter(Exists(here), carried_cases=case_id))


def leads() -> list[User]:
    """Everybody who leads here now."""
    return list(User.objects.filter(is_active=True, groups__name=SiteRole.LEAD, is_service=False))


def reachable(user: User, case_ids: Collection[int]) -> set[int]:
    """Those of the journeys that this person may reach now."""
    return set(Case.objects.visible_to(user).filter(pk__in=case_ids).values_list("pk", flat=True))


def has_unread_answer(user: User, case_id: int, *, since: datetime) -> bool:
    """Whether an answer of ours that was written after `since` waits unread for somebody on the patient side.

    What the patient side writes keeps no advocate in peace: they would never be reminded of it.
    """
    places = TeamMember.objects.current().filter(user=user, case=case_id, role__in=PATIENT_SIDE)
    unread = Message.objects.filter(case=case_id, from_patient_side=False, at__gt=since)
    return any(unread.filter(at__gt=place.read_at or place.started_at).exists() for place in places)


def names(case_ids: Collection[int]) -> dict[int, str]:
    """Each journey by its short reference, which says nothing about anybody."""
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "reference"))


def uuids(case_ids: Collection[int]) -> dict[int, UUID]:
    """Each journey by the id in its address."""
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "uuid"))


def open_ids(*, after: int, limit: int) -> Sequence[int]:
    """The next journeys under way, by id."""
    live = Case.objects.live().filter(pk__gt=after).order_by("pk")
    return list(live.values_list("pk", flat=True)[:limit])


def own(user: User) -> CaseQuerySet:
    """The open journeys on whose team somebody is; a lead's calendar does not hold everybody's."""
    team = TeamMember.objects.current().filter(user=user, case=OuterRef("pk"))
    return Case.objects.visible_to(user).filter(Exists(team)).filter(status__in=[Status.LIVE, Status.ON_HOLD])


def visits(user: User, *, since: datetime) -> QuerySet[Appointment]:
    """The visits booked on somebody's journeys from a moment on."""
    booked = Appointment.objects.filter(
        case__in=own(user), state=AppointmentState.BOOKED, starts_at__gte=since
    )
    return booked.select_related("case").order_by("starts_at")


def undecided(user: User) -> QuerySet[Case]:
    """Somebody's journeys under way that have a date to keep and no decision yet."""
    has_date = Q(safe_to_wait_until__isnull=False) | Q(decide_by__isnull=False)
    return own(user).live().filter(has_date, decision=None)


def own_reminders(user: User) -> list[tuple[Reminder, UUID]]:
    """What somebody set for themselves and has yet to come, each with its journey, if they still reach it."""
    waiting = Reminder.objects.filter(owner=user, subject=SUBJECT, state=ReminderState.WAITING)
    rows = list(waiting.order_by("due_at"))
    cases = Case.objects.visible_to(user).filter(pk__in=[row.subject_id for row in rows])
    uuids = dict(cases.values_list("pk", "uuid"))
    return [(row, uuids[row.subject_id]) for row in rows if row.subject_id in uuids]


def carried_of(user: User) -> list[tuple[User, Case]]:
    """Every advocate who carries a journey under way that somebody follows on the patient side, with one of them."""
    team = TeamMember.objects.current().filter(user=user, case=OuterRef("pk"), role__in=PATIENT_SIDE)
    found = Case.objects.live().filter(Exists(team), advocate__in=carriers().values("pk"))
    rows = found.select_related("advocate").order_by("-pk")
    return list({row.advocate_id: (row.advocate, row) for row in rows if row.advocate}.values())
