"""The library as a tree: the library, its topics, their guides. One tree for each language."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page, Revision, Site

from accounts.models import User
from guidance import reading, words
from guidance.blocks import Body, Sources, states_facts
from guidance.choices import REVIEW_YEARS, Audience, ReviewKind
from guidance.models.fields import AudiencesField, PlaceKeysField
from guidance.places import PlaceKind
from guidance.refusals import NotReady

PLACES = {
    PlaceKind.RECORD: "records",
    PlaceKind.ROW: "rows",
    PlaceKind.STEP: "steps",
    PlaceKind.STAGE: "stages",
    PlaceKind.FAMILY: "families",
    PlaceKind.REASON: "reasons",
}
"""The field in which a guide names the places of each kind."""

RESERVED = {"words"}
"""Addresses below /guides/ that are no guide."""

UrlParts = tuple[int, str, str] | None


class InLibrary(Page):
    """What every page of the library has: an address that doesn't depend on the tree or the language."""

    private_page_options: ClassVar[list[str]] = []  # the library is public or not as a whole

    class Meta:
        abstract = True

    def library_path(self) -> str:
        """The page's address on this site."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> UrlParts:
        """Let everything in Wagtail that links to the page use our address."""
        roots = Site.get_site_root_paths()
        return (roots[0].site_id, settings.BASE_URL, self.library_path()) if roots else None

    def save_revision(
        self,
        *args: Any,  # noqa: ANN401 -- the signature is Wagtail's
        overwrite_revision: Revision | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Revision:
        """Keep what is written; never in the place of the version that was published."""
        if overwrite_revision and Page.objects.filter(live_revision=overwrite_revision).exists():
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)


class Library(InLibrary):
    """The library in one language."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["guidance.Topic"]
    page_description = _("The library in one language")
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    def library_path(self) -> str:
        """The library's own page."""
        return reverse("guidance:library")


class Topic(InLibrary):
    """A shelf of the library: a stage of the journey, or something that belongs to none."""

    intro = models.CharField(_("one sentence about it"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar[list[str]] = ["guidance.Library"]
    subpage_types: ClassVar[list[str]] = ["guidance.Guide"]
    page_description = _("A shelf of guides")
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    def library_path(self) -> str:
        """The topic's part of the library."""
        return f"{reverse('guidance:library')}?topic={self.slug}"


class Guide(InLibrary):
    """One guide. Its grade, reading time and next review are worked out whenever it is saved."""

    summary = models.CharField(
        _("summary"), max_length=200, help_text=_("One sentence: what the reader can do afterwards.")
    )
    body = StreamField(Body(), verbose_name=_("text"), blank=True)
    sources = StreamField(Sources(), verbose_name=_("sources"), blank=True)

    stages = PlaceKeysField(_("stages"), kind=PlaceKind.STAGE)
    steps = PlaceKeysField(_("steps"), kind=PlaceKind.STEP)
    records = PlaceKeysField(_("records"), kind=PlaceKind.RECORD)
    rows = PlaceKeysField(_("rows of the comparison"), kind=PlaceKind.ROW)
    families = PlaceKeysField(
        _("kinds of condition"), kind=PlaceKind.FAMILY, help_text=_("None ticked: for every condition.")
    )
    reasons = PlaceKeysField(
        _("reasons for a second opinion"),
        kind=PlaceKind.REASON,
        help_text=_("None ticked: for every reason."),
    )
    audiences = AudiencesField(_("written for"), blank=False)

    responsible = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who keeps it"),
    )
    reviewer = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reviews it"),
    )
    review_kind = models.CharField(
        _("reviewed"), max_length=10, choices=ReviewKind.choices, default=ReviewKind.CARE
    )
    last_reviewed_on = models.DateField(
        _("last reviewed on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody read the whole guide and checked its facts."),
    )
    next_review_on = models.DateField(null=True, editable=False, db_index=True)
    grade = models.FloatField(null=True, editable=False)
    minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    hard_words_reason = models.CharField(
        _("why it needs hard words"),
        max_length=300,
        blank=True,
        help_text=_("A guide above grade 10 is published only with a reason."),
    )

    dropped_places: Sequence[str] = ()
    """Keys that were left out when it was saved just now, because they name no place any more."""

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), FieldPanel("sources")]
    place_panels = [
        FieldPanel("stages"),
        FieldPanel("steps"),
        FieldPanel("records"),
        FieldPanel("rows"),
        MultiFieldPanel(
            [FieldPanel("families"), FieldPanel("reasons"), FieldPanel("audiences")],
            heading=_("Whom it serves"),
        ),
    ]
    review_panels = [
        FieldPanel("responsible"),
        FieldPanel("reviewer"),
        FieldPanel("review_kind"),
        FieldPanel("last_reviewed_on"),
        FieldPanel("hard_words_reason"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Text")),
            ObjectList(place_panels, heading=_("Where it appears")),
            ObjectList(review_panels, heading=_("Review")),
            ObjectList(
                [
                    FieldPanel(
                        "slug",
                        heading=_("Address"),
                        help_text=_(
                            "The last part of the guide’s address. Old addresses lead on to the new one."
                        ),
                    ),
                    *Page.settings_panels,
                ],
                heading=_("Address"),
            ),
        ]
    )
    parent_page_types: ClassVar[list[str]] = ["guidance.Topic"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One guide: what to do, what to say, what to know")
    template = "guidance/preview.html"

    def library_path(self) -> str:
        """The guide's address in every language."""
        return reverse("guidance:guide", args=[self.slug])

    @property
    def language(self) -> str:
        """The code of the language it is written in."""
        return self.locale.language_code

    @property
    def is_for_advocates_only(self) -> bool:
        """Whether it speaks to nobody but advocates."""
        return self.audiences == [Audience.ADVOCATE]

    def texts(self) -> list[str]:
        """Every line that people read, the title first."""
        return [self.title, self.summary, *words.texts(self.body)]

    def outside_links(self) -> set[str]:
        """Every http address to which its text and its sources link."""
        return {*words.links(self.body), *words.links(self.sources)}

    def full_clean(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Work out grade, reading time and next review from what is written; then check as always."""
        texts = self.texts()
        self.grade = reading.grade(texts, self.language)
        self.minutes = reading.minutes(texts, self.language)
        self.next_review_on = next_review(self.last_reviewed_on, self.review_kind)
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Refuse an address that another guide has."""
        super().clean()
        others = Guide.objects.filter(slug=self.slug).exclude(pk=self.pk)
        if self.slug in RESERVED or others.exclude(translation_key=self.translation_key).exists():
            raise ValidationError(
                {"slug": _("Another page has this address. Please choose a different one.")}
            )

    def not_ready(self) -> dict[str, str]:
        """What keeps it from its readers, by field: facts without a source, hard words without a reason."""
        reasons = {}
        if states_facts(self.body) and not self.sources:
            reasons["sources"] = str(_("This guide states a fact. Please say where it comes from."))
        if (self.grade or 0) > reading.REFUSE_ABOVE and not self.hard_words_reason.strip():
            sentence = _(
                "This guide reads at grade %(grade)s. Please use shorter words and sentences, "
                "or say why it needs hard words."
            )
            reasons["hard_words_reason"] = sentence % {"grade": self.grade}
        return reasons

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        """Publish or schedule a version, whoever asks and by whichever way; refuse one that is not ready."""
        reasons = revision.as_object().not_ready()
        if reasons:
            raise NotReady(self.pk, " ".join(reasons.values()))
        try:
            with transaction.atomic():
                super().publish(revision, *args, **kwargs)
        except ValidationError as error:
            raise NotReady(self.pk, " ".join(error.messages)) from error


def next_review(last: date | None, kind: str) -> date | None:
    """The day by which a guide is looked at again; None for one that was never reviewed."""
    if last is None:
        return None
    year = last.year + REVIEW_YEARS[ReviewKind(kind)]
    leap_day = (last.month, last.day) == (2, 29)
    return date(year, 3, 1) if leap_day else last.replace(year=year)
