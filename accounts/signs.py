"""Signs that need help now, as an administrator writes them: plain lines, an empty one between two groups."""

from dataclasses import dataclass
from itertools import groupby

LEAST_LINES = 3
"""A group has its name, what to do, and a sign."""


@dataclass(frozen=True)
class SignGroup:
    """Some signs that call for the same; a part that was not written is empty."""

    name: str
    action: str
    signs: tuple[str, ...]


def groups_in(text: str) -> list[list[str]]:
    """The lines of each group, without the spaces around them."""
    lines = [line.strip() for line in text.splitlines()]
    return [list(group) for is_written, group in groupby(lines, key=bool) if is_written]


def read(text: str) -> tuple[SignGroup, ...]:
    """What was written; never raises, however little it is."""
    return tuple(SignGroup(lines[0], "".join(lines[1:2]), tuple(lines[2:])) for lines in groups_in(text))


def written(groups: tuple[SignGroup, ...]) -> str:
    """The text that reads as these groups."""
    return "\n\n".join("\n".join([group.name, group.action, *group.signs]) for group in groups)
