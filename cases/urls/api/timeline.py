"""Addresses of the API: the timeline."""

from django.urls import path

from cases.api import timeline
from cases.urls.api.journeys import JOURNEY

# /api/v1/journeys/{journey}/timeline/
urlpatterns = [path(f"{JOURNEY}timeline/", timeline.Timeline.as_view(), name="timeline")]
