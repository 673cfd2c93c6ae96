"""Telling people on a journey what somebody else did on it, in the same transaction; nobody hears of themselves.

Most news follows from events: `core.change` spreads what its action wrote into the timeline, each kind once.
News of who is on the team is told by the actions that know the person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from accounts.models import User, display_name
from cases import news_kinds
from cases.choices import PATIENT_SIDE, Access, TeamRole
from cases.event_words import words_for
from cases.models import Case, CaseEvent, TeamMember
from cases.queries import team
from cases.reminder_kinds import SUBJECT
from notifications.account_kinds import ACCOUNT
from notifications.actions import notices
from notifications.kinds import Kind

LONGEST_TITLE, LONGEST_NAME = 200, 100
"""What a title can hold, and what is left in it for a name."""


@dataclass(frozen=True)
class News:
    """What an event is news of, and whether advocates hear of what staff did, too."""

    kind: Kind
    among_staff: bool = True


MESSAGE = News(news_kinds.MESSAGE)
RECORD_IN = News(news_kinds.RECORD_IN)
VISIT = News(news_kinds.VISIT)
GUIDE = News(news_kinds.GUIDE, among_staff=False)
MOVED = News(news_kinds.MOVED)
DECISION = News(news_kinds.DECISION)

OF_EVENTS: Mapping[str, News] = {
    "message_sent": MESSAGE,
    "item_received": RECORD_IN,
    "appointment_offered": VISIT,
    "appointment_booked": VISIT,
    "review_booked": VISIT,
    "appointment_changed": VISIT,
    "appointment_cancelled": VISIT,
    "appointment_restored": VISIT,
    "guide_sent": GUIDE,
    "stage_advanced": MOVED,
    "stage_overridden": MOVED,
    "stage_went_back": MOVED,
    "status_live": MOVED,
    "status_on_hold": MOVED,
    "status_withdrawn": MOVED,
    "status_closed": MOVED,
    "decision_made": DECISION,
    "decision_changed": DECISION,
    "decision_told": DECISION,
}


def spread(case: Case, *, at: datetime) -> None:
    """Tell what the action that holds this journey's lock has written, the first event of each kind of news."""
    first: dict[str, tuple[News, CaseEvent]] = {}
    for event in case.just_written:
        news = OF_EVENTS.get(event.kind)
        if news:
            first.setdefault(news.kind.key, (news, event))
    case.just_written.clear()
    members = team.who_may_enter(case) if first else []
    for news, event in first.values():
        people = others(members, event.by, among_staff=news.among_staff)
        _tell(people, news.kind, case, at=at, fields=fields_of(event))


def others(members: Sequence[TeamMember], by: User | None, *, among_staff: bool = True) -> list[User]:
    """Who waits to hear what `by` did: the other side, and the advocates besides them where it is for staff."""
    by_id = by.pk if by else None
    is_from_patient_side = any(m.user_id == by_id and m.role in PATIENT_SIDE for m in members)
    to_advocates, to_patient_side = is_from_patient_side or among_staff, not is_from_patient_side
    return [
        member.user
        for member in members
        if member.user_id != by_id and (to_patient_side if member.role in PATIENT_SIDE else to_advocates)
    ]


def fields_of(event: CaseEvent) -> dict[str, object]:
    """What the words of a kind may name of an event; `happened` is said in each reader's language."""
    return {"who": short(event.by_name), "what": event.subject, "happened": Sentence(event)}


class Sentence:
    """What the timeline says of an event, as long as a title may be, in the language in which it is read."""

    def __init__(self, event: CaseEvent) -> None:
        self.event = event

    def __str__(self) -> str:
        return Truncator(words_for(self.event)).chars(LONGEST_TITLE)


def short(name: str) -> str:
    """A name that leaves room for the rest of a title."""
    return Truncator(name).chars(LONGEST_NAME)


# Who is on the team


def assigned(
    case: Case, advocate: User, *, left: User | None, event: CaseEvent, by: User, at: datetime
) -> None:
    """Tell the new advocate, the patient side, and the advocate who `left` the team for them."""
    members = team.who_may_enter(case)
    patient_side = [member.user for member in members if member.role in PATIENT_SIDE]
    fields = fields_of(event)
    _tell(_but(by, [advocate]), news_kinds.ASSIGNED, case, at=at, fields=fields)
    _tell(_but(by, patient_side), news_kinds.ADVOCATE, case, at=at, fields=fields)
    if left:
        _tell_lost(case, left, by=by, at=at)


def let_in(case: Case, person: User, *, event: CaseEvent, by: User, at: datetime) -> None:
    """Tell somebody who was let in by another, and the patient."""
    _tell(_but(by, [person]), news_kinds.ACCESS_GIVEN, case, at=at, fields=fields_of(event))
    _tell_patient(case, person, event=event, by=by, at=at)


def access_changed(case: Case, member: TeamMember, *, event: CaseEvent, by: User, at: datetime) -> None:
    """Tell somebody how far they may go now, and the patient."""
    fields = {**fields_of(event), "access": Access(member.access).label}
    _tell(_but(by, [member.user]), news_kinds.ACCESS_CHANGED, case, at=at, fields=fields)
    _tell_patient(case, member.user, event=event, by=by, at=at)


def access_ended(case: Case, person: User, *, event: CaseEvent, by: User, at: datetime) -> None:
    """Tell somebody whose access another ended, and the patient."""
    _tell_lost(case, person, by=by, at=at)
    _tell_patient(case, person, event=event, by=by, at=at)


def _tell_patient(case: Case, person: User, *, event: CaseEvent, by: User, at: datetime) -> None:
    patients = [m.user for m in team.who_may_enter(case) if m.role == TeamRole.PATIENT and m.user != person]
    _tell(_but(by, patients), news_kinds.TEAM, case, at=at, fields=fields_of(event))


def _tell_lost(case: Case, person: User, *, by: User, at: datetime) -> None:
    """Tell somebody that their access is gone: about their account, for they may not reach the journey."""
    notices.tell(
        _but(by, [person]),
        news_kinds.ACCESS_ENDED.key,
        subject=ACCOUNT,
        subject_id=person.pk,
        at=at,
        fields={"who": short(display_name(by)), "reference": case.reference},
    )


def _tell(
    people: Iterable[User], kind: Kind, case: Case, *, at: datetime, fields: Mapping[str, object]
) -> None:
    notices.tell(people, kind.key, subject=SUBJECT, subject_id=case.pk, at=at, fields=fields)


def _but(by: User, people: Iterable[User]) -> list[User]:
    return [person for person in people if person != by]
