"""Loading the templates that ship with the product; again changes nothing that stands."""

from typing import Any

from django.db import transaction

from cases import starter_content
from cases.choices import Turn
from cases.models import QuestionTemplate, RecordTemplate, RowTemplate, StepTemplate


@transaction.atomic
def load() -> dict[str, int]:
    """Add every template that is not there yet; how many of each kind were new."""
    return {
        "steps": sum(map(_add_step, enumerate(starter_content.read("steps")["steps"]))),
        "records": sum(
            _add_records(order, family) for order, family in enumerate(starter_content.families())
        ),
        "questions": sum(map(_add_question, enumerate(starter_content.read("questions")["questions"]))),
        "rows": sum(map(_add_row, enumerate(starter_content.read("comparison")["rows"]))),
    }


def _add_step(numbered: tuple[int, dict[str, Any]]) -> bool:
    position, step = numbered
    _row, is_new = StepTemplate.objects.get_or_create(
        key=step["key"],
        defaults={
            "stage": step["stage"],
            "position": position,
            "title": step["title"],
            "why": step["why"],
            "how": step["how"].strip(),
            "who": Turn(step["who"]),
            "is_gate": step["gate"],
            "due_days": step.get("due_days"),
            "only_if": step.get("only_if", ""),
        },
    )
    return is_new


def _add_records(order: int, family: dict[str, Any]) -> int:
    """A condition's own list comes before the general one: it is what the doctor looks at first."""
    base = 900 if family["key"] == "general" else order * 100
    added = 0
    for index, item in enumerate(family["items"]):
        _row, is_new = RecordTemplate.objects.get_or_create(
            key=item["key"],
            defaults={
                "family": family["key"],
                "position": base + index,
                **{name: item[name] for name in ("name", "holders", "formats", "fastest", "slowest", "need")},
                **{name: item[name].strip() for name in ("why", "ask_for", "tip", "only_if")},
                **{name: item[name] for name in ("loinc", "clock", "replaces")},
            },
        )
        added += is_new
    return added


def _add_question(numbered: tuple[int, dict[str, Any]]) -> bool:
    position, question = numbered
    families = question.get("families", [])
    _row, is_new = QuestionTemplate.objects.get_or_create(
        key=question["key"],
        defaults={
            "topic": question["topic"],
            "families": families,
            "position": position,
            "text": question["text"],
            "why": question["why"],
        },
    )
    return is_new


def _add_row(numbered: tuple[int, dict[str, Any]]) -> bool:
    position, row = numbered
    texts = ("question", "label", "hint", "major_when", "ask")
    _row, is_new = RowTemplate.objects.get_or_create(
        key=row["key"], defaults={"position": position, **{name: row[name].strip() for name in texts}}
    )
    return is_new
