"""Addresses: timeline."""

from django.urls import path

from cases.views import timeline

urlpatterns = [path("cases/<uuid:uuid>/timeline/", timeline.timeline, name="timeline")]
