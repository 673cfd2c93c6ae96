"""Where a move is made: the address behind its button, and the card that shows it."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import display_name
from cases import move_words
from cases.choices import Access, MoveKind, Turn
from cases.models import Case
from cases.next_move import Move
from cases.queries.journey import Standing
from cases.rules.team import Viewer, may_do, may_end

ITEM_MOVES = frozenset(
    {
        MoveKind.ASK_ITEM,
        MoveKind.GIVE_ITEM,
        MoveKind.CHASE_ITEM,
        MoveKind.SETTLE_FEE,
        MoveKind.ANSWER_REFUSAL,
        MoveKind.CHECK_ITEM,
        MoveKind.WAIT_HOLDER,
    }
)
OWN_PAGES = {"ask-safe-to-wait": "cases:safe-to-wait", "check-insurance": "cases:insurer-call"}
PAGES = {
    MoveKind.ASSIGN: "cases:assign",
    MoveKind.ANSWER_MESSAGE: "cases:messages",
    MoveKind.ASK_DATE_AGAIN: "cases:safe-to-wait",
    MoveKind.ADVANCE: "cases:advance",
    MoveKind.CONFIRM_ITEMS: "cases:records",
    MoveKind.FIND_SPECIALIST: "cases:appointment",
    MoveKind.BOOK: "cases:appointment",
    MoveKind.CHOOSE_DATE: "cases:appointment",
    MoveKind.PREPARE_QUESTIONS: "cases:questions",
    MoveKind.WAIT_VISIT: "cases:appointment",
    MoveKind.CONFIRM_VISIT: "cases:appointment",
    MoveKind.WAIT_REPORT: "cases:appointment",
    MoveKind.CHASE_REPORT: "cases:appointment",
    MoveKind.RECORD_OPINION: "cases:compare",
    MoveKind.RATE_DIFFERENCES: "cases:compare",
    MoveKind.MAKE_DECISION: "cases:decide",
    MoveKind.TELL_TEAM: "cases:decide",
    MoveKind.CLOSE: "cases:close",
    MoveKind.REST: "cases:resume",
    MoveKind.REVIEW_HOLD: "cases:resume",
}


def address(case: Case, move: Move) -> str:
    """The page on which this move is made."""
    if move.kind in ITEM_MOVES:
        return reverse("cases:item", args=[case.uuid, move.subject])
    if move.kind == MoveKind.STEP:
        own = OWN_PAGES.get(str(move.details.get("key")))
        return (
            reverse(own, args=[case.uuid]) if own else reverse("cases:step", args=[case.uuid, move.subject])
        )
    return reverse(PAGES[move.kind], args=[case.uuid])


CHOICES: dict[str, tuple[tuple[str | Promise, str | Promise, str], ...]] = {
    MoveKind.ASK_ITEM: (
        (_lazy("I have asked for it"), _lazy("It was asked for"), "cases:item-ask"),
        (_lazy("I have it – add the files"), _lazy("It is here – add the files"), "cases:item-upload"),
        (_lazy("I can’t get it"), _lazy("It can’t be had"), "cases:item-cant-get"),
    ),
    MoveKind.GIVE_ITEM: (
        (_lazy("Add the file"), _lazy("Add the file"), "cases:item-upload"),
        (_lazy("I have it on paper"), _lazy("It is here on paper"), "cases:item-receive"),
    ),
    MoveKind.CONFIRM_VISIT: (
        (_lazy("Yes, it took place"), _lazy("Yes, it took place"), "cases:appointment-held"),
        (_lazy("No"), _lazy("No"), "cases:appointment-missed"),
    ),
}
"""Moves that can be answered right on the card, in the patient's words and in staff's; the first is the main one."""


def buttons(case: Case, move: Move, *, is_staff: bool = False) -> list[dict[str, str]]:
    """The buttons of a move: its own answers, and for a record the page that tells more."""
    more = {"label": move_words.button(move.kind), "url": address(case, move)}
    answers = [
        {"label": str(staff if is_staff else own), "url": reverse(name, args=[case.uuid, move.subject])}
        for own, staff, name in CHOICES.get(move.kind, ())
    ]
    return [*answers, more] if answers and move.kind == MoveKind.ASK_ITEM else answers or [more]


def card(standing: Standing, viewer: Viewer, *, today: date) -> dict[str, object] | None:
    """The next move as its card shows it to this viewer; None once the journey has ended."""
    move = standing.move
    if move is None:
        return None
    if viewer.is_staff:
        return staff_card(standing.case, move, viewer, today)
    return patient_card(standing, move, viewer, today)


def words_to_ask(standing: Standing, move: Move) -> str:
    """What a person can say or write to the holder of a record; empty for any other move."""
    if move.kind not in (MoveKind.ASK_ITEM, MoveKind.CHASE_ITEM):
        return ""
    words = next((item.ask_for for item in standing.facts.items if item.id == move.subject), "")
    return _("You could say: “%(words)s”") % {"words": words} if words else ""


def patient_card(standing: Standing, move: Move, viewer: Viewer, today: date) -> dict[str, object]:
    """Whose turn it is, in a sentence; at most one main button."""
    case = standing.case
    is_theirs = move.turn == Turn.PATIENT
    may_wake = move.kind == MoveKind.REST and may_end(viewer)
    may_act = (is_theirs and viewer.access == Access.DO) or may_wake
    title = move_words.for_patient if is_theirs else move_words.for_patient_waiting
    return {
        "kind": shade(move, is_theirs=is_theirs, today=today),
        "turn": turn_words(case, move, is_theirs=is_theirs, viewer=viewer),
        "when": card_when(move, today),
        "title": title(move.kind, move.details),
        "body": words_to_ask(standing, move) if is_theirs else _("You don’t need to do anything right now."),
        "why": move_words.why(move.kind, move.details),
        "actions": buttons(case, move) if may_act else [],
    }


def staff_card(case: Case, move: Move, viewer: Viewer, today: date) -> dict[str, object]:
    """The move as staff read it; they may make it whoever's turn it is."""
    is_mine = move.turn == Turn.ADVOCATE and case.advocate_id in (None, viewer.user.pk)
    allowed = may_do(viewer) and (move.kind != MoveKind.ASSIGN or viewer.is_lead)
    return {
        "kind": shade(move, is_theirs=is_mine, today=today),
        "turn": _("Your turn") if is_mine else str(move.turn.label),
        "when": card_when(move, today),
        "title": move_words.for_staff(move.kind, move.details),
        "actions": buttons(case, move, is_staff=True) if allowed else [],
    }


def shade(move: Move, *, is_theirs: bool, today: date) -> str:
    """Which of the card's looks fits: late and yours speak up, the rest is calm."""
    if not is_theirs:
        return "wait"
    return "late" if move.due_on and move.due_on < today else "yours"


def turn_words(case: Case, move: Move, *, is_theirs: bool, viewer: Viewer) -> str:
    """Whose turn it is, by name where there is one."""
    if is_theirs:
        return _("Your turn") if viewer.access == Access.DO else _("The patient’s turn")
    named: dict[Turn, Callable[[], str]] = {
        Turn.ADVOCATE: lambda: display_name(case.advocate).split()[0] if case.advocate else _("our team"),
        Turn.HOLDER: lambda: str(move.details.get("holder") or _("the holder of the record")),
        Turn.DOCTOR: lambda: str(move.details.get("doctor") or _("the doctor")),
    }
    if move.turn not in named:
        return _("Resting")
    return _("Waiting for %(who)s") % {"who": named[Turn(move.turn)]()}


def card_when(move: Move, today: date) -> str:
    """By when, or for a rest or a visit ahead: until when, or on which day."""
    words = {MoveKind.REST: _("until %(day)s"), MoveKind.WAIT_VISIT: _("on %(day)s")}.get(move.kind)
    if words is None or move.due_on is None or move.due_on <= today:
        return when_words(move.due_on, today)
    return words % {"day": date_format(move.due_on, "l j F")}


def when_words(due_on: date | None, today: date) -> str:
    """By when, in words; how late, when the day has passed."""
    if due_on is None:
        return ""
    if due_on < today:
        return _("was due on %(day)s") % {"day": date_format(due_on, "l j F")}
    if due_on == today:
        return _("today")
    return _("by %(day)s") % {"day": date_format(due_on, "l j F")}


def row(case: Case, move: Move, viewer: Viewer, *, today: date) -> dict[str, str]:
    """A further move, as one line of a list."""
    words = (
        move_words.for_staff
        if viewer.is_staff
        else (move_words.for_patient if move.turn == Turn.PATIENT else move_words.for_patient_waiting)
    )
    is_open_to = viewer.is_staff or (move.turn == Turn.PATIENT and may_do(viewer))
    return {
        "title": words(move.kind, move.details),
        "sub": when_words(move.due_on, today),
        "url": address(case, move) if is_open_to and move.kind != MoveKind.ASSIGN else "",
    }
