"""What the timeline says of each kind of event: a sentence that the patient may read.

One dict for each filter of the timeline; a new kind goes into the dict where people would look for it.
Placeholders: `%(subject)s`, and `%(old_…)s` and `%(new_…)s` for the names in `before` and `after`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import choices

Words = str | Promise

STAGES: dict[str, Words] = {
    "journey_opened": _("The journey began"),
    "stage_advanced": _("Went on from %(old_stage)s to %(new_stage)s"),
    "stage_overridden": _("Went on from %(old_stage)s to %(new_stage)s although something was open"),
    "stage_went_back": _("Went back from %(old_stage)s to %(new_stage)s"),
    "status_live": _("The journey goes on"),
    "status_on_hold": _("The journey rests until %(new_hold_until)s"),
    "status_withdrawn": _("The journey was withdrawn"),
    "status_closed": _("The journey is finished: %(new_outcome)s"),
    "answers_corrected": _("Answers were corrected"),
    "marked_time_critical": _("Marked as having little time"),
    "unmarked_time_critical": _("No longer marked as having little time"),
    "step_done": _("Done: %(subject)s"),
    "step_not_yet": _("Left for now, on purpose: %(subject)s"),
    "step_not_needed": _("Not needed: %(subject)s"),
    "step_reopened": _("Back on the list: %(subject)s"),
    "safe_date_set": _("The doctor was asked until when it is safe to wait: %(new_safe_to_wait_until)s"),
    "insurer_called": _("The insurer was called"),
}

RECORDS: dict[str, Words] = {}

APPOINTMENTS: dict[str, Words] = {}

OPINIONS: dict[str, Words] = {}

TEAM: dict[str, Words] = {
    "advocate_assigned": _("%(subject)s is now the advocate"),
    "advocate_joined": _("%(subject)s helps as a second advocate"),
    "family_invited": _("%(subject)s was invited: %(new_access)s"),
    "patient_invited": _("%(subject)s was invited as the patient"),
    "invitation_sent_again": _("The invitation to %(subject)s was sent again"),
    "invitation_withdrawn": _("The invitation to %(subject)s was withdrawn"),
    "member_joined": _("%(subject)s joined the team: %(new_access)s"),
    "member_left": _("%(subject)s left the team"),
    "access_changed": _("%(subject)s: %(new_access)s"),
    "access_ended": _("The access of %(subject)s ended"),
}

TOPICS: dict[str, dict[str, Words]] = {
    "stages": STAGES,
    "records": RECORDS,
    "appointments": APPOINTMENTS,
    "opinions": OPINIONS,
    "team": TEAM,
}
WORDS: dict[str, Words] = {kind: words for topic in TOPICS.values() for kind, words in topic.items()}

LISTS: dict[str, type[TextChoices]] = {
    "access": choices.Access,
    "need": choices.Need,
    "outcome": choices.Outcome,
    "path": choices.DecisionPath,
    "rating": choices.Rating,
    "role": choices.TeamRole,
    "source": choices.FindingSource,
    "stage": choices.Stage,
    "status": choices.Status,
    "way": choices.Way,
}
STATES: dict[str, type[TextChoices]] = {
    "step": choices.StepState,
    "item": choices.ItemState,
    "specialist": choices.SpecialistState,
    "appointment": choices.AppointmentState,
}
NOTHING = "–"
UNKNOWN = _("Something changed")


class Event(Protocol):
    """What the words need of an event."""

    kind: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]


def words_for(event: Event) -> str:
    """One sentence for one event."""
    filling = Filling(subject=event.subject)
    filling.update({f"old_{name}": plain_words(name, value, event) for name, value in event.before.items()})
    filling.update({f"new_{name}": plain_words(name, value, event) for name, value in event.after.items()})
    return str(WORDS.get(event.kind, UNKNOWN) % filling)


class Filling(dict[str, str]):
    """What is filled into a sentence, where something that is not there reads as a dash."""

    def __missing__(self, _key: str) -> str:
        return NOTHING


def plain_words(name: str, value: Any, event: Event) -> str:  # noqa: ANN401 -- whatever JSON holds
    """One value of `before` or `after` as people read it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return ", ".join(plain_words(name, one, event) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(plain_words(key, one, event) for key, one in value.items())
    found = label_of(name, str(value), event.kind)
    return found or day_of(str(value)) or str(value)


def label_of(name: str, value: str, kind: str) -> str:
    """The label of a value that comes from one of the closed lists; empty for any other."""
    closed = STATES.get(kind.partition("_")[0]) if name == "state" else LISTS.get(name)
    return str(closed(value).label) if closed and value in closed.values else ""


def day_of(value: str) -> str:
    """ISO text as a day, with the hour where there is one; empty for any other text."""
    try:
        moment = datetime.fromisoformat(value) if "T" in value else None
        day = date.fromisoformat(value) if moment is None else None
    except ValueError:
        return ""
    if moment is None:
        return formats.date_format(day, "l j F Y") if day and len(value) == len("2026-11-28") else ""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return formats.date_format(local, "DATETIME_FORMAT")
