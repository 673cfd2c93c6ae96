"""Days off that the calendar of public holidays does not know, or knows and nobody here keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from cases import starter_content
from guidance.models.fields import KeysField


class StatesField(KeysField):
    """States, to tick."""

    def all_choices(self) -> list[tuple[str, str]]:
        """The states, the district and the territories."""
        return [(state["code"], state["name"]) for state in starter_content.states()]


class ExtraDay(RevisionMixin, models.Model):
    """A day on which offices are closed, or open, other than the public holidays say."""

    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    is_working_day = models.BooleanField(
        _("offices are open"),
        default=False,
        help_text=_("Tick it for a public holiday on which offices work. Not ticked: a day off."),
    )
    states = StatesField(_("states"), help_text=_("None ticked: everywhere."))
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Not ticked: the day counts as if it weren’t here.")
    )

    class Meta:
        ordering = ("-day", "pk")
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return f"{self.name} ({self.day})"
