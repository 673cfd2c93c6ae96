"""Opening a journey and carrying it from stage to stage."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases import gates, starter_content, transitions
from cases.actions import timeline
from cases.actions.core import change, edit, existing
from cases.actions.search import keep_words
from cases.actions.settle import settle
from cases.choices import Asker, Need, Outcome, Stage, Status, TeamRole
from cases.models import (
    Case,
    ComparisonRow,
    RecordItem,
    RecordTemplate,
    RowTemplate,
    Step,
    StepTemplate,
    TeamMember,
)
from cases.models.journey import new_reference
from cases.models.templates import RowWords, StepWords
from cases.queries import facts as case_facts
from cases.queries import templates

HOME = "PAT"
COPIED_OF_RECORD = ("key", "family", "position", *RecordTemplate.WORDS)


def open_journey(
    *, by: User, at: datetime, answers: Mapping[str, Any], as_patient: bool, once: UUID | None = None
) -> Case:
    """A new journey with its steps, records and comparison rows, in the stage Request.

    `answers` are fields of Case. With `as_patient` the person who asks becomes its patient; otherwise
    the advocate who opens it carries it. Sent twice with the same `once`, it is opened once.
    """
    with transaction.atomic():
        done = existing(Case, once)
        if done:
            return done
        own: dict[str, Any] = {"once": once} if once else {}
        own["reference"] = answers.get("reference") or free_reference()
        own |= {"created_at": at, "created_by": by, "stage_since": at, "changed_at": at}
        case = Case.objects.create(**{**answers, **own})
        keep_words([case])
        copy_templates(case, at=at, asker=Asker.PATIENT if as_patient else Asker.ADVOCATE)
        TeamMember.objects.create(
            case=case,
            user=by,
            role=TeamRole.PATIENT if as_patient else TeamRole.ADVOCATE,
            started_at=at,
            granted_by=by,
        )
        if not as_patient:
            Case.objects.filter(pk=case.pk).update(advocate=by)
            case.refresh_from_db(fields=["advocate"])
        timeline.write(case, "journey_opened", by=by, at=at)
        settle(case, at=at)
    return case


def free_reference() -> str:
    """A reference that no journey has."""
    while Case.objects.filter(reference=(reference := new_reference())).exists():
        pass
    return reference


def copy_templates(case: Case, *, at: datetime, asker: str) -> None:
    """Copy steps, records and comparison rows, so that a later edit of a template leaves this journey alone."""
    Step.objects.bulk_create(
        Step(case=case, key=step.key, **words_of(step, StepWords))
        for step in StepTemplate.objects.filter(is_active=True)
    )
    RecordItem.objects.bulk_create(
        record_item(case, template, asker=asker) for template in templates.records_for(case, on=at.date())
    )
    Case.objects.filter(pk=case.pk).update(copied_up_to=templates.newest_record())
    ComparisonRow.objects.bulk_create(
        ComparisonRow(case=case, key=row.key, **words_of(row, RowWords))
        for row in RowTemplate.objects.filter(is_active=True)
    )


def words_of(template: models.Model, words: type[models.Model]) -> dict[str, Any]:
    """What a template says, as the fields that it shares with its copies."""
    return {field.name: getattr(template, field.name) for field in words._meta.local_fields}


def record_item(case: Case, template: RecordTemplate, *, asker: str) -> RecordItem:
    """One line of the checklist. What is "required if" something becomes a question first."""
    holder = template.holders[0] if template.holders else ""
    need = Need.IF_EXISTS if template.only_if and template.need == Need.REQUIRED else template.need
    return RecordItem(
        case=case,
        **{name: getattr(template, name) for name in COPIED_OF_RECORD},
        need=need,
        holder_code=holder,
        holder="" if holder == HOME else starter_content.holder_name(holder),
        is_at_home=holder == HOME,
        asker=asker,
        template_version=template.version,
    )


def advance(case: Case, *, to: str, by: User, at: datetime, override: str = "") -> Case:
    """Move on to the next stage. `override` is an advocate's reason to move on although something is missing.

    Raises Refused when the gate is open and no reason is given, or when `to` is not the next stage.
    """
    with change(case, at=at) as locked:
        if not transitions.is_next(locked.stage, to):
            raise Refused(_("The journey has already moved. Look at where it stands now."))
        open_conditions = [str(condition) for condition in gates.missing(case_facts.of_case(locked))]
        if open_conditions and not override.strip():
            raise Refused(_("Something is still open in this stage. It is listed on the journey’s page."))
        _enter(locked, to, by=by, at=at, note=override.strip() if open_conditions else "")
    return locked


def go_back(case: Case, *, to: str, by: User, at: datetime, why: str = "") -> Case:
    """Return to an earlier stage; everything that was done there is kept.

    Raises Refused when `to` is not an earlier stage.
    """
    with change(case, at=at) as locked:
        if not transitions.is_earlier(locked.stage, to):
            raise Refused(_("The journey can only go back to a stage before this one."))
        _enter(locked, to, by=by, at=at, note=why.strip(), kind="stage_went_back")
    return locked


def _enter(case: Case, to: str, *, by: User, at: datetime, note: str, kind: str = "") -> None:
    before = case.stage
    case.stage, case.stage_since = Stage(to), at
    case.save(update_fields=["stage", "stage_since"])
    kind = kind or ("stage_overridden" if note else "stage_advanced")
    timeline.write(case, kind, by=by, at=at, before={"stage": before}, after={"stage": to}, note=note)


def hold(case: Case, *, until: date, why: str, by: User, at: datetime) -> Case:
    """Rest the journey until a day, when somebody looks at it again. Raises Refused unless it is under way."""
    return _set_status(case, Status.ON_HOLD, by=by, at=at, note=why, hold_until=until)


class Restart(Protocol):
    """An action that takes a resting or ended journey up again."""

    def __call__(self, case: Case, *, by: User, at: datetime) -> Case: ...


def resume(case: Case, *, by: User, at: datetime) -> Case:
    """Go on with a journey that was on hold. Raises Refused for any other."""
    if case.status != Status.ON_HOLD:
        raise Refused(_("This journey is not on hold."))
    return _set_status(case, Status.LIVE, by=by, at=at)


def withdraw(case: Case, *, why: str, by: User, at: datetime) -> Case:
    """End the journey because the patient no longer wants it. Raises Refused when it has ended already."""
    return _set_status(case, Status.WITHDRAWN, by=by, at=at, note=why)


def close(case: Case, *, outcome: str, by: User, at: datetime, note: str = "", override: str = "") -> Case:
    """Finish the journey with its outcome.

    Raises Refused unless the stage is Decide with nothing open, or an advocate gives a reason in `override`.
    """
    with change(case, at=at) as locked:
        is_ready = locked.stage == Stage.DECIDE and not gates.missing(case_facts.of_case(locked))
        if not is_ready and not override.strip():
            raise Refused(
                _("Something is still open. Finish it first, or ask your advocate to close the journey.")
            )
        words = " ".join(filter(None, [note.strip(), override.strip()]))
        _write_status(locked, Status.CLOSED, by=by, at=at, note=words, outcome=Outcome(outcome))
    return locked


def reopen(case: Case, *, by: User, at: datetime, why: str = "") -> Case:
    """Take up a journey that was finished or withdrawn. Raises Refused for one that has not ended."""
    if not case.has_ended:
        raise Refused(_("This journey has not ended."))
    return _set_status(case, Status.LIVE, by=by, at=at, note=why)


def _set_status(case: Case, to: Status, *, by: User, at: datetime, note: str = "", **values: Any) -> Case:  # noqa: ANN401 -- fields of Case
    with change(case, at=at, needs_live=False) as locked:
        _write_status(locked, to, by=by, at=at, note=note, **values)
    return locked


def _write_status(case: Case, to: Status, *, by: User, at: datetime, note: str, **values: Any) -> None:  # noqa: ANN401 -- fields of Case
    before = Status(case.status)
    transitions.require(transitions.STATUS, before, to)
    has_ended = to in (Status.CLOSED, Status.WITHDRAWN)
    changed = {
        "status": to,
        "hold_until": values.get("hold_until"),
        "outcome": values.get("outcome", ""),
        "ended_at": at if has_ended else None,
    }
    for name, value in changed.items():
        setattr(case, name, value)
    case.save(update_fields=list(changed))
    timeline.write(
        case,
        f"status_{to}",
        by=by,
        at=at,
        before={"status": before},
        after={name: value for name, value in changed.items() if value and name != "ended_at"},
        note=note.strip(),
    )


def correct(case: Case, *, by: User, at: datetime, version: int, values: dict[str, Any]) -> Case:
    """Correct answers of the request; the timeline shows what they were.

    Raises StaleEdit when somebody corrected them since `version`.
    """
    with change(case, at=at, needs_live=False) as locked:
        before = edit(locked, version=version, values=values)
        if before:
            after = {name: values[name] for name in before}
            timeline.write(locked, "answers_corrected", by=by, at=at, before=before, after=after)
        if "patient_name" in before:
            keep_words([locked])
    return locked


def mark_time_critical(case: Case, *, is_critical: bool, by: User, at: datetime, why: str = "") -> Case:
    """Mark that this journey has little time, or take the mark away; all its waits become a third as long."""
    with change(case, at=at) as locked:
        if locked.is_marked_time_critical != is_critical:
            locked.is_marked_time_critical = is_critical
            locked.save(update_fields=["is_marked_time_critical"])
            kind = "marked_time_critical" if is_critical else "unmarked_time_critical"
            timeline.write(locked, kind, by=by, at=at, note=why)
    return locked
