"""Addresses at the root that belong to people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
