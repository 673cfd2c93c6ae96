"""What every form of a journey brings along."""

from typing import Any

from django import forms
from django.db import models

from accounts.forms.base import CreateForm, DayField

__all__ = ["CreateForm", "DayField", "EditForm"]


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
