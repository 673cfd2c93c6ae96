"""Addresses: reminders."""

from django.urls import path

from cases.views import reminders

ROOM = "cases/<uuid:uuid>/reminders/"

# /cases/<uuid>/reminders/
urlpatterns = [
    path(ROOM, reminders.room, name="reminders"),
    path(f"{ROOM}<uuid:reminder>/put-off/", reminders.put_off, name="reminder-put-off"),
    path(f"{ROOM}<uuid:reminder>/skip/", reminders.skip, name="reminder-skip"),
    path(f"{ROOM}<uuid:reminder>/send/", reminders.send_now, name="reminder-send"),
    path(f"{ROOM}own/<uuid:own>/cancel/", reminders.cancel, name="reminder-cancel"),
]
