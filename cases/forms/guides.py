"""A few words that go with a guide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.base import CreateForm

LONGEST = 500


class SendGuideForm(CreateForm):
    """Why this guide, and what to look at in it."""

    note = forms.CharField(
        label=_("Your note"),
        help_text=_("A line or two: why it helps now, and which part to read first."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
