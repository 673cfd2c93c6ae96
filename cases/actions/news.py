"""Telling people on a journey what somebody else did on it, in the same transaction; nobody hears of themselves.

Most news follows from events: `core.change` spreads what its action wrote into the timeline, each kind once.
News of who is on the team is told by the actions that know the person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import Truncator

from accounts import zones
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


@dataclass(frozen=True)
class Tiding:
    """One piece of news on its way to people; `fields` fill its words."""

    people: Sequence[User]
    kind: Kind
    fields: Mapping[str, object]
    subject: str
    subject_id: int


MESSAGE = News(news_kinds.MESSAGE)
RECORD_IN = News(news_kinds.RECORD_IN)
VISIT = News(news_kinds.VISIT)
VISIT_SOON = News(news_kinds.VISIT_SOON)
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


MOVED_VISITS = ("appointment_changed", "appointment_cancelled", "appointment_restored")
SOON = timedelta(days=2)


def spread(case: Case, *, at: datetime) -> None:
    """Tell what the action that holds this journey's lock has done, the first event of each kind of news.

    All at once and before reminders are planned: whoever tells one holds its people first, and so do we.
    """
    done, case.untold[:] = list(case.untold), []
    tidings = [one for one in done if isinstance(one, Tiding)]
    tidings += _of_events(case, [one for one in done if isinstance(one, CaseEvent)])
    notices.hold(person for tiding in tidings for person in tiding.people)
    for tiding in tidings:
        notices.tell(
            tiding.people,
            tiding.kind.key,
            subject=tiding.subject,
            subject_id=tiding.subject_id,
            at=at,
            fields=tiding.fields,
        )


def _of_events(case: Case, events: Iterable[CaseEvent]) -> list[Tiding]:
    first: dict[str, tuple[News, CaseEvent]] = {}
    for event in events:
        news = VISIT_SOON if _is_visit_soon(event) else OF_EVENTS.get(event.kind)
        if news:
            first.setdefault(news.kind.key, (news, event))
    members = team.who_may_enter(case) if first else []
    return [
        _tiding(
            others(members, event.by, among_staff=news.among_staff), news.kind, case, fields=fields_of(event)
        )
        for news, event in first.values()
    ]


def _is_visit_soon(event: CaseEvent) -> bool:
    """Whether a visit within two days was changed or called off, which can't wait for the letter of a day."""
    if event.kind not in MOVED_VISITS:
        return False
    starts = [_start(values) for values in (event.before, event.after) if values.get("when")]
    return any(event.at < start <= event.at + SOON for start in starts)


def _start(values: Mapping[str, str]) -> datetime:
    """When a visit begins that the timeline tells of as clocks show it there."""
    return datetime.fromisoformat(values["when"]).replace(tzinfo=zones.known(values["time_zone"]))


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


def assigned(case: Case, advocate: User, *, left: User | None, event: CaseEvent, by: User) -> None:
    """Tell the new advocate, the patient side, and the advocate who `left` the team for them."""
    members = team.who_may_enter(case)
    patient_side = [member.user for member in members if member.role in PATIENT_SIDE]
    fields = fields_of(event)
    case.untold.append(_tiding(_but(by, [advocate]), news_kinds.ASSIGNED, case, fields=fields))
    case.untold.append(_tiding(_but(by, patient_side), news_kinds.ADVOCATE, case, fields=fields))
    if left:
        case.untold.append(_lost(case, left, by=by))


def let_in(case: Case, person: User, *, event: CaseEvent, by: User) -> None:
    """Tell somebody who was let in by another, and the patient."""
    given = _tiding(_but(by, [person]), news_kinds.ACCESS_GIVEN, case, fields=fields_of(event))
    case.untold.extend([given, _for_patient(case, person, event=event, by=by)])


def access_changed(case: Case, member: TeamMember, *, event: CaseEvent, by: User) -> None:
    """Tell somebody how far they may go now, and the patient."""
    fields = {**fields_of(event), "access": Access(member.access).label}
    changed = _tiding(_but(by, [member.user]), news_kinds.ACCESS_CHANGED, case, fields=fields)
    case.untold.extend([changed, _for_patient(case, member.user, event=event, by=by)])


def access_ended(case: Case, person: User, *, event: CaseEvent, by: User) -> None:
    """Tell somebody whose access another ended, and the patient."""
    case.untold.extend([_lost(case, person, by=by), _for_patient(case, person, event=event, by=by)])


def access_ran_out(case: Case, person: User, *, event: CaseEvent) -> None:
    """Tell somebody whose last day has passed, and the patient."""
    fields = {"reference": case.reference}
    gone = Tiding([person], news_kinds.ACCESS_RAN_OUT, fields, ACCOUNT, person.pk)
    case.untold.extend([gone, _for_patient(case, person, event=event, by=None)])


def _for_patient(case: Case, person: User, *, event: CaseEvent, by: User | None) -> Tiding:
    """What the patient hears of a change to `person`'s place on the team."""
    patients = [m.user for m in team.who_may_enter(case) if m.role == TeamRole.PATIENT and m.user != person]
    return _tiding(_but(by, patients), news_kinds.TEAM, case, fields=fields_of(event))


def _lost(case: Case, person: User, *, by: User) -> Tiding:
    """What somebody hears whose access is gone: about their account, for they may not reach the journey."""
    fields = {"who": short(display_name(by)), "reference": case.reference}
    return Tiding(_but(by, [person]), news_kinds.ACCESS_ENDED, fields, ACCOUNT, person.pk)


def _tiding(people: Sequence[User], kind: Kind, case: Case, *, fields: Mapping[str, object]) -> Tiding:
    return Tiding(people, kind, fields, SUBJECT, case.pk)


def _but(by: User | None, people: Iterable[User]) -> list[User]:
    return [person for person in people if person != by]
