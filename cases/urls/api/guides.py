"""Addresses of the API: guides inside a journey."""

from django.urls import path

from cases.api import guides
from cases.urls.api.journeys import JOURNEY

SENT = f"{JOURNEY}sent-guides/<uuid:sent>/"

# /api/v1/journeys/{journey}/guides/
urlpatterns = [
    path(f"{JOURNEY}guides/", guides.JourneyGuides.as_view(), name="journey-guides"),
    path(f"{JOURNEY}sent-guides/", guides.SentGuides.as_view(), name="sent-guides"),
    path(SENT, guides.SentGuide.as_view(), name="sent-guide"),
    path(f"{SENT}changes/", guides.SentGuideChanges.as_view(), name="sent-guide-changes"),
    path(f"{JOURNEY}guide-copies/", guides.GuideCopies.as_view(), name="guide-copies"),
]
