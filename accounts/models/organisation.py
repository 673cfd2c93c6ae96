"""Whoever runs this installation, in the words and with the picture that people see."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

THE_ONE = 1
"""The key of the only row."""


def public_storage() -> Storage:
    """Where the logo lies: the storage of what anyone may see."""
    return storages["public"]


def logo_path(_organisation: models.Model, _name: str) -> str:
    """A name of its own for each logo, so that an earlier one can be restored."""
    return f"organisation/{uuid.uuid4().hex}.png"


class Organisation(RevisionMixin, models.Model):
    """The one organisation. A field left empty means: as it ships, or as the installation's settings say."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField(
        _("name"),
        max_length=80,
        blank=True,
        help_text=_("Shown on every page and in every letter. Empty: the name from the installation."),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to=logo_path,
        storage=public_storage,
        width_field="logo_width",
        height_field="logo_height",
        blank=True,
        help_text=_("A PNG, WebP or JPEG picture. We make it at most 400 pixels high. Anyone can see it."),
    )
    logo_width = models.PositiveSmallIntegerField(null=True, editable=False)
    logo_height = models.PositiveSmallIntegerField(null=True, editable=False)
    emergency_title = models.CharField(
        _("emergency line"),
        max_length=150,
        blank=True,
        help_text=_("Stands at the foot of every page. Empty: the line that ships."),
    )
    emergency_wait = models.TextField(
        _("what can’t wait"),
        max_length=600,
        blank=True,
        help_text=_("The first paragraph of the emergency page. Empty: the text that ships."),
    )
    emergency_signs = models.TextField(
        _("signs that need help now"),
        max_length=4000,
        blank=True,
        help_text=_(
            "An empty line begins a new group. In each group: first its name, then what to do, then one sign in "
            "each line. To put back what ships, empty this box."
        ),
    )
    emergency_limits = models.TextField(
        _("what we can’t tell"),
        max_length=600,
        blank=True,
        help_text=_("The last paragraph of the emergency page. Empty: the text that ships."),
    )
    emergency_more = models.TextField(
        _("more to say in an emergency"),
        max_length=1000,
        blank=True,
        help_text=_("Your own lines on the emergency page, such as a number of your town. One in each line."),
    )
    library_is_public = models.BooleanField(
        _("anyone may read the guides"),
        default=True,
        help_text=_("Not ticked: only people who signed in may read them."),
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organization")
        constraints = [models.CheckConstraint(condition=Q(id=THE_ONE), name="organisation_is_one")]

    def __str__(self) -> str:
        return self.name or str(_("Organization"))
