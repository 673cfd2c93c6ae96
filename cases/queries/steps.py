"""Reading steps: where each stands, what settles it, who does it by when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import deadlines
from cases.choices import Stage, Status, StepState, Turn
from cases.facts import SETTLED_BY_FACTS, JourneyFacts, StepFact, is_relevant, is_settled
from cases.models import Case
from cases.rules.team import Viewer

OWN_FORMS = {"ask-safe-to-wait": "cases:safe-to-wait", "check-insurance": "cases:insurer-call"}
"""Steps that are done by filling in a form of their own."""

ALL_ANSWERS = (StepState.DONE, StepState.NOT_YET, StepState.NOT_NEEDED)
ANSWERS: dict[str, tuple[StepState, ...]] = {
    "ask-safe-to-wait": (),
    "check-insurance": (StepState.NOT_YET, StepState.NOT_NEEDED),
}
"""What may be said of a step at the press of a button, where it isn't everything."""


@dataclass(frozen=True)
class Settling:
    """What settles a step without anybody ticking it: in words, and the page where that happens."""

    words: str | Promise
    link: str | Promise
    url: str


SETTLED_BY = {
    "gather-records": Settling(
        gettext_lazy(
            "This is done by itself as soon as each record that is needed has come in or can’t be had."
        ),
        gettext_lazy("Go to your records"),
        "cases:records",
    ),
    "find-specialist": Settling(
        gettext_lazy("This is done by itself as soon as you have chosen a doctor from your list."),
        gettext_lazy("Go to your list of doctors"),
        "cases:appointment",
    ),
    "prepare-questions": Settling(
        gettext_lazy("This is done by itself as soon as your list has a question."),
        gettext_lazy("Go to your questions"),
        "cases:questions",
    ),
    "compare-carefully": Settling(
        gettext_lazy(
            "This is done by itself when two opinions are written down and each difference is looked at."
        ),
        gettext_lazy("Go to the comparison"),
        "cases:compare",
    ),
    "decide": Settling(
        gettext_lazy("This is done by itself when your decision is written down."),
        gettext_lazy("Go to your decision"),
        "cases:decide",
    ),
    "tell-team": Settling(
        gettext_lazy("This is done by itself when you have noted whom you told."),
        gettext_lazy("Go to your decision"),
        "cases:decide",
    ),
}


def step_rows(case: Case, facts: JourneyFacts, viewer: Viewer) -> list[dict[str, object]]:
    """The steps of the stage that the journey is in: {title, url, state, kind, sub}; asks the database nothing."""
    steps = (step for step in facts.steps if step.stage == facts.stage and is_relevant(step, facts))
    return [row(case, facts, step, viewer) for step in steps]


def row(case: Case, facts: JourneyFacts, step: StepFact, viewer: Viewer) -> dict[str, object]:
    """One line of the list of steps."""
    kind, state = standing(step, facts, viewer)
    return {
        "title": step.title,
        "url": reverse("cases:step", args=[case.uuid, step.id]),
        "state": state,
        "kind": kind,
        "sub": "" if is_settled(step, facts) else due_words(case, step, facts),
    }


def standing(step: StepFact, facts: JourneyFacts, viewer: Viewer) -> tuple[str, str]:
    """The kind and the words of a step's pill, for this viewer."""
    if step.state == StepState.TODO and is_settled(step, facts):
        return "done", str(StepState.DONE.label)
    if step.state != StepState.TODO:
        kind = "done" if step.state == StepState.DONE else ""
        return kind, str(StepState(step.state).label)
    if facts.status != Status.LIVE:
        return "quiet", str(StepState.TODO.label)
    if step.key == "gather-records":
        return "wait", _("Under way")
    whose = turn_of(step, facts)
    is_own = viewer.is_patient_side if whose == Turn.PATIENT else viewer.is_staff
    if is_own:
        return "yours", _("To do")
    return "wait", _("Patient") if whose == Turn.PATIENT else _("Advocate")


def turn_of(step: StepFact, facts: JourneyFacts) -> Turn:
    """Who does a step; whoever can't act here is stood in for, as in the next move."""
    patient_acts = facts.patient_signs_in and (step.who != Turn.ADVOCATE or not facts.has_advocate)
    return Turn.PATIENT if patient_acts else Turn.ADVOCATE


def due_words(case: Case, step: StepFact, facts: JourneyFacts) -> str:
    """By when a step should be done; empty for one without a date."""
    day = due_on(step, facts, is_critical=case.is_time_critical)
    return _("by %(day)s") % {"day": formats.date_format(day, "l j F")} if day else ""


def due_on(step: StepFact, facts: JourneyFacts, *, is_critical: bool) -> date | None:
    """The day by which a step should be done, as the next move says: never after the last day that is safe."""
    if step.stage == Stage.DECIDE:
        return due_after_deciding(step, facts, is_critical=is_critical)
    if step.due_days is None:
        return None
    wait = deadlines.Wait(step.due_days, working=True)
    day = deadlines.after(facts.stage_since, wait, state=facts.state, time_critical=is_critical)
    return min(filter(None, (day, None if facts.decided_on else facts.limit_on)))


def due_after_deciding(step: StepFact, facts: JourneyFacts, *, is_critical: bool) -> date | None:
    """The day for a step of the last stage: what follows the decision has none before it."""
    if facts.decided_on is None:
        by_then = deadlines.after(
            facts.stage_since, deadlines.MAKE_DECISION, state=facts.state, time_critical=is_critical
        )
        return (facts.limit_on or by_then) if step.key == "decide" else None
    if step.key == "tell-team":
        return deadlines.after(
            facts.decided_on, deadlines.TELL_TEAM, state=facts.state, time_critical=is_critical
        )
    return facts.decided_on + timedelta(days=deadlines.TIE_LOOSE_ENDS.days) if step.is_gate else None


def answers_of(key: str) -> tuple[StepState, ...]:
    """What may be said of this step at the press of a button."""
    return () if key in SETTLED_BY_FACTS else ANSWERS.get(key, ALL_ANSWERS)


def own_form(case: Case, key: str) -> str:
    """The address of the form that does this step; empty where there is none."""
    return reverse(OWN_FORMS[key], args=[case.uuid]) if key in OWN_FORMS else ""


def settled_by(case: Case, key: str) -> dict[str, object] | None:
    """What settles this step by itself: {words, link, url}; None where somebody has to say so."""
    settling = SETTLED_BY.get(key)
    if settling is None:
        return None
    return {
        "words": settling.words,
        "link": settling.link,
        "url": reverse(settling.url, args=[case.uuid]),
    }
