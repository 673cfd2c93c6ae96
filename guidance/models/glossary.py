"""Words that need explaining."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import RevisionMixin, TranslatableMixin


class GlossaryTerm(RevisionMixin, TranslatableMixin, models.Model):
    """A word, how else it is written, and what it means in plain words."""

    key = models.SlugField(_("key"), max_length=60)
    term = models.CharField(_("word"), max_length=80)
    also = models.JSONField(_("also written"), default=list, blank=True)
    means = models.TextField(_("what it means"), max_length=500)

    panels = [FieldPanel("term"), FieldPanel("also"), FieldPanel("means")]

    class Meta:
        ordering = ("term",)
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary words")
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="term_once_per_language"),
            models.UniqueConstraint(fields=["key", "locale"], name="term_key_once_per_language"),
        ]

    def __str__(self) -> str:
        return self.term
