"""In which language a program reads guides."""

from django.conf import settings
from rest_framework import serializers

from accounts.api.views import ApiView
from guidance.languages import known


def language_field() -> serializers.ChoiceField:
    """The language that a query may name."""
    return serializers.ChoiceField(
        required=False,
        choices=settings.LANGUAGES,
        help_text="In this language; without it, in that of Accept-Language or else in the person’s own.",
    )


def asked_language(view: ApiView) -> str:
    """The language that the query names; else that in which whoever asks reads, or our own."""
    named = view.query.get("language", "")
    return known(named) or known(view.reading_language) or settings.LANGUAGE_CODE
