"""The worklist: which journeys, how many of each kind, and their rows as plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import SiteRole
from accounts.models import User
from cases import move_words, search_words, starter_content
from cases.choices import STAGES, MoveKind, Stage, Status, TeamRole, Turn
from cases.models import Case, SearchWord, TeamMember
from cases.queries.facts import carriers

PER_PAGE = 25
NEEDS_ME, EVERY_LIVE, ENDED = "needs-me", "live", "ended"
OPEN = Q(status__in=[Status.LIVE, Status.ON_HOLD])
LIVE = Q(status=Status.LIVE)
SOON = 7
"""Days ahead in which a date reads best as the name of a weekday."""

FIELDS = (
    "pk",
    "uuid",
    "reference",
    "patient_name",
    "condition",
    "family",
    "stage",
    "status",
    "hold_until",
    "ended_at",
    "turn",
    "move_kind",
    "move_details",
    "move_due_on",
    "is_time_critical",
    "records_in",
    "records_wanted",
    "last_contact_at",
    "unanswered_since",
    "advocate_id",
    "advocate__name",
    "advocate__email",
    "is_carried",
)


@dataclass(frozen=True)
class Reader:
    """Who looks at which journeys: their own, everybody's, or one advocate's; leads only choose."""

    user: User
    today: date
    whose: str = "mine"
    advocate_id: int | None = None

    @property
    def is_lead(self) -> bool:
        """Whether this person may look at journeys that others carry."""
        return SiteRole.LEAD in self.user.site_roles

    @property
    def sees_all(self) -> bool:
        """Whether the list holds journeys of several advocates."""
        return self.is_lead and self.whose == "all"


@dataclass(frozen=True)
class Show:
    """One way to cut the list: its words, and which journeys it holds on a day."""

    key: str
    label: str | Promise
    holds: Callable[[date], Q]
    for_leads: bool = False
    hides_when_empty: bool = False


def on_hold_with_message() -> Q:
    """Journeys at rest whose patient side has written: rest has no moves, but people want answers."""
    return Q(status=Status.ON_HOLD, unanswered_since__isnull=False)


def without_advocate() -> Q:
    """Live journeys that nobody carries, also those whose advocate no longer is one here."""
    return LIVE & (Q(advocate=None) | ~Q(advocate__in=carriers().values("pk")))


SHOWS = (
    Show(
        NEEDS_ME,
        gettext_lazy("Needs me"),
        lambda _today: (OPEN & Q(turn=Turn.ADVOCATE)) | on_hold_with_message(),
    ),
    Show("late", gettext_lazy("Late"), lambda today: OPEN & Q(move_due_on__lt=today)),
    Show("unassigned", gettext_lazy("Unassigned"), lambda _today: without_advocate(), for_leads=True),
    Show("holder", gettext_lazy("Waiting for a hospital"), lambda _today: LIVE & Q(turn=Turn.HOLDER)),
    Show(
        "doctor",
        gettext_lazy("Waiting for a doctor"),
        lambda _today: LIVE & Q(turn=Turn.DOCTOR),
        hides_when_empty=True,
    ),
    Show("patient", gettext_lazy("Waiting for the patient"), lambda _today: LIVE & Q(turn=Turn.PATIENT)),
    Show(
        "critical",
        gettext_lazy("Time-critical"),
        lambda _today: LIVE & Q(is_time_critical=True),
        hides_when_empty=True,
    ),
    Show("on-hold", gettext_lazy("On hold"), lambda _today: Q(status=Status.ON_HOLD), hides_when_empty=True),
    Show(ENDED, gettext_lazy("Ended"), lambda _today: Q(status__in=[Status.WITHDRAWN, Status.CLOSED])),
    Show(EVERY_LIVE, gettext_lazy("All live"), lambda _today: LIVE),
)
BY_KEY: Mapping[str, Show] = {show.key: show for show in SHOWS}


@dataclass(frozen=True)
class Counts:
    """How many journeys each cut holds, and each stage; read in one query."""

    shows: Mapping[str, int]
    stages: Mapping[str, int]
    today: int


@dataclass(frozen=True)
class Row:
    """One journey as one line, ready to print."""

    url: str
    name: str
    condition: str
    reference: str
    is_time_critical: bool
    stage: str
    pips: tuple[str, ...]
    move: str
    turn: str
    turn_kind: str
    by: str
    is_late: bool
    records: str
    contact: str
    advocate: str


def scope(reader: Reader) -> QuerySet[Case]:
    """The journeys that this reader works on, or chose to look at."""
    found = Case.objects.visible_to(reader.user)
    if reader.sees_all:
        return found
    if reader.is_lead and reader.advocate_id is not None:
        return found.filter(advocate=reader.advocate_id)
    helps = TeamMember.objects.current().filter(user=reader.user, role=TeamRole.ADVOCATE, case=OuterRef("pk"))
    return found.filter(Q(advocate=reader.user) | Exists(helps))


def counts(reader: Reader) -> Counts:
    """How many there are of everything, in one query."""
    needs_me = BY_KEY[NEEDS_ME].holds(reader.today)
    today = needs_me & (Q(move_due_on=None) | Q(move_due_on__lte=reader.today))
    wanted = {show.key.replace("-", "_"): show.holds(reader.today) for show in SHOWS}
    wanted |= {f"stage_{stage}": LIVE & Q(stage=stage) for stage in STAGES}
    found = scope(reader).aggregate(
        for_today=Count("pk", filter=today),
        **{name: Count("pk", filter=condition) for name, condition in wanted.items()},
    )
    return Counts(
        shows={show.key: found[show.key.replace("-", "_")] for show in SHOWS},
        stages={stage: found[f"stage_{stage}"] for stage in STAGES},
        today=found["for_today"],
    )


def find(reader: Reader, *, show: str, stage: str = "", words: str = "") -> QuerySet[Case, dict[str, Any]]:
    """The rows of one cut, or with `words` everything that has them, the most pressing first."""
    found = scope(reader).annotate(is_carried=Exists(carriers().filter(pk=OuterRef("advocate"))))
    found = found.filter(has_words(words) if words else BY_KEY[show].holds(reader.today))
    if stage:
        found = found.filter(stage=stage)
    if show == ENDED and not words:
        return found.order_by("-ended_at", "pk").values(*FIELDS)
    return found.order_by(F("move_due_on").asc(nulls_last=True), "created_at", "pk").values(*FIELDS)


def has_words(words: str) -> Q:
    """Journeys in which each typed word begins a word of the patient's name or of the reference."""
    found = [Q(pk__in=beginning(word).values("case")) for word in search_words.typed(words)]
    return reduce(and_, found) if found else Q(pk__in=[])


def beginning(word: bytes) -> QuerySet[SearchWord]:
    """The words that begin so, read from the index: no UTF-8 holds a byte 255."""
    return SearchWord.objects.filter(word__gte=word, word__lt=word + b"\xff")


def advocate(uuid: str) -> User | None:
    """The advocate here with this id; None for any other word."""
    try:
        return carriers().filter(uuid=UUID(uuid)).first()
    except ValueError:
        return None


def advocates() -> list[tuple[int, str]]:
    """Whom a lead can look at: every advocate here, by name."""
    return [(person.pk, str(person)) for person in carriers().order_by("name", "email")]


def rows(found: list[dict[str, Any]], reader: Reader) -> list[Row]:
    """Rows of a page as words; one address is built and filled in for each."""
    nobody = UUID(int=0)
    address = reverse("cases:journey", args=[nobody])
    families = dict(starter_content.family_choices())
    return [
        row(values, reader, url=address.replace(str(nobody), str(values["uuid"])), families=families)
        for values in found
    ]


def row(values: Mapping[str, Any], reader: Reader, *, url: str, families: Mapping[str, str]) -> Row:
    """One journey as one line."""
    due_on, today = values["move_due_on"], reader.today
    is_open = values["status"] in (Status.LIVE, Status.ON_HOLD)
    is_late = is_open and due_on is not None and due_on < today
    turn, turn_kind = whose_turn(values, reader)
    condition = values["condition"] or families.get(values["family"], "")
    return Row(
        url=url,
        name=values["patient_name"],
        condition=condition,
        reference=values["reference"],
        is_time_critical=is_open and values["is_time_critical"],
        stage=str(Stage(values["stage"]).label),
        pips=PIPS[values["stage"]],
        move=move_of(values) if is_open else "",
        turn=turn,
        turn_kind=turn_kind,
        by=by_when(values, today),
        is_late=is_late,
        records=f"{values['records_in']} / {values['records_wanted']}",
        contact=ago(values["last_contact_at"], today),
        advocate=whose_journey(values, reader, turn),
    )


def move_of(values: Mapping[str, Any]) -> str:
    """The next move in a line; at rest, a message that waits comes first."""
    if values["status"] == Status.ON_HOLD and values["unanswered_since"]:
        return move_words.for_staff(MoveKind.ANSWER_MESSAGE, {})
    return move_words.for_staff(values["move_kind"], values["move_details"])


PIPS: Mapping[str, tuple[str, ...]] = {
    stage: tuple("d" if i < index else "n" if i == index else "" for i in range(len(STAGES)))
    for index, stage in enumerate(STAGES)
}


def whose_turn(values: Mapping[str, Any], reader: Reader) -> tuple[str, str]:
    """Whose turn it is in a word, and the kind of pill."""
    if values["status"] not in (Status.LIVE, Status.ON_HOLD):
        return str(Status(values["status"]).label), "done"
    if values["turn"] == Turn.ADVOCATE:
        if values["advocate_id"] == reader.user.pk or (not values["is_carried"] and reader.is_lead):
            return _("You"), "yours"
        return advocate_name(values) or _("Advocate"), "wait"
    return str(TURNS[values["turn"]]), "wait"


def whose_journey(values: Mapping[str, Any], reader: Reader, turn: str) -> str:
    """Who carries it, for leads who look at the journeys of several; empty where the turn says it already."""
    if not reader.sees_all:
        return ""
    name = advocate_name(values)
    if not name:
        return _("no advocate now")
    return "" if name == turn else name


def advocate_name(values: Mapping[str, Any]) -> str:
    """What people call the advocate; empty without one, or when they no longer are one here."""
    if not values["is_carried"]:
        return ""
    return values["advocate__name"] or values["advocate__email"] or ""


TURNS: Mapping[str, str | Promise] = {
    Turn.PATIENT: gettext_lazy("Patient"),
    Turn.HOLDER: gettext_lazy("Hospital"),
    Turn.DOCTOR: gettext_lazy("Doctor"),
    Turn.NOBODY: gettext_lazy("Nobody"),
}


def by_when(values: Mapping[str, Any], today: date) -> str:
    """By when, in the words of somebody who looks at it today."""
    if values["ended_at"]:
        return _("Ended %(day)s") % {"day": date_format(timezone.localtime(values["ended_at"]), "j M Y")}
    due_on = values["move_due_on"]
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return date_format(due_on, "D j M" if due_on.year == today.year or days < SOON else "j M Y")


def ago(moment: datetime | None, today: date) -> str:
    """How long ago somebody last wrote, in days."""
    if moment is None:
        return _("none yet")
    days = (today - timezone.localtime(moment).date()) // timedelta(days=1)
    if days <= 0:
        return _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
