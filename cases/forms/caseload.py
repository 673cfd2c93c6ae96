"""Finding a journey."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    """A name or a reference."""

    q = forms.CharField(
        label=_("Find by name or reference"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("Please type fewer letters: a part of the name is enough.")},
    )
