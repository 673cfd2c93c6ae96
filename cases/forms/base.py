"""What every form of a journey brings along."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
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


class EditForm(forms.Form):
    """A form that edits a row: its hidden version tells whether it was opened on older words.

    It starts with the row's own values for the fields that share their name.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 -- the signature is Django's
        files: Any = None,  # noqa: ANN401 -- the signature is Django's
        *,
        row: models.Model,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ANN401 -- the signature is Django's
    ) -> None:
        own = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}
        super().__init__(data, files, initial={**own, **(initial or {})}, **kwargs)

    def values(self) -> dict[str, Any]:
        """What was entered, without the version: the `values` of an edit."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
