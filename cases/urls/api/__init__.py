"""The API's addresses of journeys and everything on them, one file for each noun."""

from cases.urls.api import (
    appointments,
    decision,
    documents,
    guides,
    journeys,
    messages,
    notes,
    offers,
    opinions,
    questions,
    records,
    reminders,
    specialists,
    steps,
    team,
    timeline,
)

urlpatterns = [
    *guides.urlpatterns,
    *reminders.urlpatterns,
    *opinions.urlpatterns,
    *decision.urlpatterns,
    *messages.urlpatterns,
    *notes.urlpatterns,
    *timeline.urlpatterns,
    *documents.urlpatterns,
    *journeys.urlpatterns,
    *records.urlpatterns,
    *team.urlpatterns,
    *steps.urlpatterns,
    *offers.urlpatterns,
    *appointments.urlpatterns,
    *questions.urlpatterns,
    *specialists.urlpatterns,
]
