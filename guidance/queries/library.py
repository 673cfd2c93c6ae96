"""The library as a reader of one language sees it: its shelves, and one guide by its address."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from guidance.choices import Audience
from guidance.models import Guide, Library, Topic
from guidance.models.pages import PLACES
from guidance.queries.editions import Kept

MOST_RELATED = 3
MOST_NEAR = 12
"""Enough to have some left when those for advocates are taken out."""

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


@dataclass(frozen=True)
class Card:
    """A guide as it stands on a shelf before a reader; a fallback is one that the reader's language lacks."""

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
    is_fallback: bool
    address: str

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


@dataclass(frozen=True)
class Catalogue:
    """Every published guide as readers of one language and audience see it.

    `cards` shows each once, in the order of the shelves; `of` is the same by the pages of all translations.
    `at` knows every translation by the address of any of them, also of those that are not for this audience.
    """

    cards: list[Card]
    shelves: list[Shelf]
    of: dict[int, Card]
    at: dict[str, list[Card]]


class Written(Protocol):
    """Whatever is written in one language."""

    @property
    def language(self) -> str:
        """The code of the language."""


AnyWritten = TypeVar("AnyWritten", bound=Written)


def catalogue(edition: Kept, *, language: str, with_advocates: bool) -> Catalogue:
    """The guides of this edition for a reader, each in their language or else in the first in which it exists."""
    return edition.keep(_catalogue, language, with_advocates)


def translations(edition: Kept, slug: str, *, language: str) -> list[Card]:
    """The published guide at an address and its translations, whomever they are for."""
    return catalogue(edition, language=language, with_advocates=False).at.get(slug, [])


def related(edition: Kept, guide: Card, *, language: str, with_advocates: bool) -> list[Card]:
    """Guides of the same shelf, those first that serve the same records, steps and stages."""
    shown = catalogue(edition, language=language, with_advocates=with_advocates)
    return named(edition.keep(_near, guide.pk), shown)[:MOST_RELATED]


def named(guides: Iterable[int], shown: Catalogue) -> list[Card]:
    """These guides in this order, each standing for all of its translations."""
    return list({shown.of[pk].pk: shown.of[pk] for pk in guides if pk in shown.of}.values())


def trunk() -> Library | None:
    """The library in our own language, from which every other is translated; None before there is one."""
    return Library.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()


def by_slug(slug: str) -> list[Guide]:
    """The published guide at an address and its translations."""
    keys = Guide.objects.live().filter(slug=slug).values("translation_key")
    return list(Guide.objects.live().filter(translation_key__in=keys).select_related("locale"))


def in_language(guides: Iterable[AnyWritten], language: str) -> AnyWritten | None:
    """The translation for a reader of this language, or the first in which the guide exists."""
    return min(guides, key=lambda guide: _rank(guide.language, language), default=None)


def moved_to(path: str) -> str | None:
    """Where the library's old address leads now."""
    redirect = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).first()
    page = redirect.redirect_page.specific if redirect and redirect.redirect_page else None
    return page.library_path() if isinstance(page, Guide) and page.live else None


def _catalogue(language: str, with_advocates: bool) -> Catalogue:  # noqa: FBT001 -- kept by both
    """Two queries, whatever there is to show."""
    rows: Iterable[tuple[Any, ...]] = Guide.objects.live().values_list(*COLUMNS)
    every = sorted((_card(row, language) for row in rows), key=lambda card: _rank(card.language, language))
    one_of_each: dict[UUID, Card] = {}
    translations: dict[UUID, list[Card]] = defaultdict(list)
    for card in every:
        translations[card.translation_key].append(card)
        if with_advocates or not card.is_for_advocates_only:
            one_of_each.setdefault(card.translation_key, card)
    cards = sorted(one_of_each.values(), key=attrgetter("path"))
    return Catalogue(
        cards=cards,
        shelves=_shelves(cards, language),
        of={
            card.pk: one_of_each[card.translation_key]
            for card in every
            if card.translation_key in one_of_each
        },
        at={card.slug: translations[card.translation_key] for card in every},
    )


def _card(row: tuple[Any, ...], language: str) -> Card:
    card = dict(zip(COLUMNS, row, strict=True))
    own = card.pop("locale__language_code")
    address = reverse("guidance:guide", args=[card["slug"]])
    return Card(**card, language=own, is_fallback=own != language, address=address)


def _shelves(cards: Iterable[Card], language: str) -> list[Shelf]:
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


def _near(pk: int) -> list[int]:
    """The other guides of a guide's shelf, the nearest first."""
    guide = Guide.objects.filter(pk=pk).first()
    if guide is None:
        return []
    shelf = Guide.objects.live().filter(path__startswith=guide.path[: -Guide.steplen]).exclude(pk=pk)
    shared = Count("places", filter=_same_places(guide))
    near = shelf.annotate(shared=shared).order_by("-shared", "path")
    return list(near.values_list("pk", flat=True)[:MOST_NEAR])


def _same_places(guide: Guide) -> Q:
    same = Q(pk__in=[])
    for kind, name in PLACES.items():
        same |= Q(places__kind=kind.value, places__key__in=getattr(guide, name))
    return same


def _rank(code: str, language: str) -> int:
    """The reader's language first, then the languages of the library in their order."""
    order = [language, *(known for known, _name in settings.LANGUAGES)]
    return order.index(code) if code in order else len(order)
