"""Addresses of the API: appointments, and what to have ready for them."""

from django.urls import path

from cases.api import appointments, preparation
from cases.urls.api.journeys import JOURNEY

APPOINTMENT = f"{JOURNEY}appointments/<uuid:appointment>/"

# /api/v1/journeys/{journey}/appointments/
urlpatterns = [
    path(f"{JOURNEY}appointments/", appointments.Appointments.as_view(), name="appointments"),
    path(APPOINTMENT, appointments.Appointment.as_view(), name="appointment"),
    path(f"{APPOINTMENT}changes/", appointments.AppointmentChanges.as_view(), name="appointment-changes"),
    path(f"{JOURNEY}preparation/", preparation.Preparation.as_view(), name="preparation"),
]
