"""What must be true before a journey moves on. Each open condition says itself in words."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.choices import Need, Stage
from cases.facts import JourneyFacts, is_relevant, is_settled

OPINIONS_TO_COMPARE = 2

Condition = str | Promise


def _open_gate_steps(facts: JourneyFacts, stage: Stage) -> Iterator[Condition]:
    for step in facts.steps:
        is_open = step.is_gate and not is_settled(step, facts)
        if step.stage == stage and is_open and is_relevant(step, facts):
            yield step.title


def _request(facts: JourneyFacts) -> Iterator[Condition]:
    yield from _open_gate_steps(facts, Stage.REQUEST)


def _records(facts: JourneyFacts) -> Iterator[Condition]:
    yield from _open_gate_steps(facts, Stage.RECORDS)
    missing = [item.name for item in facts.items if item.need == Need.REQUIRED and not item.is_settled]
    for name in missing:
        yield format_lazy("{}: {}", _("Still needed"), name)


def _appointment(facts: JourneyFacts) -> Iterator[Condition]:
    yield from _open_gate_steps(facts, Stage.APPOINTMENT)
    if not facts.held():
        yield _("The visit has taken place, or the doctor has sent back the review of the records")


def _compare(facts: JourneyFacts) -> Iterator[Condition]:
    yield from _open_gate_steps(facts, Stage.COMPARE)
    if len(facts.opinions) < OPINIONS_TO_COMPARE:
        yield _("Two opinions are written down")
    elif facts.unrated_rows:
        yield ngettext_lazy(
            "Say whether the opinions agree: %(count)d row is open",
            "Say whether the opinions agree: %(count)d rows are open",
            "count",
        ) % {"count": facts.unrated_rows}


def _decide(facts: JourneyFacts) -> Iterator[Condition]:
    if not facts.decided_on:
        yield _("The decision is written down")
    if not facts.told_on:
        yield _("The care team knows about it")
    yield from _open_gate_steps(facts, Stage.DECIDE)


GATES = {
    Stage.REQUEST: _request,
    Stage.RECORDS: _records,
    Stage.APPOINTMENT: _appointment,
    Stage.COMPARE: _compare,
    Stage.DECIDE: _decide,
}


def missing(facts: JourneyFacts, stage: str | None = None) -> list[Condition]:
    """What is still open at the end of `stage` (default: the journey's own); empty when it may move on."""
    at = Stage(stage or facts.stage)
    return list(GATES[at](facts))
