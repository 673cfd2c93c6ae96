"""Journeys as the post office knows them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases import wall_clock
from cases.actions import reminders
from cases.models import Case
from cases.queries import days, post
from cases.reminder_kinds import SUBJECT, RemindOf
from notifications.choices import Audience
from notifications.subjects import Entry

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
ROOMS = {
    RemindOf.INSURER_CALL: "cases:insurer-call",
    RemindOf.RECORDS_IDLE: "cases:records",
    RemindOf.CHASE_DOCUMENTS: "cases:records",
    RemindOf.CHASE_IMAGES: "cases:records",
    RemindOf.CHASE_SLIDES: "cases:records",
    RemindOf.LIMIT_NEAR: "cases:records",
    RemindOf.LIMIT_PAST: "cases:records",
    RemindOf.ITEM_AGAIN: "cases:records",
    RemindOf.UNBOOKED: "cases:appointment",
    RemindOf.FAR_OFFER: "cases:appointment",
    RemindOf.VISIT_AHEAD: "cases:appointment",
    RemindOf.RECORDS_BEFORE_VISIT: "cases:records",
    RemindOf.VISIT_NEAR: "cases:appointment",
    RemindOf.REPORT_MISSING: "cases:appointment",
    RemindOf.REVIEW_LATE: "cases:appointment",
    RemindOf.COMPARISON_IDLE: "cases:compare",
    RemindOf.DECIDE_BY: "cases:decide",
    RemindOf.DECIDE_BY_NEAR: "cases:decide",
    RemindOf.SAFE_DATE: "cases:safe-to-wait",
    RemindOf.SAFE_DATE_NEAR: "cases:safe-to-wait",
    RemindOf.UNDECIDED: "cases:decide",
    RemindOf.DECISION_NOT_TOLD: "cases:decide",
    RemindOf.MESSAGE_UNANSWERED: "cases:messages",
    RemindOf.UNASSIGNED: "cases:assign",
    RemindOf.ADDRESS_FAILS: "cases:team",
    "message": "cases:messages",
    "record_in": "cases:records",
    "visit": "cases:appointment",
    "visit_soon": "cases:appointment",
    "guide": "cases:guides",
    "decision": "cases:decide",
    "team": "cases:team",
}
"""In which room of a journey a message's thing is done; anything else leads to its first page."""


class JourneySubject:
    """One journey; everybody reaches it through the one door."""

    key = SUBJECT
    several = gettext_lazy("journeys")

    def recipients(self, subject_id: int, audience: str) -> Sequence[User]:
        """Who is told of what is due: those of the patient side who may act, whoever carries it, or the leads."""
        match audience:
            case Audience.PATIENT_SIDE:
                return post.doers(subject_id)
            case Audience.ADVOCATE:
                return post.advocate(subject_id)
            case Audience.LEAD:
                return post.leads()
        return []

    def reachable(self, user: User, subject_ids: Collection[int]) -> set[int]:
        """Those of the journeys that this person may reach now."""
        return post.reachable(user, subject_ids)

    def is_quiet(self, user: User, subject_id: int, *, at: datetime) -> bool:
        """Whether an answer of ours, no more than a week old, waits unread for this person on the patient side."""
        return post.has_unread_answer(user, subject_id, since=at - A_WEEK)

    def names(self, subject_ids: Collection[int]) -> dict[int, str]:
        """The short references."""
        return post.names(subject_ids)

    def uuids(self, subject_ids: Collection[int]) -> dict[int, UUID]:
        """The ids in their addresses."""
        return post.uuids(subject_ids)

    def path(self, subject_id: int, kind: str) -> str:
        """The room in which the thing is done."""
        uuid = Case.objects.values_list("uuid", flat=True).get(pk=subject_id)
        return reverse(ROOMS.get(kind, "cases:journey"), args=[uuid])

    def open_ids(self, *, after: int, limit: int) -> Sequence[int]:
        """The next journeys under way."""
        return post.open_ids(after=after, limit=limit)

    def replan(self, subject_id: int, *, at: datetime) -> None:
        """Plan one journey's reminders again, by the holidays as they are at this moment."""
        days.memory.forget()
        reminders.plan_anew(subject_id, at=at)

    def calendar(self, user: User, *, at: datetime) -> Iterable[Entry]:
        """Visits, dates to keep and one's own reminders, in words that tell nobody anything."""
        yield from _visits(user, since=at - A_DAY)
        yield from _dates(user, since=at - A_DAY)
        yield from _own_reminders(user)

    def letters_fail(self, user: User, *, at: datetime) -> None:
        """Tell the advocates of this person's journeys."""
        reminders.letters_fail(user, at=at)


def _visits(user: User, *, since: datetime) -> Iterator[Entry]:
    for visit in post.visits(user, since=since):
        if visit.starts_at:
            path = reverse("cases:appointment", args=[visit.case.uuid])
            yield Entry(f"visit-{visit.pk}", _("Appointment"), visit.starts_at, path)


def _dates(user: User, *, since: datetime) -> Iterator[Entry]:
    for case in post.undecided(user):
        path = reverse("cases:journey", args=[case.uuid])
        for name, day in (("safe", case.safe_to_wait_until), ("decide", case.decide_by)):
            if day and _midnight(day, case) > since:
                yield Entry(f"date-{name}-{case.uuid}", _("A date to keep"), day, path)


def _midnight(day: date, case: Case) -> datetime:
    """When a day begins where the patient lives; an hour later where clocks skip midnight."""
    shown = wall_clock.next_valid(datetime.combine(day, time.min), case.zone)
    return shown.replace(tzinfo=case.zone)


def _own_reminders(user: User) -> Iterator[Entry]:
    for reminder, uuid in post.own_reminders(user):
        path = reverse("cases:journey", args=[uuid])
        yield Entry(f"own-{reminder.uuid}", _("A reminder of your own"), reminder.due_at, path)
