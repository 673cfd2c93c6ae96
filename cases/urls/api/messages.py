"""Addresses of the API: messages."""

from django.urls import path

from cases.api import messages
from cases.urls.api.journeys import JOURNEY

MESSAGES = f"{JOURNEY}messages/"

# /api/v1/journeys/{journey}/messages/
urlpatterns = [
    path(MESSAGES, messages.Messages.as_view(), name="messages"),
    path(f"{MESSAGES}reads/", messages.MessageReads.as_view(), name="message-reads"),
    path(f"{MESSAGES}<uuid:message>/", messages.Message.as_view(), name="message"),
]
