"""Addresses of the API: journeys."""

from django.urls import path

from cases.api import answers, changes, journeys

JOURNEY = "journeys/<uuid:journey>/"

# /api/v1/journeys/
urlpatterns = [
    path("journeys/", journeys.Journeys.as_view(), name="journeys"),
    path(JOURNEY, journeys.Journey.as_view(), name="journey"),
    path(f"{JOURNEY}changes/", changes.JourneyChanges.as_view(), name="journey-changes"),
    path(f"{JOURNEY}answers/", answers.Answers.as_view(), name="answers"),
]
