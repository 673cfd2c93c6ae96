"""The places of a journey that a guide may name. Whoever knows journeys registers them; guidance does not."""

from collections.abc import Callable, Iterable
from enum import StrEnum

Choice = tuple[str, str]


class PlaceKind(StrEnum):
    """What sort of place or patient a guide names."""

    STAGE = "stage"
    STEP = "step"
    RECORD = "record"
    ROW = "row"
    FAMILY = "family"
    REASON = "reason"


_registered: dict[str, Callable[[], Iterable[Choice]]] = {}


def register(kind: PlaceKind, choices: Callable[[], Iterable[Choice]]) -> None:
    """Let guides name the places that `choices` lists, as pairs of key and label, whenever it is asked."""
    _registered[kind] = choices


def choices(kind: str) -> list[Choice]:
    """The places of this kind that exist now."""
    return list(_registered[kind]()) if kind in _registered else []


def retired(kind: str, keys: Iterable[str]) -> list[str]:
    """Those of `keys` that name no place any more."""
    known = {key for key, _label in choices(kind)}
    return [key for key in keys if key not in known]
