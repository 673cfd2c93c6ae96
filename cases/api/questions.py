"""The questions for the doctor: the list, the bank, their order, the answers."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages, problems
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, field_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.models import display_name
from cases.actions import questions as actions
from cases.api.base import JourneyView
from cases.choices import QuestionTopic
from cases.forms.appointments import AddQuestionForm, AnswerForm, BankForm, EditQuestionForm
from cases.models import Case
from cases.models import Question as Row
from cases.queries import appointments as reading
from cases.rules.team import may_do, may_see

IN_ORDER = pages.Order(("position", "pk"))
WORDS, ANSWERED = ("text", "ask"), ("answer", "answered_on")

know(text="What would you do if it were your back?", ask="Dr. Anand", keys="how-sure")


class QuestionAnswer(Answer):
    """One question for the doctor: from the bank, with its key, or the patient's own, with what was answered."""

    id = serializers.UUIDField(source="uuid")
    key = serializers.CharField(help_text="Its key in the bank; empty for one's own.")
    topic = serializers.ChoiceField(choices=QuestionTopic.choices)
    text = serializers.CharField()
    ask = serializers.CharField(help_text="The doctor it is for; empty for any doctor.")
    position = serializers.IntegerField(help_text="Lower comes first; there may be gaps.")
    answer = serializers.CharField(help_text="As the patient understood it; empty while it is open.")
    answered_on = serializers.DateField(allow_null=True)
    added_by = PersonAnswer()
    added_at = serializers.DateTimeField()

    def get_version(self, question: Row) -> str:
        """A mark of the question and of the name of whoever added it."""
        return version_of(question, display_name(question.added_by))


class QuestionView(JourneyView):
    """An address inside the questions."""

    tag = "questions"

    def question(self, case: Case, uuid: UUID) -> Row:
        """A question of this journey; Http404 for any other."""
        row: Row = self.child(case.questions.select_related("added_by"), uuid)
        return row

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One question as it stands now."""
        return self.told(QuestionAnswer(), self.question(self.case, uuid), status=status, location=location)


class Questions(QuestionView):
    """The list."""

    @operation("List the questions", Sort.LIST, answer=QuestionAnswer, query=PageQuery, may=may_see)
    def get(self) -> Response:
        """The questions for the doctor in the order in which they will be asked: the most important first."""
        return self.many(self.case.questions.select_related("added_by"), IN_ORDER, QuestionAnswer())

    @operation(
        "Write a question",
        Sort.CREATE,
        answer=QuestionAnswer,
        body=body_of(AddQuestionForm, "QuestionAdd"),
        may=may_do,
    )
    def post(self) -> HttpResponseBase:
        """A question in the patient's own words, at the end of the list.

        `ask` is the name of a doctor on the shortlist or of the first doctor; without it, it is for any doctor.
        """
        make = partial(AddQuestionForm, doctors=reading.doctors_named(self.case))
        form = filled(make, self.typed, once=self.once)
        once = form.cleaned_data["once"]
        question = actions.add(self.case, **form.row_values(), once=once, **self.how)
        address = self.address("question", question=question.uuid)
        return self.tell(question.uuid, status=201, location=address)


class Question(QuestionView):
    """One question."""

    @operation("Read a question", Sort.READ, answer=QuestionAnswer, may=may_see)
    def get(self, question: UUID) -> HttpResponseBase:
        """Its words, for whom it is, and what was answered."""
        return self.tell(question)

    @operation(
        "Correct or answer a question",
        Sort.CHANGE,
        answer=QuestionAnswer,
        body=body_of(
            EditQuestionForm,
            "QuestionEdit",
            answer=field_of(AnswerForm.base_fields["answer"]),
            answered_on=field_of(AnswerForm.base_fields["answered_on"]),
        ),
        may=may_do,
        is_partial=True,
    )
    def patch(self, question: UUID) -> HttpResponseBase:
        """Send what is different: the words, for whom it is, or what the doctor answered, and when.

        Without `answered_on` a first answer is of today, where the patient lives. An empty `answer` opens the
        question again.
        """
        with self.changing(partial(self.question, uuid=question), QuestionAnswer().get_version) as row:
            words, answer = self.forms(row)
            version = row.version
            if words:
                version = actions.edit(row, values=words.row_values(), version=version, **self.how).version
            if answer:
                text, on = answer.cleaned_data["answer"], answer.cleaned_data["answered_on"]
                actions.answer(row, text=text, on=on, version=version, **self.how)
        return self.tell(question)

    def forms(self, row: Row) -> list[Any]:
        """The two forms of a question, each filled in where something of it was sent, else None."""
        doctors = reading.names_for(self.case, row)
        day = {"answered_on": row.answered_on or self.today}
        asked: list[tuple[Any, tuple[str, ...], dict[str, Any]]] = [
            (partial(EditQuestionForm, row=row, doctors=doctors), WORDS, {}),
            (partial(AnswerForm, row=row), ANSWERED, day),
        ]
        made: list[Any] = []
        amiss: list[dict[str, str]] = []
        for make, names, first in asked:
            sent = {name: self.typed[name] for name in names if name in self.typed}
            try:
                made.append(filled(make, {**first, **sent}, version=row.version) if sent else None)
            except problems.Problem as problem:
                amiss += problem.errors
        if amiss:
            raise problems.Problem(problems.INVALID, errors=amiss)
        return made

    @operation("Take a question off the list", Sort.REMOVE, may=may_do)
    def delete(self, question: UUID) -> Response:
        """The timeline keeps its words. A question that was answered stays."""
        with self.changing(partial(self.question, uuid=question), QuestionAnswer().get_version) as row:
            actions.remove(row, **self.how)
        return self.gone()


# Its place on the list


def move(view: JourneyView, question: Row, _typed: Mapping[str, Any], *, up: bool) -> None:
    """Let it change places with its neighbour."""
    actions.move(question, up=up, **view.how)


VERBS: dict[str, Verb] = {
    "move_up": Verb(
        body_of(forms.Form, "QuestionMoveUpBody", verb="move_up"), may_do, partial(move, up=True)
    ),
    "move_down": Verb(
        body_of(forms.Form, "QuestionMoveDownBody", verb="move_down"), may_do, partial(move, up=False)
    ),
}


class QuestionChanges(QuestionView):
    """The place of a question on the list."""

    @operation("Move a question", Sort.CHANGE, answer=QuestionAnswer, verbs=VERBS)
    def post(self, question: UUID) -> HttpResponseBase:
        """It changes places with the one above or below; at the end of the list nothing happens."""
        with self.changing(partial(self.question, uuid=question), QuestionAnswer().get_version) as row:
            self.verb.act(self, row, self.typed)
        return self.tell(question)


# The bank


class OfferedAnswer(serializers.Serializer[Any]):
    """One question that others found helpful, and whether it is on the list."""

    key = serializers.CharField(source="template.key")
    topic = serializers.ChoiceField(source="template.topic", choices=QuestionTopic.choices)
    text = serializers.CharField(source="template.text")
    why = serializers.CharField(source="template.why", help_text="Why to ask it; may be empty.")
    is_on_list = serializers.BooleanField()


class QuestionsAdded(serializers.Serializer[Any]):
    """Questions of the bank as they stand on the list, in its order."""

    results = QuestionAnswer(many=True)


class QuestionBank(QuestionView):
    """The questions that the bank offers to this journey."""

    @operation("List the questions of the bank", Sort.LIST, answer=OfferedAnswer, may=may_see)
    def get(self) -> Response:
        """Questions that others found helpful and that fit the condition, all at once."""
        return self.page_of(reading.bank(self.case), "", OfferedAnswer())

    @operation(
        "Put questions of the bank on the list",
        Sort.CREATE,
        answer=QuestionsAdded,
        body=body_of(BankForm, "QuestionBankPick"),
        may=may_do,
    )
    def post(self) -> Response:
        """Each once, at the end of the list; what is there already stays as it is.

        The answer is those questions as they stand on the list, and `Location` is the list.
        """
        keys = [entry.template.key for entry in reading.bank(self.case)]
        picked = filled(partial(BankForm, keys=keys), self.typed).cleaned_data["keys"]
        actions.add_from_bank(self.case, keys=picked, **self.how)
        found = IN_ORDER.applied(self.case.questions.filter(key__in=picked).select_related("added_by"))
        told = {"results": [QuestionAnswer().to_representation(row) for row in found]}
        return Response(told, status=201, headers={"Location": self.address("questions")})
