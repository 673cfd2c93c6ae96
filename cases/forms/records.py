"""What people tell about a record, and the files that they add."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases import file_checks
from cases.choices import Asker, Need
from cases.forms.base import CreateForm, DayField, EditForm

NOTE_LENGTH = 1000


def words(label: Any, *, required: bool = False) -> forms.CharField:  # noqa: ANN401 -- text, translated late
    """A field for a few sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say it in a few words.")},
    )


class HappenedForm(forms.Form):
    """On which day something happened, and a few words about it."""

    on = DayField(label=_("On which day?"), help_text=_("Today is filled in. Change it if it was earlier."))
    note = words(_("A few words about it"))

    def __init__(self, *args: Any, today: date, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, initial={"on": today, **(initial or {})}, **kwargs)  # type: ignore[misc]
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(
                _("This date lies in the future. Please give the day on which it happened.")
            )
        return on


class WhyForm(forms.Form):
    """A reason in a few words."""

    why = words(_("Why?"), required=True)

    def __init__(self, *args: Any, today: date, is_optional: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.fields["why"].required = not is_optional


class OptionalWhyForm(WhyForm):
    """A reason, if wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **{**kwargs, "is_optional": True})


def name_field() -> forms.CharField:
    """What the record is."""
    return forms.CharField(
        label=_("What is it?"),
        max_length=200,
        help_text=_("Such as “MRI of the back, March 2026”."),
        error_messages={"required": _("Please write what the record is.")},
    )


def holder_field() -> forms.CharField:
    """Who has the record."""
    return forms.CharField(
        label=_("Who has it?"),
        max_length=150,
        required=False,
        help_text=_("The hospital or office, such as “Mercy Hospital, imaging department”."),
    )


def asker_field() -> forms.ChoiceField:
    """Who asks for the record."""
    return forms.ChoiceField(label=_("Who asks for it?"), choices=Asker.choices, widget=forms.RadioSelect)


class ItemAddForm(CreateForm):
    """A record of one's own for the list."""

    name = name_field()
    holder = holder_field()
    need = forms.ChoiceField(
        label=_("How much is it needed?"),
        choices=[(Need.REQUIRED, _("The new doctor needs it")), (Need.HELPFUL, _("It only helps"))],
        initial=Need.REQUIRED,
        widget=forms.RadioSelect,
    )
    asker = asker_field()
    note = words(_("Note"))


class ItemEditForm(EditForm):
    """A record's name and holder, who asks for it, and a note; how much it is needed is for staff to say."""

    name = name_field()
    holder = holder_field()
    asker = asker_field()
    need = forms.ChoiceField(
        label=_("How much is it needed?"), choices=Need.choices, widget=forms.RadioSelect
    )
    note = words(_("Note"))

    def __init__(self, *args: Any, may_set_need: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        if not may_set_need:
            del self.fields["need"]


class FilesInput(forms.ClearableFileInput):
    """A control in which several files can be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; what each of them is gets checked where it is kept."""

    widget = FilesInput
    default_error_messages = {
        "required": _("Please choose a file."),
        "missing": _("Please choose a file."),
        "invalid": _("Please choose a file."),
    }

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ANN401 -- the signature is Django's
        """The files in a list."""
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        if not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        clean_one = super().clean
        return [clean_one(file, initial) for file in chosen]


HELP_WITH_FILES = _(
    "PDF, pictures (JPEG, PNG, HEIC, TIFF), Word (DOCX) and text up to 50 MB; "
    "scans (DICOM, or a ZIP of a disc) up to 2 GB."
)


class UploadForm(CreateForm):
    """Files for a record."""

    files = FilesField(  # type: ignore[assignment]  # Django takes fields off the class
        label=_("Choose files"),
        help_text=HELP_WITH_FILES,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": file_checks.ACCEPT}),
    )


class ReplaceForm(CreateForm):
    """The newer version of a file."""

    file = forms.FileField(
        label=_("Choose the newer file"),
        help_text=HELP_WITH_FILES,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": file_checks.ACCEPT}),
        error_messages={"required": _("Please choose a file.")},
    )


class StartForm(forms.Form):
    """The name and size of a file that will come in parts."""

    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=0, max_value=2**40)
