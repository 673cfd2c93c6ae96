"""The form on which an administrator says who runs this installation."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts import pictures

HIGHEST, WIDEST = 400, 1600
MOST_PIXELS = 40_000_000
MOST_BYTES = 5 * 1024 * 1024
KINDS = dict.fromkeys(("PNG", "WEBP", "JPEG"), "PNG")
NOT_A_PICTURE = _("We can’t read this picture. Please send a PNG, WebP or JPEG file.")
TOO_LARGE = _("This picture is too large. Please send one of at most 5 MB and 40 million pixels.")


class OrganisationForm(WagtailAdminModelForm):
    """Name, logo and emergency words. A logo is drawn anew, so that nothing else of the file reaches anybody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        if "logo" in self.fields:
            self.fields["logo"].error_messages["invalid_image"] = NOT_A_PICTURE
            self.fields["logo"].widget.attrs["accept"] = "image/png,image/webp,image/jpeg"

    def clean_logo(self) -> Any:  # noqa: ANN401 -- a new file, the standing one, or False to remove it
        """A new logo as a PNG of modest size; refused when it is none of the kinds we take."""
        logo = self.cleaned_data["logo"]
        return redrawn(logo) if isinstance(logo, UploadedFile) else logo


def redrawn(upload: UploadedFile) -> ContentFile:
    """The picture alone, at most 400 pixels high, as PNG. Raises ValidationError for anything else."""
    if (upload.size or 0) > MOST_BYTES:
        raise forms.ValidationError(TOO_LARGE)
    upload.seek(0)
    into = BytesIO()
    try:
        pictures.redraw(upload, into, kinds=KINDS, within=(WIDEST, HIGHEST), limit=4 * MOST_PIXELS)
    except pictures.TooLarge as error:
        raise forms.ValidationError(TOO_LARGE) from error
    except pictures.Damaged as error:
        raise forms.ValidationError(NOT_A_PICTURE) from error
    return ContentFile(into.getvalue(), name="logo.png")
