"""A large caseload for measuring: rows as real journeys have them, written in bulk."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import models, transaction

from accounts.choices import SiteRole
from accounts.models import User
from cases.actions.journey import words_of
from cases.actions.search import keep_words
from cases.actions.settle import derived_from
from cases.choices import STAGES, ItemState, Stage, Status, StepState, TeamRole
from cases.facts import JourneyFacts
from cases.management.demo.people import find_or_make
from cases.management.demo.telling import DEMO
from cases.models import Case, CaseEvent, RecordItem, RecordTemplate, Step, StepTemplate, TeamMember
from cases.models.templates import StepWords
from cases.queries.facts import item_fact, local_day, step_fact
from cases.queries.templates import newest_record

AT_ONCE = 500
UNASSIGNED_SHARE = 0.03
FAMILIES = ("cancer", "heart", "neurology", "bones", "general")
CONDITIONS = {
    "cancer": ("breast cancer", "colon cancer", "thyroid cancer"),
    "heart": ("aortic valve", "bypass surgery", "heart rhythm"),
    "neurology": ("brain tumor", "multiple sclerosis", "epilepsy"),
    "bones": ("hip replacement", "spine surgery", "shoulder surgery"),
    "general": ("gallbladder surgery", "thyroid nodule", "hernia"),
}
GIVEN = ("Ada", "Bao", "Carla", "Dev", "Esi", "Finn", "Gia", "Hugo", "Ines", "Jonas", "Kira", "Liam")
FAMILY_NAMES = ("Abbott", "Bianchi", "Castro", "Dube", "Eriksen", "Fontana", "Gupta", "Haas", "Ito", "Jansen")
STATES = (ItemState.NEEDED, ItemState.ASKED, ItemState.IN, ItemState.CHECKED)
Row = TypeVar("Row", bound=models.Model)


def fill(cases: int, *, advocates: int, at: datetime) -> int:
    """Add up to `cases` journeys carried by `advocates` people; how many were new. The same seed, the same rows."""
    carriers = [
        find_or_make(f"advocate{n}", f"Advocate {n}", SiteRole.ADVOCATE, at=at) for n in range(advocates)
    ]
    known = set(Case.objects.filter(reference__startswith="SP-L").values_list("reference", flat=True))
    made = (make(n, carriers[n % advocates], at=at) for n in range(cases) if reference(n) not in known)
    added = 0
    while batch := list(islice(made, AT_ONCE)):
        write(batch, at=at)
        added += len(batch)
    return added


def reference(number: int) -> str:
    """A reference that no real journey gets: `L` never stands in one."""
    letters = f"{number:05d}".translate(str.maketrans("01", "AB"))
    return f"SP-L{letters[:3]}-{letters[3:]}"


def make(number: int, advocate: User, *, at: datetime) -> Case:
    """One journey, unsaved, somewhere on its way."""
    chance = random.Random(number)  # noqa: S311 -- made-up data, the same each time
    family = chance.choice(FAMILIES)
    began = at - timedelta(days=chance.randint(2, 90), minutes=chance.randint(0, 600))
    is_assigned = chance.random() > UNASSIGNED_SHARE
    return Case(
        uuid=uuid.uuid5(DEMO, f"load:{number}"),
        reference=reference(number),
        created_at=began,
        created_by=advocate,
        patient_name=f"{chance.choice(GIVEN)} {chance.choice(FAMILY_NAMES)}",
        family=family,
        condition=chance.choice(CONDITIONS[family]),
        state="NY",
        time_zone="America/New_York",
        stage=chance.choices(STAGES, weights=(20, 45, 15, 10, 10))[0],
        stage_since=began + (at - began) / 2,
        changed_at=at,
        status=Status.LIVE,
        advocate=advocate if is_assigned else None,
    )


def write(cases: list[Case], *, at: datetime) -> None:
    """Save a batch with its steps, records, team and first event, settled."""
    with transaction.atomic():
        newest = newest_record()
        for case in cases:
            case.copied_up_to = newest
        saved = Case.objects.bulk_create(cases)
        keep_words(saved)
        items = by_case(RecordItem.objects.bulk_create(all_items(saved)))
        steps = by_case(Step.objects.bulk_create(all_steps(saved)))
        TeamMember.objects.bulk_create(
            TeamMember(
                case=case,
                user=case.advocate,
                role=TeamRole.ADVOCATE,
                started_at=case.created_at,
                granted_by=case.advocate,
            )
            for case in saved
            if case.advocate
        )
        CaseEvent.objects.bulk_create(
            CaseEvent(
                case=case, at=case.created_at, by=case.created_by, by_name="demo", kind="journey_opened"
            )
            for case in saved
        )
        for case in saved:
            facts = facts_of(case, steps.get(case.pk, []), items.get(case.pk, []))
            for name, value in derived_from(facts, at=at.astimezone(ZoneInfo(case.time_zone))).items():
                setattr(case, name, value)
        names = list(derived_from(facts_of(saved[0], [], []), at=at))
        Case.objects.bulk_update(saved, names, batch_size=100)


def by_case(rows: list[Row]) -> dict[int, list[Row]]:
    """Rows by the journey that they belong to."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)  # type: ignore[attr-defined]
    return found


def all_items(cases: list[Case]) -> Iterator[RecordItem]:
    """The checklists of a batch, each somewhere between needed and checked."""
    templates = list(RecordTemplate.objects.filter(is_active=True))
    for case in cases:
        chance = random.Random(case.reference)  # noqa: S311 -- made-up data, the same each time
        asked_on = local_day(case.stage_since, case.zone)
        for template in templates:
            if template.family not in ("general", case.family):
                continue
            state = ItemState.NEEDED if case.stage == Stage.REQUEST else chance.choice(STATES)
            is_asked = state == ItemState.ASKED
            yield RecordItem(
                case=case,
                key=template.key,
                family=template.family,
                position=template.position,
                name=template.name,
                clock=template.clock,
                need=template.need,
                template_version=template.version,
                holder="Mercy Hospital",
                state=state,
                state_on=asked_on,
                asked_on=asked_on if is_asked else None,
                last_asked_on=asked_on if is_asked else None,
                limit_on=asked_on + timedelta(days=30) if is_asked else None,
            )


def all_steps(cases: list[Case]) -> Iterator[Step]:
    """The steps of a batch; those of earlier stages are done."""
    templates = list(StepTemplate.objects.filter(is_active=True))
    for case in cases:
        now = STAGES.index(Stage(case.stage))
        for template in templates:
            is_done = STAGES.index(Stage(template.stage)) < now
            yield Step(
                case=case,
                key=template.key,
                **words_of(template, StepWords),
                state=StepState.DONE if is_done else StepState.TODO,
                settled_at=case.stage_since if is_done else None,
                settled_by=case.created_by if is_done else None,
            )


def facts_of(case: Case, steps: list[Step], items: list[RecordItem]) -> JourneyFacts:
    """The facts of an unsettled journey of the batch, without asking the database."""
    return JourneyFacts(
        created_on=local_day(case.created_at, case.zone),
        stage_since=local_day(case.stage_since, case.zone),
        stage=case.stage,
        state=case.state,
        has_advocate=case.advocate_id is not None,
        patient_signs_in=False,
        steps=tuple(step_fact(step) for step in steps),
        items=tuple(item_fact(item) for item in items),
    )
