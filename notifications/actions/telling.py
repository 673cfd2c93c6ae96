"""Telling what is due: each reminder in one transaction, all of it or nothing, by whoever comes first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from notifications import kinds, subjects
from notifications.actions import broken
from notifications.actions.aside import aside
from notifications.actions.notices import hold, in_language_of, put_up
from notifications.choices import Audience, Group, ReminderState
from notifications.faults import PASSING
from notifications.kinds import Kind
from notifications.models import Notice, Reminder, Wording
from notifications.queries import rules
from notifications.queries.reminders import due
from notifications.wording import render

AT_ONCE = 100
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
        told += sum(tell(key, at=at) for key in keys)
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


def tell(key: int, *, at: datetime) -> bool:
    """Tell one reminder, unless somebody else has; whether it was told here."""
    try:
        return _tell_whole(key, at=at)
    except CannotBeTold as problem:
        broken.mark(key, trouble=problem.trouble)
        return False


def tell_now(reminder: Reminder, *, by: User, at: datetime) -> bool:
    """Tell one reminder before its time, at whatever hour, because `by` wants it so; False if it has gone out.

    Raises CannotBeTold, which undoes the transaction around it: marking it as broken is for whoever opened that.
    Raises Refused where there is nobody to tell.
    """
    return _tell_whole(reminder.pk, at=at, by=by)


def _tell_whole(key: int, *, at: datetime, by: User | None = None) -> bool:
    """Tell all of a reminder or nothing. Raises CannotBeTold or, for one that `by` wants, Refused; or PASSING."""
    try:
        with transaction.atomic():
            return _tell(key, at=at, by=by)
    except (*PASSING, Refused):
        raise
    except Exception as problem:  # noqa: BLE001 -- one that can't be told must not hold up the others
        raise CannotBeTold(type(problem).__name__) from None  # for a traceback may quote what people wrote


def _tell(key: int, *, at: datetime, by: User | None = None) -> bool:
    waiting = Reminder.objects.filter(pk=key, state=ReminderState.WAITING)
    if by is None:
        waiting = waiting.filter(due_at__lte=at)
    reminder = waiting.select_related("rule", "owner").first()
    if reminder is None:
        return False
    subject = subjects.get(reminder.subject)
    people = _readers(reminder, subject)
    if not people and reminder.audience != Audience.OWNER:
        return _pass_over(waiting, reminder.audience, by=by)
    hold(people)
    if not waiting.update(state=ReminderState.TOLD, told_at=at, changed_by=by):
        return False
    reminder.refresh_from_db(fields=["details"])
    kind = kinds.get(reminder.kind)
    words = rules.wordings(reminder.rule_id) if reminder.rule_id else {}
    notices = [_notice(reminder, kind, user, words, at=at) for user in people]
    is_needed = kind.is_urgent or kind.kept_because or kind.group == Group.OWN or by is not None
    quiet_for = {
        user.pk for user in people if not is_needed and subject.is_quiet(user, reminder.subject_id, at=at)
    }
    by_mail = reminder.rule is None or reminder.rule.by_mail
    put_up(
        notices,
        kind,
        at=at,
        by_mail=by_mail,
        quiet_for=quiet_for,
        at_any_hour=by is not None,
        due_since=None if by else reminder.due_at,
    )
    return True


def _pass_over(waiting: QuerySet[Reminder], audience: str, *, by: User | None) -> bool:
    """Leave out a reminder of a patient side that does not sign in, with the reason; False, for it is not told.

    Raises CannotBeTold where staff are missing, for administrators can find some, and Refused where `by` waits.
    """
    if by is not None:
        raise Refused(NOBODY_NOW)
    if audience != Audience.PATIENT_SIDE:
        raise CannotBeTold(NOBODY)
    waiting.update(state=ReminderState.SKIPPED, trouble=NOBODY)
    return False


def _readers(reminder: Reminder, subject: subjects.Subject) -> list[User]:
    """Who is told: the audience as it is now, or the person who set the reminder, if they may still see it."""
    if reminder.audience != Audience.OWNER:
        return list(subject.recipients(reminder.subject_id, reminder.audience))
    owner = reminder.owner
    may = owner is not None and owner.is_active and subject.reachable(owner, [reminder.subject_id])
    return [owner] if owner is not None and may else []


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
