"""The forms of the comparison: who said it, what they said, how far they differ."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.actions.opinions import Cell as Written
from cases.choices import FindingSource, Rating
from cases.forms.base import CreateForm, DayField, EditForm
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Appointment, Case, Document
from cases.queries.opinions import Cell, Line

CHOOSE = {"invalid_choice": _("Please choose from the list.")}
TO_COME = _("This day is still to come. Please choose today or a day before.")


class VisitField(forms.ModelChoiceField):
    """One of the journey's visits, by doctor and day."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 -- the signature is Django's
        """The doctor and how the two met."""
        return f"{obj.specialist.name}, {obj.get_way_display()}"


class OpinionFields(forms.Form):
    """Who gave the opinion, where and when."""

    doctor = forms.CharField(
        label=_("Doctor"),
        max_length=150,
        help_text=_("The name as you would say it, such as “Dr. Anand”."),
    )
    place = forms.CharField(label=_("Hospital or clinic"), max_length=150, required=False)
    given_on = DayField(
        label=_("Date of the opinion"),
        required=False,
        help_text=_("The day of the visit, or the date on the letter or report."),
    )
    appointment = VisitField(
        label=_("Visit it comes from"),
        queryset=Appointment.objects.none(),
        required=False,
        empty_label=_("None of these"),
        error_messages=CHOOSE,
    )

    def limit(self, case: Case, today: date) -> None:
        """Offer this journey's visits, and no day after today."""
        self.today = today
        field = self.fields["appointment"]
        visits = case.appointments.select_related("specialist")
        field.queryset = visits  # type: ignore[attr-defined]
        if not visits:
            del self.fields["appointment"]

    def clean_given_on(self) -> date | None:
        """Refuse days to come beside their field."""
        return past(self.cleaned_data["given_on"], self.today)


def past(day: date | None, today: date) -> date | None:
    """The day itself, unless it is still to come."""
    if day and day > today:
        raise ValidationError(TO_COME)
    return day


class AddOpinionForm(OpinionFields, CreateForm):
    """One more opinion."""

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.limit(case, today)


class CorrectOpinionForm(OpinionFields, EditForm):
    """Corrections to who gave an opinion."""

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.limit(case, today)


@dataclass(frozen=True)
class CellFields:
    """The fields of one cell on a page, bound."""

    cell: Cell
    seen: BoundField
    text: BoundField
    source: BoundField
    page: BoundField
    document: BoundField | None

    @property
    def has_errors(self) -> bool:
        """Whether one of them needs another look."""
        parts = [self.text, self.source, self.page, self.document]
        return any(part.errors for part in parts if part is not None)


class CellsForm(forms.Form):
    """Any number of cells, saved together or not at all; a cell that the page did not show is left alone."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        cells: Iterable[Cell],
        documents: Sequence[Document],
        label: Callable[[Cell], str],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.cells = list(cells)
        self.label = label
        self.offered = {document.pk: document for document in documents}
        self.written: list[Written] = []
        for cell in self.cells:
            self._add_fields(cell)

    def _add_fields(self, cell: Cell) -> None:
        key, found = key_of(cell), cell.finding
        self.fields[f"{key}-seen"] = forms.CharField(
            max_length=16, required=False, widget=forms.HiddenInput, initial=cell.stamp
        )
        self.fields[f"{key}-text"] = forms.CharField(
            label=self.label(cell),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=found.text if found else "",
        )
        self.fields[f"{key}-source"] = forms.ChoiceField(
            label=format_lazy("{}: {}", self.label(cell), _("where this comes from")),
            choices=[("", _("Choose where it comes from")), *FindingSource.choices],
            required=False,
            error_messages=CHOOSE,
            initial=found.source if found else "",
        )
        self.fields[f"{key}-page"] = forms.CharField(
            label=format_lazy("{}: {}", self.label(cell), _("page")),
            max_length=20,
            required=False,
            initial=found.page if found else "",
        )
        documents = self._documents(cell)
        if documents:
            self.fields[f"{key}-document"] = forms.TypedChoiceField(
                label=format_lazy("{}: {}", self.label(cell), _("letter or report")),
                choices=[("", _("None chosen")), *((pk, one.name) for pk, one in documents.items())],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages=CHOOSE,
                initial=found.document_id if found else None,
            )

    def _documents(self, cell: Cell) -> dict[int, Document]:
        """What can be chosen, and what was chosen before, even if it was removed since."""
        own = {cell.document.pk: cell.document} if cell.document else {}
        return {**own, **self.offered}

    @property
    def groups(self) -> list[CellFields]:
        """The fields of each cell, in order."""
        return [self._group(cell) for cell in self.cells]

    def _group(self, cell: Cell) -> CellFields:
        key = key_of(cell)
        document = self[f"{key}-document"] if f"{key}-document" in self.fields else None
        return CellFields(
            cell=cell,
            seen=self[f"{key}-seen"],
            text=self[f"{key}-text"],
            source=self[f"{key}-source"],
            page=self[f"{key}-page"],
            document=document,
        )

    def clean(self) -> dict[str, Any]:
        """Check each cell that the page showed, and gather what is to be written."""
        shown = [cell for cell in self.cells if f"{key_of(cell)}-seen" in self.data]
        self.written = [written for cell in shown if (written := self._clean_cell(cell))]
        return self.cleaned_data

    def _clean_cell(self, cell: Cell) -> Written | None:
        key = key_of(cell)
        if any(name.startswith(f"{key}-") for name in self.errors):
            return None
        values = {part: self.cleaned_data.get(f"{key}-{part}") or "" for part in ("text", "source", "page")}
        values["text"] = values["text"].replace("\r\n", "\n")
        document = self._documents(cell).get(self.cleaned_data.get(f"{key}-document") or 0)
        source = values["source"]
        if not source and values["text"] and (document or values["page"]):
            source = FindingSource.WRITTEN
        problem = problem_with(values["text"], source, has_place=bool(document or values["page"]))
        if problem:
            self.add_error(f"{key}-{problem[0]}", str(problem[1]))
            return None
        is_written = source == FindingSource.WRITTEN
        return Written(
            row=cell.row,
            opinion=cell.opinion,
            seen=self.cleaned_data[f"{key}-seen"],
            text=values["text"],
            source=source,
            document=document if is_written else None,
            page=values["page"] if is_written else "",
        )

    def merged_with(self, standing: Iterable[Cell]) -> tuple[QueryDict, list[dict[str, str]]]:
        """What was typed on top of what others wrote meanwhile, and where the two collide.

        An answer that was not touched on this page takes over what stands now.
        """
        typed: Any = self.data
        data = typed.copy()
        collisions = []
        now = {key_of(cell): cell for cell in standing}
        for written in self.written:
            key = f"{written.row.pk}-{written.opinion.pk}"
            cell = now.get(key)
            if cell is None or cell.stamp == written.seen:
                continue
            data[f"{key}-seen"] = cell.stamp
            if written.stamp == written.seen:
                for part, value in parts_of(cell).items():
                    data[f"{key}-{part}"] = value
            elif written.stamp != cell.stamp:
                collisions.append(
                    {
                        "label": self.label(cell),
                        "theirs": said(**parts_of(cell)),
                        "yours": said(written.text, written.source, written.page),
                    }
                )
        return data, collisions


def key_of(cell: Cell) -> str:
    """The name that the fields of a cell begin with."""
    return f"{cell.row.pk}-{cell.opinion.pk}"


def parts_of(cell: Cell) -> dict[str, str]:
    """What a cell holds, as its fields send it."""
    found = cell.finding
    if found is None:
        return {"text": "", "source": "", "page": "", "document": ""}
    return {
        "text": found.text,
        "source": found.source,
        "page": found.page,
        "document": str(found.document_id or ""),
    }


def said(text: str, source: str, page: str, **_more: str) -> str:
    """One answer on one line, with its source."""
    if not source:
        return ""
    origin = str(FindingSource(source).label)
    place = str(format_lazy("{} {}", _("page"), page)) if page else ""
    return " · ".join(filter(None, [text, origin, place]))


def problem_with(text: str, source: str, *, has_place: bool) -> tuple[str, str | Promise] | None:
    """The field and the sentence, when text and source do not fit together."""
    if text and not source:
        return ("source", _("Please choose one, so that you can find it again."))
    if text and source == FindingSource.NOT_STATED:
        return ("source", _("This says “Not stated”, but there is an answer. Choose where it comes from."))
    if not text and source not in ("", FindingSource.NOT_STATED):
        return ("text", _("Write what the doctor said, or choose “Not stated”."))
    if not text and has_place and not source:
        return ("text", _("Write what it says there, or leave this answer empty."))
    return None


RATING_HINTS: dict[str, str | Promise] = {
    Rating.SAME: _("They say the same, even if not in the same words."),
    Rating.MINOR: _("The words or the dates of check-ups differ. What would be done is the same."),
    Rating.MODERATE: _("They have the same goal, but choose another drug, order or way to do it."),
    Rating.MAJOR: _("It could change your treatment, or how things turn out for you."),
    Rating.CANT_COMPARE: _("One of them has not said enough, or they speak of different things."),
}


class RateForm(EditForm):
    """How far the opinions differ on one question."""

    rating = forms.ChoiceField(
        label=_("Do they agree?"),
        choices=Rating.choices,
        widget=forms.RadioSelect,
        error_messages={**CHOOSE, "required": _("Please choose what fits best.")},
    )
    rating_note = forms.CharField(
        label=_("What is the difference, in your words?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, row=line.row, **kwargs)
        hints = dict(RATING_HINTS)
        if line.row.major_when:
            hints[Rating.MAJOR] = format_lazy("{} {}", hints[Rating.MAJOR], line.row.major_when)
        field = self.fields["rating"]
        field.choice_hints = hints  # type: ignore[attr-defined]
        if line.answers < OPINIONS_TO_COMPARE:
            field.choices = [(Rating.CANT_COMPARE, Rating.CANT_COMPARE.label)]  # type: ignore[attr-defined]
