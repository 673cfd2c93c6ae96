"""The rules as planning and telling need them."""

from notifications import kinds
from notifications.models import Rule, Wording
from notifications.planned import RuleFact

COLUMNS = (
    "key",
    "kind",
    "offset",
    "unit",
    "side",
    "time_of_day",
    "audience",
    "repeat_every",
    "repeats",
    "escalate_after",
)


def active() -> list[RuleFact]:
    """The rules that are on, of kinds that exist; one query."""
    urgent = {kind.key: kind.is_urgent for kind in kinds.planned()}
    rows = Rule.objects.filter(is_active=True, kind__in=urgent).values("id", *COLUMNS)
    return [RuleFact(**row, is_urgent=urgent[row["kind"]]) for row in rows]


def wordings(rule_id: int) -> dict[str, Wording]:
    """What a rule says, by language; one query."""
    return {wording.language: wording for wording in Wording.objects.filter(rule=rule_id)}
