"""Addresses: guides of the library inside a journey."""

from django.urls import path

from cases.views import guides

ROOM = "cases/<uuid:uuid>/guides/"

# /cases/<uuid>/guides/
urlpatterns = [
    path(ROOM, guides.room, name="guides"),
    path(f"{ROOM}<slug:slug>/", guides.guide, name="guide"),
    path(f"{ROOM}<slug:slug>/send/", guides.send, name="guide-send"),
    path(f"{ROOM}<slug:slug>/copy/", guides.copy, name="guide-copy"),
]
