"""Addresses of the API: steps."""

from django.urls import path

from cases.api import steps
from cases.urls.api.journeys import JOURNEY

STEP = f"{JOURNEY}steps/<uuid:step>/"

# /api/v1/journeys/{journey}/steps/
urlpatterns = [
    path(f"{JOURNEY}steps/", steps.Steps.as_view(), name="steps"),
    path(STEP, steps.Step.as_view(), name="step"),
    path(f"{STEP}changes/", steps.StepChanges.as_view(), name="step-changes"),
]
