"""Which records belong to a patient, and what may be done with one and its files, as they stand now."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings

from cases.choices import ITEM_EXCUSED, ITEM_IN, ITEM_WITH_HOLDER, ItemState, Need, ScanState
from cases.models import Case, Document, RecordItem

ADULT_AT = 18

VERBS: Mapping[str, tuple[ItemState, ...]] = {
    "ask": (ItemState.NEEDED,),
    "receive": (
        ItemState.NEEDED,
        *ITEM_WITH_HOLDER,
        ItemState.FEE_ASKED,
        ItemState.REFUSED,
        *ITEM_EXCUSED,
    ),
    "chase": ITEM_WITH_HOLDER,
    "acknowledge": (ItemState.ASKED,),
    "fee-asked": ITEM_WITH_HOLDER,
    "fee-settled": (ItemState.FEE_ASKED,),
    "refused": (*ITEM_WITH_HOLDER, ItemState.FEE_ASKED),
    "ask-again": (ItemState.REFUSED,),
    "check": (ItemState.IN,),
    "send-back": (ItemState.IN, ItemState.CHECKED),
    "to-consultant": (ItemState.IN, ItemState.CHECKED, ItemState.RETURNED),
    "returned": (ItemState.WITH_CONSULTANT,),
    "came-back": (ItemState.WITH_CONSULTANT,),
    "cant-find": (ItemState.NEEDED, *ITEM_WITH_HOLDER, ItemState.FEE_ASKED, ItemState.REFUSED),
    "cant-get": (ItemState.NEEDED, *ITEM_WITH_HOLDER, ItemState.FEE_ASKED, ItemState.REFUSED),
    "not-applicable": (ItemState.NEEDED, *ITEM_WITH_HOLDER, ItemState.FEE_ASKED, ItemState.REFUSED),
    "reopen": (*ITEM_EXCUSED, ItemState.ASKED),
}
"""From which states each verb may start; the actions hold to it as well."""


def is_possible(verb: str, item: RecordItem) -> bool:
    """Whether this may happen to the record now."""
    if verb == "ask" and item.is_at_home:
        return False
    return item.state in VERBS[verb]


def is_question(item: RecordItem) -> bool:
    """Whether nobody has said yet if this record exists."""
    return item.need == Need.IF_EXISTS and item.state == ItemState.NEEDED


def is_in(item: RecordItem) -> bool:
    """Whether the record has arrived."""
    return item.state in ITEM_IN


def is_released(document: Document) -> bool:
    """Whether the file may be opened: it is clean, or no scanner is set up."""
    if document.scan == ScanState.NOT_SCANNED:
        return not settings.SCAN_COMMAND
    return document.scan == ScanState.CLEAN


def families_of(case: Case, *, on: date) -> set[str]:
    """The general family that everybody has, the condition's own, and for a child the children's."""
    return {"general", case.family} | ({"children"} if is_child(case, on=on) else set())


def is_child(case: Case, *, on: date) -> bool:
    """Whether the patient is under 18 on that day; an unknown birth date counts as grown up."""
    born = case.patient_born_on
    if born is None:
        return False
    return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < ADULT_AT
