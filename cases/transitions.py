"""Which state may follow which. One table for each thing that has states."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refused
from cases.choices import (
    ITEM_EXCUSED,
    ITEM_IN,
    STAGES,
    AppointmentState,
    ItemState,
    SpecialistState,
    Stage,
    Status,
)

State = TypeVar("State", bound=str)

CHANGED = _("This has changed in the meantime. Look at where it stands now, then try again.")

STATUS: Mapping[Status, set[Status]] = {
    Status.LIVE: {Status.ON_HOLD, Status.WITHDRAWN, Status.CLOSED},
    Status.ON_HOLD: {Status.LIVE, Status.WITHDRAWN},
    Status.WITHDRAWN: {Status.LIVE},
    Status.CLOSED: {Status.LIVE},
}

ITEM: Mapping[ItemState, set[ItemState]] = {
    ItemState.NEEDED: {ItemState.ASKED, ItemState.IN, *ITEM_EXCUSED},
    ItemState.ASKED: {
        ItemState.NEEDED,
        ItemState.ACKNOWLEDGED,
        ItemState.FEE_ASKED,
        ItemState.REFUSED,
        ItemState.IN,
        *ITEM_EXCUSED,
    },
    ItemState.ACKNOWLEDGED: {
        ItemState.FEE_ASKED,
        ItemState.REFUSED,
        ItemState.IN,
        *ITEM_EXCUSED,
    },
    ItemState.FEE_ASKED: {ItemState.ASKED, ItemState.REFUSED, ItemState.IN, *ITEM_EXCUSED},
    ItemState.REFUSED: {ItemState.ASKED, ItemState.IN, *ITEM_EXCUSED},
    ItemState.IN: {ItemState.CHECKED, ItemState.WITH_CONSULTANT, ItemState.NEEDED},
    ItemState.CHECKED: {ItemState.WITH_CONSULTANT, ItemState.NEEDED},
    ItemState.WITH_CONSULTANT: {ItemState.RETURNED, ItemState.IN},
    ItemState.RETURNED: {ItemState.WITH_CONSULTANT},
    ItemState.CANT_FIND: {ItemState.NEEDED, ItemState.IN},
    ItemState.CANT_GET: {ItemState.NEEDED, ItemState.IN},
    ItemState.NOT_APPLICABLE: {ItemState.NEEDED, ItemState.IN},
}

APPOINTMENT: Mapping[AppointmentState, set[AppointmentState]] = {
    AppointmentState.OFFERED: {AppointmentState.BOOKED, AppointmentState.CANCELLED},
    AppointmentState.BOOKED: {AppointmentState.HELD, AppointmentState.CANCELLED, AppointmentState.MISSED},
    AppointmentState.HELD: {AppointmentState.BOOKED},
    AppointmentState.CANCELLED: {AppointmentState.BOOKED},
    AppointmentState.MISSED: {AppointmentState.HELD},
}

SPECIALIST: Mapping[SpecialistState, set[SpecialistState]] = {
    state: set(SpecialistState) - {state} for state in SpecialistState
}


def require(table: Mapping[State, set[State]], before: State, to: State) -> None:
    """Raise Refused unless `to` may follow `before`."""
    if to not in table[before]:
        raise Refused(CHANGED)


def is_in(state: str) -> bool:
    """Whether a record in this state has arrived."""
    return state in ITEM_IN


def is_next(before: str, to: str) -> bool:
    """Whether `to` is the stage right after `before`."""
    return STAGES.index(Stage(to)) == STAGES.index(Stage(before)) + 1


def is_earlier(before: str, to: str) -> bool:
    """Whether `to` is a stage before `before`."""
    return STAGES.index(Stage(to)) < STAGES.index(Stage(before))
