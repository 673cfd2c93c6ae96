"""Addresses of the API: what people were told, and how they want to hear from us."""

from django.urls import path

from notifications.api import notices, preferences

# /api/v1/
urlpatterns = [
    path("notices/", notices.Notices.as_view(), name="notices"),
    path("notices/reads/", notices.NoticeReads.as_view(), name="notice-reads"),
    path("notices/<uuid:notice>/", notices.Notice.as_view(), name="notice"),
    path("notices/<uuid:notice>/changes/", notices.NoticeChanges.as_view(), name="notice-changes"),
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("preferences/changes/", preferences.PreferencesChanges.as_view(), name="preferences-changes"),
]
