"""The comparison: every question, what each doctor said, and how far they differ."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases import compare_words, starter_content
from cases.choices import AppointmentState, FindingSource, Rating, Stage, StepState
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Case, ComparisonRow, Decision, Document, Finding, Opinion, Step

DIFFERENCES = (Rating.MINOR, Rating.MODERATE, Rating.MAJOR)
GREATEST_FIRST = (Rating.MAJOR, Rating.MODERATE, Rating.MINOR, Rating.SAME, Rating.CANT_COMPARE)
ASK_STEP, THIRD = "ask-about-differences", "consider-third"


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
    def text(self) -> str:
        """What the doctor said; empty where nothing is written."""
        return self.finding.text if self.finding else ""

    @property
    def source(self) -> str:
        """Where that comes from; empty where nothing is written."""
        return self.finding.source if self.finding else ""

    @property
    def page(self) -> str:
        """On which page it stands."""
        return self.finding.page if self.finding else ""

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

    @property
    def is_comparing(self) -> bool:
        """Whether there is something to compare with."""
        return len(self.opinions) >= OPINIONS_TO_COMPARE

    @property
    def points(self) -> list[compare_words.Point]:
        """What the summary speaks of: the questions with something in them."""
        return [
            compare_words.Point(line.row.key, line.row.label, line.row.rating, line.is_open)
            for line in self.filled
        ]

    @property
    def tally(self) -> list[dict[str, Any]]:
        """How many questions have each rating, the greatest difference first."""
        counted = [(rating, len(self.rated(rating))) for rating in GREATEST_FIRST]
        return [
            {"rating": rating, "label": rating.label, "count": count} for rating, count in counted if count
        ]

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
    lines = tuple(
        Line(row, tuple(cells_of(row, opinions, found, asked)))
        for row in case.rows.select_related("rated_by")
    )
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


@dataclass(frozen=True)
class Resolving:
    """What helps while the opinions differ on something major, and until when there is time for it."""

    majors: list[Line]
    steps: list[dict[str, Any]]
    ask: Step | None
    third: Step | None
    third_fits: bool
    can_go_back: bool
    limit: date | None
    limit_is_past: bool

    @property
    def third_is_open(self) -> bool:
        """Whether nobody has said yet if there will be a third opinion."""
        return self.third is not None and self.third.state == StepState.TODO

    @property
    def time_words(self) -> str:
        """Whether there is time for a third opinion."""
        return compare_words.time_for_third(self.limit, is_past=self.limit_is_past)


def resolving(case: Case, comparison: Comparison, *, today: date) -> Resolving | None:
    """What helps while a major difference stands; None when none does."""
    majors = comparison.rated(Rating.MAJOR)
    if not majors:
        return None
    steps = {step.key: step for step in case.steps.filter(key__in=[ASK_STEP, THIRD])}
    limit = min(filter(None, (case.safe_to_wait_until, case.decide_by)), default=None)
    return Resolving(
        majors=majors,
        steps=starter_content.resolving_steps(),
        ask=steps.get(ASK_STEP),
        third=steps.get(THIRD),
        third_fits=len(comparison.opinions) == OPINIONS_TO_COMPARE,
        can_go_back=case.stage in (Stage.COMPARE, Stage.DECIDE),
        limit=limit,
        limit_is_past=limit is not None and limit < today,
    )


def with_marks(case: Case) -> QuerySet[Opinion]:
    """The opinions of a journey, each with whether it is the last, still silent, and followed by the decision."""
    later = Opinion.objects.filter(case=OuterRef("case"), ordinal__gt=OuterRef("ordinal"))
    return case.opinions.select_related("appointment").annotate(
        is_last=~Exists(later),
        is_silent=~Exists(Finding.objects.filter(opinion=OuterRef("pk"))),
        is_followed=Exists(Decision.objects.filter(opinion=OuterRef("pk"))),
    )


def can_remove(opinion: Opinion) -> bool:
    """Whether an opinion that came `with_marks` may be taken away again."""
    marked: Any = opinion
    return marked.is_last and marked.is_silent and not marked.is_followed


def expected(case: Case, count: int) -> dict[str, Any]:
    """What is known already of the opinion that comes after `count` others."""
    if count == 0:
        return {"doctor": case.first_doctor, "place": case.first_place}
    told = case.appointments.filter(state=AppointmentState.HELD, opinions=None).select_related("specialist")
    visit = told.order_by("held_on", "pk").first()
    if visit is None:
        return {}
    return {
        "doctor": visit.specialist.name,
        "place": visit.specialist.place,
        "given_on": visit.held_on,
        "appointment": visit,
    }


def readable_documents(case: Case) -> list[Document]:
    """The files of a journey that a finding may name: neither removed nor replaced, the newest first."""
    return list(case.documents.filter(removed_at=None, replaced_by=None).order_by("-uploaded_at", "-pk"))
