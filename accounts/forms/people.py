"""What leads and administrators fill in about the people who work here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import SiteRole


class InviteForm(forms.Form):
    """Whom to invite, to which role."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation works for this address only."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[SiteRole], **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        field.choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        if len(roles) == 1:
            field.initial = roles[0].value

    def clean_email(self) -> str:
        """The address as it is kept."""
        return self.cleaned_data["email"].lower()


class RolesForm(forms.Form):
    """Which site roles one person has."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=SiteRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_roles(self) -> set[SiteRole]:
        """The roles as the rules know them."""
        return {SiteRole(value) for value in self.cleaned_data["roles"]}


class PeopleSearchForm(forms.Form):
    """Words to find a colleague by."""

    q = forms.CharField(label=_("Name or e-mail address"), max_length=100, required=False)
