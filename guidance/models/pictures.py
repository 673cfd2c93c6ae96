"""Pictures of guides: the only uploads that anyone may see."""

import uuid
from pathlib import PurePath

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, WagtailImageField, get_upload_to


def public_storage() -> Storage:
    """Where pictures of guides lie."""
    return storages["public"]


class GuidePicture(AbstractImage):
    """A picture; its description is what people read who can't see it."""

    file = WagtailImageField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
        storage=public_storage,
    )
    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, for people who can’t see it."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    def get_upload_to(self, filename: str) -> str:
        """A name that nobody can guess, and that says nothing of whose file it was."""
        return f"original_images/{uuid.uuid4().hex}{PurePath(filename).suffix}"

    @property
    def default_alt_text(self) -> str:
        """What stands for the picture unless a guide says it in other words."""
        return self.description


class GuideRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(GuidePicture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
