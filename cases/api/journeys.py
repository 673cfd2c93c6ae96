"""Journeys: the list that says whose turn it is, one journey, opening one, and carrying it on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts import zones
from accounts.actions.replays import Replay
from accounts.api import pages, problems
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.examples import know
from accounts.api.operations import Operation, Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_from
from accounts.choices import SiteRole
from accounts.models import User
from cases import gates, move_words, next_move
from cases.actions import request as requests
from cases.api.base import JourneyView, PersonView
from cases.api.opening import OpenBody, may_open, opening_values
from cases.choices import PATIENT_SIDE, Access, MoveKind, Outcome, Stage, Status, TeamRole, Turn
from cases.models import Case
from cases.models.journey import CaseQuerySet
from cases.models.team import holding
from cases.next_move import Move
from cases.queries import caseload, copies
from cases.queries import facts as case_facts
from cases.queries.caseload import Reader
from cases.queries.facts import carriers
from cases.rules.team import may_see, with_places

Told = dict[str, Any] | None
EVERY = "any"
PLAIN = (
    "uuid",
    "reference",
    "patient_name",
    "condition",
    "family",
    "stage",
    "stage_since",
    "status",
    "hold_until",
    "outcome",
    "created_at",
    "changed_at",
    "ended_at",
    "turn",
    "move_kind",
    "move_details",
    "move_due_on",
    "due_or_never",
    "is_time_critical",
    "safe_to_wait_until",
    "decide_by",
    "records_in",
    "records_wanted",
    "last_contact_at",
    "unanswered_since",
)
AS_THEY_ARE = (
    "reference",
    "patient_name",
    "condition",
    "family",
    "stage",
    "status",
    "outcome",
    "turn",
    "is_time_critical",
)
MOMENTS = ("stage_since", "last_contact_at", "unanswered_since", "created_at", "changed_at", "ended_at")
DAYS = ("hold_until", "safe_to_wait_until", "decide_by")
OF_ADVOCATE = ("advocate__uuid", "advocate__name", "advocate__email")
ADDED = ("is_carried", "place_role", "place_access")
BY_DUE = pages.Order(("due_or_never", "created_at", "pk"))
BY_CHANGE = pages.Order(("changed_at", "pk"))
NEWEST = pages.Order(("created_at", "pk"), is_backwards=True)
ORDERS = {"due": BY_DUE, "created": NEWEST, "changed": BY_CHANGE}

know(
    reference="SP-7K3M-Q2",
    patient_name="Rosa Ortega",
    condition="spine surgery",
    title="Ask Mercy Hospital for: MRI of the back",
    why="The new doctor reads the pictures anew.",
    state="NY",
    time_zone="America/New_York",
    language="en",
    next="/api/v1/journeys/?cursor=WyIyMDI2LTEyLTAxIl0",
    wanted=9,
    doctor="Dr. Anand",
    holder="Mercy Hospital, imaging",
    version="5f0c3f1f5b7a9c0d2e4f6a81",
)


# What is told


class MoveAnswer(serializers.Serializer[Any]):
    """A move: what, whose turn, by when, and why."""

    kind = serializers.ChoiceField(choices=MoveKind.choices)
    title = serializers.CharField(help_text="In words, for whoever asks.")
    why = serializers.CharField(help_text="Why this comes next; may be empty.")
    turn = serializers.ChoiceField(choices=Turn.choices)
    due_on = serializers.DateField(allow_null=True)


class RecordsAnswer(serializers.Serializer[Any]):
    """How many records are in, of those that are wanted."""

    in_ = serializers.IntegerField(source="records_in")
    wanted = serializers.IntegerField(source="records_wanted")

    def get_fields(self) -> dict[str, Any]:
        """`in` is a word of Python, so the field is renamed."""
        fields = super().get_fields()
        return {"in": fields["in_"], "wanted": fields["wanted"]}


class JourneyAnswer(Answer):
    """One journey: where it stands, whose turn it is, what comes next and by when."""

    id = serializers.UUIDField(source="uuid")
    reference = serializers.CharField(help_text="The short reference that people use.")
    patient_name = serializers.CharField()
    condition = serializers.CharField()
    family = serializers.CharField(help_text="The kind of condition.")
    stage = serializers.ChoiceField(choices=Stage.choices)
    stage_since = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=Status.choices)
    hold_until = serializers.DateField(allow_null=True)
    outcome = serializers.ChoiceField(choices=[*Outcome.choices, ("", "None yet")])
    turn = serializers.ChoiceField(choices=Turn.choices, help_text="Who holds the next move.")
    next_move = serializers.SerializerMethodField()
    is_time_critical = serializers.BooleanField()
    safe_to_wait_until = serializers.DateField(allow_null=True, help_text="As the treating doctor said.")
    decide_by = serializers.DateField(allow_null=True)
    records = RecordsAnswer(source="*")
    last_contact_at = serializers.DateTimeField(allow_null=True)
    unanswered_since = serializers.DateTimeField(allow_null=True)
    advocate = serializers.SerializerMethodField()
    my_role = serializers.ChoiceField(
        source="place_role", choices=[*TeamRole.choices, ("", "None")], help_text="Empty for leads."
    )
    my_access = serializers.ChoiceField(source="place_access", choices=[*Access.choices, ("", "None")])
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    beside_results = {
        "gone": {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "description": "With `changed_since`: journeys that you no longer reach.",
        },
        "as_of": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "With `changed_since`, on the first page: what to ask for the next time.",
        },
    }

    def get_version(self, row: Mapping[str, Any]) -> str:
        """Every change of a journey moves `changed_at` on."""
        return version_from([row[name] for name in ("uuid", "changed_at", "is_carried", *OF_ADVOCATE)])

    def to_representation(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields above say, told at once because a list is full of it; a test holds the two together."""
        return {
            "id": str(row["uuid"]),
            "version": self.get_version(row),
            **{name: row[name] for name in AS_THEY_ARE},
            **{name: moment_told(row[name]) for name in MOMENTS},
            **{name: day_told(row[name]) for name in DAYS},
            "next_move": self.get_next_move(row),
            "records": {"in": row["records_in"], "wanted": row["records_wanted"]},
            "advocate": self.get_advocate(row),
            "my_role": row["place_role"] or "",
            "my_access": row["place_access"] or "",
        }

    @extend_schema_field(MoveAnswer(allow_null=True))
    def get_next_move(self, row: Mapping[str, Any]) -> Told:
        """The one thing that moves the journey on; null once it has ended."""
        if not row["move_kind"]:
            return None
        return move_told(
            row["move_kind"], row["turn"], row["move_due_on"], row["move_details"], is_staff=is_staff(row)
        )

    @extend_schema_field(PersonAnswer(allow_null=True))
    def get_advocate(self, row: Mapping[str, Any]) -> Told:
        """Who carries it; null while nobody does."""
        if not row["is_carried"]:
            return None
        name = row["advocate__name"] or row["advocate__email"]
        return {"id": str(row["advocate__uuid"]), "name": name}


class JourneyDetail(JourneyAnswer):
    """One journey, with what is still missing in its stage and what else could be done."""

    missing = serializers.ListField(child=serializers.CharField(), help_text="What this stage still needs.")
    others = serializers.SerializerMethodField()

    def to_representation(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """As in the list, and more."""
        told = super().to_representation(row)
        return {**told, "missing": row["missing"], "others": self.get_others(row)}

    @extend_schema_field(MoveAnswer(many=True))
    def get_others(self, row: Mapping[str, Any]) -> list[Told]:
        """What else could be done now."""
        moves: list[Move] = row["others"]
        return [
            move_told(move.kind, move.turn, move.due_on, move.details, is_staff=is_staff(row))
            for move in moves
        ]


def move_told(
    kind: str, turn: str, due_on: date | None, details: Mapping[str, Any], *, is_staff: bool
) -> dict[str, Any]:
    """A move in the words of whoever asks."""
    patients = move_words.for_patient if turn == Turn.PATIENT else move_words.for_patient_waiting
    title = move_words.for_staff(kind, details) if is_staff else patients(kind, details)
    return {
        "kind": kind,
        "title": title,
        "why": move_words.why(kind, details),
        "turn": turn,
        "due_on": day_told(due_on),
    }


def moment_told(moment: datetime | None) -> str | None:
    """An instant with the offset of whoever asks."""
    return timezone.localtime(moment).isoformat() if moment else None


def day_told(day: date | None) -> str | None:
    """A day."""
    return day.isoformat() if day else None


def is_staff(row: Mapping[str, Any]) -> bool:
    """Whether whoever asks stands to this journey as staff do."""
    return row["place_role"] not in PATIENT_SIDE


# Reading


class JourneysQuery(PageQuery):
    """Which journeys, and in which order."""

    show = serializers.ChoiceField(
        required=False,
        choices=[(show.key, str(show.label)) for show in caseload.SHOWS] + [(EVERY, "Every journey")],
        help_text="Which cut of the list; live ones without it.",
    )
    stage = serializers.ChoiceField(required=False, choices=Stage.choices, help_text="Only in this stage.")
    whose = serializers.CharField(
        required=False,
        max_length=36,
        help_text="`mine`: those that you carry or help with. For leads also the id of an advocate.",
    )
    q = serializers.CharField(
        required=False, max_length=100, help_text="Beginnings of names, or a reference."
    )
    order = serializers.ChoiceField(
        required=False,
        choices=list(ORDERS),
        help_text="`due` (without it), `created` (newest first) or `changed`.",
    )
    changed_since = serializers.DateTimeField(
        required=False, help_text="Only what changed since: the `as_of` of your last answer."
    )


class Journeys(PersonView):
    """The list of journeys."""

    tag = "journeys"

    @operation("List journeys", Sort.LIST, answer=JourneyAnswer, query=JourneysQuery, also=(403, 404, 410))
    def get(self) -> Response:
        """Every journey that you reach, the most pressing first.

        For each its stage, whose turn it is, the next move and by when: one request answers "whose turn is it"
        for a whole caseload.
        """
        since = self.query.get("changed_since")
        if since and copies.must_start_over(self.user, since=since):
            raise problems.Problem(
                problems.START_OVER,
                _("Your roles have changed since then. Read the list without changed_since."),
            )
        order = ORDERS[self.query.get("order", "changed" if since else "due")]
        more: dict[str, Any] = {"gone": [], "as_of": None}
        if since and not self.query.get("cursor"):
            more = {
                "gone": copies.gone_since(self.user, since=since),
                "as_of": (self.at - copies.OVERLAP).isoformat(),
            }
        return self.many(self.wanted(), order, JourneyAnswer(), more=more)

    def wanted(self) -> Any:  # noqa: ANN401 -- a queryset of values
        """The rows that the query asks for."""
        asked = self.query
        today = self.today_here()
        found = self.scope(asked.get("whose", ""), today)
        since = asked.get("changed_since")
        if since:
            found = found.filter(changed_at__gte=since)
        if asked.get("q"):
            found = found.filter(caseload.has_words(asked["q"]))
        show = asked.get("show", EVERY if since or asked.get("q") else caseload.EVERY_LIVE)
        if show != EVERY:
            found = found.filter(self.cut(show, today))
        if asked.get("stage"):
            found = found.filter(stage=asked["stage"])
        return rows(found, self.user)

    def scope(self, whose: str, today: Any) -> Any:  # noqa: ANN401 -- a date; a queryset
        """Whose journeys."""
        if not whose:
            return Case.objects.visible_to(self.user)
        if whose == "mine":
            return caseload.scope(Reader(user=self.user, today=today))
        if not self.user.has_site_role(SiteRole.LEAD):
            raise PermissionDenied(_("Only leads can look at the journeys of one advocate."))
        advocate = caseload.advocate(whose)
        if advocate is None:
            raise Http404
        return Case.objects.visible_to(self.user).filter(advocate=advocate)

    def cut(self, show: str, today: Any) -> Q:  # noqa: ANN401 -- a date
        """One cut of the list; what needs the patient side is what needs somebody without a role here."""
        if show == caseload.NEEDS_ME and not self.user.works_here:
            return Q(status=Status.LIVE, turn=Turn.PATIENT)
        return caseload.BY_KEY[show].holds(today)

    @operation("Open a journey", Sort.CREATE, answer=JourneyDetail, body=OpenBody, may=may_open, also=(404,))
    def post(self) -> HttpResponseBase:
        """From the answers of a request, for yourself, or as an advocate for a patient.

        It begins in the stage Request, with the steps, records and comparison rows of its kind of condition.
        """
        typed = dict(self.typed)
        for_patient = typed.pop("for_patient", False)
        if for_patient and not self.user.has_site_role(SiteRole.ADVOCATE):
            raise PermissionDenied(_("Only advocates open journeys for patients."))
        values = opening_values(typed, self.user, today=self.today_here(), for_patient=for_patient)
        case = requests.open_answered(values, as_patient=not for_patient, once=self.once, **self.how)
        address = reverse("api:journey", kwargs={"journey": case.uuid})
        told = detail(self.user, case.uuid, at=self.at)
        return self.one(told, version=told["version"], status=201, location=address)

    def once_more(self, replay: Replay) -> HttpResponseBase:
        """What was answered then, to whoever still reaches the journey, and with this token."""
        get_object_or_404(Case.objects.visible_to(self.user), once=self.once)
        return super().once_more(replay)

    def today_here(self) -> date:
        """The day where whoever asks is."""
        return self.at.astimezone(zones.known(self.user.time_zone)).date()


def rows(found: CaseQuerySet, user: User) -> QuerySet[Case, dict[str, Any]]:
    """Journeys as JourneyAnswer reads them; a person has one place at most on each."""
    carried = Exists(carriers().filter(pk=OuterRef("advocate")))
    place = FilteredRelation("members", condition=holding("members__") & Q(members__user=user))
    placed = found.annotate(
        place=place, place_role=F("place__role"), place_access=F("place__access"), is_carried=carried
    )
    return placed.values("pk", *PLAIN, *OF_ADVOCATE, *ADDED)


def detail(user: User, uuid: UUID, *, at: datetime) -> dict[str, Any]:
    """One journey as JourneyDetail tells it, in six queries. Raises Http404 for one that this person can't reach."""
    carried = Exists(carriers().filter(pk=OuterRef("advocate")))
    reachable = with_places(Case.objects.visible_to(user), user).annotate(is_carried=carried)
    found = case_facts.with_summary(reachable).filter(uuid=uuid).select_related("advocate").first()
    if found is None:
        raise Http404
    summary = {name: getattr(found, name) for name in case_facts.SUMMARY}
    facts = case_facts.of_case(found, summary=summary)
    answer = next_move.find(facts, at=at.astimezone(found.zone))
    missing = [] if found.has_ended else [str(condition) for condition in gates.missing(facts)]
    advocate = found.advocate
    row = {
        **{name: getattr(found, name) for name in (*PLAIN, *ADDED)},
        "advocate__uuid": advocate.uuid if advocate else None,
        "advocate__name": advocate.name if advocate else None,
        "advocate__email": advocate.email if advocate else None,
        "missing": missing,
        "others": answer.others,
    }
    told: dict[str, Any] = JourneyDetail().to_representation(row)
    return told


class Journey(JourneyView):
    """One journey."""

    tag = "journeys"

    def find(self, **names: Any) -> None:  # noqa: ANN401 -- what the address names
        """Read whole at once: the answer is what finds it."""
        self.answer = detail(self.user, names["journey"], at=self.at)

    def let_in(self, told: Operation | Verb) -> None:
        """Whoever reaches it may read it."""

    @operation("Read a journey", Sort.READ, answer=JourneyDetail, may=may_see)
    def get(self) -> HttpResponseBase:
        """Where it stands, whose turn it is, what is missing and by when, each with its reason."""
        return self.one(self.answer, version=self.answer["version"])
