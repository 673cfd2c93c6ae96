"""Filling a new column of an old table, for migrations."""

from collections.abc import Callable, Iterable
from typing import Any

RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def with_uuids(app: str, models: Iterable[str]) -> Callable[..., None]:
    """A step of a migration that gives each row of these models a `uuid` where it has none, in one statement each."""

    def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 -- as Django calls it
        connection = schema_editor.connection
        quoted, value = connection.ops.quote_name, RANDOM[connection.vendor]
        for name in models:
            table = quoted(apps.get_model(app, name)._meta.db_table)
            schema_editor.execute(f"UPDATE {table} SET uuid = {value} WHERE uuid IS NULL")  # noqa: S608 -- names of our own

    return fill
