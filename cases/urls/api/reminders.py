"""Addresses of the API: reminders."""

from django.urls import path

from cases.api import reminders
from cases.urls.api.journeys import JOURNEY

REMINDER = f"{JOURNEY}reminders/<uuid:reminder>/"

# /api/v1/journeys/{journey}/reminders/
urlpatterns = [
    path(f"{JOURNEY}reminders/", reminders.Reminders.as_view(), name="reminders"),
    path(REMINDER, reminders.Reminder.as_view(), name="reminder"),
    path(f"{REMINDER}changes/", reminders.ReminderChanges.as_view(), name="reminder-changes"),
    path(f"{JOURNEY}told-reminders/", reminders.ToldReminders.as_view(), name="told-reminders"),
]
