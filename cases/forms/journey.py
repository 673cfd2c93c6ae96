"""Forms that carry a journey from stage to stage, or bring it to rest."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import STAGES, Outcome, Stage
from cases.forms.base import DayField

LONG = forms.Textarea(attrs={"rows": 4})


class ReasonForm(forms.Form):
    """A reason that stays in the timeline."""

    why = forms.CharField(label=_("Why?"), max_length=1000, widget=LONG)

    def __init__(self, *args: Any, is_optional: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.fields["why"].required = not is_optional


class GoBackForm(forms.Form):
    """To which earlier stage, and why."""

    to = forms.ChoiceField(label=_("Back to which stage?"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why?"), max_length=1000, widget=LONG, required=False)

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        earlier = STAGES[: STAGES.index(Stage(stage))]
        self.fields["to"].choices = [(s.value, s.label) for s in earlier]  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """Until when the journey rests."""

    until = DayField(
        label=_("Until which day?"), help_text=_("On that day we ask whether you want to go on.")
    )
    why = forms.CharField(label=_("Why?"), max_length=1000, widget=LONG, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        """A day after today."""
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise ValidationError(_("Please choose a day after today."))
        return until


class CloseForm(forms.Form):
    """How the journey ended."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Anything to remember?"), max_length=1000, widget=LONG, required=False)


class CloseAnywayForm(CloseForm):
    """How it ended, and why although something is open."""

    override = forms.CharField(
        label=_("Something is still open. Why is the journey finished all the same?"),
        max_length=1000,
        widget=LONG,
    )
