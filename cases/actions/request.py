"""Writing a request for a second opinion, sending it, and correcting it later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from accounts.models import User
from accounts.refusals import StaleEdit
from cases.actions import journey, steps, timeline
from cases.actions.core import change, existing
from cases.choices import Asker, TeamRole
from cases.models import Case, RecordItem, RequestDraft
from cases.queries import templates
from cases.rules.records import is_child

LONGEST_KEPT = 20_000
"""How many letters of one answer a draft keeps, whatever the form says about them."""

Raw = Mapping[str, str | list[str]]
"""The fields of one page as they were typed, right or wrong."""


def begin(once: UUID, *, by: User, at: datetime, for_patient: bool = False) -> RequestDraft | None:
    """An empty request under the form's own key; None when a journey came of that key already.

    Raises Http404 when the key is somebody else's.
    """
    with transaction.atomic():
        if existing(Case, once):
            return None
        draft, _is_new = RequestDraft.objects.get_or_create(
            uuid=once, defaults={"by": by, "for_patient": for_patient, "updated_at": at}
        )
    if draft.by_id != by.pk:
        raise Http404
    return draft


def save_answers(draft: RequestDraft, *, by: User, at: datetime, page: str, answers: Raw) -> RequestDraft:
    """Keep what was typed on one page, and leave the other pages as they are.

    Raises RequestDraft.DoesNotExist when the request was sent or thrown away meanwhile.
    """
    with transaction.atomic():
        locked = RequestDraft.objects.select_for_update().get(pk=draft.pk, by=by)
        locked.answers = {**locked.answers, page: {name: keepable(value) for name, value in answers.items()}}
        locked.updated_at = at
        locked.save(update_fields=["answers", "updated_at"])
    return locked


def keepable(value: str | list[str]) -> str | list[str]:
    """What was typed, without signs that no database holds, and no longer than a long letter."""
    if isinstance(value, list):
        return [keepable_text(one) for one in value]
    return keepable_text(value)


def keepable_text(text: str) -> str:
    """One text without NUL bytes and halves of signs."""
    whole = text[:LONGEST_KEPT].encode("utf-8", errors="replace").decode("utf-8")
    return whole.replace("\x00", "")


def discard(draft: RequestDraft, *, by: User, at: datetime) -> None:
    """Throw a request away that was never sent; again changes nothing."""
    RequestDraft.objects.filter(pk=draft.pk, by=by).delete()


def submit(draft: RequestDraft, *, by: User, at: datetime, values: Mapping[str, Any]) -> Case:
    """Open the journey from the answers, settle what they settle, and let the draft go, all at once.

    `values` are fields of Case, read from `draft`. Sent twice, it opens one journey. Raises StaleEdit when
    the draft was changed after it was read, and RequestDraft.DoesNotExist when it was thrown away.
    """
    with transaction.atomic():
        locked = RequestDraft.objects.select_for_update().filter(pk=draft.pk, by=by).first()
        sent = existing(Case, draft.uuid)
        if sent:
            return sent
        if locked is None:
            raise RequestDraft.DoesNotExist
        if locked.answers != draft.answers:
            raise StaleEdit(current=locked)
        case = open_answered(values, as_patient=not locked.for_patient, once=locked.uuid, by=by, at=at)
        locked.delete()
    return case


@transaction.atomic
def open_answered(values: Mapping[str, Any], *, as_patient: bool, once: UUID, by: User, at: datetime) -> Case:
    """Open a journey from the answers of a request, fields of Case, and settle what they settle.

    Sent twice with the same `once`, it is opened once.
    """
    done = existing(Case, once)
    if done:
        return done
    answers = {name: value for name, value in values.items() if name != "safe_to_wait_until"}
    case = journey.open_journey(by=by, at=at, answers=answers, as_patient=as_patient, once=once)
    until = values.get("safe_to_wait_until")
    return steps.answer_safe_to_wait(case, until=until, by=by, at=at) if until else case


def correct(case: Case, *, by: User, at: datetime, version: int, values: dict[str, Any]) -> list[RecordItem]:
    """Correct answers; where the kind of condition or the age asks for more records, they join the list.

    Nothing leaves the list. Returns what was added. Raises StaleEdit when somebody corrected since `version`.
    """
    with change(case, at=at, needs_live=False) as locked:
        before = (locked.family, is_child(locked, on=at.date()))
        corrected = journey.correct(locked, by=by, at=at, version=version, values=values)
        asks_for_more = before != (corrected.family, is_child(corrected, on=at.date()))
        if corrected.has_ended or not asks_for_more:
            return []
        return change_family(corrected, by=by, at=at)


def change_family(case: Case, *, by: User, at: datetime) -> list[RecordItem]:
    """Add the records that this journey's condition and age ask for and its list lacks; drop nothing."""
    with change(case, at=at, needs_live=False) as locked:
        listed = set(locked.items.exclude(key="").values_list("key", flat=True))
        asker = asker_of(locked)
        missing = [
            journey.record_item(locked, template, asker=asker)
            for template in templates.records_for(locked, on=at.date())
            if template.key not in listed
        ]
        added = RecordItem.objects.bulk_create(missing)
        for item in added:
            timeline.write(locked, "item_added", by=by, at=at, subject=item.name)
    return added


def asker_of(case: Case) -> Asker:
    """Who asks for records that join the list: the patient where there is one on the team."""
    is_own = case.members.current().filter(role=TeamRole.PATIENT).exists()
    return Asker.PATIENT if is_own else Asker.ADVOCATE
