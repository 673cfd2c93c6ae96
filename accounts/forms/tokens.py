"""What a token for programs is for, what it may do, and until when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.choices import TokenReach
from accounts.forms.base import CreateForm, DayField
from accounts.forms.names import PersonNameField

OFFERED = timedelta(days=30)
LONGEST = timedelta(days=365)

READ, CHANGE = "read", "change"
MAY = [(READ, _("Read")), (CHANGE, _("Read and change"))]
WHAT_IT_MAY = {
    READ: _("It sees of your journeys what you see. It can’t change anything."),
    CHANGE: _("It can also do what you can do. What it does stands under your name."),
}
WHAT_A_SYSTEM_MAY = {
    READ: _("It can look at every journey. It can’t change anything."),
    CHANGE: _("It can also do what a lead can do. What it does stands under its name."),
}


class ServiceTokenForm(CreateForm):
    """A token for a connected system; days are those of `zone`."""

    what_it_may = WHAT_A_SYSTEM_MAY

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("A name that tells you later which program has it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may = forms.ChoiceField(label=_("What may it do?"), choices=MAY, initial=READ, widget=forms.RadioSelect)
    until = DayField(
        label=_("Until when?"),
        help_text=_("It works until the end of this day, for a year at most. You can revoke it at any time."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, today: date, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.zone, self.today, self.latest = zone, today, today + LONGEST
        self.fields["may"].choice_hints = self.what_it_may  # type: ignore[attr-defined]
        until = self.fields["until"]
        until.initial = today + OFFERED
        until.widget.attrs |= {"min": today.isoformat(), "max": self.latest.isoformat()}

    def clean_until(self) -> date:
        """A day of the coming year."""
        day: date = self.cleaned_data["until"]
        if day < self.today:
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        if day > self.latest:
            raise ValidationError(_("A token works for at most a year. Please choose an earlier day."))
        return day

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: the end of the day is the first moment after it."""
        end = datetime.combine(self.cleaned_data["until"] + timedelta(days=1), time.min, tzinfo=self.zone)
        return {
            "name": self.cleaned_data["name"],
            "may_write": self.cleaned_data["may"] == CHANGE,
            "reach": self.cleaned_data.get("reach") or self.only_reach,
            "expires_at": end.astimezone(UTC),
            "once": self.cleaned_data["once"],
        }

    @property
    def only_reach(self) -> TokenReach:
        """What it reaches when there is nothing to choose."""
        return TokenReach.CASELOAD


class TokenForm(ServiceTokenForm):
    """A token for somebody's own programs; those who work on journeys say which journeys it opens."""

    what_it_may = WHAT_IT_MAY

    reach = forms.ChoiceField(
        label=_("Which journeys does it open?"), choices=TokenReach.choices, widget=forms.RadioSelect
    )
    field_order = ("once", "name", "may", "reach", "until")

    def __init__(self, *args: Any, has_caseload: bool, is_lead: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        if not has_caseload:
            del self.fields["reach"]
        elif is_lead:
            self.fields["reach"].choice_hints = {  # type: ignore[attr-defined]
                TokenReach.CASELOAD: _("You are a lead, so this is every journey here.")
            }

    @property
    def only_reach(self) -> TokenReach:
        """Whoever works on no journeys has their own."""
        return TokenReach.OWN


class ServiceForm(CreateForm):
    """A system that is to be connected."""

    name = PersonNameField(
        label=_("What is the system called?"),
        max_length=150,
        help_text=_("People read this name wherever the system did something."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
