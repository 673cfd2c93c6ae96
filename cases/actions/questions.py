"""The questions for the doctor: gathered, put in order, asked, answered."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases.actions import timeline
from cases.actions.core import change, existing, fresh
from cases.actions.core import edit as edit_row
from cases.choices import QuestionTopic
from cases.models import Case, Question
from cases.queries import appointments as reading


def add(
    case: Case,
    *,
    text: str,
    by: User,
    at: datetime,
    ask: str = "",
    key: str = "",
    topic: str = QuestionTopic.OWN,
    once: UUID | None = None,
) -> Question:
    """Put a question on the list, `ask` being the doctor it is for; what is there already stays as it is.

    The same `once`, or the same `key` for the same doctor, is the same question. Raises Refused when the
    journey is not under way, or when there are no words.
    """
    with change(case, at=at) as locked:
        done = existing(Question, once) or _of_key(locked, key, ask)
        if done:
            return done
        if not text.strip():
            raise Refused(_("Please write your question first."))
        own = {"once": once} if once else {}
        question = Question.objects.create(
            case=locked,
            key=key,
            topic=QuestionTopic(topic),
            text=text.strip()[:500],
            ask=ask.strip()[:150],
            position=_last_position(locked) + 1,
            added_by=by,
            added_at=at,
            **own,
        )
        timeline.write(locked, "question_added", by=by, at=at, subject=question.text, after={"ask": ask})
    return question


def add_from_bank(case: Case, *, keys: Collection[str], by: User, at: datetime) -> int:
    """Put questions of the bank on the list, each once, in the bank's order; how many were new.

    Keys that the bank does not offer to this journey are passed over. Raises Refused when the journey
    is not under way.
    """
    with change(case, at=at) as locked:
        offered = [entry for entry in reading.bank(locked) if entry.template.key in keys]
        new = [entry.template for entry in offered if not entry.is_on_list]
        last = _last_position(locked)
        Question.objects.bulk_create(
            Question(
                case=locked,
                key=template.key,
                topic=template.topic,
                text=template.text,
                position=last + index,
                added_by=by,
                added_at=at,
            )
            for index, template in enumerate(new, start=1)
        )
        for template in new:
            timeline.write(locked, "question_added", by=by, at=at, subject=template.text)
    return len(new)


def add_from_guide(case: Case, *, texts: Sequence[str], by: User, at: datetime) -> int:
    """Put the questions of a guide on the list, in its order; how many were new.

    A question that is on the list in the same words stays as it is. Raises Refused when the journey is not
    under way.
    """
    with change(case, at=at) as locked:
        known = set(locked.questions.values_list("text", flat=True))
        new = [text for text in dict.fromkeys(texts) if text not in known]
        last = _last_position(locked)
        Question.objects.bulk_create(
            Question(case=locked, text=text, position=last + index, added_by=by, added_at=at)
            for index, text in enumerate(new, start=1)
        )
        for text in new:
            timeline.write(locked, "question_added", by=by, at=at, subject=text)
    return len(new)


def edit(question: Question, *, values: dict[str, Any], version: int, by: User, at: datetime) -> Question:
    """Change the words of a question, or for whom it is.

    Raises StaleEdit when somebody changed it since `version`, Refused when that doctor's list has it already.
    """
    with change(question.case, at=at) as case:
        current = fresh(question)
        twin = _of_key(case, current.key, values.get("ask", current.ask))
        if twin and twin.pk != current.pk:
            raise Refused(_("This question is already on your list for that doctor."))
        _edit(current, case, "question_changed", values=values, version=version, by=by, at=at)
    return current


def answer(
    question: Question, *, text: str, on: date | None, version: int, by: User, at: datetime
) -> Question:
    """Write down what the doctor answered, and when; without words the question is open again.

    Raises StaleEdit when somebody changed the question since `version`, Refused for a day that is yet to come.
    """
    with change(question.case, at=at) as case:
        current = fresh(question)
        if on and on > at.astimezone(case.zone).date():
            raise Refused(_("That day is still to come. Please check the date of the answer."))
        values = {"answer": text.strip(), "answered_on": on if text.strip() else None}
        kind = "question_answered" if text.strip() else "question_reopened"
        _edit(current, case, kind, values=values, version=version, by=by, at=at)
    return current


def move(question: Question, *, up: bool, by: User, at: datetime) -> Question:
    """Let a question change places with the one above or below it; at the end of the list nothing happens.

    The order is no event: the timeline does not tell of it.
    """
    with change(question.case, at=at) as case:
        rows = list(case.questions.order_by("position", "pk"))
        index = next((number for number, row in enumerate(rows) if row.pk == question.pk), None)
        other = None if index is None else index - 1 if up else index + 1
        if index is not None and other is not None and 0 <= other < len(rows):
            rows[index], rows[other] = rows[other], rows[index]
            for position, row in enumerate(rows, start=1):
                row.position = position
            Question.objects.bulk_update(rows, ["position"])
    return question


def remove(question: Question, *, by: User, at: datetime) -> None:
    """Take a question off the list; the timeline keeps its words. Raises Refused for one that was answered."""
    with change(question.case, at=at) as case:
        current = Question.objects.filter(pk=question.pk).first()
        if current is None:
            return
        if current.answer:
            raise Refused(_("This question has an answer, so it stays. You can still change its words."))
        current.delete()
        timeline.write(case, "question_removed", by=by, at=at, subject=current.text)


def _of_key(case: Case, key: str, ask: str) -> Question | None:
    return case.questions.filter(key=key, ask=ask.strip()[:150]).first() if key else None


def _last_position(case: Case) -> int:
    return case.questions.aggregate(last=Max("position"))["last"] or 0


def _edit(
    question: Question,
    case: Case,
    kind: str,
    *,
    values: dict[str, Any],
    version: int,
    by: User,
    at: datetime,
) -> None:
    before = edit_row(question, version=version, values=values)
    if before:
        after = {name: values[name] for name in before}
        timeline.write(case, kind, by=by, at=at, subject=question.text, before=before, after=after)
