"""The house itself as a Django app: templates' words, and kind words for every form."""

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from config.form_words import speak_kindly

speak_kindly()


def take_long_statements(connection: Any, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Write many rows in one statement: Django counts with 999 values, as SQLite allowed before 2020."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit


class HouseConfig(AppConfig):
    """What is neither people nor journeys."""

    name = "config"

    def ready(self) -> None:
        """Learn what the database takes, and let messages be about the library."""
        from config import guide_reminders  # noqa: PLC0415 -- models exist only now
        from notifications import kinds, subjects  # noqa: PLC0415 -- the same

        kinds.register(*guide_reminders.KINDS)
        subjects.register(guide_reminders.LibrarySubject())
        connection_created.connect(take_long_statements, dispatch_uid="config.take_long_statements")
