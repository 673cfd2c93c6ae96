"""The house itself as a Django app: templates' words, and kind words for every form."""

from django.apps import AppConfig

from config.form_words import speak_kindly

speak_kindly()


class HouseConfig(AppConfig):
    """What is neither people nor journeys."""

    name = "config"
