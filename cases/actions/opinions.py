"""Writing down what each doctor said, and how far they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, questions, timeline
from cases.actions.core import change, edit, existing, fresh
from cases.actions.steps import settle_step
from cases.choices import FindingSource, Rating, Stage, StepState
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Appointment, Case, ComparisonRow, Document, Finding, Opinion, Question
from cases.queries.opinions import THIRD, question_key, stamp
from cases.rules.days import require_past

MOST_OPINIONS = 6
"""More do not fit side by side."""

ONE_SO_FAR = _("There is one opinion so far. You can compare once there are two.")


@dataclass(frozen=True)
class Cell:
    """What one doctor said on one question, as somebody wants it to stand; without text and source, empty.

    `seen` is the stamp of what stood there when that person began to write.
    """

    row: ComparisonRow
    opinion: Opinion
    seen: str
    text: str = ""
    source: str = ""
    document: Document | None = None
    page: str = ""

    @property
    def stamp(self) -> str:
        """What the cell's stamp will be once it is written."""
        return stamp(self.text, self.source, self.document.pk if self.document else None, self.page)


def record(
    case: Case,
    *,
    doctor: str,
    by: User,
    at: datetime,
    place: str = "",
    given_on: date | None = None,
    appointment: Appointment | None = None,
    once: UUID | None = None,
) -> Opinion:
    """Write down that a doctor gave an opinion; it becomes the next one. Sent twice, it is there once.

    Raises Refused for a day to come, an appointment of another journey, or more opinions than fit.
    """
    with change(case, at=at) as locked:
        done = existing(Opinion, once)
        if done:
            return done
        require_past(given_on, case=locked, at=at)
        require_own_visit(locked, appointment)
        count = locked.opinions.count()
        if count >= MOST_OPINIONS:
            raise Refused(
                _("Six opinions are the most that fit side by side. Change one that you no longer need.")
            )
        opinion = Opinion.objects.create(
            case=locked,
            ordinal=count + 1,
            doctor=doctor,
            place=place,
            given_on=given_on,
            appointment=appointment,
            recorded_on=at.astimezone(locked.zone).date(),
            **({"once": once} if once else {}),
        )
        after = {"ordinal": opinion.ordinal, "place": place, "given_on": given_on}
        timeline.write(locked, "opinion_recorded", by=by, at=at, subject=doctor, after=after)
    return opinion


def correct(opinion: Opinion, *, version: int, values: dict[str, Any], by: User, at: datetime) -> Opinion:
    """Correct who gave the opinion, where and when.

    Raises StaleEdit when somebody corrected it since `version`; Refused for a day to come or a visit of
    another journey.
    """
    with change(opinion.case, at=at) as case:
        current = fresh(opinion)
        require_past(values.get("given_on"), case=case, at=at)
        require_own_visit(case, values.get("appointment"))
        before = edit(current, version=version, values=values)
        if before:
            after = {name: values[name] for name in before}
            timeline.write(
                case, "opinion_corrected", by=by, at=at, subject=current.doctor, before=before, after=after
            )
    return current


def remove(opinion: Opinion, *, by: User, at: datetime) -> None:
    """Take away an opinion that was added by mistake.

    Raises Refused unless it is the last one, nothing is written in it and no decision follows it.
    """
    with change(opinion.case, at=at) as case:
        current = Opinion.objects.filter(pk=opinion.pk).first()
        if current is None:
            return
        if case.opinions.filter(ordinal__gt=current.ordinal).exists():
            raise Refused(_("Only the opinion that was added last can be removed."))
        if current.findings.exists():
            raise Refused(
                _("Something is written down for this doctor. Empty those answers first, then remove it.")
            )
        if current.decisions.exists():
            raise Refused(_("The decision follows this opinion, so it has to stay."))
        timeline.write(
            case,
            "opinion_removed",
            by=by,
            at=at,
            subject=current.doctor,
            before={"ordinal": current.ordinal, "place": current.place, "given_on": current.given_on},
        )
        current.delete()
        if case.opinions.count() < OPINIONS_TO_COMPARE:
            for row in case.rows.exclude(rating=""):
                _clear_rating(case, row, by=by, at=at)


def write(case: Case, *, cells: Sequence[Cell], by: User, at: datetime) -> list[ComparisonRow]:
    """Write any number of cells at once, or none of them; the rows whose rating this has cleared.

    A changed answer clears the rating of its question: the two have to be looked at again. A cell that
    is wanted as it was seen is left alone, whoever changed it meanwhile.
    Raises StaleEdit, with the cells as they stand now, when others changed what is being written;
    Refused for rows, opinions or documents of another journey.
    """
    with change(case, at=at) as locked:
        _require_own(locked, cells)
        wanted = [cell for cell in cells if cell.stamp != cell.seen]
        standing = _standing(wanted)
        stale = [
            cell for cell in wanted if _stamp_of(standing.get(_place(cell))) not in (cell.seen, cell.stamp)
        ]
        if stale:
            raise StaleEdit(current=standing)
        told: dict[int, _Told] = {}
        changed_rows = {}
        for cell in wanted:
            finding = standing.get(_place(cell))
            if _stamp_of(finding) == cell.stamp:
                continue
            if (finding.text if finding else "") != cell.text:
                changed_rows[cell.row.pk] = fresh(cell.row)
            told.setdefault(cell.opinion.pk, _Told(cell.opinion)).add(cell.row, finding, cell)
            _write_cell(cell, finding)
        for entry in told.values():
            timeline.write(
                locked,
                "findings_written",
                by=by,
                at=at,
                subject=entry.opinion.doctor,
                before=entry.before,
                after=entry.after,
            )
        cleared = [row for row in changed_rows.values() if row.rating]
        for row in cleared:
            _clear_rating(locked, row, by=by, at=at)
    return cleared


class _Told:
    """What the timeline says of one doctor's answers: question → words, before and after."""

    def __init__(self, opinion: Opinion) -> None:
        self.opinion = opinion
        self.before: dict[str, str] = {}
        self.after: dict[str, str] = {}

    def add(self, row: ComparisonRow, finding: Finding | None, cell: Cell) -> None:
        self.before[row.question] = _words(finding.text, finding.source) if finding else ""
        self.after[row.question] = _words(cell.text, cell.source)


def _words(text: str, source: str) -> str:
    return str(FindingSource.NOT_STATED.label) if source == FindingSource.NOT_STATED else text


def _place(cell: Cell) -> tuple[int, int]:
    return (cell.row.pk, cell.opinion.pk)


def _stamp_of(finding: Finding | None) -> str:
    if finding is None:
        return stamp()
    return stamp(finding.text, finding.source, finding.document_id, finding.page)


def _standing(cells: Iterable[Cell]) -> dict[tuple[int, int], Finding]:
    found = Finding.objects.filter(
        row__in={cell.row.pk for cell in cells}, opinion__in={cell.opinion.pk for cell in cells}
    ).select_related("document")
    return {(finding.row_id, finding.opinion_id): finding for finding in found}


def _require_own(case: Case, cells: Sequence[Cell]) -> None:
    rows = set(case.rows.values_list("pk", flat=True))
    opinions = set(case.opinions.values_list("pk", flat=True))
    documents = {cell.document.pk for cell in cells if cell.document}
    if documents - set(case.documents.filter(pk__in=documents).values_list("pk", flat=True)):
        raise Refused(_("Please choose a document of this journey."))
    if any(cell.row.pk not in rows or cell.opinion.pk not in opinions for cell in cells):
        raise Refused(_("This opinion is no longer here. Look at the comparison, then try again."))


def _write_cell(cell: Cell, finding: Finding | None) -> None:
    if not cell.source:
        if finding:
            finding.delete()
        return
    if finding is None:
        finding = Finding(row=cell.row, opinion=cell.opinion, version=0)
    finding.text, finding.source = cell.text, FindingSource(cell.source)
    finding.document, finding.page = cell.document, cell.page
    finding.version += 1
    finding.save()


def rate(
    row: ComparisonRow, *, rating: str, version: int, by: User, at: datetime, note: str = ""
) -> ComparisonRow:
    """Say how far the opinions differ on one question. The opinions are rated against each other, never the doctors.

    Raises Refused before there are two opinions, or for anything but "can't compare yet" while fewer than
    two doctors have said something; StaleEdit when the question or its answers changed since `version`.
    """
    with change(row.case, at=at) as case:
        current = fresh(row)
        if case.opinions.count() < OPINIONS_TO_COMPARE:
            raise Refused(ONE_SO_FAR)
        answers = current.findings.exclude(text="").count()
        if rating != Rating.CANT_COMPARE and answers < OPINIONS_TO_COMPARE:
            raise Refused(
                _(
                    "Two doctors have to say something here before you can compare. Choose “Can’t compare yet”."
                )
            )
        if current.version != version:
            raise StaleEdit(current=current)
        _write_rating(case, current, rating=Rating(rating), note=note, by=by, at=at)
    return current


def _clear_rating(case: Case, row: ComparisonRow, *, by: User, at: datetime) -> None:
    _write_rating(case, row, rating="", note="", by=by, at=at)


def _write_rating(case: Case, row: ComparisonRow, *, rating: str, note: str, by: User, at: datetime) -> None:
    before = {"rating": row.rating, "rating_note": row.rating_note}
    after = {"rating": rating, "rating_note": note}
    if before == after:
        return
    row.rating, row.rating_note = rating, note
    row.rated_at, row.rated_by = (at, by) if rating else (None, None)
    row.version += 1
    row.save(update_fields=["rating", "rating_note", "rated_at", "rated_by", "version"])
    timeline.write(
        case,
        "row_rated" if rating else "rating_cleared",
        by=by,
        at=at,
        subject=row.question,
        before=before,
        after=after,
    )


def ask_about(
    row: ComparisonRow, *, opinion: Opinion, by: User, at: datetime, once: UUID | None = None
) -> Question:
    """Put a question that a doctor left open on the list of questions for that doctor; twice, it is there once."""
    return questions.add(
        row.case,
        text=row.ask or row.question,
        ask=opinion.doctor,
        key=question_key(row),
        by=by,
        at=at,
        once=once,
    )


def seek_third(case: Case, *, by: User, at: datetime) -> Case:
    """Go back to finding a doctor, for one more opinion; everything that is written down stays.

    Raises Refused when the journey has not come to comparing yet.
    """
    with transaction.atomic():
        _settle_third(case, to=StepState.DONE, by=by, at=at)
        why = str(_("To get one more opinion"))
        return journey.go_back(case, to=Stage.APPOINTMENT, by=by, at=at, why=why)


def decline_third(case: Case, *, by: User, at: datetime) -> None:
    """Go on with the opinions that are here; a third one can still be had later."""
    _settle_third(case, to=StepState.NOT_YET, by=by, at=at)


def _settle_third(case: Case, *, to: str, by: User, at: datetime) -> None:
    step = case.steps.filter(key=THIRD).first()
    if step:
        settle_step(step, to=to, by=by, at=at)


def require_own_visit(case: Case, appointment: Appointment | None) -> None:
    """Raise Refused for an appointment of another journey."""
    if appointment is not None and appointment.case_id != case.pk:
        raise Refused(_("Please choose a visit of this journey."))
