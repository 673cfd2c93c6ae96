"""The answers of the request, and correcting them."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponseBase
from rest_framework import serializers

from accounts.api.answers import Answer
from accounts.api.bodies import filled
from accounts.api.operations import Sort, operation
from accounts.api.versions import version_from
from accounts.models import User
from cases.actions import request as requests
from cases.api.base import JourneyView
from cases.api.opening import joined
from cases.forms.answers import FORMS as CORRECTIONS
from cases.models import Case
from cases.rules.team import may_do, may_see


class AnswersAnswer(Answer):
    """What the request said of the patient; `insurance_answers` is what the insurer said."""

    patient_name = serializers.CharField()
    patient_born_on = serializers.DateField(allow_null=True)
    patient_email = serializers.CharField()
    patient_phone = serializers.CharField()
    consent_given_by = serializers.CharField()
    condition = serializers.CharField()
    family = serializers.CharField()
    diagnosis = serializers.CharField()
    first_doctor = serializers.CharField()
    first_place = serializers.CharField()
    advice = serializers.CharField()
    advised_by = serializers.DateField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
    reason_words = serializers.CharField()
    state = serializers.CharField()
    time_zone = serializers.CharField()
    insurance_kind = serializers.CharField()
    insurance_plan = serializers.CharField()
    insurance_answers = serializers.DictField(child=serializers.CharField())
    helper = serializers.CharField()
    decide_by = serializers.DateField(allow_null=True)
    safe_to_wait_until = serializers.DateField(allow_null=True)

    def get_version(self, case: Case) -> str:
        """A mark of these answers alone, so that a message that comes in changes nothing of it."""
        names = set(self.get_fields()) - {"version"}
        return version_from([case.version, {name: getattr(case, name) for name in names}])


CorrectBody = joined("CorrectBody", "What is different.", *CORRECTIONS.values())


class Answers(JourneyView):
    """The answers of the request."""

    tag = "journeys"

    @operation("Read the answers of the request", Sort.READ, answer=AnswersAnswer, may=may_see)
    def get(self) -> HttpResponseBase:
        """What the patient told: who they are, what they were told, what is advised, and when it counts."""
        return self.told(AnswersAnswer(), self.case)

    @operation(
        "Correct the answers of the request",
        Sort.CHANGE,
        answer=AnswersAnswer,
        body=CorrectBody,
        may=may_do,
        is_partial=True,
    )
    def patch(self) -> HttpResponseBase:
        """Send what is different.

        The timeline keeps what it was. Records that another kind of condition or age asks for join the list,
        and nothing leaves it.
        """
        with self.changing(lambda case: case, AnswersAnswer().get_version) as case:
            values = corrected_values(case, self.typed, user=self.user, today=self.today)
            requests.correct(case, version=case.version, values=values, **self.how)
        self.case.refresh_from_db()
        return self.told(AnswersAnswer(), self.case)


def corrected_values(case: Case, typed: Mapping[str, Any], *, user: User, today: date) -> dict[str, Any]:
    """The fields of Case that a correction means, checked by the pages' own forms."""
    values: dict[str, Any] = {}
    for form in CORRECTIONS.values():
        sent = {name: value for name, value in typed.items() if name in form.base_fields}
        if sent:
            make = partial(form, row=case, today=today, user=user)
            values |= filled(make, sent, version=case.version).values()
    return values
