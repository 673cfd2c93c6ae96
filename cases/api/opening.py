"""Opening a journey from the answers of a request."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy
from rest_framework import serializers

from accounts.api import problems
from accounts.api.bodies import body_of, errors_of
from accounts.api.reading import Body
from accounts.models import User
from cases.forms import request as asking
from cases.queries import emergency


def may_open(user: User) -> bool:
    """Whoever has an account may ask for a second opinion; a connected system speaks for nobody."""
    return not user.is_service


OWN_FIELDS = frozenset({"asks_for"})
OF_PATIENTS = frozenset({"patient_email", "has_no_email"})


def joined(name: str, doc: str, *given: type[forms.Form], **more: Any) -> type[Body]:  # noqa: ANN401 -- fields
    """A body with the fields of several forms."""
    fields: dict[str, Any] = {}
    for form in given:
        fields |= body_of(form, name, without=tuple(more))().get_fields()
    return type(name, (Body,), {**fields, **more, "__doc__": doc, "__module__": __name__})


OpenBody = joined(
    "OpenBody",
    "The answers of a request.",
    asking.NowForm,
    asking.AboutForm,
    asking.AboutPatientForm,
    *(form for page, form in asking.FORMS.items() if page not in ("now", "about")),
    for_patient=serializers.BooleanField(required=False, help_text="An advocate opens it for a patient."),
)


def opening_values(typed: Mapping[str, Any], user: User, *, today: date, for_patient: bool) -> dict[str, Any]:
    """The fields of Case that a new journey begins with, checked by the forms of the request.

    Raises a problem with a pointer to each field that needs another look.
    """
    amiss = [
        {"pointer": f"/{name}", "detail": str(NOT_HERE)}
        for name in typed
        if name in (OWN_FIELDS if for_patient else OF_PATIENTS)
    ]
    if typed.get("now") == "yes":
        amiss.append({"pointer": "/now", "detail": str(emergency.texts()["wait"])})
    values = {} if for_patient else {"language": user.language}
    for page in asking.PAGES:
        form = asking.form_of(page, for_patient=for_patient)
        first = asking.first_values(page, user, for_patient=for_patient)
        made = form(data={**first, **typed}, today=today, user=user)
        amiss += errors_of(made)
        values |= made.case_values() if made.is_valid() else {}
    if amiss:
        raise problems.Problem(problems.INVALID, errors=amiss)
    return values


NOT_HERE = _lazy("This goes with a journey of the other sort: see for_patient.")
