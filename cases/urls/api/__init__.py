"""The API's addresses of journeys and everything on them, one file for each noun."""

from cases.urls.api import (
    appointments,
    documents,
    journeys,
    messages,
    notes,
    questions,
    records,
    specialists,
    team,
    timeline,
)

urlpatterns = [
    *messages.urlpatterns,
    *notes.urlpatterns,
    *timeline.urlpatterns,
    *documents.urlpatterns,
    *journeys.urlpatterns,
    *records.urlpatterns,
    *team.urlpatterns,
    *appointments.urlpatterns,
    *questions.urlpatterns,
    *specialists.urlpatterns,
]
