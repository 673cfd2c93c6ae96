"""The form of the organisation, with the signs that ship in view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import signs
from accounts.forms import organisation
from cases.queries.emergency import shipped_signs

TOO_SHORT = _(
    "Please look at the group “%(name)s”. Each group needs its name, then what to do, then at least one sign, "
    "each on a line of its own."
)


class OrganisationForm(organisation.OrganisationForm):
    """Name, logo and emergency words. As long as nobody changes the signs, those that ship stand in the box."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        if not self.initial.get("emergency_signs"):
            self.initial["emergency_signs"] = signs.written(shipped_signs())

    def clean_emergency_signs(self) -> str:
        """The signs; nothing when they are those that ship, so that they keep up with them."""
        text: str = self.cleaned_data["emergency_signs"]
        for lines in signs.groups_in(text):
            if len(lines) < signs.LEAST_LINES:
                raise forms.ValidationError(TOO_SHORT % {"name": lines[0]})
        return "" if signs.read(text) == shipped_signs() else text
