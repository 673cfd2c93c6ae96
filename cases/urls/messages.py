"""Addresses: messages, and the notes of staff."""

from django.urls import path

from cases.views import messages, notes

urlpatterns = [
    path("cases/<uuid:uuid>/messages/", messages.messages, name="messages"),
    # /cases/<uuid>/notes/
    path("cases/<uuid:uuid>/notes/", notes.notes, name="notes"),
    path("cases/<uuid:uuid>/notes/<int:pk>/", notes.edit, name="note-edit"),
]
