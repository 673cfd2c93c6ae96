"""Answering steps: done, left for now, not needed; the safe date; the call to the insurer."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import starter_content
from cases.choices import StepState, YesNoUnknown
from cases.forms.base import DayField, EditForm
from cases.models import Case


class StepForm(forms.Form):
    """One of the answers that a step can have, and a few words if wanted."""

    to = forms.ChoiceField(choices=(), widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("A few words about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, answers: tuple[str, ...], **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        labels = dict(StepState.choices)
        self.fields["to"].choices = [(answer, labels[answer]) for answer in answers]  # type: ignore[attr-defined]


class SafeToWaitForm(EditForm):
    """The treating doctor's date, or what the doctor said instead."""

    safe_to_wait_until = DayField(label=_("It is safe to wait until"), required=False)
    note = forms.CharField(
        label=_("If the doctor gave no date: what did they say?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as “There is no hurry” or “We will know after the next scan”."),
    )

    def clean(self) -> dict[str, Any]:
        """A date, or words in its place."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        has_none = "safe_to_wait_until" in data and not data["safe_to_wait_until"]
        if has_none and not data.get("note"):
            self.add_error(
                "safe_to_wait_until",
                ValidationError(_("Please enter the date, or write below what the doctor said.")),
            )
        return data


class InsurerCallForm(EditForm):
    """The script of the call; every answer may be left out."""

    def __init__(self, *, row: Case, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(row=row, initial={**row.insurance_answers, **(initial or {})}, **kwargs)
        for line in starter_content.insurance()["script"]:
            self.fields[line["key"]] = script_field(line)

    def answers(self) -> dict[str, str]:
        """What was said, as JSON can hold it; questions without an answer are left out."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version" and value}
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()
        }

    def standing(self, current: Case) -> dict[str, Any]:
        """What is kept now, as this form's fields have it."""
        kept = current.insurance_answers
        return {name: field.to_python(kept.get(name, "")) for name, field in self.fields.items()} | {
            "version": current.version
        }


def script_field(line: dict[str, Any]) -> forms.Field:
    """The field for one question of the script."""
    match line["answer"]:
        case "yes_no":
            field: forms.Field = forms.ChoiceField(
                label=line["question"], choices=YesNoUnknown, required=False, widget=forms.RadioSelect
            )
            field.side_by_side = True  # type: ignore[attr-defined]
        case "date":
            field = DayField(label=line["question"], required=False)
        case _:
            field = forms.CharField(label=line["question"], max_length=500, required=False)
    return field
