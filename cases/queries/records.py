"""The records checklist and one record, read in a fixed number of queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import item_words
from cases.choices import ITEM_EXCUSED, ITEM_IN, ITEM_WITH_HOLDER, PATIENT_SIDE, Access, Need, Turn
from cases.item_words import Onlooker, Pill
from cases.models import Case, Document, ItemChange, RecordItem
from cases.queries.facts import local_day
from cases.rules.records import is_in, is_question
from cases.rules.team import Viewer, may_do


@dataclass(frozen=True)
class Row:
    """One record as a list shows it."""

    item: RecordItem
    look: Onlooker

    @property
    def title(self) -> str:
        """What it is."""
        return self.item.name

    @property
    def sub(self) -> str:
        """Who has it, and the dates that count."""
        return item_words.line(self.item, self.look)

    @property
    def pill(self) -> Pill:
        """Whose turn it is."""
        return item_words.pill(self.item, self.look)

    @property
    def kind(self) -> str:
        """The look of the mark."""
        return self.pill.kind

    @property
    def state(self) -> str:
        """The words on the mark."""
        return self.pill.text

    @property
    def turn(self) -> Turn:
        """Who has to do something about it."""
        return item_words.turn(self.item, self.look)

    @property
    def is_ours(self) -> bool:
        """Whether the person who looks has to do something about it."""
        return self.turn == (Turn.ADVOCATE if self.look.is_staff else Turn.PATIENT)


@dataclass(frozen=True)
class Group:
    """Some rows of the checklist under one heading."""

    key: str
    title: str | Promise
    rows: Sequence[Row]
    intro: str | Promise = ""


FILTERS: Mapping[str, tuple[str | Promise, Callable[[Row], bool]]] = {
    "": (_("All"), lambda _row: True),
    "ours": (_("Your turn"), lambda row: row.is_ours),
    "patient": (_("Patient’s turn"), lambda row: row.turn == Turn.PATIENT),
    "holders": (_("With holders"), lambda row: row.item.state in ITEM_WITH_HOLDER),
    "late": (_("No answer in time"), lambda row: item_words.is_overdue(row.item, row.look)),
    "in": (_("In"), lambda row: is_in(row.item)),
}
"""What staff may look at alone."""


def onlooker(case: Case, viewer: Viewer, *, at: datetime, signs_in: bool | None = None) -> Onlooker:
    """Who reads, on which day, and who there is to do things; one query, or none with `signs_in` known.

    `signs_in` is whether somebody of the patient side signs in and may do things.
    """
    if signs_in is None:
        doers = case.members.current().filter(role__in=PATIENT_SIDE, access=Access.DO)
        signs_in = doers.filter(user__is_active=True).exists()
    return Onlooker(
        is_staff=viewer.is_staff,
        today=local_day(at, case.zone),
        has_advocate=case.advocate_id is not None,
        patient_signs_in=signs_in,
        state=case.state,
        is_time_critical=case.is_time_critical,
        may_do=may_do(viewer),
        is_live=case.is_live,
    )


def with_files(case: Case) -> QuerySet[RecordItem]:
    """The records of the journey, each with the number of its `files`."""
    current = Q(documents__removed_at=None, documents__replaced_by=None, documents__isnull=False)
    return case.items.annotate(files=Count("documents", filter=current))


def listed(case: Case) -> list[RecordItem]:
    """Every record of the journey with the number of its files; one query."""
    return list(with_files(case))


def rows(case: Case, look: Onlooker) -> list[Row]:
    """Every record of the journey as a list shows it; one query."""
    return [Row(item, look) for item in listed(case)]


def groups(found: Sequence[Row]) -> list[Group]:
    """The checklist under its headings; a heading without rows is left out."""
    left = list(found)

    def take(belongs: Callable[[Row], bool]) -> list[Row]:
        taken = [row for row in left if belongs(row)]
        left[:] = [row for row in left if not belongs(row)]
        return taken

    questions = take(lambda row: is_question(row.item))
    extras = take(lambda row: row.item.need == Need.HELPFUL and row.turn == Turn.NOBODY and not_begun(row))
    arrived = take(lambda row: is_in(row.item) and not row.is_ours)
    excused = take(lambda row: row.item.state in ITEM_EXCUSED)
    ours = take(lambda row: row.is_ours)
    ordered = [
        Group(
            "ours", _("Your turn") if all(row.look.may_do for row in ours) else _("The patient’s turn"), ours
        ),
        Group(
            "questions",
            _("Do these exist?"),
            questions,
            _("Some records exist only for some people. A yes or no for each keeps the list short."),
        ),
        Group("waiting", _("Waiting for others"), left),
        Group("in", _("In"), arrived),
        Group("extras", _("Helpful extras"), extras, _("Add them if you have them at hand. They can wait.")),
        Group("excused", _("Not needed, or not to be had"), excused),
    ]
    return [group for group in ordered if group.rows]


def not_begun(row: Row) -> bool:
    """Whether nobody has done anything about this record yet."""
    return row.item.state not in (*ITEM_IN, *ITEM_EXCUSED, *ITEM_WITH_HOLDER)


def foremost(found: Sequence[Row], number: int) -> list[Row]:
    """The few records that matter most now: ours, then those we wait for, then the latest that came in."""
    wanted = [row for row in found if row.item.need == Need.REQUIRED or not not_begun(row)]

    def weight(row: Row) -> tuple[int, int]:
        waiting = 2 if is_in(row.item) else 3 if row.item.state in ITEM_EXCUSED else 1
        return (0 if row.is_ours and not is_in(row.item) else waiting, row.item.position)

    return sorted(wanted, key=weight)[:number]


@dataclass(frozen=True)
class Told:
    """One line of a record's history."""

    change: ItemChange
    words: str | Promise


def history(item: RecordItem) -> list[Told]:
    """What happened to one record, the latest first; the same state twice is a holder asked again."""
    told: list[Told] = []
    before = ""
    for change in item.changes.select_related("by").order_by("at", "pk"):
        words = _("Asked again") if change.state == before else change.get_state_display()
        told.insert(0, Told(change, words))
        before = change.state
    return told


def files(item: RecordItem) -> list[Document]:
    """The files of one record that are not removed, the latest first; `is_old` marks the replaced ones."""
    found = list(
        item.documents.filter(removed_at=None)
        .select_related("uploaded_by", "replaced_by")
        .order_by("-uploaded_at", "-pk")
    )
    found.sort(key=is_replaced)
    return found


def documents(case: Case) -> QuerySet[Document]:
    """The files of a journey that are not removed, each with its record and what it replaces or was replaced by."""
    kept = Document.objects.filter(case=case, removed_at=None)
    return kept.select_related("item", "uploaded_by", "replaces", "replaced_by")


def is_replaced(document: Document) -> bool:
    """Whether there is a newer version of this file."""
    return hasattr(document, "replaced_by")


def usual_time(item: RecordItem) -> str | Promise:
    """How long it usually takes, in words (domain.md §1)."""
    return USUAL_TIME.get((item.fastest, item.slowest)) or USUAL_TIME.get((item.slowest, item.slowest), "")


USUAL_TIME: Mapping[tuple[str, str], str | Promise] = {
    ("T0", "T0"): _("often the same day, through the patient portal"),
    ("T0", "T1"): _("the same day through the portal, or up to 5 working days"),
    ("T0", "T2"): _("the same day through the portal, or up to 10 working days"),
    ("T0", "T3"): _("the same day through the portal, or up to 30 days"),
    ("T1", "T1"): _("1 to 5 working days"),
    ("T1", "T2"): _("1 to 10 working days"),
    ("T1", "T3"): _("a few working days, or up to 30 days"),
    ("T2", "T2"): _("5 to 10 working days"),
    ("T2", "T3"): _("a week, or up to 30 days"),
    ("T3", "T3"): _("10 to 30 days"),
}
