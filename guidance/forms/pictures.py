"""What editors type about a picture, and what becomes of the file they send."""

import struct
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from accounts import pictures

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError)
OTHER_KIND = _(
    "We can’t use this kind of picture. Please save it as JPG, PNG or WebP and send it again. "
    "Pictures of an iPhone (HEIC) can be saved as JPG in the Photos app."
)
DAMAGED = _("This picture can’t be read; it may be damaged. Please send another copy.")


class PictureField(WagtailImageField):
    """A file that is a picture of a kind we take, and not a huge one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        for name in ("invalid_image", "invalid_image_extension", "invalid_image_known_format"):
            self.error_messages[name] = OTHER_KIND

    def to_python(self, data: Any) -> Any:  # noqa: ANN401 -- the signature is Django's
        """The picture; Wagtail looks into it and may stumble over a damaged one."""
        try:
            return super().to_python(data)
        except UNREADABLE as error:
            raise forms.ValidationError(DAMAGED) from error


class PictureForm(BaseImageForm):
    """A picture with the words that stand for it. It is drawn anew, so that nothing else of the file is kept."""

    file = PictureField(label=_("File"), widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        self.fields["description"].error_messages["required"] = _(
            "Please say what the picture shows: people who can’t see it hear these words."
        )

    def clean_file(self) -> Any:  # noqa: ANN401 -- a new file or the standing one
        """A new file as a picture without the place, the device and the people that it was taken with."""
        file = self.cleaned_data["file"]
        return redrawn(file) if isinstance(file, UploadedFile) else file


def redrawn(upload: UploadedFile) -> UploadedFile:
    """The picture alone, in the format it came in. Raises ValidationError where it can't be read."""
    into = BytesIO()
    try:
        upload.seek(0)
        drawn = pictures.redraw(upload, into, kinds={name: name for name in EXTENSIONS})
    except (pictures.Damaged, pictures.TooLarge) as error:
        raise forms.ValidationError(DAMAGED) from error
    name = f"{(upload.name or 'picture').rsplit('.', 1)[0]}.{EXTENSIONS[drawn.format]}"
    return SimpleUploadedFile(name, into.getvalue(), content_type=Image.MIME[drawn.format])
