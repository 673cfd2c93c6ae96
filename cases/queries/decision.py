"""The decision, who knows of it, and what is left to do."""

from dataclasses import dataclass

from cases import gates
from cases.choices import Stage, ToldWhom
from cases.facts import StepFact, is_relevant, is_settled
from cases.gates import Condition
from cases.models import Case, Decision, Opinion, Telling
from cases.queries import facts as case_facts

LOOSE_ENDS = ("cancel-duplicates", "next-care", "slides-returned")


@dataclass(frozen=True)
class LooseEnd:
    """One thing to tie up, and whether it is."""

    step: StepFact
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
    tellings: tuple[Telling, ...]
    listeners: tuple[Listener, ...]
    loose_ends: tuple[LooseEnd, ...]
    missing: tuple[Condition, ...]


def of_case(case: Case) -> Standing:
    """Where the decision stands, in a fixed number of queries."""
    facts = case_facts.of_case(case)
    opinions = tuple(case.opinions.all())
    tellings = tuple(case.tellings.all())
    ends = [step for key in LOOSE_ENDS if (step := facts.step(key)) and is_relevant(step, facts)]
    return Standing(
        decision=Decision.objects.filter(case=case).select_related("opinion", "recorded_by").first(),
        opinions=opinions,
        tellings=tellings,
        listeners=tuple(listeners(case, opinions, tellings)),
        loose_ends=tuple(LooseEnd(step, is_settled(step, facts)) for step in ends),
        missing=tuple(gates.missing(facts, Stage.DECIDE)),
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
