"""What keeps the library current: derived rows, readers' answers, checked links, loaded files."""

from django.db import models
from wagtail.models import Revision

from guidance.choices import LinkState
from guidance.models.pages import Guide

A_PAGE = "page"
"""The kind of a place that is another page of the library, to which the text links."""


class GuidePlace(models.Model):
    """A place that a published guide names. Derived when it is published; see actions.publishing."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "kind", "key"], name="place_once_per_guide")]
        indexes = [models.Index(fields=["kind", "key"], name="guideplace_by_key")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class LinkCheck(models.Model):
    """An address outside that guides link to, and what became of it."""

    url = models.URLField(max_length=500, unique=True)
    state = models.CharField(max_length=10, choices=LinkState.choices, blank=True)
    reason = models.CharField(max_length=100, blank=True)
    moved_to = models.URLField(max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.url


class GuideLink(models.Model):
    """A published guide links to an address outside. Derived when it is published."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="links")
    link = models.ForeignKey(LinkCheck, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "link"], name="link_once_per_guide")]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.link_id}"


class GuideVote(models.Model):
    """Somebody said whether a guide helped; nobody knows who."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="votes")
    is_helpful = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.guide_id} {self.is_helpful}"


class MissedSearch(models.Model):
    """Words for which the library had nothing; nobody knows whose."""

    language = models.CharField(max_length=15)
    words = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=1)
    last_on = models.DateField()

    class Meta:
        ordering = ("-count", "words")
        constraints = [models.UniqueConstraint(fields=["language", "words"], name="missed_once_per_language")]

    def __str__(self) -> str:
        return self.words


class StarterGuide(models.Model):
    """A guide that shipped as a file: which version was loaded, and which waits to be looked at."""

    language = models.CharField(max_length=15)
    slug = models.SlugField(max_length=100)
    sha256 = models.CharField(max_length=64)
    guide = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, related_name="+")
    loaded = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    offered = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="starter_once")]

    def __str__(self) -> str:
        return f"{self.language}/{self.slug}"
