"""What each doctor said: the opinions, and in each of them an answer to every question of the comparison."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages, problems
from accounts.api.answers import Answer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.reading import Body
from accounts.api.versions import etag, version_from, version_of
from cases import models
from cases.actions import opinions as actions
from cases.api.base import JourneyView
from cases.choices import FindingSource
from cases.forms.opinions import CHOOSE, AddOpinionForm, CellsForm, CorrectOpinionForm, key_of
from cases.models import Case, ComparisonRow, Document
from cases.queries import opinions as reading
from cases.queries.opinions import Cell
from cases.rules.team import may_do, may_see

IN_ORDER = pages.Order(("ordinal", "pk"))
MOST_AT_ONCE = 100

know(
    place="Mercy Hospital",
    question="Which treatment is advised?",
    label="Treatment",
    hint="Surgery, medicine, exercise, or to wait.",
    page="2",
)


# Opinions


class OpinionAnswer(Answer):
    """One opinion: which doctor gave it, where and when."""

    id = serializers.UUIDField(source="uuid")
    ordinal = serializers.IntegerField(help_text="1 is the first opinion, 2 the second.")
    doctor = serializers.CharField()
    place = serializers.CharField()
    given_on = serializers.DateField(allow_null=True)
    appointment = serializers.UUIDField(
        source="appointment.uuid", allow_null=True, help_text="The visit that it comes from."
    )
    recorded_on = serializers.DateField()
    is_silent = serializers.BooleanField(help_text="Nothing is written down yet of what this doctor said.")
    can_remove = serializers.SerializerMethodField(
        help_text="Whether it may be removed: the last one, with nothing in it, that no decision follows."
    )

    def get_version(self, opinion: models.Opinion) -> str:
        """A mark of the opinion and of what can be done with it."""
        marked: Any = opinion
        return version_of(opinion, marked.is_silent, self.get_can_remove(opinion))

    def get_can_remove(self, opinion: models.Opinion) -> bool:
        """Whether it may be taken away again."""
        return reading.can_remove(opinion)


def opinion_of(case: Case, uuid: UUID) -> models.Opinion:
    """An opinion of this journey; Http404 for any other."""
    found = reading.with_marks(case).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


class OpinionView(JourneyView):
    """An address of the opinions."""

    tag = "opinions"

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One opinion as it stands now."""
        return self.told(OpinionAnswer(), opinion_of(self.case, uuid), status=status, location=location)


class Opinions(OpinionView):
    """The opinions of a journey."""

    @operation("List the opinions", Sort.LIST, answer=OpinionAnswer, query=PageQuery, may=may_see)
    def get(self) -> Response:
        """Who gave an opinion, where and when, the first one first; what they said is in their findings."""
        return self.many(reading.with_marks(self.case), IN_ORDER, OpinionAnswer())

    @operation(
        "Add an opinion",
        Sort.CREATE,
        answer=OpinionAnswer,
        body=body_of(AddOpinionForm, "OpinionAdd"),
        may=may_do,
    )
    def post(self) -> HttpResponseBase:
        """Only who it was, where and when: it becomes the next opinion, and six fit.

        The comparison tells under `next_opinion` what is known of it already.
        """
        make = partial(AddOpinionForm, case=self.case, today=self.today)
        form = filled(make, self.typed, once=self.once)
        opinion = actions.record(self.case, **form.cleaned_data, **self.how)
        return self.tell(opinion.uuid, status=201, location=self.address("opinion", opinion=opinion.uuid))


class Opinion(OpinionView):
    """One opinion."""

    @operation("Read an opinion", Sort.READ, answer=OpinionAnswer, may=may_see)
    def get(self, opinion: UUID) -> HttpResponseBase:
        """Who gave it, where and when, and whether it may be removed."""
        return self.tell(opinion)

    @operation(
        "Correct an opinion",
        Sort.CHANGE,
        answer=OpinionAnswer,
        body=body_of(CorrectOpinionForm, "OpinionEdit"),
        may=may_do,
        is_partial=True,
    )
    def patch(self, opinion: UUID) -> HttpResponseBase:
        """Send what is different; the timeline keeps what it was."""
        with self.changing(partial(opinion_of, uuid=opinion), OpinionAnswer().get_version) as row:
            make = partial(CorrectOpinionForm, case=row.case, row=row, today=self.today)
            form = filled(make, self.typed, version=row.version)
            actions.correct(row, version=row.version, values=form.values(), **self.how)
        return self.tell(opinion)

    @operation("Remove an opinion", Sort.REMOVE, may=may_do)
    def delete(self, opinion: UUID) -> Response:
        """For one that was added by mistake: the last one, with nothing written in it."""
        with self.changing(partial(opinion_of, uuid=opinion), OpinionAnswer().get_version) as row:
            actions.remove(row, **self.how)
        return self.gone()


# What a doctor said


class RowMention(serializers.Serializer[ComparisonRow]):
    """A question of the comparison, by its words."""

    id = serializers.UUIDField(source="uuid")
    question = serializers.CharField()


class AskedRow(RowMention):
    """A question of the comparison, and what to look for."""

    key = serializers.CharField(help_text="Its name among all journeys.")
    label = serializers.CharField(help_text="A short name.")  # type: ignore[assignment] # a field of the answer
    hint = serializers.CharField(help_text="What to look for.")


class DocumentMention(serializers.Serializer[Document]):
    """The letter or report in which it is written."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    is_removed = serializers.SerializerMethodField(help_text="It is no longer here.")

    def get_is_removed(self, document: Document) -> bool:
        """Whether somebody took it away."""
        return document.removed_at is not None


class CellWords(serializers.Serializer[Cell]):
    """An answer, and where it comes from."""

    text = serializers.CharField(help_text="Empty where nothing is said.")
    source = serializers.ChoiceField(  # type: ignore[assignment] # a field of the answer
        choices=[*FindingSource.choices, ("", "Nothing is written yet")],
        help_text="`not_stated`: somebody looked, and the doctor says nothing about it.",
    )
    document = DocumentMention(allow_null=True)
    page = serializers.CharField()
    is_asked = serializers.BooleanField(help_text="The question is on the list of questions for this doctor.")


class FindingAnswer(CellWords, Answer):
    """What one doctor said on one question, and where that comes from."""

    row = AskedRow()

    beside_results = {
        "version": {
            "type": "string",
            "description": "What If-Match names to write several of them; the ETag of the list.",
        }
    }

    def get_version(self, cell: Cell) -> str:
        """A mark of what stands in the cell, and of what is told beside it."""
        return mark_of(cell)


class FindingWritten(FindingAnswer):
    """What was written, and what has to be compared again because of it."""

    cleared = serializers.SerializerMethodField(
        help_text="Questions that were rated: an answer has changed, so please say again if they agree."
    )

    @extend_schema_field(RowMention(many=True))
    def get_cleared(self, _cell: Cell) -> list[dict[str, Any]]:
        """The questions whose rating is gone."""
        return cleared_told(self.context["cleared"])


class FindingsWritten(Answer):
    """Everything that one doctor said, after several answers were written at once."""

    findings = FindingAnswer(many=True)
    cleared = RowMention(many=True)

    def get_version(self, told: Mapping[str, Any]) -> str:
        """The version of the whole list."""
        return mark_of_all(told["findings"])


def cleared_told(rows: Iterable[ComparisonRow]) -> list[dict[str, Any]]:
    """Questions, by their words."""
    return [RowMention().to_representation(row) for row in rows]


def mark_of(cell: Cell) -> str:
    """The version of one cell: the stamp of what stands in it, which cell it is, and what is told besides."""
    document = cell.document
    named = [document.name, document.removed_at] if document else []
    return version_from([cell.stamp, cell.row.uuid, cell.opinion.uuid, cell.is_asked, *named])


def mark_of_all(cells: Iterable[Cell]) -> str:
    """The version of several cells together."""
    return version_from([mark_of(cell) for cell in cells])


def cells_of(case: Case, *, opinion: UUID) -> list[Cell]:
    """All cells of one opinion of this journey, in four queries; Http404 for any other opinion."""
    comparison = reading.of_case(case)
    found = next((one for one in comparison.opinions if one.uuid == opinion), None)
    if found is None:
        raise Http404
    return comparison.cells(opinion=found.pk)


def cell_of(case: Case, *, opinion: UUID, row: UUID) -> Cell:
    """One cell of this journey; Http404 for any other."""
    found = next((cell for cell in cells_of(case, opinion=opinion) if cell.row.uuid == row), None)
    if found is None:
        raise Http404
    return found


def checked(case: Case, sent: Sequence[tuple[str, Cell, Mapping[str, Any]]]) -> list[actions.Cell]:
    """What was sent for some cells, as the action writes it, checked by the form of the pages.

    Each comes with the pointer to where it stands in the body. Raises a problem with a pointer to each value
    that needs another look.
    """
    documents = reading.readable_documents(case)
    data: dict[str, Any] = {}
    for pointer, cell, typed in sent:
        data |= as_typed(cell, typed, documents, pointer)
    cells = [cell for _pointer, cell, _typed in sent]
    form = CellsForm(data, cells=cells, documents=documents, label=lambda cell: cell.row.question)  # type: ignore[arg-type] # any mapping will do
    if not form.is_valid():
        pointers = {key_of(cell): pointer for pointer, cell, _typed in sent}
        raise problems.Problem(problems.INVALID, errors=list(pointed(form, pointers)))
    return form.written


def as_typed(
    cell: Cell, typed: Mapping[str, Any], documents: Iterable[Document], pointer: str
) -> dict[str, Any]:
    """The fields of a cell as a page sends them, on top of what stands there now."""
    key = key_of(cell)
    offered = {one.uuid: one.pk for one in [*documents, *filter(None, [cell.document])]}
    wanted = typed.get("document")
    if wanted and wanted not in offered:
        errors = [{"pointer": f"{pointer}/document", "detail": str(CHOOSE["invalid_choice"])}]
        raise problems.Problem(problems.INVALID, errors=errors)
    return {
        f"{key}-seen": cell.stamp,
        f"{key}-text": typed.get("text", ""),
        f"{key}-source": typed["source"],
        f"{key}-page": typed.get("page", ""),
        f"{key}-document": str(offered[wanted]) if wanted else "",
    }


def pointed(form: CellsForm, pointers: Mapping[str, str]) -> Iterable[dict[str, str]]:
    """What the form has to say, each with a pointer into the body."""
    for name, sentences in form.errors.items():
        key, _dash, part = name.rpartition("-")
        for sentence in sentences:
            yield {"pointer": f"{pointers[key]}/{part}", "detail": str(sentence)}


class FindingBody(Body):
    """What a doctor said on one question. Only what is `written` keeps a document and a page."""

    text = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    source = serializers.ChoiceField(  # type: ignore[assignment] # a field of the body
        choices=FindingSource.choices, help_text="Where it comes from; `not_stated` goes without text."
    )
    document = serializers.UUIDField(
        required=False, allow_null=True, help_text="The letter or report, one of the journey’s documents."
    )
    page = serializers.CharField(required=False, allow_blank=True, max_length=20)


class FindingOfRow(FindingBody):
    """What a doctor said on this question."""

    row = serializers.UUIDField(help_text="The question, by its id.")


class FindingsBody(Body):
    """Several answers of one doctor; questions that are not named stay as they are."""

    findings = FindingOfRow(many=True, allow_empty=False, max_length=MOST_AT_ONCE)  # type: ignore[call-arg] # of the list


class Findings(OpinionView):
    """Everything that one doctor said."""

    @operation("List what a doctor said", Sort.LIST, answer=FindingAnswer, may=may_see)
    def get(self, opinion: UUID) -> Response:
        """Every question of the comparison in its order, with this doctor’s answer; all at once, never in pages."""
        cells = cells_of(self.case, opinion=opinion)
        version = mark_of_all(cells)
        answer = self.page_of(cells, "", FindingAnswer(), more={"version": version})
        answer["ETag"] = etag(version)
        return answer

    @operation(
        "Write down several answers of a doctor",
        Sort.CHANGE,
        answer=FindingsWritten,
        body=FindingsBody,
        may=may_do,
    )
    def put(self, opinion: UUID) -> HttpResponseBase:
        """All of them or none, as one change; If-Match names the version of the list.

        Each question that you name holds afterwards what you sent. `cleared` tells which ratings went with it.
        """
        with self.changing(partial(cells_of, opinion=opinion), mark_of_all) as cells:
            sent = placed(cells, self.typed["findings"])
            cleared = actions.write(self.case, cells=checked(self.case, sent), **self.how)
        told = {"findings": cells_of(self.case, opinion=opinion), "cleared": cleared}
        return self.told(FindingsWritten(), told)


def placed(
    cells: Iterable[Cell], sent: Iterable[Mapping[str, Any]]
) -> list[tuple[str, Cell, Mapping[str, Any]]]:
    """What was sent with the cell that it is for; raises a problem for rows of elsewhere, and for a row twice."""
    free = {cell.row.uuid: cell for cell in cells}
    known = frozenset(free)
    found, errors = [], []
    for index, typed in enumerate(sent):
        cell = free.pop(typed["row"], None)
        if cell is None:
            words = _("Please write each answer once.") if typed["row"] in known else CHOOSE["invalid_choice"]
            errors.append({"pointer": f"/findings/{index}/row", "detail": str(words)})
        else:
            found.append((f"/findings/{index}", cell, typed))
    if errors:
        raise problems.Problem(problems.INVALID, errors=errors)
    return found


class Finding(OpinionView):
    """What one doctor said on one question."""

    @operation("Read what a doctor said on a question", Sort.READ, answer=FindingAnswer, may=may_see)
    def get(self, opinion: UUID, row: UUID) -> HttpResponseBase:
        """The answer and where it comes from; empty until somebody writes it down."""
        return self.told(FindingAnswer(), cell_of(self.case, opinion=opinion, row=row))

    @operation(
        "Write down what a doctor said on a question",
        Sort.CHANGE,
        answer=FindingWritten,
        body=FindingBody,
        may=may_do,
    )
    def put(self, opinion: UUID, row: UUID) -> HttpResponseBase:
        """The whole answer anew. Where its words change, a rating of the question is cleared: see `cleared`."""
        with self.changing(partial(cell_of, opinion=opinion, row=row), mark_of) as cell:
            written = checked(self.case, [("", cell, self.typed)])
            cleared = actions.write(self.case, cells=written, **self.how)
        teller = FindingWritten(context={"cleared": cleared})
        return self.told(teller, cell_of(self.case, opinion=opinion, row=row))

    @operation("Empty an answer", Sort.REMOVE, may=may_do)
    def delete(self, opinion: UUID, row: UUID) -> Response:
        """As if nobody had written it; a rating of the question is cleared with it."""
        with self.changing(partial(cell_of, opinion=opinion, row=row), mark_of) as cell:
            emptied = actions.Cell(row=cell.row, opinion=cell.opinion, seen=cell.stamp)
            actions.write(self.case, cells=[emptied], **self.how)
        return self.gone()
