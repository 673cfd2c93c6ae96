"""Deriving, from facts and rules alone, everything that lists and pages need to know of a journey."""

from datetime import date, datetime, timedelta

from cases import next_move
from cases.actions import reminders
from cases.choices import Turn
from cases.facts import JourneyFacts
from cases.models import Case
from cases.next_move import Answer
from cases.queries import facts as case_facts

DERIVED = (
    "turn",
    "move_kind",
    "move_subject",
    "move_due_on",
    "move_details",
    "is_time_critical",
    "records_in",
    "records_wanted",
    "last_contact_at",
    "unanswered_since",
    "changes_at",
    "due_or_never",
)
SHOWN = tuple(name for name in DERIVED if name != "changes_at")
A_MOMENT = timedelta(microseconds=1)


def settle(case: Case, *, at: datetime, is_touched: bool = False) -> None:
    """Write the derived columns of `case` as of `at`, and plan its reminders.

    Twice changes nothing; from scratch gives the same. `changed_at` moves on where an action has
    touched the journey, or time alone has changed what is derived; it never stands still or goes back.
    """
    facts, local = case_facts.of_case(case), at.astimezone(case.zone)
    answer = next_move.find(facts, at=local)
    columns: dict[str, object] = _columns(facts, answer)
    if is_touched or any(getattr(case, name) != columns[name] for name in SHOWN):
        columns["changed_at"] = max(at, case.changed_at + A_MOMENT)
    Case.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db(fields=[*DERIVED, "changed_at"])
    reminders.plan(case, facts, answer, at=local)


def derived(case: Case, *, at: datetime) -> dict[str, object]:
    """The derived columns of `case` as of `at`, from nothing but facts."""
    return derived_from(case_facts.of_case(case), at=at.astimezone(case.zone))


def derived_from(facts: JourneyFacts, *, at: datetime) -> dict[str, object]:
    """The derived columns that follow from these facts as of `at`, in the patient's zone."""
    return _columns(facts, next_move.find(facts, at=at))


def _columns(facts: JourneyFacts, answer: Answer) -> dict[str, object]:
    move = answer.move
    return {
        "turn": move.turn if move else Turn.NOBODY,
        "move_kind": move.kind if move else "",
        "move_subject": move.subject if move else None,
        "move_due_on": move.due_on if move else None,
        "move_details": dict(move.details) if move else {},
        "is_time_critical": answer.is_time_critical,
        "records_in": sum(item.is_in and item.is_wanted for item in facts.items),
        "records_wanted": sum(item.is_wanted for item in facts.items),
        "last_contact_at": facts.last_message_at,
        "unanswered_since": facts.waiting_since,
        "changes_at": min(filter(None, [answer.changes_at, facts.access_ends_at]), default=None),
        "due_or_never": (move and move.due_on) or date.max,
    }
