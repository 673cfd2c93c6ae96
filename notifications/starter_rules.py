"""The rules that ship with the product as a file: read, never written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from notifications.choices import Side, Unit

FILE = Path(__file__).parent / "starter" / "rules.toml"
LANGUAGES = ("en", "es")
MORNING = time(9)


@dataclass(frozen=True)
class Words:
    """What a rule says in one language."""

    title: str
    body: str


@dataclass(frozen=True)
class ShippedRule:
    """One rule as it ships: the columns of its row, and its words by language."""

    key: str
    columns: Mapping[str, Any]
    words: Mapping[str, Words]


@lru_cache(maxsize=1)
def shipped() -> tuple[ShippedRule, ...]:
    """Every rule that ships, in the order of the list. Raises KeyError or ValueError for a file that is wrong."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["rules"]
    return tuple(_rule(position, row) for position, row in enumerate(rows))


def _rule(position: int, row: dict[str, Any]) -> ShippedRule:
    columns = {
        "position": position,
        "kind": row["kind"],
        "offset": row["offset"],
        "unit": Unit(row.get("unit", Unit.DAYS)).value,
        "side": Side(row.get("side", Side.AFTER)).value,
        "time_of_day": row.get("time_of_day", MORNING),
        "audience": row["audience"],
        "repeat_every": row.get("repeat_every", 0),
        "repeats": row.get("repeats", 0),
        "escalate_after": row.get("escalate_after", 0),
        "by_mail": row.get("by_mail", True),
    }
    words = {language: Words(**row[language]) for language in LANGUAGES if language in row}
    return ShippedRule(row["key"], columns, words)
