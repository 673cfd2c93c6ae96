"""Guides at the moments of a journey: which fit, and which were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import MoveKind, Stage, Turn
from cases.facts import JourneyFacts
from cases.models import Case, SentGuide
from cases.next_move import Move
from cases.rules.records import families_of
from cases.rules.team import Viewer
from guidance.choices import Audience
from guidance.models import Guide
from guidance.places import PlaceKind
from guidance.queries import library
from guidance.queries.choosing import Chosen, Place, Reader

EVERYBODYS = "general"
COPIED = ("checklist", "questions")
"""The kinds of block that can be copied into a journey."""
STEP_OF_MOVE = {
    MoveKind.ASK_DATE_AGAIN: "ask-safe-to-wait",
    MoveKind.CONFIRM_ITEMS: "gather-records",
    MoveKind.FIND_SPECIALIST: "find-specialist",
    MoveKind.BOOK: "find-specialist",
    MoveKind.CHOOSE_DATE: "find-specialist",
    MoveKind.PREPARE_QUESTIONS: "prepare-questions",
    MoveKind.WAIT_VISIT: "prepare-questions",
    MoveKind.WAIT_REPORT: "get-report",
    MoveKind.CHASE_REPORT: "get-report",
    MoveKind.RECORD_OPINION: "compare-carefully",
    MoveKind.RATE_DIFFERENCES: "compare-carefully",
    MoveKind.MAKE_DECISION: "decide",
    MoveKind.TELL_TEAM: "tell-team",
}
"""The step that a move belongs to, where the move is not one itself."""


@dataclass(frozen=True)
class Shelf:
    """Some guides under one heading; `stage` is empty for those that help at any time."""

    title: str | Promise
    guides: Sequence[Chosen]
    is_now: bool = False
    stage: str = ""


def reader(case: Case, viewer: Viewer, *, language: str, on: date) -> Reader:
    """Whom guides are chosen for on this journey: staff also read what is written for advocates."""
    audiences = {Audience.PATIENT, Audience.CAREGIVER}
    return Reader(
        families=families_of(case, on=on) - {EVERYBODYS},
        reasons=frozenset(case.reasons),
        audiences=frozenset(Audience) if viewer.is_staff else frozenset(audiences),
        language=language,
    )


def step(key: str) -> Place:
    """A step, as guides name it."""
    return PlaceKind.STEP, key


def record(key: str) -> Place:
    """A record, as guides name it."""
    return PlaceKind.RECORD, key


def row(key: str) -> Place:
    """A row of the comparison, as guides name it."""
    return PlaceKind.ROW, key


def stage(key: str) -> Place:
    """A stage, as guides name it."""
    return PlaceKind.STAGE, key


def places_of(facts: JourneyFacts, move: Move | None) -> list[Place]:
    """Where a journey stands: the record or the step of the next move, then the stage."""
    if move is None:
        return []
    key = str(move.details.get("key") or STEP_OF_MOVE.get(move.kind, ""))
    item = next((item.key for item in facts.items if "item" in move.details and item.id == move.subject), "")
    here = [record(item)] if item else [step(key)] if key else []
    return [*here, stage(facts.stage)]


@dataclass(frozen=True)
class Copyable:
    """A block of a guide that can be copied into a journey: its kind and its lines."""

    kind: str
    lines: Sequence[str]


def readable(slug: str, language: str, viewer: Viewer) -> Guide | None:
    """The published guide at this address, in the reader's language where it exists.

    None without one, and for the patient side where it speaks to advocates alone.
    """
    found = library.in_language(library.by_slug(slug), language)
    if found is None or (found.is_for_advocates_only and not viewer.is_staff):
        return None
    return found


def copyable(found: Guide, block_id: str) -> Copyable | None:
    """The block of a guide with this id, if it can be copied."""
    block = next((block for block in found.body if block.id == block_id), None)
    if block is None or block.block_type not in COPIED:
        return None
    return Copyable(block.block_type, [str(line).strip() for line in block.value["items"]])


def seen(found: Guide) -> str:
    """The version of a guide that is published now."""
    return str(found.live_revision_id or "")


def who_does(viewer: Viewer) -> Turn:
    """For whom somebody copies things to do: their own side."""
    return Turn.ADVOCATE if viewer.is_staff else Turn.PATIENT


def shelves(found: Sequence[Chosen], *, now: str) -> list[Shelf]:
    """Every guide once: those of the present stage first, then those of the others in their order."""
    order = [Stage(now), *(other for other in Stage if other != now)]
    left = list(found)
    made = []
    for place in order:
        here = [guide for guide in left if place in guide.stages]
        left = [guide for guide in left if place not in guide.stages]
        title = _("For this stage") if place == now else place.label
        made.append(Shelf(title, here, is_now=place == now, stage=place.value))
    made.append(Shelf(_("At any time"), left))
    return [shelf for shelf in made if shelf.guides]


# Guides that were sent


def sent(case: Case, *, language: str) -> QuerySet[SentGuide]:
    """The guides that were sent on this journey, the latest first, as a reader of this language finds them.

    `slug` is None for one that is gone, `title_now` for one that does not exist in this language.
    """
    mine = translations().filter(locale__language_code=language)
    return (
        SentGuide.objects.filter(case=case)
        .select_related("by", "opened_by")
        .annotate(
            slug=Subquery(translations().values("slug")[:1]), title_now=Subquery(mine.values("title")[:1])
        )
    )


def waiting(case: Case, *, language: str) -> QuerySet[SentGuide]:
    """Those that nobody of the patient side has opened and that can still be read."""
    return sent(case, language=language).filter(Exists(translations()), opened_at=None)


def translations() -> QuerySet[Guide]:
    """The published guides that are what was sent, in any language; part of a larger query.

    None that speaks to advocates alone by now: the patient side could not open it.
    """
    guides = Guide.objects.live().filter(translation_key=OuterRef("translation_key"))
    return guides.exclude(audiences=[Audience.ADVOCATE])


def sent_as(case: Case, translation_key: UUID) -> QuerySet[SentGuide]:
    """Each time that one guide was sent on this journey, the latest first."""
    sent = SentGuide.objects.filter(case=case, translation_key=translation_key)
    return sent.select_related("by", "opened_by")
