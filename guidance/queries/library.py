"""The library as a reader of one language sees it: its shelves, and one guide by its address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from wagtail.contrib.redirects.models import Redirect

from guidance.choices import Audience
from guidance.models import Guide, Library, Topic
from guidance.models.pages import PLACES

MOST_RELATED = 3
MOST_NEAR = 12
"""Enough to have some left when those for advocates are taken out."""


@dataclass(frozen=True)
class Card:
    """A guide as it stands on a shelf before a reader."""

    pk: int
    title: str
    summary: str
    slug: str
    minutes: int
    language: str
    translation_key: UUID
    path: str
    stages: list[str]
    audiences: list[str]
    reader: str

    @property
    def is_fallback(self) -> bool:
        """Whether the reader's language lacks it."""
        return self.language != self.reader

    @property
    def shelf_path(self) -> str:
        """Where its shelf stands in the tree."""
        return self.path[: -Guide.steplen]

    @property
    def is_for_advocates_only(self) -> bool:
        """Whether it speaks to nobody but advocates."""
        return set(self.audiences) == {Audience.ADVOCATE}


@dataclass(frozen=True)
class Shelf:
    """A topic with its guides, under its title in the reader's language."""

    key: str
    title: str
    intro: str
    guides: list[Card]


COLUMNS = (
    "pk",
    "title",
    "summary",
    "slug",
    "minutes",
    "locale__language_code",
    "translation_key",
    "path",
    "stages",
    "audiences",
)


def cards(*, language: str, with_advocates: bool) -> list[Card]:
    """Every published guide once, in the order of the shelves.

    In the reader's language, or else in the first in which it exists.
    """
    return sorted(
        _one_of_each(Guide.objects.live(), language, with_advocates=with_advocates).values(),
        key=attrgetter("path"),
    )


def named_cards(guides: Sequence[int], *, language: str, with_advocates: bool) -> list[Card]:
    """These guides in this order, each standing for all of its translations."""
    named = Guide.objects.live().filter(pk__in=guides)
    together = Guide.objects.live().filter(translation_key__in=named.values("translation_key"))
    keys = dict(named.values_list("pk", "translation_key"))
    chosen = _one_of_each(together, language, with_advocates=with_advocates)
    return [chosen[key] for key in dict.fromkeys(keys[pk] for pk in guides if pk in keys) if key in chosen]


def shelves(cards: Iterable[Card], *, language: str) -> list[Shelf]:
    """The cards on their shelves, in the order of the library; empty shelves are left out.

    On a shelf, what the reader can read in their own language comes first.
    """
    topics = list(
        Topic.objects.order_by("path").values_list(
            "path", "slug", "title", "intro", "locale__language_code", "translation_key"
        )
    )
    key_of = {path: key for path, *_rest, key in topics}
    words: dict[UUID, tuple[str, str, str]] = {}
    for _path, slug, title, intro, _code, key in sorted(topics, key=lambda topic: _rank(topic[4], language)):
        words.setdefault(key, (slug, title, intro))
    order = {key: place for place, key in enumerate(dict.fromkeys(key_of.values()))}
    on_shelf = sorted(
        (card for card in cards if card.shelf_path in key_of),
        key=lambda card: (order[key_of[card.shelf_path]], card.is_fallback),
    )
    return [
        Shelf(*words[key], guides=list(guides))
        for key, guides in groupby(on_shelf, key=lambda card: key_of[card.shelf_path])
    ]


def trunk() -> Library | None:
    """The library in our own language, from which every other is translated; None before there is one."""
    return Library.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def by_slug(slug: str) -> list[Guide]:
    """The published guide at an address and its translations."""
    keys = Guide.objects.live().filter(slug=slug).values("translation_key")
    return list(Guide.objects.live().filter(translation_key__in=keys).select_related("locale"))


def in_language(guides: Iterable[Guide], language: str) -> Guide | None:
    """The translation for a reader of this language, or the first in which the guide exists."""
    return min(guides, key=lambda guide: _rank(guide.language, language), default=None)


def related(guide: Guide, *, language: str, with_advocates: bool) -> list[Card]:
    """Guides of the same shelf, those first that serve the same records, steps and stages.

    In one query; in three for a reader of another language, who gets each in their own where it exists.
    """
    shelf = Guide.objects.live().filter(path__startswith=guide.path[: -Guide.steplen]).exclude(pk=guide.pk)
    shared = Count("places", filter=_same_places(guide))
    near = shelf.annotate(shared=shared).order_by("-shared", "path")[:MOST_NEAR]
    if guide.language == language:
        return _visible(near, language, with_advocates=with_advocates)[:MOST_RELATED]
    keys = list(near.values_list("pk", flat=True))
    return named_cards(keys, language=language, with_advocates=with_advocates)[:MOST_RELATED]


def _same_places(guide: Guide) -> Q:
    same = Q(pk__in=[])
    for kind, name in PLACES.items():
        same |= Q(places__kind=kind.value, places__key__in=getattr(guide, name))
    return same


def moved_to(path: str) -> str | None:
    """Where the library's old address leads now."""
    redirect = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).first()
    page = redirect.redirect_page.specific if redirect and redirect.redirect_page else None
    return page.library_path() if isinstance(page, Guide) and page.live else None


def _visible(guides: QuerySet[Guide], language: str, *, with_advocates: bool) -> list[Card]:
    """The cards of these guides that are for this reader."""
    rows: Iterable[tuple[Any, ...]] = guides.values_list(*COLUMNS)
    found = [Card(*(*row, language)) for row in rows]
    return [card for card in found if with_advocates or not card.is_for_advocates_only]


def _one_of_each(guides: QuerySet[Guide], language: str, *, with_advocates: bool) -> dict[UUID, Card]:
    """Each guide in the language that suits the reader best, by its translation key."""
    chosen: dict[UUID, Card] = {}
    for card in sorted(
        _visible(guides, language, with_advocates=with_advocates),
        key=lambda card: _rank(card.language, language),
    ):
        chosen.setdefault(card.translation_key, card)
    return chosen


def _rank(code: str, language: str) -> int:
    """The reader's language first, then the languages of the library in their order."""
    order = [language, *(known for known, _name in settings.LANGUAGES)]
    return order.index(code) if code in order else len(order)
