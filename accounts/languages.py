"""The languages in which the house itself speaks; guides may exist in more."""

from django.conf import settings


def spoken(language: str) -> str:
    """This language if the pages and letters of the house exist in it, or the house's own."""
    return language if language in dict(settings.INTERFACE_LANGUAGES) else settings.LANGUAGE_CODE
