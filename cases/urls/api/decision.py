"""Addresses of the API: the decision, who was told of it, and what follows."""

from django.urls import path

from cases.api import decision
from cases.urls.api.journeys import JOURNEY

# /api/v1/journeys/{journey}/decision/
urlpatterns = [
    path(f"{JOURNEY}decision/", decision.Decision.as_view(), name="decision"),
    path(f"{JOURNEY}tellings/", decision.Tellings.as_view(), name="tellings"),
    path(f"{JOURNEY}tellings/<uuid:telling>/", decision.Telling.as_view(), name="telling"),
    path(f"{JOURNEY}follow-up/", decision.FollowUp.as_view(), name="follow-up"),
]
