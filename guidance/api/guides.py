"""The library: published guides, and one guide to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer
from accounts.api.examples import know
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.reading import Body
from accounts.api.versions import version_from
from accounts.api.views import ApiView
from guidance import places
from guidance.actions import searches
from guidance.api.blocks import BlockAnswer, Told, told_blocks
from guidance.api.languages import asked_language, language_field
from guidance.choices import Audience
from guidance.models import Guide as GuidePage
from guidance.places import PlaceKind
from guidance.queries import editions, search
from guidance.queries import library as shelves
from guidance.queries.editions import Kept
from guidance.queries.library import Card, Catalogue, Shelf
from guidance.rules import may_read_for_advocates
from guidance.search_words import MOST_TYPED

know(
    slug="scan-pictures",
    summary="Ask for the pictures themselves, not only for the report.",
    minutes=4,
    revision="5f0c3f1f5b7a9c0d2e4f6a81",
)


@dataclass(frozen=True)
class Listed:
    """A guide on its shelf."""

    card: Card
    topic: str
    topic_title: str

    @property
    def slug(self) -> str:
        """Its address."""
        return self.card.slug


class GuideListAnswer(serializers.Serializer[Listed]):
    """A guide as a list shows it, in the language that was asked for or the first in which it exists."""

    id = serializers.UUIDField(source="card.translation_key", help_text="The same in every language.")
    slug = serializers.CharField(help_text="Its address.")
    title = serializers.CharField(source="card.title")
    summary = serializers.CharField(source="card.summary")
    language = serializers.CharField(source="card.language")
    is_fallback = serializers.BooleanField(
        source="card.is_fallback", help_text="It does not exist in the language that was asked for."
    )
    minutes = serializers.IntegerField(source="card.minutes", help_text="To read it.")
    topic = serializers.CharField(help_text="Its shelf, as the filter names it.")
    topic_title = serializers.CharField()
    stages = serializers.ListField(source="card.stages", child=serializers.CharField())
    audiences = serializers.ListField(
        source="card.audiences", child=serializers.ChoiceField(choices=Audience.choices)
    )

    beside_results = {
        "corrected": {
            "type": "string",
            "description": "With `q`: the words that were looked for in place of mistyped ones; else empty.",
        },
        "is_partial": {
            "type": "boolean",
            "description": "With `q`: no guide holds everything that was asked for.",
        },
    }


class SourceAnswer(serializers.Serializer[Any]):
    """Where a fact comes from."""

    name = serializers.CharField()
    url = serializers.CharField(help_text="May be empty.")
    says = serializers.CharField(help_text="May be empty.")


class RelatedAnswer(serializers.Serializer[Card]):
    """A guide to read next."""

    slug = serializers.CharField()
    title = serializers.CharField()


class GuideAnswer(Answer):
    """A whole guide, as blocks of plain words."""

    id = serializers.UUIDField(source="translation_key", help_text="The same in every language.")
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField()
    languages = serializers.SerializerMethodField(help_text="Every language in which it exists.")
    minutes = serializers.IntegerField()
    stages = serializers.ListField(child=serializers.CharField())
    audiences = serializers.ListField(child=serializers.ChoiceField(choices=Audience.choices))
    last_reviewed_on = serializers.DateField(allow_null=True)
    next_review_on = serializers.DateField(allow_null=True)
    revision = serializers.SerializerMethodField(
        help_text="Of this text: send it along to copy a block of it into a journey."
    )
    blocks = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()
    related = serializers.SerializerMethodField(help_text="What to read next.")

    def get_version(self, guide: GuidePage) -> str:
        """A mark of this text in this edition of the library, whose glossary and neighbours it tells of, too."""
        tokens = sorted(str(token) for token in self.context["tokens"])
        return version_from([str(guide.translation_key), guide.language, revision_of(guide), tokens])

    def get_revision(self, guide: GuidePage) -> str:
        """A mark of this text alone."""
        return revision_of(guide)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_languages(self, guide: GuidePage) -> list[str]:
        """Every language in which it exists."""
        return [card.language for card in self.context["translations"]]

    @extend_schema_field(BlockAnswer(many=True))
    def get_blocks(self, guide: GuidePage) -> list[Told]:
        """Its text."""
        return told_blocks(guide)

    @extend_schema_field(SourceAnswer(many=True))
    def get_sources(self, guide: GuidePage) -> list[dict[str, str]]:
        """Where its facts come from."""
        names = ("name", "url", "says")
        return [{name: str(source.value[name] or "") for name in names} for source in guide.sources]

    @extend_schema_field(RelatedAnswer(many=True))
    def get_related(self, guide: GuidePage) -> Any:  # noqa: ANN401 -- a part of the answer
        """Its nearest neighbours."""
        return RelatedAnswer(many=True).to_representation(self.context["related"])


def revision_of(guide: GuidePage) -> str:
    """A mark of the version of a guide that is published now."""
    return version_from([str(guide.translation_key), guide.language, guide.live_revision_id])


class GuidesQuery(PageQuery):
    """Which guides."""

    q = serializers.CharField(
        required=False, max_length=MOST_TYPED, help_text="What the guides are about; the best come first."
    )
    topic = serializers.SlugField(required=False, max_length=255, help_text="Only of this shelf.")
    stage = serializers.CharField(
        required=False, max_length=30, help_text="Only for this stage of a journey."
    )
    language = language_field()


class GuidesView(ApiView):
    """An address of the library."""

    tag = "guides"

    @property
    def language(self) -> str:
        """In which language whoever asks reads."""
        return asked_language(self)

    @property
    def for_advocates(self) -> bool:
        """Whether what speaks to advocates alone is for whoever asks, too."""
        return may_read_for_advocates(self.request.user)

    def catalogue(self, edition: Kept) -> Catalogue:
        """The library as whoever asks sees it."""
        return shelves.catalogue(edition, language=self.language, with_advocates=self.for_advocates)


class Guides(GuidesView):
    """The library."""

    @operation("List the guides", Sort.LIST, answer=GuideListAnswer, query=GuidesQuery)
    def get(self) -> Response:
        """Every published guide, shelf by shelf; with `q` what a search finds, the best first.

        A guide that the language lacks comes in the first in which it exists. What speaks to advocates alone is
        only for those who work here.
        """
        shown = self.catalogue(editions.current())
        found, more = self.found(shown)
        asked = self.asked_topic(shown.shelves), self.asked_stage()
        kept = [one for one in found if fits(one, *asked)]
        page, mark = pages.cut(kept, "slug", dict(self.query))
        return self.page_of(page, mark, GuideListAnswer(), more=more)

    def found(self, shown: Catalogue) -> tuple[list[Listed], dict[str, Any]]:
        """The guides that a search finds, or all of them; and what is to be said of the search."""
        shelf_of = {
            card.pk: Listed(card, shelf.key, shelf.title) for shelf in shown.shelves for card in shelf.guides
        }
        text = self.query.get("q", "")
        if not text:
            return list(shelf_of.values()), {"corrected": "", "is_partial": False}
        found = search.find(text, language=self.language, with_advocates=self.for_advocates)
        if not found.guides:
            searches.miss(text, language=self.language, on=timezone.localdate(self.at))
        listed = [shelf_of[card.pk] for card in found.guides if card.pk in shelf_of]
        return listed, {"corrected": found.corrected, "is_partial": found.is_partial}

    def asked_topic(self, known: Sequence[Shelf]) -> str:
        """The shelf that was asked for; ValidationError for one that does not exist."""
        topic: str = self.query.get("topic", "")
        if topic and topic not in {shelf.key for shelf in known}:
            raise exceptions.ValidationError({"topic": [_("There is no such shelf in the library.")]})
        return topic

    def asked_stage(self) -> str:
        """The stage that was asked for; ValidationError for one that does not exist."""
        stage: str = self.query.get("stage", "")
        if stage and stage not in dict(places.choices(PlaceKind.STAGE)):
            raise exceptions.ValidationError({"stage": [_("There is no such stage.")]})
        return stage


def fits(one: Listed, topic: str, stage: str) -> bool:
    """Whether a guide stands on this shelf and serves this stage."""
    return (not topic or one.topic == topic) and (not stage or stage in one.card.stages)


class GuideQuery(Body):
    """In which language."""

    language = language_field()


class Guide(GuidesView):
    """One guide."""

    @operation("Read a guide", Sort.READ, answer=GuideAnswer, query=GuideQuery)
    def get(self, slug: str) -> HttpResponseBase:
        """Its whole text as blocks of plain words, with its sources and when it was last reviewed.

        In the language that was asked for, or the first in which it exists.
        """
        edition = editions.current()
        cards = shelves.translations(edition, slug, language=self.language)
        card = shelves.in_language(cards, self.language)
        if card is None or (card.is_for_advocates_only and not self.for_advocates):
            raise Http404
        guide = GuidePage.objects.live().filter(pk=card.pk).select_related("locale").first()
        if guide is None:
            raise Http404
        related = shelves.related(edition, card, language=self.language, with_advocates=self.for_advocates)
        about = {"translations": cards, "related": related, "tokens": edition.tokens}
        told = GuideAnswer(context=about).to_representation(guide)
        return self.one(told, version=told["version"])
