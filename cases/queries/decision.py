"""The decision, who knows of it, and what is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cases import gates
from cases.choices import ITEM_IN, Clock, Stage, ToldWhom
from cases.facts import JourneyFacts, StepFact, is_relevant, is_settled
from cases.gates import Condition
from cases.models import Case, Decision, Opinion, Step, Telling
from cases.queries.facts import local_day, step_fact

LOOSE_ENDS = ("cancel-duplicates", "next-care", "slides-returned")


@dataclass(frozen=True)
class LooseEnd:
    """One thing to tie up, and whether it is."""

    step: StepFact
    uuid: UUID
    is_done: bool


@dataclass(frozen=True)
class Listener:
    """Somebody who should know: who in general, and their name where it is known."""

    whom: ToldWhom
    name: str
    told: Telling | None

    @property
    def words(self) -> str:
        """The name, or what they are to the patient."""
        return self.name or str(self.whom.label)


@dataclass(frozen=True)
class Standing:
    """Everything the page shows."""

    decision: Decision | None
    opinions: tuple[Opinion, ...]
    tellings: tuple[Telling, ...] = ()
    listeners: tuple[Listener, ...] = ()
    loose_ends: tuple[LooseEnd, ...] = ()
    missing: tuple[Condition, ...] = ()

    def is_ready(self, case: Case) -> bool:
        """Whether the journey has come all the way, with nothing left open."""
        return case.stage == Stage.DECIDE and self.decision is not None and not self.missing

    @property
    def also_missing(self) -> list[Condition]:
        """What is open besides the loose ends, which the page lists anyway."""
        listed = {end.step.title for end in self.loose_ends}
        return [condition for condition in self.missing if condition not in listed]


def of_case(case: Case) -> Standing:
    """Where the decision stands, in five queries; what comes after it is read only once it is there."""
    decision = Decision.objects.filter(case=case).select_related("opinion", "recorded_by").first()
    opinions = tuple(case.opinions.all())
    if decision is None:
        return Standing(None, opinions)
    tellings = tuple(case.tellings.all())
    steps = list(case.steps.filter(stage=Stage.DECIDE))
    facts = facts_after(case, decision, tellings, steps)
    uuids = {step.pk: step.uuid for step in steps}
    ends = [step for key in LOOSE_ENDS if (step := facts.step(key)) and is_relevant(step, facts)]
    return Standing(
        decision=decision,
        opinions=opinions,
        tellings=tellings,
        listeners=tuple(listeners(case, opinions, tellings)),
        loose_ends=tuple(LooseEnd(step, uuids[step.id], is_settled(step, facts)) for step in ends),
        missing=tuple(gates.missing(facts, Stage.DECIDE)),
    )


def facts_after(
    case: Case, decision: Decision, tellings: tuple[Telling, ...], steps: Iterable[Step]
) -> JourneyFacts:
    """The facts that the end of the last stage follows from."""
    return JourneyFacts(
        created_on=local_day(case.created_at, case.zone),
        stage_since=local_day(case.stage_since, case.zone),
        stage=case.stage,
        steps=tuple(map(step_fact, steps)),
        decided_on=decision.decided_on,
        told_on=max((line.told_on for line in tellings), default=None),
        has_slides=case.items.filter(clock=Clock.SLIDES, state__in=ITEM_IN).exists(),
    )


def listeners(case: Case, opinions: tuple[Opinion, ...], tellings: tuple[Telling, ...]) -> list[Listener]:
    """The first doctor, each consulting doctor and the primary care doctor, and whether they know."""
    first = opinions[0].doctor if opinions else case.first_doctor
    named = [
        (ToldWhom.FIRST_DOCTOR, first),
        *((ToldWhom.SECOND_DOCTOR, opinion.doctor) for opinion in opinions[1:]),
        (ToldWhom.PRIMARY_CARE, ""),
    ]
    return [Listener(whom, name, told_to(whom, name, tellings)) for whom, name in named]


def told_to(whom: str, name: str, tellings: tuple[Telling, ...]) -> Telling | None:
    """The first time this person was told; a line without a name counts for its kind."""
    fitting = (line for line in tellings if line.whom == whom and (not name or line.name in ("", name)))
    return next(fitting, None)
