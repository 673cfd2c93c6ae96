"""What a person says about themselves."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.names import PersonNameField
from accounts.models import User

DEFAULT_REGION = "US"
US_ZONES = [
    ("America/New_York", _("Eastern (New York)")),
    ("America/Chicago", _("Central (Chicago)")),
    ("America/Denver", _("Mountain (Denver)")),
    ("America/Phoenix", _("Mountain, no summer time (Phoenix)")),
    ("America/Los_Angeles", _("Pacific (Los Angeles)")),
    ("America/Anchorage", _("Alaska (Anchorage)")),
    ("Pacific/Honolulu", _("Hawaii (Honolulu)")),
    ("America/Puerto_Rico", _("Puerto Rico")),
]


@cache
def other_zones() -> list[tuple[str, str]]:
    """All other time zones of the world by continent and city."""
    near = {name for name, _label in US_ZONES}
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    names = sorted(name for name in available_timezones() if name.startswith(regions) and name not in near)
    return [(name, name.replace("_", " ")) for name in names]


def zone_choices() -> list[tuple[Any, Any]]:
    """Time zones, those of the United States first."""
    own = settings.TIME_ZONE
    known = {name for name, _label in [*US_ZONES, *other_zones()]}
    extra = [] if own in known else [(own, own)]
    return [(_("United States"), US_ZONES), (_("Elsewhere"), [*extra, *other_zones()])]


class PhoneField(forms.CharField):
    """A telephone number as people write it; kept in the international form."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value: object) -> str:
        """The number as +15551234567, or a sentence that says how to write it."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, DEFAULT_REGION)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                _(
                    "Write the number with its area code, like 212 555 0142; from abroad with + and country code."
                )
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(number: str) -> str:
    """A kept number as people write it."""
    try:
        parsed = phonenumbers.parse(number, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.region_code_for_number(parsed) == DEFAULT_REGION
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def as_typed(user: User) -> dict[str, object]:
    """What a person's profile says now, as they would type it."""
    return {
        "name": user.name,
        "phone": readable_phone(user.phone),
        "language": user.language,
        "time_zone": user.time_zone,
        "version": user.version,
    }


class ProfileForm(forms.Form):
    """Name, language, time zone and telephone."""

    name = PersonNameField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Your care team can call you on this number."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: settings.LANGUAGES,
        help_text=_(
            "Guides come in this language where we have them. The other pages are in English for now."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("We show dates and times in this zone.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
