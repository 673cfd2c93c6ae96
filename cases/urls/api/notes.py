"""Addresses of the API: internal notes."""

from django.urls import path

from cases.api import notes
from cases.urls.api.journeys import JOURNEY

# /api/v1/journeys/{journey}/notes/
urlpatterns = [
    path(f"{JOURNEY}notes/", notes.Notes.as_view(), name="notes"),
    path(f"{JOURNEY}notes/<uuid:note>/", notes.Note.as_view(), name="note"),
]
