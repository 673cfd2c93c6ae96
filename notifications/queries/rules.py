"""The rules as planning and telling need them."""

from collections.abc import Collection, Mapping

from accounts.languages import spoken
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
    return wordings_of([rule_id]).get(rule_id, {})


def wordings_of(rule_ids: Collection[int]) -> dict[int, dict[str, Wording]]:
    """What each of these rules says, by language; one query."""
    found: dict[int, dict[str, Wording]] = {}
    for wording in Wording.objects.filter(rule__in=rule_ids):
        found.setdefault(wording.rule_id, {})[wording.language] = wording
    return found


def in_language(words: Mapping[str, Wording], language: str) -> Wording:
    """The wording for somebody who reads this language; English where nobody wrote it in theirs."""
    return words.get(language) or words.get(spoken(language)) or words["en"]
