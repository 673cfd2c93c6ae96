"""Lists in pages: each goes on after the last row that was seen, over columns that are never empty."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers

from accounts.api.reading import Body

MOST, USUAL = 100, 50
LONGEST_MARK = 400
NOT_OURS = _("This mark is none of ours. Begin with the first page.")


class PageQuery(Body):
    """From where a list goes on, and how many rows it tells at once."""

    cursor = serializers.CharField(
        required=False, max_length=LONGEST_MARK, help_text="The mark of the page before: `next` has it."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST, default=USUAL, help_text="How many at most."
    )


@dataclass(frozen=True)
class Order:
    """The columns that a list is in the order of, none of them ever empty, the last of them unique."""

    columns: tuple[str, ...]
    is_backwards: bool = False

    def applied(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """The rows in this order."""
        return rows.order_by(*(f"-{name}" if self.is_backwards else name for name in self.columns))

    def after(self, values: Sequence[Any]) -> Q:
        """The rows that come after these values; the first column alone narrows an index."""
        way = "lt" if self.is_backwards else "gt"
        later = Q()
        for number, name in enumerate(self.columns):
            same = dict(zip(self.columns[:number], values, strict=False))
            later |= Q(**same, **{f"{name}__{way}": values[number]})
        return Q(**{f"{self.columns[0]}__{way}e": values[0]}) & later


def page(rows: QuerySet[Any, Any], order: Order, query: dict[str, Any]) -> tuple[list[Any], str]:
    """One page of rows in one query, and the mark of the next page; no mark where there is none."""
    found = order.applied(rows)
    if query.get("cursor"):
        found = found.filter(order.after(read_mark(query["cursor"], order, rows)))
    limit = query["limit"]
    shown = list(found[: limit + 1])
    mark = make_mark(shown[limit - 1], order) if len(shown) > limit else ""
    return shown[:limit], mark


def cut(rows: Sequence[Any], name: str, query: dict[str, Any]) -> tuple[list[Any], str]:
    """One page of a list that stands in memory, and the mark of the next page: the `name` that its last row has."""
    first = 0
    if query.get("cursor"):
        names = [str(getattr(row, name)) for row in rows]
        if query["cursor"] not in names:
            raise exceptions.ValidationError({"cursor": [NOT_OURS]})
        first = names.index(query["cursor"]) + 1
    shown = list(rows[first : first + query["limit"]])
    return shown, str(getattr(shown[-1], name)) if first + len(shown) < len(rows) else ""


def make_mark(row: Any, order: Order) -> str:  # noqa: ANN401 -- a model or its values
    """Where a page ended, as a word for an address."""
    read: Callable[[str], Any] = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
    values = [
        one.isoformat() if isinstance(one, date | datetime) else one for one in map(read, order.columns)
    ]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_mark(mark: str, order: Order, rows: QuerySet[Any, Any]) -> list[Any]:
    """The values that a mark holds, each as its column has it. Raises ValidationError for no mark of ours."""
    try:
        padded = mark + "=" * (-len(mark) % 4)
        values = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(order.columns):
            raise ValueError  # noqa: TRY301 -- one answer for every mark that is not ours
        return [value_for(rows, name, value) for name, value in zip(order.columns, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise exceptions.ValidationError({"cursor": [NOT_OURS]}) from None


def value_for(rows: QuerySet[Any, Any], name: str, value: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """A value of a mark as its column has it; ValueError for what the column can't hold."""
    from_model = rows.model._meta.pk if name in ("pk", "id") else rows.model._meta.get_field(name)
    kind = from_model.get_internal_type()
    if kind == "DateTimeField":
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)  # or fails here for a moment that no database holds
    if kind == "DateField":
        return date.fromisoformat(value)
    if kind == "CharField":
        if not isinstance(value, str) or not value.isprintable():
            raise ValueError
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**31) < value < 2**62:
        raise ValueError
    return value
