"""Addresses of the API: what it says of people."""

from django.urls import path

from accounts.api import me

# /api/v1/me/
urlpatterns = [
    path("me/", me.Me.as_view(), name="me"),
]
