"""The addresses of journeys, one file for each noun."""

from cases.urls import (
    appointments,
    caseload,
    decision,
    guides,
    journey,
    messages,
    opinions,
    records,
    reminders,
    request,
    steps,
    team,
    timeline,
)

app_name = "cases"
urlpatterns = [
    *caseload.urlpatterns,
    *request.urlpatterns,
    *team.urlpatterns,
    *journey.urlpatterns,
    *steps.urlpatterns,
    *records.urlpatterns,
    *appointments.urlpatterns,
    *opinions.urlpatterns,
    *decision.urlpatterns,
    *guides.urlpatterns,
    *messages.urlpatterns,
    *reminders.urlpatterns,
    *timeline.urlpatterns,
]
