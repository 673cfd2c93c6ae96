"""What the structure tests share: the files of the house, and what each check reports."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "cases", "config", "guidance", "notifications")


class Finding(NamedTuple):
    """One place that breaks a rule."""

    file: str
    line: int
    what: str

    def __str__(self):
        return f"{self.file}:{self.line} {self.what}"


class Source(NamedTuple):
    """One Python file of the apps."""

    file: str
    tree: ast.Module

    @property
    def floors(self):
        """The names on the way to the file, the file's own included: `cases/views/door.py` has three."""
        return frozenset(Path(self.file).with_suffix("").parts)


def source(text, file="cases/queries/sample.py"):
    """Read a snippet as if it stood in `file`."""
    return Source(file, ast.parse(text))


def sources() -> Iterator[Source]:
    """Every Python file of the apps."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield Source(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))


def texts(*patterns) -> Iterator[tuple[str, str]]:
    """Every file of the apps whose name fits one of the patterns, with its text."""
    for app in APPS:
        for pattern in patterns:
            for path in sorted((ROOT / app).rglob(pattern)):
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def report(findings):
    """The findings as lines, so that an empty string means that all is well."""
    return "\n".join(str(finding) for finding in findings)
