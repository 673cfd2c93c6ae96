"""The places of a journey that guides may name, as the templates stand now."""

from cases import starter_content
from cases.choices import Stage
from cases.models import RecordTemplate, RowTemplate, StepTemplate
from guidance.places import PlaceKind

Choice = tuple[str, str]


def stages() -> list[Choice]:
    """The five stages."""
    return [(stage.value, str(stage.label)) for stage in Stage]


def steps() -> list[Choice]:
    """The steps of every stage, in order."""
    return list(StepTemplate.objects.values_list("key", "title"))


def records() -> list[Choice]:
    """Every record of every checklist, by condition."""
    return RecordTemplate.by_family()


def rows() -> list[Choice]:
    """The rows of the comparison, in order."""
    return list(RowTemplate.objects.values_list("key", "label"))


def families() -> list[Choice]:
    """The families of conditions, without the general one that everybody has."""
    return [
        (family["key"], family["name"]) for family in starter_content.families() if family["key"] != "general"
    ]


def reasons() -> list[Choice]:
    """The seven reasons for a second opinion."""
    return [(reason["key"], reason["text"]) for reason in starter_content.reasons()]


BY_KIND = {
    PlaceKind.STAGE: stages,
    PlaceKind.STEP: steps,
    PlaceKind.RECORD: records,
    PlaceKind.ROW: rows,
    PlaceKind.FAMILY: families,
    PlaceKind.REASON: reasons,
}
