"""What happens to one record of the checklist: asked for, chased, in, checked, or honestly not to be had.

Dates are days where the patient lives; without `on` it is the day of `at`. Saying the same thing
again for the same day is nothing new.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases import deadlines, starter_content, transitions
from cases.actions import timeline
from cases.actions.core import change, edit, existing, fresh
from cases.choices import ITEM_EXCUSED, ITEM_WITH_HOLDER, Asker, Clock, ItemState, Need
from cases.models import Case, ItemChange, RecordItem
from cases.queries.facts import local_day

EARLIEST_YEAR = 1900
CLOCK = ("asked_on", "last_asked_on", "paused_on", "limit_on")
STOPPED: Mapping[str, date | None] = dict.fromkeys(CLOCK)
BEFORE_ARRIVAL = (
    ItemState.NEEDED,
    *ITEM_WITH_HOLDER,
    ItemState.FEE_ASKED,
    ItemState.REFUSED,
    *ITEM_EXCUSED,
)


def ask(item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = "") -> RecordItem:
    """Keep that the holder was asked; the holder's time to answer starts to run.

    Raises Refused unless the record is still needed, or when the patient has it at home.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        if current.is_at_home:
            raise Refused(_("Nobody needs to be asked for this: it is at home. Please add it instead."))
        clock = _new_clock(case, current, day)
        return _move(
            case,
            current,
            "item_asked",
            begin=(ItemState.NEEDED,),
            to=ItemState.ASKED,
            day=day,
            by=by,
            at=at,
            note=note,
            **clock,
        )


def ask_again(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the holder was asked anew after a refusal; the time to answer starts over.

    Raises Refused unless the holder had refused.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at, since="asked_on")
        return _move(
            case,
            current,
            "item_asked_again",
            begin=(ItemState.REFUSED,),
            to=ItemState.ASKED,
            day=day,
            by=by,
            at=at,
            note=note,
            **_new_clock(case, current, day),
        )


def chase(item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = "") -> RecordItem:
    """Keep that a holder who has not answered was reminded; the legal limit stays where it is.

    Raises Refused unless the record is with its holder, or for a day before it was asked for.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at, since="asked_on")
        if current.state not in ITEM_WITH_HOLDER:
            raise Refused(transitions.CHANGED)
        before = current.last_asked_on
        if before == day:
            return current
        current.last_asked_on = max(day, before) if before else day
        current.save(update_fields=["last_asked_on"])
        _keep(
            case,
            current,
            "item_chased",
            before={"last_asked_on": before},
            after={"last_asked_on": day},
            day=day,
            by=by,
            at=at,
            note=note,
        )
    return current


def acknowledge(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the holder has confirmed the request. Raises Refused unless it was asked for."""
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at, since="asked_on")
        return _move(
            case,
            current,
            "item_acknowledged",
            begin=(ItemState.ASKED,),
            to=ItemState.ACKNOWLEDGED,
            day=day,
            by=by,
            at=at,
            note=note,
        )


def fee_asked(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the holder wants a fee first; its clock rests until the fee is settled.

    Raises Refused unless the record is with its holder.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at, since="asked_on")
        return _move(
            case,
            current,
            "item_fee_asked",
            begin=ITEM_WITH_HOLDER,
            to=ItemState.FEE_ASKED,
            day=day,
            by=by,
            at=at,
            note=note,
            paused_on=day,
        )


def fee_settled(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the fee was paid or waived; the limit moves by the days that the clock rested.

    Raises Refused unless a fee was asked for.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at, since="paused_on")
        rested = day - (current.paused_on or day)
        return _move(
            case,
            current,
            "item_fee_settled",
            begin=(ItemState.FEE_ASKED,),
            to=ItemState.ASKED,
            day=day,
            by=by,
            at=at,
            note=note,
            last_asked_on=day,
            paused_on=None,
            limit_on=current.limit_on + rested if current.limit_on else None,
        )


def refused(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the holder said no. Raises Refused unless the record is with its holder."""
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at, since="asked_on")
        return _move(
            case,
            current,
            "item_refused",
            begin=(*ITEM_WITH_HOLDER, ItemState.FEE_ASKED),
            to=ItemState.REFUSED,
            day=day,
            by=by,
            at=at,
            note=note,
            paused_on=None,
        )


def receive(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the record is in, on paper or as files. Raises Refused when it was in before."""
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        return write_received(case, current, day=day, by=by, at=at, note=note)


def write_received(
    case: Case, current: RecordItem, *, day: date, by: User, at: datetime, note: str = ""
) -> RecordItem:
    """Write that a record is in; for actions that already hold the journey's lock.

    Raises Refused when it was in before.
    """
    return _move(
        case,
        current,
        "item_received",
        begin=BEFORE_ARRIVAL,
        to=ItemState.IN,
        day=day,
        by=by,
        at=at,
        note=note,
        paused_on=None,
    )


def check(item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = "") -> RecordItem:
    """Keep that staff found the record complete and readable. Raises Refused unless it is in."""
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        return _move(
            case,
            current,
            "item_checked",
            begin=(ItemState.IN,),
            to=ItemState.CHECKED,
            day=day,
            by=by,
            at=at,
            note=note,
        )


def send_back(item: RecordItem, *, why: str, by: User, at: datetime, on: date | None = None) -> RecordItem:
    """Put a record that is in back on the list, because it is incomplete, unreadable or the wrong one.

    Its files stay. Raises Refused without a reason, or unless the record is in.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        if not why.strip():
            raise Refused(_("Please say in a few words what is wrong with it, so that it can be put right."))
        return _move(
            case,
            current,
            "item_sent_back",
            begin=(ItemState.IN, ItemState.CHECKED),
            to=ItemState.NEEDED,
            day=day,
            by=by,
            at=at,
            note=why,
            **STOPPED,
        )


def to_consultant(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the record went to the consulting doctor. Raises Refused unless it is in."""
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        return _move(
            case,
            current,
            "item_to_consultant",
            begin=(ItemState.IN, ItemState.CHECKED, ItemState.RETURNED),
            to=ItemState.WITH_CONSULTANT,
            day=day,
            by=by,
            at=at,
            note=note,
        )


def returned(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the consulting doctor's office sent the record back to its holder.

    Raises Refused unless it is with the consulting doctor.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        return _move(
            case,
            current,
            "item_returned",
            begin=(ItemState.WITH_CONSULTANT,),
            to=ItemState.RETURNED,
            day=day,
            by=by,
            at=at,
            note=note,
        )


def came_back(
    item: RecordItem, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> RecordItem:
    """Keep that the record is back with us from the consulting doctor. Raises Refused unless it was there."""
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        return _move(
            case,
            current,
            "item_came_back",
            begin=(ItemState.WITH_CONSULTANT,),
            to=ItemState.IN,
            day=day,
            by=by,
            at=at,
            note=note,
        )


def excuse(
    item: RecordItem, *, to: str, why: str = "", by: User, at: datetime, on: date | None = None
) -> RecordItem:
    """Take a record off the list honestly: it can't be found, can't be had, or doesn't apply.

    Raises Refused without a reason for a record that is needed, or when it is in.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        if to not in ITEM_EXCUSED:
            raise Refused(transitions.CHANGED)
        if current.need == Need.REQUIRED and not why.strip():
            raise Refused(_("Please say why in a few words. The new doctor will want to know."))
        return _move(
            case,
            current,
            f"item_{to}",
            begin=BEFORE_ARRIVAL,
            to=ItemState(to),
            day=day,
            by=by,
            at=at,
            note=why,
            paused_on=None,
        )


def reopen(item: RecordItem, *, by: User, at: datetime, on: date | None = None, why: str = "") -> RecordItem:
    """Put a record back on the list that was taken off it, or that nobody was asked for after all.

    Raises Refused for one that is in, or with its holder for longer.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=on, at=at)
        return _move(
            case,
            current,
            "item_reopened",
            begin=(*ITEM_EXCUSED, ItemState.ASKED),
            to=ItemState.NEEDED,
            day=day,
            by=by,
            at=at,
            note=why,
            **STOPPED,
        )


def confirm_exists(item: RecordItem, *, by: User, at: datetime) -> RecordItem:
    """Keep that a record which was "needed if it exists" does exist: now it is needed.

    Raises Refused for a record that has gone another way in the meantime.
    """
    with change(item.case, at=at) as case:
        current, day = _begin(case, item, on=None, at=at)
        if current.need == Need.REQUIRED:
            return current
        if current.need != Need.IF_EXISTS or current.state != ItemState.NEEDED:
            raise Refused(transitions.CHANGED)
        current.need, current.state_on = Need.REQUIRED, day
        current.version += 1
        current.save(update_fields=["need", "state_on", "version"])
        timeline.write(
            case,
            "item_confirmed",
            by=by,
            at=at,
            subject=current.name,
            before={"need": Need.IF_EXISTS},
            after={"need": Need.REQUIRED},
        )
    return current


def add_item(
    case: Case,
    *,
    name: str,
    by: User,
    at: datetime,
    once: UUID | None = None,
    holder: str = "",
    note: str = "",
    need: str = Need.REQUIRED,
    asker: str = Asker.PATIENT,
    is_at_home: bool = False,
) -> RecordItem:
    """Add a record of one's own to the checklist; the same form sent twice adds it once.

    Raises Refused without a name.
    """
    with change(case, at=at) as locked:
        done = existing(RecordItem, once)
        if done:
            return done
        if not name.strip():
            raise Refused(_("Please write what the record is, such as “MRI of the back, March 2026”."))
        item = RecordItem.objects.create(
            case=locked,
            name=name.strip(),
            holder=holder.strip(),
            note=note.strip(),
            need=Need(need),
            asker=Asker(asker),
            is_at_home=is_at_home,
            state_on=local_day(at, locked.zone),
            **({"once": once} if once else {}),
        )
        timeline.write(locked, "item_added", by=by, at=at, subject=item.name)
    return item


def edit_item(
    item: RecordItem, *, version: int, values: Mapping[str, Any], by: User, at: datetime
) -> RecordItem:
    """Correct name, holder, note, asker or need of a record; the timeline shows what they were.

    Raises StaleEdit when somebody edited it since `version`.
    """
    with change(item.case, at=at) as case:
        current = fresh(item)
        before = edit(current, version=version, values=dict(values))
        if before:
            timeline.write(
                case,
                "item_edited",
                by=by,
                at=at,
                subject=current.name,
                before=before,
                after={name: values[name] for name in before},
            )
    return current


def _begin(
    case: Case, item: RecordItem, *, on: date | None, at: datetime, since: str = ""
) -> tuple[RecordItem, date]:
    """The record as it stands now and the day meant; refuses a day that can't be."""
    current = fresh(item)
    today = local_day(at, case.zone)
    day = on or today
    if day > today:
        raise Refused(_("This date lies in the future. Please give the day on which it happened."))
    if day.year < EARLIEST_YEAR:
        raise Refused(_("Please check the year."))
    earliest = getattr(current, since) if since else None
    if earliest and day < earliest:
        raise Refused(_("This date is before the day of the request. Please check it."))
    return current, day


def _new_clock(case: Case, item: RecordItem, day: date) -> dict[str, date | None]:
    """A state's shorter limit is about documents; pictures and slides have the federal one."""
    own = starter_content.record_clock(case.state) if item.clock == Clock.DOCUMENTS else None
    limit = deadlines.records_limit(day, own, state=case.state)
    return {"asked_on": day, "last_asked_on": day, "paused_on": None, "limit_on": limit}


def _move(
    case: Case,
    current: RecordItem,
    kind: str,
    *,
    begin: tuple[ItemState, ...],
    to: ItemState,
    day: date,
    by: User,
    at: datetime,
    note: str = "",
    **clock: date | None,
) -> RecordItem:
    before = ItemState(current.state)
    if before == to and current.state_on == day:
        return current
    transitions.require(transitions.ITEM, before, to)
    if before not in begin:
        raise Refused(transitions.CHANGED)
    was = {"state": before, **{name: getattr(current, name) for name in clock}}
    now = {"state": to, **clock}
    for name, value in {**now, "state_on": day}.items():
        setattr(current, name, value)
    current.save(update_fields=[*now, "state_on"])
    differing = {name for name in now if was[name] != now[name]}
    _keep(
        case,
        current,
        kind,
        before={name: was[name] for name in was if name in differing},
        after={name: now[name] for name in now if name in differing} | {"on": day},
        day=day,
        by=by,
        at=at,
        note=note,
    )
    return current


def _keep(
    case: Case,
    item: RecordItem,
    kind: str,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    day: date,
    by: User,
    at: datetime,
    note: str,
) -> None:
    """Write the change into the record's own history and into the timeline."""
    note = note.strip()
    ItemChange.objects.create(item=item, state=ItemState(item.state), on=day, by=by, at=at, note=note)
    timeline.write(
        case, kind, by=by, at=at, subject=item.name, before=dict(before), after=dict(after), note=note
    )
