"""Addresses: appointments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
