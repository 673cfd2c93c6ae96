"""What a form says when something is missing or can't be read: kind words, the same everywhere."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

KIND_WORDS: list[tuple[type[forms.Field], str, Any]] = [
    (forms.Field, "required", _("Please fill this in.")),
    (forms.BooleanField, "required", _("Please tick this to go on.")),
    (forms.ChoiceField, "required", _("Please choose one.")),
    (forms.ChoiceField, "invalid_choice", _("Please choose one from the list.")),
    (forms.MultipleChoiceField, "invalid_choice", _("Please choose from the list.")),
    (forms.ModelChoiceField, "required", _("Please choose one.")),
    (forms.ModelChoiceField, "invalid_choice", _("Please choose one from the list.")),
    (forms.DateField, "invalid", _("Please choose a day, or type it like 11/28/2026.")),
    (forms.DateTimeField, "invalid", _("Please choose a day and a time.")),
    (forms.TimeField, "invalid", _("Please type a time, such as 14:30.")),
    (forms.IntegerField, "invalid", _("Please type a whole number, such as 3.")),
    (forms.DecimalField, "invalid", _("Please type a number, such as 3.5.")),
    (forms.FileField, "required", _("Please choose a file.")),
    (forms.FileField, "missing", _("Please choose a file.")),
    (forms.FileField, "empty", _("This file is empty. Please choose another one.")),
    (forms.UUIDField, "invalid", _("Please load the page again and send it once more.")),
]


def speak_kindly() -> None:
    """Give Django's own fields our words. Fields copy them when made, so this comes before any form."""
    for field, what, words in KIND_WORDS:
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), what: words}
    validators.MaxLengthValidator.message = ngettext_lazy(
        "Please use at most %(limit_value)d letter (you used %(show_value)d).",
        "Please use at most %(limit_value)d letters (you used %(show_value)d).",
        "limit_value",
    )
    validators.ProhibitNullCharactersValidator.message = _("Please leave out signs that can’t be seen.")
    validators.EmailValidator.message = _("Please type an e-mail address like name@example.org.")
    validators.validate_email.message = validators.EmailValidator.message
