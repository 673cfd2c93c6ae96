"""Words to the team, and notes among staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.base import CreateForm, EditForm

LONGEST = 5000


def words_field(label: Any) -> forms.CharField:  # noqa: ANN401 -- a lazy sentence
    """Somebody's own words, up to the length that a row can hold."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


class MessageForm(CreateForm):
    """A message to everyone on the team."""

    body = words_field(_("Your message"))


class NoteForm(CreateForm):
    """An internal note."""

    body = words_field(_("A new note"))


class NoteEditForm(EditForm):
    """Other words for an internal note."""

    body = words_field(_("Internal note"))
