"""Rules, troubles and runs in sentences that people read."""

import re
from datetime import datetime, timedelta

from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications import kinds
from notifications.choices import Audience, Side, Unit
from notifications.kinds import Words
from notifications.planned import Occasion, RuleFact

MINUTE = timedelta(minutes=1)

TO: dict[str, Words] = {
    Audience.PATIENT_SIDE: gettext_lazy("to the patient side"),
    Audience.ADVOCATE: gettext_lazy("to the advocate"),
    Audience.LEAD: gettext_lazy("to the leads"),
    Audience.REVIEWERS: gettext_lazy("to editors and clinical reviewers"),
    Audience.OWNER: gettext_lazy("to the person who made it"),
}

TROUBLES: tuple[tuple[re.Pattern[str], Words], ...] = (
    (re.compile(r"5\d\d 5\.1\."), gettext_lazy("The mail server doesn’t know this address.")),
    (re.compile(r"5\d\d 5\.2\."), gettext_lazy("The mailbox is full or closed.")),
    (re.compile(r"53\d"), gettext_lazy("The mail server doesn’t accept our user name or password.")),
    (re.compile(r"5\d\d 5\.7\."), gettext_lazy("The mail server doesn’t take letters from us.")),
    (re.compile(r"5\d\d"), gettext_lazy("The mail server refused it for good.")),
    (re.compile(r"4\d\d"), gettext_lazy("The mail server was busy and asked us to come back.")),
    (re.compile(r"provider (401|403|not)"), gettext_lazy("The mail service doesn’t let us in.")),
    (re.compile(r"provider"), gettext_lazy("The mail service didn’t take it.")),
    (re.compile(r"refused by"), gettext_lazy("The mail service refused this address.")),
    (re.compile(r"TimeoutError"), gettext_lazy("The mail server didn’t answer in time.")),
    (
        re.compile(r"gaierror|SMTP|SSL|Connection|BrokenPipe|OSError"),
        gettext_lazy("We couldn’t reach the mail server, or the line broke."),
    ),
    (
        re.compile(r"nobody to tell"),
        gettext_lazy("Nobody is here whom it is meant for. Find somebody, then write it again."),
    ),
    (re.compile(r"\w+Error"), gettext_lazy("Its words couldn’t be put together.")),
)
"""What a trouble that was written down means, the particular before the general."""


def label_of(kind: str) -> Words:
    """What a kind of message is called; its key when nobody registers it any more."""
    try:
        return kinds.get(kind).label
    except KeyError:
        return _("%(key)s (no longer exists)") % {"key": kind}


def timing(rule: RuleFact, *, by_mail: bool = True) -> str:
    """When a rule reminds whom: “3 working days after the holder was asked, at 9:00 a.m., to the advocate”."""
    parts = [_first(rule), *_further(rule)]
    if not by_mail:
        parts.append(_("only in the app"))
    return ", ".join(parts)


def _first(rule: RuleFact) -> str:
    at = _("at %(time)s") % {"time": time_format(rule.time_of_day)}
    day = f"{_distance(rule)} {_moment(rule)}" if rule.offset else _same_day(rule)
    parts = [capfirst(day), at if rule.unit != Unit.HOURS else "", str(TO.get(rule.audience, rule.audience))]
    return ", ".join(part for part in parts if part)


def _further(rule: RuleFact) -> list[str]:
    found = []
    if rule.repeats:
        found.append(_repeats(rule))
    if rule.escalate_after == 1:
        found.append(_("to the leads too"))
    elif rule.escalate_after:
        found.append(_("to the leads too from time %(number)d on") % {"number": rule.escalate_after})
    return found


def _distance(rule: RuleFact) -> str:
    count = {"count": rule.offset}
    if rule.unit == Unit.HOURS:
        return ngettext("%(count)d hour", "%(count)d hours", rule.offset) % count
    if rule.unit == Unit.DAYS:
        return ngettext("%(count)d day", "%(count)d days", rule.offset) % count
    return ngettext("%(count)d working day", "%(count)d working days", rule.offset) % count


def _moment(rule: RuleFact) -> str:
    moment = {"moment": _counts_from(rule)}
    return (_("before %(moment)s") if rule.side == Side.BEFORE else _("after %(moment)s")) % moment


def _same_day(rule: RuleFact) -> str:
    return _("on %(moment)s") % {"moment": _counts_from(rule)}


def _counts_from(rule: RuleFact) -> str:
    try:
        return str(kinds.get(rule.kind).counts_from) or _("the day it counts from")
    except KeyError:
        return _("the day it counts from")


def _repeats(rule: RuleFact) -> str:
    every = ngettext("every day", "every %(count)d days", rule.repeat_every) % {"count": rule.repeat_every}
    times = ngettext("once again", "%(count)d times again", rule.repeats) % {"count": rule.repeats}
    return _("%(times)s, %(every)s") % {"times": times, "every": every}


def trouble(code: str) -> str:
    """What went wrong, in words and with the code that helps whoever looks into it."""
    for beginning, words in TROUBLES:
        if beginning.match(code):
            return f"{words} ({code})"
    return code or _("No reason was written down.")


def ago(then: datetime, *, at: datetime) -> str:
    """How long ago something was, roughly."""
    if at - then < MINUTE:
        return _("less than a minute ago")
    return _("%(time)s ago") % {"time": timesince(then, at)}


def time_of(occasion: Occasion) -> str:
    """When one occasion comes, and whom to."""
    day = date_format(occasion.local_at, "DATETIME_FORMAT")
    return f"{day}, {TO.get(occasion.audience, occasion.audience)}"
