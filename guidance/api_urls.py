"""Addresses of the API: the library."""

from django.urls import path

from guidance.api import guides

# /api/v1/guides/
urlpatterns = [
    path("guides/", guides.Guides.as_view(), name="guides"),
    path("guides/<slug:slug>/", guides.Guide.as_view(), name="guide"),
]
