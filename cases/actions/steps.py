"""Ticking steps off, taking the tick away, and adding steps of one's own."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused, StaleEdit
from cases.actions import timeline
from cases.actions.core import change, fresh
from cases.choices import Stage, StepState
from cases.models import Case, Step
from cases.rules.steps import OWN, is_own


def settle_step(step: Step, *, to: str, by: User, at: datetime, note: str = "") -> Step:
    """Say that a step is done, left for now on purpose, or not needed; again is nothing new.

    Raises Refused for a step whose answer is a date or a call that has its own form.
    """
    with change(step.case, at=at) as case:
        current = fresh(step)
        if current.key == "ask-safe-to-wait" and to == StepState.DONE and not case.safe_to_wait_until:
            raise Refused(_("Please enter the date that your doctor gave you."))
        return write_step(current, case, to=to, by=by, at=at, note=note)


def reopen_step(step: Step, *, by: User, at: datetime) -> Step:
    """Put a step back on the list; nothing else is lost."""
    with change(step.case, at=at) as case:
        return write_step(fresh(step), case, to=StepState.TODO, by=by, at=at)


def answer_safe_to_wait(
    case: Case, *, until: date | None, by: User, at: datetime, note: str = "", version: int | None = None
) -> Case:
    """Keep until when the treating doctor says waiting is safe; without a date, that the doctor was asked.

    The patient's own words go into `note` when the doctor gave no date. Raises StaleEdit when another
    date was entered since `version`.
    """
    with change(case, at=at) as locked:
        before = locked.safe_to_wait_until
        require_version(locked, version, is_lost=before not in (None, until))
        if before != until:
            locked.safe_to_wait_until = until
            locked.version += 1
            locked.save(update_fields=["safe_to_wait_until", "version"])
            timeline.write(
                locked,
                "safe_date_set",
                by=by,
                at=at,
                before={"safe_to_wait_until": before},
                after={"safe_to_wait_until": until},
                note=note,
            )
        step = locked.steps.filter(key="ask-safe-to-wait").first()
        if step:
            write_step(step, locked, to=StepState.DONE, by=by, at=at, note=note)
    return locked


def record_insurer_call(
    case: Case, *, answers: dict[str, Any], by: User, at: datetime, version: int | None = None
) -> Case:
    """Keep what the insurer said, and settle the step that asked for the call.

    Raises StaleEdit when other answers were kept since `version`.
    """
    with change(case, at=at) as locked:
        before = locked.insurance_answers
        require_version(locked, version, is_lost=before not in ({}, answers))
        if before != answers:
            locked.insurance_answers = answers
            locked.version += 1
            locked.save(update_fields=["insurance_answers", "version"])
            timeline.write(locked, "insurer_called", by=by, at=at, before=before, after=answers)
        step = locked.steps.filter(key="check-insurance").first()
        if step:
            write_step(step, locked, to=StepState.DONE, by=by, at=at)
    return locked


def require_version(case: Case, version: int | None, *, is_lost: bool) -> None:
    """Raise StaleEdit when a form opened on an older version would overwrite what stands now."""
    if is_lost and version not in (None, case.version):
        raise StaleEdit(current=case)


def write_step(step: Step, case: Case, *, to: str, by: User, at: datetime, note: str = "") -> Step:
    """Write the state of a step and its event; for actions that already hold the journey's lock."""
    if step.state == to and step.note == note:
        return step
    before, step.state, step.note = step.state, StepState(to), note
    is_open = to == StepState.TODO
    step.settled_at, step.settled_by = (None, None) if is_open else (at, by)
    step.version += 1
    step.save()
    timeline.write(
        case,
        "step_reopened" if is_open else f"step_{to}",
        by=by,
        at=at,
        subject=step.title,
        before={"state": before},
        after={"state": to},
        note=note,
    )
    return step


def add_own(
    case: Case, *, titles: Sequence[str], source: str, who: str, by: User, at: datetime
) -> list[Step]:
    """Put the lines of the guide `source` on the list of the present stage, for `who` to do; what was new.

    A line that somebody put on this stage's list before stays as it is. Raises Refused when the journey is
    not under way.
    """
    with change(case, at=at) as locked:
        listed = locked.steps.filter(stage=locked.stage, key__startswith=OWN)
        known = set(listed.values_list("title", flat=True))
        new = [title for title in dict.fromkeys(titles) if title not in known]
        last = locked.steps.aggregate(last=Max("position"))["last"] or 0
        added = Step.objects.bulk_create(
            Step(
                case=locked,
                key=f"{OWN}{uuid.uuid4().hex[:12]}",
                stage=Stage(locked.stage),
                position=last + index,
                title=title,
                why=source,
                who=who,
            )
            for index, title in enumerate(new, start=1)
        )
        if added:
            timeline.write(locked, "steps_copied", by=by, at=at, subject=source, after={"titles": new})
    return added


def remove_own(step: Step, *, by: User, at: datetime) -> None:
    """Take a step off that somebody added; the timeline keeps its words. Raises Refused for any other step."""
    with change(step.case, at=at) as case:
        current = Step.objects.filter(pk=step.pk).first()
        if current is None:
            return
        if not is_own(current.key):
            raise Refused(_("This step belongs to the stage. You can say that it doesn’t apply."))
        current.delete()
        timeline.write(case, "step_removed", by=by, at=at, subject=current.title)
