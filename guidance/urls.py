"""Addresses of the library."""

from django.conf import settings
from django.urls import path

from guidance.views import library, pictures, votes

app_name = "guidance"

urlpatterns = [
    path("guides/", library.library, name="library"),
    path("guides/words/", library.words, name="words"),
    path("guides/<slug:slug>/", library.guide, name="guide"),
    path("guides/<slug:slug>/helpful/", votes.vote, name="vote"),
    path(f"{settings.PICTURES_URL.strip('/')}/<slug:folder>/<str:name>", pictures.picture, name="picture"),
]
