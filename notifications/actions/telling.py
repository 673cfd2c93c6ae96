"""Telling what is due: all of a reminder in one transaction or nothing, by whoever comes first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from notifications import kinds, subjects
from notifications.actions import broken
from notifications.actions.aside import aside
from notifications.actions.notices import Parcel, hold, in_language_of, put_up
from notifications.choices import Audience, Group, ReminderState
from notifications.faults import PASSING
from notifications.kinds import Kind
from notifications.models import Notice, Reminder, Wording
from notifications.queries import rules
from notifications.queries.reminders import due
from notifications.wording import render

AT_ONCE = 100
TOGETHER = 20
"""How many are told in one transaction: it is short, and a page waits for no more of them."""

LATE = timedelta(minutes=5)
"""How long after its time a reminder is told without asking whether it still makes sense."""

LONGEST_TITLE = 200
NOBODY = "nobody to tell"
NOBODY_NOW = _("Nobody is here now whom this reminder is meant for, so it stays planned for its day.")


class CannotBeTold(Refused):
    """Nobody was told, for a reminder cannot be written; `trouble` is the name of the error, or says why."""

    def __init__(self, trouble: str) -> None:
        super().__init__(
            _(
                "This reminder did not go out, because something is wrong with its words. "
                "An administrator can mend it."
            )
        )
        self.trouble = trouble


def tell_due(*, at: datetime, seconds: float = 20) -> int:
    """Tell the reminders whose time has come, the oldest first, for at most so long; how many were told here.

    What is late is planned anew first, for it may be about what has passed. One that cannot be told is marked
    as broken and holds up nobody. Raises what is in PASSING, which leaves everything as it was.
    """
    told, stop = 0, monotonic() + seconds
    planned: set[tuple[str, int]] = set()
    while monotonic() < stop:
        keys = due(at=at, limit=AT_ONCE)
        _plan_late_anew(keys, planned, at=at)
        told += sum(
            tell_together(keys[first : first + TOGETHER], at=at) for first in range(0, len(keys), TOGETHER)
        )
        if len(keys) < AT_ONCE:
            break
    return told


def _plan_late_anew(keys: Collection[int], planned: set[tuple[str, int]], *, at: datetime) -> None:
    """Plan anew what late reminders are about, but what was `planned` here already, and add it to that.

    In transactions of their own: planning holds reminders, and whoever tells holds people before them.
    """
    late = Reminder.objects.filter(pk__in=keys, owner=None, due_at__lt=at - LATE)
    about = set(late.values_list("subject", "subject_id")) - planned
    for subject, subject_id in sorted(about):
        with aside(f"plan {subject} {subject_id} anew before it is reminded of"):
            subjects.get(subject).replan(subject_id, at=at)
    planned |= about


def tell_together(keys: Sequence[int], *, at: datetime) -> int:
    """Tell several reminders in one transaction, unless somebody else has; how many were told here.

    Where that fails, it was nothing, and each is told alone: so one that can't be told is found and blamed alone.
    """
    if len(keys) > 1:
        with suppress(CannotBeTold, Refused):
            return _tell_whole(keys, at=at)
    return sum(tell(key, at=at) for key in keys)


def tell(key: int, *, at: datetime) -> bool:
    """Tell one reminder, unless somebody else has; whether it was told here."""
    try:
        return bool(_tell_whole([key], at=at))
    except CannotBeTold as problem:
        broken.mark(key, trouble=problem.trouble)
        return False


def tell_now(reminder: Reminder, *, by: User, at: datetime) -> bool:
    """Tell one reminder before its time, at whatever hour, because `by` wants it so; False if it has gone out.

    Raises CannotBeTold, which undoes the transaction around it: marking it as broken is for whoever opened that.
    Raises Refused where there is nobody to tell.
    """
    return bool(_tell_whole([reminder.pk], at=at, by=by))


def _tell_whole(keys: Sequence[int], *, at: datetime, by: User | None = None) -> int:
    """Tell all of these reminders or nothing; how many still waited.

    Raises CannotBeTold or, for one that `by` wants, Refused; or what is in PASSING.
    """
    try:
        with transaction.atomic():
            return _tell(keys, at=at, by=by)
    except (*PASSING, Refused):
        raise
    except Exception as problem:  # noqa: BLE001 -- one that can't be told must not hold up the others
        raise CannotBeTold(type(problem).__name__) from None  # for a traceback may quote what people wrote


def _tell(keys: Sequence[int], *, at: datetime, by: User | None = None) -> int:
    waiting = Reminder.objects.filter(pk__in=keys, state=ReminderState.WAITING)
    if by is None:
        waiting = waiting.filter(due_at__lte=at)
    seen = waiting.select_related("owner").prefetch_related("owner__groups")
    audiences, readers = {row.pk: row.audience for row in seen}, _readers(seen)
    nobodys = {key for key, people in readers.items() if not people and audiences[key] != Audience.OWNER}
    for key in nobodys:
        _may_pass_over(audiences[key], by=by)
    hold(user for people in readers.values() for user in people)
    waiting.filter(pk__in=nobodys).update(state=ReminderState.SKIPPED, trouble=NOBODY)
    held = waiting.filter(pk__in=audiences).select_for_update(no_key=True, of=("self",))
    # Read once more, for what is planned anew meanwhile may be for others or about something else.
    rows = [row for row in held.select_related("rule").order_by("pk") if row.audience == audiences[row.pk]]
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=ReminderState.TOLD, told_at=at, changed_by=by
    )
    words = rules.wordings_of({row.rule_id for row in rows if row.rule_id})
    rows.sort(key=lambda row: (row.due_at, row.pk))
    put_up([_parcel(row, readers.get(row.pk, []), words, at=at, by=by) for row in rows], at=at)
    return len(rows)


def _may_pass_over(audience: str, *, by: User | None) -> None:
    """See that a reminder which nobody is there to hear may be left out, as one of a patient side may.

    Raises CannotBeTold where staff are missing, for administrators can find some, and Refused where `by` waits.
    """
    if by is not None:
        raise Refused(NOBODY_NOW)
    if audience != Audience.PATIENT_SIDE:
        raise CannotBeTold(NOBODY)


def _readers(reminders: Iterable[Reminder]) -> dict[int, list[User]]:
    """Who is told of each: its audience as it is now, or whoever set it for themselves, if they may still see it."""
    found: dict[int, list[User]] = {}
    own: dict[tuple[str, User], list[Reminder]] = defaultdict(list)
    for row in reminders:
        if row.audience != Audience.OWNER:
            people = subjects.get(row.subject).recipients(row.subject_id, row.audience)
            found[row.pk] = list(people)
        elif row.owner:
            own[row.subject, row.owner].append(row)
    for (subject, owner), rows in own.items():
        about = {row.subject_id for row in rows}
        reached = subjects.get(subject).reachable(owner, about) if owner.is_active else set()
        found |= {row.pk: [owner] if row.subject_id in reached else [] for row in rows}
    return found


def _parcel(
    reminder: Reminder,
    people: Sequence[User],
    words: Mapping[int, dict[str, Wording]],
    *,
    at: datetime,
    by: User | None,
) -> Parcel:
    kind, subject = kinds.get(reminder.kind), subjects.get(reminder.subject)
    theirs = words.get(reminder.rule_id or 0, {})
    is_needed = kind.is_urgent or kind.kept_because or kind.group == Group.OWN or by is not None
    return Parcel(
        [_notice(reminder, kind, user, theirs, at=at) for user in people],
        kind,
        by_mail=reminder.rule is None or reminder.rule.by_mail,
        quiet_for={
            user.pk for user in people if not is_needed and subject.is_quiet(user, reminder.subject_id, at=at)
        },
        at_any_hour=by is not None,
        due_since=None if by else reminder.due_at,
    )


def _notice(reminder: Reminder, kind: Kind, user: User, words: dict[str, Wording], *, at: datetime) -> Notice:
    if reminder.audience == Audience.OWNER:
        title, body = in_language_of(user, kind.title, kind.body, {"words": reminder.words})
    else:
        worded = rules.in_language(words, user.language)
        with translation.override(worded.language):
            title, body = render(worded.title, reminder.details), render(worded.body, reminder.details)
    return Notice(
        user=user,
        kind=kind.key,
        subject=reminder.subject,
        subject_id=reminder.subject_id,
        reminder=reminder,
        title=Truncator(title).chars(LONGEST_TITLE),
        body=body,
        at=at,
    )
