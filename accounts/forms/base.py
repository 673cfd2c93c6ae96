"""What every form of ours brings along."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class DayField(forms.DateField):
    """A date a person can mean: between 1900 and 2100."""

    widget = forms.DateInput(attrs={"type": "date"})
    default_error_messages = {"invalid": _("Please enter a date, such as 2026-11-28.")}

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Refuse years that are typing mistakes."""
        super().validate(value)
        if value and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise ValidationError(_("Please check the year."))


class CreateForm(forms.Form):
    """A form that creates a row: its hidden key makes a double click create it once."""

    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 -- the signature is Django's
        files: Any = None,  # noqa: ANN401 -- the signature is Django's
        *,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ANN401 -- the signature is Django's
    ) -> None:
        super().__init__(data, files, initial={"once": uuid.uuid4(), **(initial or {})}, **kwargs)
