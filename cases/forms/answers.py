"""Correcting what a request said: the same pages, on top of what stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import PhoneField, readable_phone
from cases.forms.base import EditForm
from cases.forms.request import (
    AdviceForm,
    DatesForm,
    HelperForm,
    HomeForm,
    InsuranceForm,
    PersonForm,
    ReasonsForm,
    ToldForm,
)
from cases.models import Case


class EditAboutForm(EditForm, PersonForm):
    """Who the patient is."""

    patient_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    patient_phone = PhoneField(label=_("Telephone"), max_length=40, required=False)
    consent_given_by = forms.CharField(
        label=_("If somebody else asked for the patient: who agreed to this, and how?"),
        max_length=200,
        required=False,
    )
    field_order = ["patient_name", "patient_born_on", "patient_email", "patient_phone", "consent_given_by"]

    def __init__(self, *args: Any, row: Case, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        own = {"patient_phone": readable_phone(row.patient_phone)}
        super().__init__(*args, row=row, initial={**own, **(initial or {})}, **kwargs)


class EditToldForm(EditForm, ToldForm):
    """What the first doctor said."""


class EditAdviceForm(EditForm, AdviceForm):
    """What is advised."""


class EditReasonsForm(EditForm, ReasonsForm):
    """Why somebody wants a second opinion."""


class EditHomeForm(EditForm, HomeForm):
    """Where the patient lives; whoever moves to another state takes its time zone."""

    def needs_zone(self, picked: str) -> bool:
        """Also after a move, unless another zone was picked as well."""
        return not picked or ("state" in self.changed_data and "time_zone" not in self.changed_data)


class EditInsuranceForm(EditForm, InsuranceForm):
    """How the patient is insured."""


class EditHelperForm(EditForm, HelperForm):
    """Who stands by the patient."""


class EditDatesForm(EditForm, DatesForm):
    """The patient's own date; the doctor's has a form of its own."""

    safe_to_wait_until = None  # type: ignore[assignment] # Django's way to leave a field of the parent out


FORMS: dict[str, type[EditForm]] = {
    "about": EditAboutForm,
    "told": EditToldForm,
    "advice": EditAdviceForm,
    "reasons": EditReasonsForm,
    "home": EditHomeForm,
    "insurance": EditInsuranceForm,
    "helper": EditHelperForm,
    "dates": EditDatesForm,
}
