"""What people do with the reminders of a journey: put off, skip, send now, and set their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.choices import SiteRole
from accounts.models import User
from accounts.refusals import Refused
from cases.actions import timeline
from cases.actions.core import change
from cases.models import Case
from cases.reminder_kinds import SUBJECT
from cases.rules import reminders as rules
from notifications.actions import broken, reminders
from notifications.actions.telling import CannotBeTold
from notifications.choices import Audience
from notifications.models import Reminder

FOR_LEADS = _("This reminder is for the leads. Only they can change it.")


def put_off(case: Case, reminder: Reminder, *, to: date, title: str, by: User, at: datetime) -> Reminder:
    """Remind on another day.

    Raises Refused for a past day, for one after a date that must not pass unseen, and for what has gone out.
    """
    latest = rules.latest_day(reminder)
    if latest and to > latest:
        words = _("We don’t want you to miss this date. Please choose a day up to %(day)s.")
        raise Refused(words % {"day": formats.date_format(latest)})
    with _changed(case, reminder, "reminder_put_off", title=title, by=by, at=at, after={"to": to}):
        return reminders.put_off(reminder, to=to, by=by, at=at)


def skip(case: Case, reminder: Reminder, *, title: str, by: User, at: datetime) -> Reminder:
    """Leave one reminder out. Raises Refused for one that has gone out, and for one that nobody may miss."""
    if rules.is_kept(reminder):
        raise Refused(
            _("We don’t want you to miss this date, so its reminder can’t be skipped. You may put it off.")
        )
    with _changed(case, reminder, "reminder_skipped", title=title, by=by, at=at):
        return reminders.skip(reminder, by=by, at=at)


def send_now(case: Case, reminder: Reminder, *, title: str, by: User, at: datetime) -> Reminder:
    """Remind now instead of later. Raises Refused for one that has gone out, or that can't be written."""
    try:
        with _changed(case, reminder, "reminder_sent_now", title=title, by=by, at=at):
            return reminders.send_now(reminder, by=by, at=at)
    except CannotBeTold as problem:
        broken.mark(reminder.pk, trouble=problem.trouble)
        raise


@contextmanager
def _changed(
    case: Case,
    reminder: Reminder,
    kind: str,
    *,
    title: str,
    by: User,
    at: datetime,
    after: dict[str, date] | None = None,
) -> Iterator[None]:
    """Do it, if `by` may, under the journey's lock and into the timeline; the patient side reads of its own."""
    if not rules.may_handle(reminder, is_lead=SiteRole.LEAD in by.site_roles):
        raise Refused(FOR_LEADS)
    with change(case, at=at) as locked:
        yield
        shown = reminder.audience == Audience.PATIENT_SIDE
        timeline.write(locked, kind, by=by, at=at, subject=title, after=after, shown=shown)


def set_own(case: Case, *, words: str, on: date, clock: time, by: User, at: datetime, once: UUID) -> Reminder:
    """Remind `by` alone, by the clocks where they live; sent twice with the same `once`, it stands once.

    Nobody else reads of it, so no event tells of it. Raises Refused for a moment that has passed, and once
    the journey has ended.
    """
    with change(case, at=at, needs_live=False) as locked:
        if locked.has_ended:
            raise Refused(_("This journey has ended. Start it again first, then set a reminder."))
        return reminders.set_own(SUBJECT, locked.pk, words=words, on=on, clock=clock, by=by, at=at, once=once)


def cancel_own(case: Case, reminder: Reminder, *, by: User, at: datetime) -> Reminder:
    """Take back a reminder that one has set oneself. Raises Refused once it has gone out."""
    with change(case, at=at, needs_live=False):
        return reminders.cancel_own(reminder, by=by, at=at)
