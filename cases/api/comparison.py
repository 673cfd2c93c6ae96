"""The comparison: each question with what every doctor said, how far they differ, and what helps then."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import problems
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, operation
from accounts.api.reading import Body
from accounts.api.versions import version_from, version_of
from accounts.models import display_name
from accounts.refusals import Refused
from cases import compare_words
from cases.actions import opinions as actions
from cases.api.base import JourneyView
from cases.api.opinions import CellWords, RowMention, mark_of
from cases.api.questions import QuestionAnswer, QuestionView
from cases.choices import Rating, StepState
from cases.forms.opinions import CHOOSE, RateForm
from cases.gates import OPINIONS_TO_COMPARE
from cases.models import Case, Step
from cases.queries import opinions as reading
from cases.queries.opinions import Line
from cases.rules.team import may_do, may_see

know(
    rating_note="One would operate now, the other would wait.",
    major_when="One advises surgery and the other does not.",
    to_ask="What would change your mind?",
    time_words="You have until 15 January 2027.",
    how="Ask: “How did you come to this?”",
    count=1,
)
know_in(
    "ComparisonAnswer", summary="They agree on what you have and differ on one major point: how to treat it."
)


# What is told


class CellAnswer(CellWords):
    """What one doctor said on a question."""

    opinion = serializers.UUIDField(source="opinion.uuid")
    doctor = serializers.CharField(source="opinion.doctor")


class ComparisonRowAnswer(Answer):
    """One question of the comparison: its words, all answers, and how far they differ."""

    id = serializers.UUIDField(source="row.uuid")
    key = serializers.CharField(source="row.key", help_text="Its name among all journeys.")
    question = serializers.CharField(source="row.question")
    label = serializers.CharField(  # type: ignore[assignment] # a field of the answer
        source="row.label", help_text="A short name."
    )
    hint = serializers.CharField(source="row.hint", help_text="What to look for.")
    major_when = serializers.CharField(source="row.major_when", help_text="When a difference is major.")
    to_ask = serializers.CharField(source="row.ask", help_text="What to ask a doctor who left it open.")
    answers = CellAnswer(source="cells", many=True, help_text="In the order of the opinions.")
    rating = serializers.ChoiceField(
        source="row.rating",
        choices=[*Rating.choices, ("", "Not compared yet")],
        help_text="How far the answers differ. The opinions are compared, never the doctors.",
    )
    rating_note = serializers.CharField(source="row.rating_note", help_text="The difference in own words.")
    rated_at = serializers.DateTimeField(source="row.rated_at", allow_null=True)
    rated_by = PersonAnswer(source="row.rated_by", allow_null=True)
    is_open = serializers.BooleanField(help_text="Something is said here that nobody has compared yet.")
    differs = serializers.BooleanField()
    ratings = serializers.SerializerMethodField(help_text="What it may be rated as now.")

    def get_version(self, line: Line) -> str:
        """A mark of the question, its rating and all its answers."""
        row = line.row
        by = display_name(row.rated_by) if row.rated_by else ""
        answers = [[mark_of(cell), cell.opinion.doctor] for cell in line.cells]
        return version_of(row, by, answers)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Rating.choices)))
    def get_ratings(self, line: Line) -> list[str]:
        """The ratings that fit: none with one opinion, one while fewer than two doctors said something."""
        if len(line.cells) < OPINIONS_TO_COMPARE:
            return []
        if line.answers < OPINIONS_TO_COMPARE:
            return [Rating.CANT_COMPARE]
        return list(Rating.values)


class RowView(JourneyView):
    """An address of the comparison."""

    tag = "comparison"

    def tell(self, uuid: UUID) -> HttpResponseBase:
        """One question as it stands now."""
        return self.told(ComparisonRowAnswer(), line_of(self.case, uuid))


def line_of(case: Case, uuid: UUID) -> Line:
    """A question of this journey with its answers; Http404 for any other."""
    found = next((line for line in reading.of_case(case).lines if line.row.uuid == uuid), None)
    if found is None:
        raise Http404
    return found


# Each question

SHOWN = {
    "all": lambda comparison: comparison.lines,
    "filled": lambda comparison: comparison.filled,
    "open": lambda comparison: comparison.open,
    "differing": lambda comparison: comparison.differing,
}


class RowsQuery(Body):
    """Which questions."""

    show = serializers.ChoiceField(
        required=False,
        choices=list(SHOWN),
        help_text="`filled`: with something in them; `open`: to be compared; `differing`: they differ on it.",
    )


class ComparisonRows(RowView):
    """The questions of the comparison."""

    @operation(
        "List the questions of the comparison",
        Sort.LIST,
        answer=ComparisonRowAnswer,
        query=RowsQuery,
        may=may_see,
    )
    def get(self) -> Response:
        """Each with the answers of all doctors side by side and how far they differ; all at once, never in pages."""
        lines = SHOWN[self.query.get("show", "all")](reading.of_case(self.case))
        return self.page_of(lines, "", ComparisonRowAnswer())


class ComparisonRow(RowView):
    """One question of the comparison."""

    @operation("Read a question of the comparison", Sort.READ, answer=ComparisonRowAnswer, may=may_see)
    def get(self, row: UUID) -> HttpResponseBase:
        """What each doctor said on it, side by side, and how far they differ."""
        return self.tell(row)

    @operation(
        "Say how far the answers differ",
        Sort.CHANGE,
        answer=ComparisonRowAnswer,
        body=body_of(RateForm, "RateBody"),
        may=may_do,
        is_partial=True,
    )
    def patch(self, row: UUID) -> HttpResponseBase:
        """Two opinions are needed, and two answers for anything but `cant_compare`.

        The version covers the answers: nobody rates words that changed meanwhile.
        """
        with self.changing(partial(line_of, uuid=row), ComparisonRowAnswer().get_version) as line:
            if len(line.cells) < OPINIONS_TO_COMPARE:
                raise Refused(actions.ONE_SO_FAR)
            form = filled(partial(RateForm, line=line), self.typed, version=line.row.version)
            rating, note = form.cleaned_data["rating"], form.cleaned_data["rating_note"]
            actions.rate(line.row, rating=rating, note=note, version=line.row.version, **self.how)
        return self.tell(row)


class AskBody(Body):
    """Whom to ask."""

    opinion = serializers.UUIDField(help_text="The opinion of the doctor who left the question open.")


class RowQuestions(QuestionView):
    """A question of the comparison, on the list of questions."""

    tag = "comparison"

    @operation(
        "Put an open question on the list",
        Sort.CREATE,
        answer=QuestionAnswer,
        body=AskBody,
        may=may_do,
    )
    def post(self, row: UUID) -> HttpResponseBase:
        """For a doctor who said nothing about it. What is on the list for that doctor already stays as it is."""
        asked = self.child(self.case.rows, row)
        opinion = self.case.opinions.filter(uuid=self.typed["opinion"]).first()
        if opinion is None:
            errors = [{"pointer": "/opinion", "detail": str(CHOOSE["invalid_choice"])}]
            raise problems.Problem(problems.INVALID, errors=errors)
        question = actions.ask_about(asked, opinion=opinion, once=self.once, **self.how)
        address = self.address("question", question=question.uuid)
        return self.tell(question.uuid, status=201, location=address)


# The comparison in words


class TallyAnswer(serializers.Serializer[Any]):
    """How many questions have one rating."""

    rating = serializers.ChoiceField(choices=Rating.choices)
    label = serializers.CharField()  # type: ignore[assignment] # a field of the answer
    count = serializers.IntegerField()


class HelpAnswer(serializers.Serializer[Any]):
    """One thing that helps when opinions differ."""

    title = serializers.CharField()
    why = serializers.CharField()
    how = serializers.CharField()


class StepMention(serializers.Serializer[Step]):
    """A step of the journey."""

    id = serializers.UUIDField(source="uuid")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=StepState.choices)


class ResolvingAnswer(serializers.Serializer[Any]):
    """What helps while the opinions differ on something major."""

    majors = serializers.SerializerMethodField()
    steps = HelpAnswer(many=True, help_text="In the order in which people usually try them.")
    ask = StepMention(allow_null=True, help_text="The step of asking both doctors.")
    third = StepMention(allow_null=True, help_text="The step of thinking about a third opinion.")
    third_fits = serializers.BooleanField(help_text="A third one would be next.")
    can_go_back = serializers.BooleanField(
        help_text="The journey has come to where `seek_third_opinion` may be said."
    )
    limit = serializers.DateField(allow_null=True, help_text="Until when there is time, if anybody said so.")
    limit_is_past = serializers.BooleanField()
    time_words = serializers.CharField(help_text="Whether there is time for a third opinion, in words.")

    @extend_schema_field(RowMention(many=True))
    def get_majors(self, told: reading.Resolving) -> list[dict[str, Any]]:
        """The questions with a major difference."""
        return [RowMention().to_representation(line.row) for line in told.majors]


class NextOpinion(serializers.Serializer[Any]):
    """What is known already of the opinion that comes next; a good beginning for adding it."""

    doctor = serializers.CharField()
    place = serializers.CharField()
    given_on = serializers.DateField(allow_null=True)
    appointment = serializers.UUIDField(source="appointment.uuid", allow_null=True)


NOTHING_KNOWN = {"doctor": "", "place": "", "given_on": None, "appointment": None}


class ComparisonAnswer(Answer):
    """Where the opinions agree, where they differ, and what helps then."""

    opinions = serializers.IntegerField(help_text="How many there are.")
    is_comparing = serializers.BooleanField(help_text="Whether there are two or more.")
    summary = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it says, in sentences; never which doctor is right. Empty before there are two.",
    )
    has_differences = serializers.BooleanField()
    tally = TallyAnswer(many=True, help_text="The greatest difference first.")
    open = RowMention(many=True, help_text="Questions that wait to be compared.")
    resolving = ResolvingAnswer(allow_null=True, help_text="Null while no major difference stands.")
    next_opinion = NextOpinion(allow_null=True, help_text="Null once six are there: more do not fit.")

    def get_version(self, told: Mapping[str, Any]) -> str:
        """A mark of everything that the sentences are made of."""
        comparison: reading.Comparison = told["comparison"]
        lines = [
            [line.row.uuid, line.row.rating, line.is_open, line.has_content] for line in comparison.lines
        ]
        following = told["next_opinion"]
        known = NextOpinion().to_representation(following) if following else None
        return version_from([lines, told["opinions"], known, marks_of(told["resolving"])])


def marks_of(told: reading.Resolving | None) -> list[Any]:
    """What else the help is made of."""
    if told is None:
        return []
    steps = [[step.uuid, step.title, step.state] for step in (told.ask, told.third) if step]
    return [told.limit, told.limit_is_past, told.can_go_back, steps]


class Comparison(JourneyView):
    """The comparison as a whole."""

    tag = "comparison"

    @operation("Read the comparison in words", Sort.READ, answer=ComparisonAnswer, may=may_see)
    def get(self) -> HttpResponseBase:
        """Where the opinions agree and where they differ, in a few sentences, and what helps when they do."""
        comparison = reading.of_case(self.case)
        count = len(comparison.opinions)
        told = {
            "comparison": comparison,
            "opinions": count,
            "is_comparing": comparison.is_comparing,
            "summary": compare_words.summary(comparison.points) if comparison.is_comparing else [],
            "has_differences": compare_words.has_differences(comparison.points),
            "tally": comparison.tally,
            "open": [line.row for line in comparison.open],
            "resolving": reading.resolving(self.case, comparison, today=self.today),
            "next_opinion": self.following(count),
        }
        return self.told(ComparisonAnswer(), told)

    def following(self, count: int) -> dict[str, Any] | None:
        """What is known of the opinion after `count` others; None when no more fit."""
        fits = count < actions.MOST_OPINIONS
        return {**NOTHING_KNOWN, **reading.expected(self.case, count)} if fits else None
