"""Writing what happened. Called by actions, inside their transaction."""

from datetime import date, datetime
from typing import Any

from accounts.models import User, display_name
from cases.models import Case, CaseEvent


def write(
    case: Case,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
    shown: bool = True,
) -> CaseEvent:
    """Add one event. `shown` says whether the patient side sees it; `kind` is a key of `cases.event_words`."""
    event = CaseEvent.objects.create(
        case=case,
        kind=kind,
        by=by,
        by_name=display_name(by) if by else "",
        at=at,
        subject=subject[:300],
        before=plain(before),
        after=plain(after),
        note=note,
        is_shown_to_patient=shown,
    )
    case.untold.append(event)
    return event


def plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """Values as JSON can hold them; dates as ISO text, rows as their words."""
    return {name: plain_value(value) for name, value in (values or {}).items()}


def plain_value(value: Any) -> Any:  # noqa: ANN401 -- any model field's value
    """One value as JSON can hold it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | dict | bool | int) or value is None:
        return value
    return str(value)
