"""What the page of one journey shows, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases import gates, next_move
from cases.choices import PATIENT_SIDE, STAGES, Stage, TeamRole
from cases.facts import JourneyFacts
from cases.models import Case, CaseEvent, RecordItem, TeamMember
from cases.queries import facts as case_facts
from cases.queries.facts import local_day

USUAL_LENGTH: Mapping[Stage, str | Promise] = {
    Stage.REQUEST: gettext_lazy("usually a week"),
    Stage.RECORDS: gettext_lazy("usually 2–4 weeks"),
    Stage.APPOINTMENT: gettext_lazy("usually 2–5 weeks"),
    Stage.COMPARE: gettext_lazy("usually 1–3 weeks"),
    Stage.DECIDE: gettext_lazy("in your own time"),
}
"""How long stages take for most people (domain.md §3, measured durations)."""


@dataclass(frozen=True)
class Standing:
    """Where a journey stands: its facts, the next move with what else could be done, and what is missing."""

    case: Case
    facts: JourneyFacts
    answer: next_move.Answer
    missing: Sequence[str | Promise]

    @property
    def move(self) -> next_move.Move | None:
        """The next move; none once the journey has ended."""
        return self.answer.move

    @property
    def is_ready_to_go_on(self) -> bool:
        """Whether nothing is missing in this stage."""
        return not self.missing


def standing(case: Case, *, at: datetime, listed: Sequence[RecordItem] | None = None) -> Standing:
    """Where this journey stands as of `at`; with its records `listed`, they are not asked for again."""
    facts = case_facts.of_case(case, listed=listed)
    answer = next_move.find(facts, at=at.astimezone(case.zone))
    return Standing(case=case, facts=facts, answer=answer, missing=gates.missing(facts))


def stages(case: Case) -> list[dict[str, object]]:
    """The five stages for the tracker: name, state (done, now, next) and a few words each; one query."""
    now = STAGES.index(Stage(case.stage))
    finished = finished_on(case)
    return [
        {
            "name": stage.label,
            "state": "done" if index < now or case.ended_at else "now" if index == now else "next",
            "small": stage_words(case, stage, index - now, finished.get(stage)),
        }
        for index, stage in enumerate(STAGES)
    ]


def finished_on(case: Case) -> dict[str, date]:
    """When each stage was last left for the next one."""
    moves = CaseEvent.objects.filter(case=case, kind__in=["stage_advanced", "stage_overridden"])
    return {
        before["stage"]: local_day(at, case.zone)
        for before, at in moves.order_by("at").values_list("before", "at")
    }


def stage_words(case: Case, stage: Stage, offset: int, finished: date | None) -> str:
    """The small words under a stage; `offset` counts stages from the present one."""
    if offset < 0:
        return _("finished %(day)s") % {"day": date_format(finished, "j M")} if finished else ""
    if stage == Stage.RECORDS and offset == 0:
        return _("%(in)d of %(wanted)d in") % {"in": case.records_in, "wanted": case.records_wanted}
    if stage == Stage.DECIDE and case.safe_to_wait_until:
        return _("safe to wait until %(day)s") % {"day": date_format(case.safe_to_wait_until, "j M")}
    return str(USUAL_LENGTH[stage]) if offset <= 1 else ""


def team(case: Case) -> list[TeamMember]:
    """The people on the journey: advocate first, then the patient, then family; one query."""
    order = {TeamRole.ADVOCATE: 0, TeamRole.PATIENT: 1, TeamRole.CAREGIVER: 2}
    members = TeamMember.objects.current().filter(case=case).select_related("user")
    return sorted(members, key=lambda member: (order[TeamRole(member.role)], member.started_at))


def own_journeys(user: User) -> QuerySet[Case]:
    """The journeys that this person is the patient of, or follows as family."""
    mine = TeamMember.objects.current().filter(user=user, role__in=PATIENT_SIDE).values("case")
    return Case.objects.visible_to(user).filter(pk__in=mine).order_by("-created_at")
