"""Planning what follows from the facts of a subject, by difference: what stands already is left alone."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from notifications.choices import ReminderState
from notifications.models import Reminder
from notifications.planned import Anchor, Calendar, Occasion, covered, occasions, superseded
from notifications.queries import rules

LATEST = timedelta(days=1)
"""How long after its time what prepares for something is still planned; what follows up is, however late."""

FOLLOWING = ("kind", "rule_id", "audience", "details", "local_at", "zone", "due_at")
"""What a waiting reminder takes from its occasion; one that was put off keeps its own moment."""

MOMENT = ("local_at", "zone", "due_at")

OCCASION = ("subject", "subject_id", "occasion")
CHANGING = (*FOLLOWING, "over_at")

NEVER_TOLD = (ReminderState.WAITING, ReminderState.BROKEN)


@transaction.atomic(savepoint=False)
def plan(
    subject: str, subject_id: int, anchors: Iterable[Anchor], calendar: Calendar, *, at: datetime
) -> None:
    """Make the waiting reminders of a subject those that follow from its anchors; at most six queries.

    What has gone out, was skipped or put off stays, so no occasion is told twice; gone-out ones that no longer
    follow are marked as over, and what people set for themselves is left alone. Of times that had passed when
    they were first known, the last alone is planned, and none that lies before what was told. Twice changes nothing.
    """
    found = occasions(anchors, rules.active(), calendar)
    wanted = {occasion.key: occasion for occasion in found}
    own = {"subject": subject, "subject_id": subject_id}
    # Held, so that what goes out or is skipped at this moment is neither deleted nor overwritten.
    standing = list(Reminder.objects.select_for_update(no_key=True).filter(owner=None, **own).order_by("pk"))
    told = {row.occasion: row.told_at for row in standing if row.state == ReminderState.TOLD and row.told_at}
    said = covered(found, told)
    repeating = superseded(found, at=at) | said
    dropped = {row.pk for row in standing if _is_needless(row, wanted, repeating)}
    if dropped:
        Reminder.objects.filter(pk__in=dropped).delete()
    kept = [row for row in standing if row.pk not in dropped]
    changed = [row for row in kept if _follow(row, wanted.get(row.occasion), at=at)]
    if changed:
        _write(changed)
    known = superseded(found, at=at, told=told) | said | {row.occasion for row in standing}
    new = [one for one in found if one.key not in known and (one.keeps or one.due_at > at - LATEST)]
    if new:
        Reminder.objects.bulk_create(
            Reminder(occasion=occasion.key, **own, **_columns(occasion)) for occasion in new
        )


def _write(changed: Iterable[Reminder]) -> None:
    """Write what may have changed of these rows, given by their occasions.

    As rows, for a statement that says of each value whose it is takes longer to make than all the rest.
    """
    rows = [Reminder(**{name: getattr(row, name) for name in (*OCCASION, *CHANGING)}) for row in changed]
    Reminder.objects.bulk_create(rows, update_conflicts=True, unique_fields=OCCASION, update_fields=CHANGING)


def _is_needless(row: Reminder, wanted: Collection[str], repeating: Collection[str]) -> bool:
    """Whether a row that was never told no longer follows, or would only repeat what a later one says."""
    if row.state not in NEVER_TOLD:
        return False
    return row.occasion not in wanted or (row.occasion in repeating and not row.is_put_off)


def _follow(row: Reminder, occasion: Occasion | None, *, at: datetime) -> bool:
    """Bring a row up to date with its occasion, or with there being none; whether that changed it."""
    fresh: dict[str, object] = {"over_at": None if occasion else row.over_at or at}
    if occasion and row.state == ReminderState.WAITING:
        fresh |= _columns(occasion)
    if row.is_put_off:
        fresh = {name: value for name, value in fresh.items() if name not in MOMENT}
    before = {name: getattr(row, name) for name in fresh}
    for name, value in fresh.items():
        setattr(row, name, value)
    return before != fresh


def _columns(occasion: Occasion) -> dict[str, object]:
    return {
        "kind": occasion.kind,
        "rule_id": occasion.rule_id,
        "audience": occasion.audience,
        "details": dict(occasion.details),
        "local_at": occasion.local_at.isoformat(timespec="minutes"),
        "zone": occasion.zone,
        "due_at": occasion.due_at,
    }
