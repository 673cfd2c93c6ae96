"""Addresses: opinions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
