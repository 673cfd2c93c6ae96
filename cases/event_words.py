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
    "steps_copied": _("Added to the steps from the guide “%(subject)s”: %(new_titles)s"),
    "step_removed": _("Taken off the steps: %(subject)s"),
    "safe_date_set": _("The doctor was asked until when it is safe to wait: %(new_safe_to_wait_until)s"),
    "insurer_called": _("The insurer was called"),
    "reminder_put_off": _("Reminder put off to %(new_to)s: %(subject)s"),
    "reminder_skipped": _("This reminder will not go out: %(subject)s"),
    "reminder_sent_now": _("Reminder sent early: %(subject)s"),
}

RECORDS: dict[str, Words] = {
    "item_added": _("Added to the records list: %(subject)s"),
    "item_edited": _("Corrected on the records list: %(subject)s"),
    "item_reworded": _("In new words on the records list: %(subject)s"),
    "offer_left": _("The checklist has changed; left as it is here: %(subject)s"),
    "item_confirmed": _("Exists, so it is needed: %(subject)s"),
    "item_asked": _("Asked for on %(new_on)s: %(subject)s"),
    "item_asked_again": _("Asked for again after a refusal on %(new_on)s: %(subject)s"),
    "item_chased": _("The holder was reminded on %(new_last_asked_on)s: %(subject)s"),
    "item_acknowledged": _("The holder confirmed the request on %(new_on)s: %(subject)s"),
    "item_fee_asked": _("The holder asked for a fee on %(new_on)s: %(subject)s"),
    "item_fee_settled": _("The fee was settled on %(new_on)s: %(subject)s"),
    "item_refused": _("The holder said no on %(new_on)s: %(subject)s"),
    "item_received": _("Came in on %(new_on)s: %(subject)s"),
    "item_checked": _("Checked, and complete: %(subject)s"),
    "item_sent_back": _("Needed again: %(subject)s"),
    "item_to_consultant": _("Went to the consulting doctor on %(new_on)s: %(subject)s"),
    "item_returned": _("Went back to its holder on %(new_on)s: %(subject)s"),
    "item_came_back": _("Came back from the consulting doctor on %(new_on)s: %(subject)s"),
    "item_cant_find": _("Can’t be found: %(subject)s"),
    "item_cant_get": _("Can’t be had: %(subject)s"),
    "item_not_applicable": _("Doesn’t apply: %(subject)s"),
    "item_reopened": _("Back on the records list: %(subject)s"),
    "document_added": _("File added: %(subject)s"),
    "document_replaced": _("File replaced by a newer one: %(subject)s"),
    "document_removed": _("File removed: %(subject)s"),
    "document_opened": _("File opened: %(subject)s"),
    "document_withheld": _("File asked for but not handed out: %(subject)s"),
    "document_held_back": _("File held back by the virus check: %(subject)s"),
}

APPOINTMENTS: dict[str, Words] = {
    "specialist_added": _("%(subject)s is on the list of doctors"),
    "specialist_changed": _("What we know of %(subject)s was changed"),
    "specialist_considered": _("Thinking about %(subject)s"),
    "specialist_contacted": _("%(subject)s was contacted"),
    "specialist_chosen": _("%(subject)s was chosen"),
    "specialist_declined": _("%(subject)s was ruled out"),
    "appointment_offered": _("%(subject)s offers a date: %(new_when)s"),
    "appointment_booked": _("Booked with %(subject)s: %(new_when)s"),
    "review_booked": _("%(subject)s will review the records; expected by %(new_expected_on)s"),
    "offer_let_go": _("Not taken: %(subject)s, %(new_when)s"),
    "appointment_changed": _("The appointment with %(subject)s was changed"),
    "appointment_cancelled": _("The appointment with %(subject)s was cancelled"),
    "appointment_restored": _("The appointment with %(subject)s is on again"),
    "appointment_held": _("The visit with %(subject)s took place on %(new_held_on)s"),
    "review_returned": _("%(subject)s sent back the review of the records on %(new_held_on)s"),
    "appointment_undone": _("Taken back: the visit with %(subject)s has not taken place yet"),
    "appointment_missed": _("The visit with %(subject)s did not take place"),
    "report_chased": _("%(subject)s was asked for the report on %(new_asked_on)s"),
    "question_added": _("A question was added: %(subject)s"),
    "question_changed": _("A question was changed: %(subject)s"),
    "question_answered": _("A question was answered: %(subject)s"),
    "question_reopened": _("A question is open again: %(subject)s"),
    "question_removed": _("A question was taken off the list: %(subject)s"),
}

OPINIONS: dict[str, Words] = {
    "opinion_recorded": _("Opinion number %(new_ordinal)s was added: %(subject)s"),
    "opinion_corrected": _("Corrected, who gave an opinion: %(subject)s"),
    "opinion_removed": _("An opinion was removed: %(subject)s"),
    "findings_written": _("Written down what this doctor said: %(subject)s"),
    "row_rated": _("Compared: “%(subject)s” %(new_rating)s"),
    "rating_cleared": _("An answer changed, so this has to be compared again: “%(subject)s”"),
    "decision_made": _("The decision was written down"),
    "decision_changed": _("The decision was changed"),
    "decision_told": _("Told about the decision: %(subject)s"),
    "decision_untold": _("Taken back, that this person was told: %(subject)s"),
}

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
    "access_ran_out": _("The access of %(subject)s has run out"),
    "message_sent": _("A message was written"),
    "guide_sent": _("A guide was sent: %(subject)s"),
    "note_written": _("An internal note was written"),
    "note_rewritten": _("An internal note was changed"),
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
    "in_network": choices.YesNoUnknown,
    "licensed": choices.YesNoUnknown,
    "need": choices.Need,
    "needs_local_doctor": choices.YesNoUnknown,
    "outcome": choices.Outcome,
    "path": choices.DecisionPath,
    "place_kind": choices.PlaceKind,
    "rating": choices.Rating,
    "role": choices.TeamRole,
    "same_system": choices.YesNoUnknown,
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
        local = timezone.localtime(moment) if moment and timezone.is_aware(moment) else moment
    except (ValueError, OverflowError):  # the second for words that look like a moment beyond calendars
        return ""
    if local is None:
        return formats.date_format(day, "l j F Y") if day and len(value) == len("2026-11-28") else ""
    return formats.date_format(local, "DATETIME_FORMAT")
