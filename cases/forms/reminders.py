"""Setting a reminder for oneself, and putting one off."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.appointments import clock_field
from cases.forms.base import CreateForm, DayField

MORNING = time(9)


class OwnReminderForm(CreateForm):
    """A reminder of one's own: what, and when."""

    words = forms.CharField(
        label=_("What should we remind you of?"),
        max_length=200,
        help_text=_("Such as “Call Mercy Hospital”. Only you see it."),
    )
    on = DayField(label=_("Day"))
    clock = clock_field(initial=MORNING)


class PutOffForm(forms.Form):
    """Another day for a reminder."""

    to = DayField(label=_("Remind on"))
