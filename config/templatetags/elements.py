"""The small words that templates speak: controls of forms, problems, people's initials, dates."""

import re
from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()

ISO_SHAPES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d(:\d\d)?"),
    "datetime-local": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?"),
}
NATIVE_INPUTS = [
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
]


@dataclass(frozen=True)
class Choice:
    """One card of a group of radio buttons or checkboxes."""

    id: str
    tag: str
    label: str
    hint: str


@dataclass(frozen=True)
class Problem:
    """One line of the summary of problems; `target` is the id of the control to go to."""

    message: str
    label: str = ""
    target: str = ""

    @property
    def words(self) -> str:
        """The name of the field and what is wrong with it, as one line."""
        if not self.label:
            return self.message
        joint = " " if self.label.endswith(("?", ".", ":", "!")) else ": "
        return f"{self.label}{joint}{self.message}"


@register.simple_tag
def kind_of(field: BoundField) -> str:
    """How the field is laid out: a group of choices, a single tick, or a line."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "check"
    return "group" if field.use_fieldset else "line"


@register.simple_tag
def control(field: BoundField) -> str:
    """The input itself, with the theme's class, and the browser's own date and time pickers."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)  # it would repeat the label, and vanish when most needed
    use_native_input(field, widget)
    classes = [widget.attrs.get("class", ""), class_for(widget), "is-invalid" if field.errors else ""]
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


def class_for(widget: forms.Widget) -> str:
    """Bootstrap's name for this kind of control."""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def use_native_input(field: BoundField, widget: forms.Widget) -> None:
    """Turn a date or time line into the browser's picker, unless that would hide what was typed."""
    for kind, input_type, date_format in NATIVE_INPUTS:
        if isinstance(widget, kind):
            widget.format = date_format
            shown = widget.format_value(field.value())
            if not shown or ISO_SHAPES[input_type].fullmatch(str(shown)):
                widget.input_type = input_type
            return


@register.simple_tag
def choices_of(field: BoundField) -> list[Choice]:
    """The cards of a radio or checkbox group; nothing for other grouped controls, such as split dates."""
    if not isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return []
    hints = getattr(field.field, "choice_hints", {})
    return [
        Choice(
            id=option.id_for_label,
            tag=option.tag(),
            label=option.choice_label,
            hint=hints.get(str(option.data["value"]), ""),
        )
        for option in field
    ]


@register.simple_tag
def problems_of(form: forms.BaseForm) -> list[Problem]:
    """Every problem of the form with the control to go to; empty the second time that one page asks."""
    if getattr(form, "problems_are_shown", False) or not getattr(form, "errors", None):
        return []
    form.problems_are_shown = True  # type: ignore[attr-defined]
    problems = [Problem(message=str(message)) for message in form.non_field_errors()]
    for field in form:
        problems += [problem_at(field, str(message)) for message in field.errors]
    return problems


def problem_at(field: BoundField, message: str) -> Problem:
    """One problem of a field; a hidden field has nothing to point at."""
    if field.is_hidden:
        return Problem(message=message)
    target = f"{field.auto_id}_0" if field.use_fieldset else field.auto_id
    return Problem(message=message, label=str(field.label), target=target)


@register.filter
def share_of(part: int, whole: int) -> int:
    """`part` of `whole` in percent, 0 to 100."""
    return max(0, min(100, round(100 * part / whole))) if whole else 0
