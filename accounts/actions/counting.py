"""Count what programs ask, in the database that every process shares."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from accounts.models import ApiCount

MINUTE = 60
KEPT_MINUTES = 5


def minute_of(at: datetime) -> int:
    """The number of the minute that a moment lies in."""
    return int(at.timestamp()) // MINUTE


def count(keys: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Add one to each key for the minute of `at`, and say how many there are now; one statement, so none is lost.

    The statement is written by hand because Django can't add to a row and read it at once.
    """
    table = connection.ops.quote_name(ApiCount._meta.db_table)
    rows = ", ".join(["(%s, %s, 1)"] * len(keys))
    sql = (
        f"INSERT INTO {table} (key, minute, count) VALUES {rows} "  # noqa: S608 -- our own table's name
        f"ON CONFLICT (key, minute) DO UPDATE SET count = {table}.count + 1 RETURNING key, count"
    )
    values = [part for key in keys for part in (key, minute_of(at))]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def forget_old(*, at: datetime) -> int:
    """Delete the counts of minutes that are over; how many there were."""
    return ApiCount.objects.filter(minute__lt=minute_of(at) - KEPT_MINUTES).delete()[0]
