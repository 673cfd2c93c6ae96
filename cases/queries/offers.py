"""What the checklist has gained or says differently since a journey copied it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from cases.choices import Clock, RecordFormat, Speed
from cases.models import Case, RecordItem, RecordTemplate
from cases.queries import templates

LISTS = {
    "clock": dict(Clock.choices),
    "fastest": dict(Speed.choices),
    "formats": dict(RecordFormat.choices),
    "slowest": dict(Speed.choices),
}


@dataclass(frozen=True)
class Difference:
    """One thing that a template says in other words than the journey's record."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Offer:
    """A record that is new, or one of the journey's records in new words."""

    template: RecordTemplate
    item: RecordItem | None = None
    differences: Sequence[Difference] = ()


def offers(case: Case, items: Iterable[RecordItem], *, on: date) -> list[Offer]:
    """What staff may take over into this journey, whose records are `items`; one query."""
    listed = {item.key: item for item in items if item.key}
    found = (_offer(case, template, listed) for template in templates.records_for(case, on=on))
    return [offer for offer in found if offer]


def _offer(case: Case, template: RecordTemplate, listed: dict[str, RecordItem]) -> Offer | None:
    item = listed.get(template.key)
    if item is None:
        is_new = case.copied_up_to is not None and template.pk > case.copied_up_to
        return Offer(template) if is_new and template.key not in case.declined_templates else None
    if template.version <= item.template_version:
        return None
    different = [_difference(name, item, template) for name in template.differs_in(item)]
    return Offer(template, item, different) if different else None


def _difference(name: str, item: RecordItem, template: RecordTemplate) -> Difference:
    label = str(RecordTemplate._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # a plain field
    old, new = (_in_words(name, getattr(row, name)) for row in (item, template))
    return Difference(name, capfirst(label), old, new)


def _in_words(name: str, value: Any) -> str:  # noqa: ANN401 -- what a field of a template holds
    labels = LISTS.get(name, {})
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in values)
