"""Bodies made from the forms of our pages, so that a field is described and checked in one place."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms
from django.utils.text import camel_case_to_spaces
from rest_framework import serializers

from accounts.api import problems
from accounts.api.reading import Body

OURS = ("once", "version")
"""What forms carry hidden; here headers do."""
MOST_CHOICES = 60
LONGEST_KEY = 200


def body_of(
    form: type[forms.Form],
    name: str,
    *,
    without: Collection[str] = (),
    verb: str = "",
    optional: Collection[str] = (),
    **more: serializers.Field[Any, Any, Any, Any],
) -> type[Body]:
    """A body called `name` with the fields of a form; `more` adds or replaces some, `verb` says which body it is.

    A field that the form fills in by itself may be left out, and so may those that are `optional`.
    """
    left_out = {*OURS, *without, *more}
    fields = {
        key: field_of(field, is_optional=key in optional)
        for key, field in form.base_fields.items()
        if key not in left_out
    }
    said = {"verb": serializers.ChoiceField(choices=[verb])} if verb else {}
    doc = "" if form is forms.Form else (form.__doc__ or "").strip()
    return type(name, (Body,), {**said, **fields, **more, "__doc__": doc, "__module__": form.__module__})


def field_of(field: forms.Field, *, is_optional: bool = False) -> serializers.Field[Any, Any, Any, Any]:
    """The same field for JSON: its kind, length, choices and words."""
    is_needed = field.required and field.initial is None and not is_optional
    words = " ".join(filter(None, [plain(field.label), plain(field.help_text)]))
    about: dict[str, Any] = {"required": is_needed, "help_text": words}
    match field:
        case forms.ModelChoiceField():
            return serializers.UUIDField(**about, allow_null=not field.required)
        case forms.MultipleChoiceField():
            return serializers.ListField(
                child=choice_of(field, {}), **about, allow_empty=not field.required, max_length=MOST_CHOICES
            )
        case forms.ChoiceField():
            return choice_of(field, about)
        case forms.DateField():
            return serializers.DateField(**about, allow_null=not field.required)
        case forms.TimeField():
            return serializers.TimeField(**about, allow_null=not field.required)
        case forms.BooleanField():
            return serializers.BooleanField(**about)
        case forms.IntegerField():
            return serializers.IntegerField(**about, **bounds_of(field))
        case forms.EmailField():
            return serializers.EmailField(
                **about, allow_blank=not field.required, max_length=field.max_length
            )
        case forms.CharField():
            return serializers.CharField(**about, allow_blank=not field.required, max_length=field.max_length)
    raise TypeError(f"No field of a body is like {camel_case_to_spaces(type(field).__name__)}.")


def bounds_of(field: forms.IntegerField) -> dict[str, Any]:
    """The least and the greatest number that a field takes."""
    return {"min_value": field.min_value, "max_value": field.max_value}


def choice_of(field: forms.ChoiceField, about: Mapping[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    """One of a list; a list that is long, or that only a journey knows, is checked by the form alone."""
    listed: Any = field.choices
    given = [(key, label) for key, label in listed if key != ""]
    is_grouped = any(isinstance(label, list | tuple) for _key, label in given)
    choices = [(key, str(label)) for key, label in given]
    blank: dict[str, Any] = {} if field.required else {"allow_blank": True}
    if not choices or is_grouped or len(choices) > MOST_CHOICES:
        return serializers.CharField(**about, **blank, max_length=LONGEST_KEY)
    return serializers.ChoiceField(choices=choices, **about, **(blank if about else {}))


def plain(words: Any) -> str:  # noqa: ANN401 -- text, now or later
    """Words as the document tells them."""
    return str(words) if words else ""


def filled(make: Callable[..., Any], typed: Mapping[str, Any], **hidden: Any) -> Any:  # noqa: ANN401 -- a form of any kind
    """The form that `make` makes, with what was typed on top of what it begins with, and its `hidden` fields.

    Raises a problem with a pointer to each field that the form has something to say about.
    """
    empty = make(data=None, files=None, initial=None)
    require_choice(empty, typed)
    data = {name: begun(empty, name) for name in empty.fields}
    data |= {name: row_of(empty, name, value) for name, value in typed.items() if name in empty.fields}
    made = make(data={**data, **hidden}, files=None, initial=None)
    if not made.is_valid():
        raise problems.Problem(problems.INVALID, errors=errors_of(made))
    return made


def require_choice(form: forms.Form, typed: Mapping[str, Any]) -> None:
    """Raise a problem for a row that was named where the form found none to choose from, and left the field out."""
    errors = [
        {"pointer": f"/{problems.escaped(name)}", "detail": str(field.error_messages["invalid_choice"])}
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField) and name not in form.fields and typed.get(name)
    ]
    if errors:
        raise problems.Problem(problems.INVALID, errors=errors)


def begun(form: forms.BaseForm, name: str) -> Any:  # noqa: ANN401 -- whatever the field holds
    """What a field of an empty form holds."""
    field = form.fields[name]
    return field.prepare_value(form.get_initial_for_field(field, name))


def row_of(form: forms.BaseForm, name: str, value: Any) -> Any:  # noqa: ANN401 -- whatever was sent
    """What was sent, as a form takes it: a row is named by its number there."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField) or value is None:
        return "" if value is None else value
    found = field.queryset.filter(uuid=value).first() if field.queryset is not None else None
    return found.pk if found else 0


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """What a form has to say, each with a pointer to its field."""
    return [
        {
            "pointer": problems.ANYWHERE if name == "__all__" else f"/{problems.escaped(name)}",
            "detail": str(sentence),
        }
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
