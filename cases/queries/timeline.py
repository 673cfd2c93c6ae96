"""What happened on a journey, newest first, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases import starter_content
from cases.choices import YesNoUnknown
from cases.event_words import NOTHING, TOPICS, plain_words, words_for
from cases.models import Appointment, Case, CaseEvent, Decision, Opinion, Question, RecordItem, Specialist

PER_PAGE = 50
CORRECTED: Mapping[str, type[models.Model]] = {
    "answers_corrected": Case,
    "item_edited": RecordItem,
    "specialist_changed": Specialist,
    "appointment_changed": Appointment,
    "question_changed": Question,
    "opinion_corrected": Opinion,
    "decision_changed": Decision,
}
"""The kinds whose `before` and `after` are shown line by line, and the model that names their fields."""


@dataclass(frozen=True)
class Change:
    """One answer: what it was, and what it became."""

    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """One line; an answer that was not there before is just told."""
        lead = self.label if self.label.endswith(("?", ".")) else f"{self.label}:"
        if self.before == NOTHING:
            return f"{lead} {self.after}"
        changed = _("was “%(before)s”, is now “%(after)s”") % {"before": self.before, "after": self.after}
        return f"{lead} {changed}"


@dataclass(frozen=True)
class Entry:
    """One event in words."""

    text: str
    by: str
    at: datetime
    note: str
    changes: Sequence[Change]
    is_staff_only: bool


@dataclass(frozen=True)
class Day:
    """What happened on one day, newest first."""

    day: date
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Timeline:
    """One page of the timeline; `earlier` is the mark of its last event when more lies before it."""

    days: Sequence[Day]
    earlier: int | None


def page(case: Case, *, sees_everything: bool, topic: str = "", before: CaseEvent | None = None) -> Timeline:
    """Up to 50 events by day, before an event if one is named; the patient side sees what is shown to it."""
    found = seen(case, sees_everything=sees_everything, topic=topic)
    if before is not None:
        found = found.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk))
    events = list(found.order_by("-at", "-pk")[: PER_PAGE + 1])
    days: dict[date, list[Entry]] = {}
    for event in events[:PER_PAGE]:
        days.setdefault(timezone.localtime(event.at).date(), []).append(entry(event))
    earlier = events[PER_PAGE - 1].pk if len(events) > PER_PAGE else None
    return Timeline(days=[Day(day, entries) for day, entries in days.items()], earlier=earlier)


def seen(case: Case, *, sees_everything: bool, topic: str = "") -> models.QuerySet[CaseEvent]:
    """The events that somebody may read, of one topic or all."""
    found = CaseEvent.objects.filter(case=case).select_related("by")
    if topic:
        found = found.filter(kind__in=list(TOPICS[topic]))
    return found if sees_everything else found.filter(is_shown_to_patient=True)


def entry(event: CaseEvent) -> Entry:
    """One event as the page shows it."""
    return Entry(
        text=words_for(event),
        by=str(event.by) if event.by and event.by.is_service else event.by_name,
        at=event.at,
        note=event.note,
        changes=changes(event),
        is_staff_only=not event.is_shown_to_patient,
    )


def changes(event: CaseEvent) -> list[Change]:
    """What an answer was and what it became, for the kinds that correct answers."""
    if event.kind == "insurer_called":
        labels = call_questions()
    elif event.kind in CORRECTED:
        labels = field_labels(CORRECTED[event.kind])
    else:
        return []
    return [
        Change(
            label=label,
            before=value_words(name, event.before.get(name), event),
            after=value_words(name, event.after.get(name), event),
        )
        for name, label in labels.items()
        if event.before.get(name) != event.after.get(name)
    ]


def field_labels(model: type[models.Model]) -> dict[str, str]:
    """What people call the fields of a model."""
    return {field.name: capfirst(str(field.verbose_name)) for field in model._meta.concrete_fields}


def value_words(name: str, value: Any, event: CaseEvent) -> str:  # noqa: ANN401 -- whatever JSON holds
    """One value of a corrected answer; keys of starter content read as their names."""
    known = starter_names().get(name, {})
    if isinstance(value, list) and known:
        return ", ".join(known.get(str(one), str(one)) for one in value) or NOTHING
    if isinstance(value, str) and value in known:
        return known[value]
    if event.kind == "insurer_called" and value in YesNoUnknown.values:
        return str(YesNoUnknown(value).label)
    return plain_words(name, value, event)


def starter_names() -> dict[str, dict[str, str]]:
    """The names of what answers pick from: families, reasons, plans and states."""
    return {
        "family": {family["key"]: family["name"] for family in starter_content.families()},
        "reasons": {reason["key"]: reason["text"] for reason in starter_content.reasons()},
        "insurance_kind": {plan["key"]: plan["name"] for plan in starter_content.insurance()["plans"]},
        "state": {state["code"]: state["name"] for state in starter_content.states()},
    }


def call_questions() -> dict[str, str]:
    """The questions of the call to the insurer by their keys."""
    return {line["key"]: line["question"] for line in starter_content.insurance()["script"]}
