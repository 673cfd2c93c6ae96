"""The comparison: every question, what each doctor said, and how far they differ."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cases.choices import FindingSource, Rating
from cases.models import Case, ComparisonRow, Document, Finding, Opinion

DIFFERENCES = (Rating.MINOR, Rating.MODERATE, Rating.MAJOR)


def stamp(text: str = "", source: str = "", document: int | None = None, page: str = "") -> str:
    """A short mark of what a cell holds: the same content has the same mark, so a page can tell what it saw."""
    content = "\x1f".join((text, source, str(document or ""), page))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def question_key(row: ComparisonRow) -> str:
    """The key under which a question of the comparison stands on the list of questions."""
    return f"row-{row.key}"[:40]


@dataclass(frozen=True)
class Cell:
    """One question and one doctor; without a finding nobody has written anything yet."""

    row: ComparisonRow
    opinion: Opinion
    finding: Finding | None = None
    is_asked: bool = False

    @property
    def stamp(self) -> str:
        """What stands here, as a mark."""
        found = self.finding
        return stamp(found.text, found.source, found.document_id, found.page) if found else stamp()

    @property
    def is_not_stated(self) -> bool:
        """The doctor said nothing about it, and somebody has checked."""
        return self.finding is not None and self.finding.source == FindingSource.NOT_STATED

    @property
    def document(self) -> Document | None:
        """The letter or report that it was read in."""
        return self.finding.document if self.finding else None


@dataclass(frozen=True)
class Line:
    """One question with its answers, in the order of the opinions."""

    row: ComparisonRow
    cells: tuple[Cell, ...]

    @property
    def has_content(self) -> bool:
        """Whether somebody has written or rated anything here."""
        return bool(self.row.rating) or any(cell.finding for cell in self.cells)

    @property
    def answers(self) -> int:
        """How many doctors have said something."""
        return sum(bool(cell.finding and cell.finding.text) for cell in self.cells)

    @property
    def is_open(self) -> bool:
        """Whether there is something to rate that nobody has rated."""
        return not self.row.rating and self.answers > 0

    @property
    def differs(self) -> bool:
        """Whether the opinions were found to differ."""
        return self.row.rating in DIFFERENCES


@dataclass(frozen=True)
class Comparison:
    """All opinions over all questions."""

    opinions: tuple[Opinion, ...]
    lines: tuple[Line, ...] = field(repr=False)

    @cached_property
    def filled(self) -> list[Line]:
        """Questions with something in them, in their order."""
        return [line for line in self.lines if line.has_content]

    @cached_property
    def empty(self) -> list[Line]:
        """Questions nobody has touched."""
        return [line for line in self.lines if not line.has_content]

    @cached_property
    def differing(self) -> list[Line]:
        """Questions on which they differ."""
        return [line for line in self.lines if line.differs]

    @cached_property
    def open(self) -> list[Line]:
        """Questions that wait for a rating."""
        return [line for line in self.lines if line.is_open]

    @cached_property
    def silent(self) -> set[int]:
        """The opinions of which nothing is written down yet."""
        told = {cell.opinion.pk for line in self.lines for cell in line.cells if cell.finding}
        return {opinion.pk for opinion in self.opinions} - told

    def rated(self, rating: str) -> list[Line]:
        """Questions with this rating."""
        return [line for line in self.lines if line.row.rating == rating]

    def line(self, row: int) -> Line | None:
        """The line of one question."""
        return next((line for line in self.lines if line.row.pk == row), None)

    def cells(self, *, opinion: int) -> list[Cell]:
        """Every answer of one opinion."""
        return [cell for line in self.lines for cell in line.cells if cell.opinion.pk == opinion]


def of_case(case: Case) -> Comparison:
    """The comparison of a journey, in four queries whatever its size."""
    opinions = tuple(case.opinions.all())
    found = {
        (finding.row_id, finding.opinion_id): finding
        for finding in Finding.objects.filter(opinion__case=case).select_related("document")
    }
    asked = set(case.questions.exclude(key="").values_list("key", "ask"))
    lines = tuple(Line(row, tuple(cells_of(row, opinions, found, asked))) for row in case.rows.all())
    return Comparison(opinions, lines)


def cells_of(
    row: ComparisonRow,
    opinions: tuple[Opinion, ...],
    found: dict[tuple[int, int], Finding],
    asked: set[tuple[str, str]],
) -> Iterator[Cell]:
    """The cells of one row."""
    for opinion in opinions:
        is_asked = (question_key(row), opinion.doctor) in asked
        yield Cell(row, opinion, found.get((row.pk, opinion.pk)), is_asked=is_asked)


def readable_documents(case: Case) -> list[Document]:
    """The files of a journey that a finding may name: neither removed nor replaced, the newest first."""
    return list(case.documents.filter(removed_at=None, replaced_by=None).order_by("-uploaded_at", "-pk"))
