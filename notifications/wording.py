"""The words of a rule: plain text in which `{{ name }}` stands for a fact, and nothing else means anything."""

import re
from collections.abc import Collection, Mapping
from datetime import date, time

from django.utils.dateformat import format as date_format
from django.utils.formats import get_format, time_format

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"\d{2}:\d{2}")
FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def render(text: str, fields: Mapping[str, object]) -> str:
    """The text with its names filled in; raises KeyError for a name that `fields` does not have.

    A day such as 2026-12-03 and a time such as 10:30 are said as the language in force says them.
    """
    return FIELD.sub(lambda found: said(str(fields[found[1]])), text)


def said(value: str) -> str:
    """A day or a time as people say it; anything else as it is, also what only looks like one."""
    try:
        if DAY.fullmatch(value):
            return date_format(date.fromisoformat(value), f"l {get_format('MONTH_DAY_FORMAT')}")
        if CLOCK.fullmatch(value):
            return time_format(time.fromisoformat(value))
    except ValueError:  # somebody called a thing 2024-02-30
        return value
    return value


def unknown_fields(text: str, allowed: Collection[str]) -> list[str]:
    """The names in a text that stand for nothing, in their order."""
    return [name for name in FIELD.findall(text) if name not in allowed]


def has_loose_braces(text: str) -> bool:
    """Whether a double brace is left over that belongs to no name."""
    rest = FIELD.sub("", text)
    return "{{" in rest or "}}" in rest
