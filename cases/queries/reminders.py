"""What is planned on a journey, and what went out, as far as somebody may know of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import display_name
from cases import delivery_words
from cases.choices import PATIENT_SIDE
from cases.models import Case, TeamMember
from cases.reminder_kinds import SUBJECT, RemindOf
from cases.rules import reminders as reminder_rules
from cases.rules.team import Viewer, may_do
from notifications import kinds
from notifications.choices import Audience, ReminderState
from notifications.kinds import Kind, Words
from notifications.models import Notice, Reminder, Wording
from notifications.queries import reminders as queries
from notifications.queries import rules
from notifications.wording import render

PER_PAGE = 50
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Planned:
    """One reminder that is planned: what it will say, to whom, why, and what would make it needless.

    `again` are the moments at which the same one would come once more, if nothing has happened by then;
    `worded` is how its title is written in each language, before anything is filled in.
    """

    reminder: Reminder
    kind: Kind
    title: str
    to: str
    is_own: bool
    may_handle: bool
    may_act: bool
    again: Sequence[datetime] = ()
    worded: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether it has neither gone out nor been left out."""
        return self.reminder.state == ReminderState.WAITING

    @property
    def may_skip(self) -> bool:
        """Whether it can be left out."""
        return not reminder_rules.is_kept(self.reminder)

    @property
    def may_put_off(self) -> bool:
        """Whether there is a later day for it."""
        return reminder_rules.may_be_put_off(self.reminder)

    @property
    def why(self) -> Words:
        """Why it comes, as those who get it will read."""
        return self.kind.reason_for(self.reminder.audience)


@dataclass(frozen=True)
class Plan:
    """What is planned: within two weeks, and after that."""

    soon: Sequence[Planned]
    later: Sequence[Planned]


@dataclass(frozen=True)
class Delivery:
    """How one thing reached one person.

    `words`, and `state` of the letter, are empty where that is not the reader's business.
    """

    who: str
    words: str
    is_read: bool
    state: str = ""


@dataclass(frozen=True)
class Told:
    """One thing that went out at one moment, and to whom."""

    title: str
    label: Words
    at: datetime
    deliveries: Sequence[Delivery]


@dataclass(frozen=True)
class Page:
    """What went out, the newest first; `earlier` is the mark of the last when more lies before it."""

    told: Sequence[Told]
    earlier: int | None


def planned(case: Case, viewer: Viewer, *, language: str, at: datetime) -> Plan:
    """What this person may know of what is planned, the next first; two queries."""
    plan = plan_of(case, viewer, language=language)
    return Plan(
        soon=[one for one in plan if one.reminder.due_at <= at + SOON],
        later=[one for one in plan if one.reminder.due_at > at + SOON],
    )


def plan_of(case: Case, viewer: Viewer, *, language: str) -> list[Planned]:
    """The same in one list."""
    waiting = queries.planned_of(SUBJECT, case.pk).filter(within_reach(viewer))
    return folded(in_words(waiting, case, viewer, language=language))


def folded(plan: Iterable[Planned]) -> list[Planned]:
    """What repeats itself stands once, with the moments at which it comes again."""
    found: dict[tuple[int | None, str, str], list[Planned]] = {}
    for one in plan:
        row = one.reminder
        key = (row.rule_id, row.audience, one.title) if row.rule_id else (None, str(row.uuid), "")
        found.setdefault(key, []).append(one)
    return [replace(first, again=[one.reminder.due_at for one in more]) for first, *more in found.values()]


def named(case: Case, viewer: Viewer, *, uuid: UUID, language: str) -> Planned | None:
    """The reminder of this journey with this id, if this person may know of it, whether it still waits or not."""
    found = Reminder.objects.filter(subject=SUBJECT, subject_id=case.pk, uuid=uuid)
    return next(iter(in_words(found.filter(within_reach(viewer)), case, viewer, language=language)), None)


def within_reach(viewer: Viewer) -> Q:
    """The reminders that somebody may know of: never another person's own."""
    for_them = Q(owner=None) if viewer.is_staff else Q(owner=None, audience=Audience.PATIENT_SIDE)
    return for_them | Q(owner=viewer.user)


def in_words(found: Iterable[Reminder], case: Case, viewer: Viewer, *, language: str) -> list[Planned]:
    """Reminders as their reader sees them; one of a kind that nobody knows any more is left out."""
    known = {kind.key: kind for kind in kinds.registered()}
    rows = [row for row in found if row.kind in known]
    words = rules.wordings_of({row.rule_id for row in rows if row.rule_id})
    return [
        Planned(
            reminder=row,
            kind=known[row.kind],
            title=title_of(row, words, language),
            to=to_whom(row, case, viewer),
            is_own=row.audience == Audience.OWNER,
            may_handle=reminder_rules.may_handle(row, is_lead=viewer.is_lead),
            may_act=_may_act(row, case, viewer),
            worded={code: one.title for code, one in words.get(row.rule_id or 0, {}).items()},
        )
        for row in rows
    ]


def _may_act(row: Reminder, case: Case, viewer: Viewer) -> bool:
    if row.audience == Audience.OWNER or not case.is_live:
        return False
    return may_do(viewer) and reminder_rules.may_handle(row, is_lead=viewer.is_lead)


def title_of(reminder: Reminder, words: Mapping[int, Mapping[str, Wording]], language: str) -> str:
    """What a reminder will say, in this language; what its kind is called where its words can't be had."""
    if reminder.audience == Audience.OWNER:
        return reminder.words
    try:
        worded = rules.in_language(words[reminder.rule_id or 0], language)
        with translation.override(worded.language):
            return render(worded.title, reminder.details)
    except KeyError:
        return str(kinds.get(reminder.kind).label)


def to_whom(reminder: Reminder, case: Case, viewer: Viewer) -> str:
    """Who gets a reminder, in words for this reader."""
    match reminder.audience:
        case Audience.OWNER:
            return _("only to you")
        case Audience.PATIENT_SIDE if viewer.is_patient_side:
            return _("to you and whoever helps you here")
        case Audience.PATIENT_SIDE:
            return _("to the patient side")
        case Audience.ADVOCATE if case.advocate:
            return _("to %(name)s") % {"name": display_name(case.advocate)}
        case Audience.ADVOCATE:
            return _("to the advocate")
    return _("to the leads")


def seen(case: Case, viewer: Viewer) -> QuerySet[Notice]:
    """What went out that somebody may know of: never what others wanted to be reminded of themselves."""
    found = queries.told_of(SUBJECT, case.pk).filter(~Q(kind=RemindOf.OWN) | Q(user=viewer.user))
    if viewer.is_staff:
        return found
    ours = TeamMember.objects.current().filter(case=case, role__in=PATIENT_SIDE)
    return found.filter(user__in=ours.values("user"))


def told(case: Case, viewer: Viewer, *, at: datetime, before: Notice | None = None) -> Page:
    """Up to 50 notices by what they tell and when, before one of them if it is named; one query."""
    found = seen(case, viewer)
    if before is not None:
        found = found.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk))
    rows = list(found[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    return Page(told=grouped(shown, viewer, now=at), earlier=shown[-1].pk if len(rows) > PER_PAGE else None)


def grouped(notices: Iterable[Notice], viewer: Viewer, *, now: datetime) -> list[Told]:
    """Notices of one thing at one moment together, in the reader's own words where one of them is theirs."""
    labels = {kind.key: kind.label for kind in kinds.registered()}
    together = groupby(notices, key=lambda notice: (notice.at, notice.kind, notice.reminder_id))
    groups = [list(found) for _key, found in together]
    return [
        Told(
            title=own_or_first(group, viewer).title,
            label=labels.get(group[0].kind, ""),
            at=group[0].at,
            deliveries=[delivery(notice, viewer, now=now) for notice in group],
        )
        for group in groups
    ]


def own_or_first(notices: Sequence[Notice], viewer: Viewer) -> Notice:
    """The reader's own notice among several of one thing, or the first."""
    return next((notice for notice in notices if notice.user_id == viewer.user.pk), notices[0])


def delivery(notice: Notice, viewer: Viewer, *, now: datetime) -> Delivery:
    """How one notice reached its person; the patient side reads only of its own letters."""
    is_mine = notice.user_id == viewer.user.pk
    return Delivery(
        who=_("You") if is_mine else display_name(notice.user),
        words=delivery_words.words_for(notice, at=now) if is_mine or viewer.is_staff else "",
        is_read=notice.read_at is not None,
        state=notice.letter.state if notice.letter and (is_mine or viewer.is_staff) else "",
    )
