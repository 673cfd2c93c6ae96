"""Loading the templates that ship with the product. What somebody edited on screen is never overwritten."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.choices import SiteRole
from cases import starter_content
from cases.choices import Turn
from cases.models import QuestionTemplate, RecordTemplate, RowTemplate, StepTemplate
from cases.queries.templates import AnyTemplate
from notifications.actions import rules

Values = dict[str, Any]
Shipped = Iterable[tuple[str, Values]]

EDITED = {
    "cases": ("steptemplate", "recordtemplate", "questiontemplate", "rowtemplate", "extraday"),
    "accounts": ("organisation",),
    "notifications": ("rule",),
}
"""What administrators edit on screen, by app."""
VERBS = ("add", "change", "view")
"""Nothing is deleted: templates are retired."""


@transaction.atomic
def load() -> dict[str, int]:
    """Add templates that are new, renew those that nobody edited; how many of each kind were new.

    Live journeys keep what they copied. Administrators get the permissions to edit templates.
    """
    _permit()
    return {
        "steps": _bring_up_to_date(StepTemplate, _steps()),
        "records": _bring_up_to_date(RecordTemplate, _records()),
        "questions": _bring_up_to_date(QuestionTemplate, _questions()),
        "rows": _bring_up_to_date(RowTemplate, _rows()),
        "reminder rules": rules.load(),
    }


def _permit() -> None:
    named = Q()
    for app, models in EDITED.items():
        names = [f"{verb}_{model}" for verb in VERBS for model in models]
        named |= Q(content_type__app_label=app, codename__in=names)
    group, _is_new = Group.objects.get_or_create(name=SiteRole.ADMINISTRATOR)
    group.permissions.add(*Permission.objects.filter(named))


def _bring_up_to_date(model: type[AnyTemplate], shipped: Shipped) -> int:
    """Add what is missing, renew what differs and was never edited here; how many were added."""
    standing: Mapping[str, AnyTemplate] = {
        template.key: template for template in model._default_manager.all()
    }
    new: list[Any] = []
    for key, values in shipped:
        template = standing.get(key)
        if template is None:
            new.append(model(key=key, **values))
        elif template.latest_revision_id is None:
            _renew(template, values)
    model._default_manager.bulk_create(new)
    return len(new)


def _renew(template: AnyTemplate, values: Values) -> None:
    """Write what ships now into a template that nobody edited here."""
    changed = [name for name, value in values.items() if getattr(template, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(template, name, values[name])
    if isinstance(template, RecordTemplate) and not set(changed).isdisjoint(RecordTemplate.WORDS):
        template.version += 1
    template.save()


def _steps() -> Shipped:
    for position, step in enumerate(starter_content.read("steps")["steps"]):
        yield (
            step["key"],
            {
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


def _records() -> Shipped:
    """A condition's own list comes before the general one: it is what the doctor looks at first."""
    for order, family in enumerate(starter_content.families()):
        base = 900 if family["key"] == "general" else order * 100
        for index, item in enumerate(family["items"]):
            texts = {name: item[name].strip() for name in ("why", "ask_for", "tip", "only_if")}
            facts = ("name", "holders", "formats", "fastest", "slowest", "need", "loinc", "clock", "replaces")
            yield (
                item["key"],
                {
                    "family": family["key"],
                    "position": base + index,
                    **texts,
                    **{name: item[name] for name in facts},
                },
            )


def _questions() -> Shipped:
    for position, question in enumerate(starter_content.read("questions")["questions"]):
        yield (
            question["key"],
            {
                "topic": question["topic"],
                "families": question.get("families", []),
                "position": position,
                "text": question["text"],
                "why": question["why"],
            },
        )


def _rows() -> Shipped:
    texts = ("question", "label", "hint", "major_when", "ask")
    for position, row in enumerate(starter_content.read("comparison")["rows"]):
        yield row["key"], {"position": position, **{name: row[name].strip() for name in texts}}
