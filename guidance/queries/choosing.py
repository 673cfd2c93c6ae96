"""Which guides fit a moment of a journey: chosen by the places that they name, in one query."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from guidance.choices import Audience
from guidance.models import Guide, GuidePlace
from guidance.models.pages import PLACES
from guidance.places import PlaceKind

Place = tuple[str, str]
Row = Mapping[str, Any]

MOST = 3
MOMENTS = (PlaceKind.RECORD, PlaceKind.ROW, PlaceKind.STEP, PlaceKind.STAGE)
"""The kinds of place that lie on a journey; the others tell for whom a guide is."""
SHOWN = ("slug", "title", "summary", "minutes", "translation_key", "locale__language_code")


@dataclass(frozen=True)
class Reader:
    """Whom guides are chosen for: what they have, why they ask, who they are, in which language they read."""

    families: Collection[str]
    reasons: Collection[str]
    audiences: Collection[str]
    language: str


@dataclass(frozen=True)
class Chosen:
    """One guide as a list shows it; a fallback is one that does not exist in the reader's language yet."""

    slug: str
    title: str
    summary: str
    minutes: int
    translation_key: UUID
    language: str
    is_fallback: bool
    is_for_advocates_only: bool
    stages: tuple[str, ...]


def choose(places: Sequence[Place], reader: Reader, *, besides: Collection[UUID] = ()) -> list[Chosen]:
    """The guides for a page whose places are given from the particular to the general; one query.

    A guide that names an earlier place comes first; then what is made for this condition or reason, what
    names more of the places, what names little else. Last come guides for this reader that name no moment.
    `besides` are guides that the reader has before them already.
    """
    found = [(rank(row, places, reader), row) for row in fitting(reader, named(places, reader))]
    near = [
        (standing, row)
        for standing, row in found
        if standing is not None and row["translation_key"] not in besides
    ]
    near.sort(key=lambda pair: pair[0])
    return [chosen(row, reader) for _standing, row in near[:MOST]]


def everything(reader: Reader) -> list[Chosen]:
    """Every guide that fits this reader, by title; one query."""
    rows = sorted(fitting(reader, Q()), key=by_title)
    return [chosen(row, reader) for row in rows]


def fitting(reader: Reader, condition: Q) -> list[Row]:
    """The published guides that meet the condition and are meant for this reader, each in one language."""
    rows = readable(reader.language).filter(condition).values(*SHOWN, *PLACES.values(), "audiences")
    return [row for row in rows if is_meant_for(row, reader)]


def readable(language: str) -> QuerySet[Guide]:
    """Every published guide once: in this language, or in our own where it is not translated yet."""
    mine = Guide.objects.live().filter(locale__language_code=language)
    if language == settings.LANGUAGE_CODE:
        return mine
    translated = Exists(mine.filter(translation_key=OuterRef("translation_key")))
    ours = Q(locale__language_code=settings.LANGUAGE_CODE) & ~translated
    return Guide.objects.live().filter(Q(locale__language_code=language) | ours)


def named(places: Sequence[Place], reader: Reader) -> Q:
    """The guides that name one of the places, or this reader's condition or reason."""
    wanted: dict[str, set[str]] = {
        PlaceKind.FAMILY: set(reader.families),
        PlaceKind.REASON: set(reader.reasons),
    }
    for kind, key in places:
        wanted.setdefault(kind, set()).add(key)
    any_of = Q(pk__in=[])
    for kind, keys in wanted.items():
        any_of |= Q(kind=kind, key__in=keys)
    return Q(pk__in=GuidePlace.objects.filter(any_of).values("guide"))


def is_meant_for(row: Row, reader: Reader) -> bool:
    """Whether audience, condition and reason fit; a guide that names none of a kind is for everybody."""
    return (
        meets(row["audiences"], reader.audiences)
        and (not row["families"] or meets(row["families"], reader.families))
        and (not row["reasons"] or meets(row["reasons"], reader.reasons))
    )


def meets(keys: Iterable[str], others: Collection[str]) -> bool:
    """Whether two lists have something in common."""
    return any(key in others for key in keys)


def rank(row: Row, places: Sequence[Place], reader: Reader) -> tuple[Any, ...] | None:
    """Where a guide stands among those for these places, the lowest first; None when it belongs elsewhere."""
    hits = [index for index, (kind, key) in enumerate(places) if key in row[PLACES[PlaceKind(kind)]]]
    breadth = sum(len(row[PLACES[kind]]) for kind in MOMENTS)
    if not hits and breadth:
        return None
    matches = meets(row["families"], reader.families) + meets(row["reasons"], reader.reasons)
    return (min(hits, default=len(places)), -matches, -len(hits), breadth, *by_title(row))


def by_title(row: Row) -> tuple[str, str]:
    """The order of the alphabet; the address decides between guides of the same title."""
    return row["title"].casefold(), row["slug"]


def chosen(row: Row, reader: Reader) -> Chosen:
    """A guide as a list shows it."""
    language = row["locale__language_code"]
    return Chosen(
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        minutes=row["minutes"],
        translation_key=row["translation_key"],
        language=language,
        is_fallback=language != reader.language,
        is_for_advocates_only=row["audiences"] == [Audience.ADVOCATE],
        stages=tuple(row["stages"]),
    )
