"""Addresses of the API: the shortlist of doctors."""

from django.urls import path

from cases.api import specialists
from cases.urls.api.journeys import JOURNEY

SPECIALIST = f"{JOURNEY}specialists/<uuid:specialist>/"

# /api/v1/journeys/{journey}/specialists/
urlpatterns = [
    path(f"{JOURNEY}specialists/", specialists.Specialists.as_view(), name="specialists"),
    path(SPECIALIST, specialists.Specialist.as_view(), name="specialist"),
    path(f"{SPECIALIST}changes/", specialists.SpecialistChanges.as_view(), name="specialist-changes"),
]
