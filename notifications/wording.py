"""The words of a rule: plain text in which `{{ name }}` stands for a fact, and nothing else means anything."""

import re
from collections.abc import Collection, Mapping

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def render(text: str, fields: Mapping[str, object]) -> str:
    """The text with its names filled in; raises KeyError for a name that `fields` does not have."""
    return FIELD.sub(lambda found: str(fields[found[1]]), text)


def unknown_fields(text: str, allowed: Collection[str]) -> list[str]:
    """The names in a text that stand for nothing, in their order."""
    return [name for name in FIELD.findall(text) if name not in allowed]


def has_loose_braces(text: str) -> bool:
    """Whether a double brace is left over that belongs to no name."""
    rest = FIELD.sub("", text)
    return "{{" in rest or "}}" in rest
