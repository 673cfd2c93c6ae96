"""A journey, and its steps."""

import secrets
import uuid
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.choices import SiteRole, TokenReach
from accounts.models import User
from cases.choices import PATIENT_SIDE, MoveKind, Outcome, Stage, Status, StepState, TeamRole, Turn
from cases.models.base import Addressed, CreatedOnce, Versioned
from cases.models.templates import StepWords

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What references are made of: nothing that can be misread or spells a word."""


def new_reference() -> str:
    """A short reference such as `SP-7K3M-Q2`; the database refuses one that is taken."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"SP-{letters[:4]}-{letters[4:]}"


def own_time_zone() -> str:
    """The organisation's time zone, for a journey that names none."""
    return settings.TIME_ZONE


class CaseQuerySet(models.QuerySet["Case"]):
    """Journeys by what a person may see and by where they stand."""

    def visible_to(self, user: User) -> Self:
        """The one door: the journeys this person may reach at all, by the database's own clock.

        A lead reaches every journey; everyone else those whose team they are on. An advocate's place
        on a team counts only while they are an advocate here. Who comes with a token reaches no more
        than that: their own as patient or family (they come without site roles), or those they work on.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        team_member: Any = self.model.members.rel.related_model  # its file imports this one
        team = team_member.objects.current().filter(user=user, case=OuterRef("pk"))
        is_at_work = user.reach == TokenReach.CASELOAD
        if SiteRole.LEAD in user.site_roles:
            return self.exclude(Exists(team.filter(role__in=PATIENT_SIDE))) if is_at_work else self
        if is_at_work:
            team = team.filter(role=TeamRole.ADVOCATE)
        if SiteRole.ADVOCATE not in user.site_roles:
            team = team.exclude(role=TeamRole.ADVOCATE)
        return self.filter(Exists(team))

    def live(self) -> Self:
        """Journeys under way."""
        return self.filter(status=Status.LIVE)


class Case(Versioned, CreatedOnce):
    """One second-opinion journey. `version` guards the patient's own answers."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    # The patient
    patient_name = models.CharField(_("name"), max_length=150)
    patient_born_on = models.DateField(_("date of birth"), null=True, blank=True)
    patient_email = models.EmailField(_("e-mail"), blank=True)
    patient_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=15, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default=own_time_zone)
    state = models.CharField(_("state"), max_length=2, blank=True)
    helper = models.TextField(_("who is helping you"), max_length=500, blank=True)
    consent_given_by = models.CharField(max_length=200, blank=True)

    # What they were told
    family = models.CharField(_("kind of condition"), max_length=30, default="general")
    condition = models.CharField(_("condition in a few words"), max_length=120)
    diagnosis = models.TextField(_("what you were told"), max_length=4000, blank=True)
    advice = models.TextField(_("what is advised"), max_length=4000, blank=True)
    advised_by = models.DateField(_("advised to happen by"), null=True, blank=True)
    first_doctor = models.CharField(_("doctor who told you"), max_length=150, blank=True)
    first_place = models.CharField(_("where they work"), max_length=150, blank=True)
    reasons = models.JSONField(_("why a second opinion"), default=list, blank=True)
    reason_words = models.TextField(_("in your own words"), max_length=2000, blank=True)

    # Insurance
    insurance_kind = models.CharField(_("kind of insurance"), max_length=30, blank=True)
    insurance_plan = models.CharField(_("name of the plan"), max_length=150, blank=True)
    insurance_answers = models.JSONField(_("what the insurer said"), default=dict, blank=True)

    # Limits
    safe_to_wait_until = models.DateField(_("safe to wait until"), null=True, blank=True)
    decide_by = models.DateField(_("decide by"), null=True, blank=True)
    is_marked_time_critical = models.BooleanField(_("marked time-critical"), default=False)

    # Where it stands
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.REQUEST)
    stage_since = models.DateTimeField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.LIVE)
    hold_until = models.DateField(_("on hold until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    advocate = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="carried_cases", null=True, blank=True
    )

    # What it copied, and what its advocates did not want of what came after
    copied_up_to = models.BigIntegerField(null=True, editable=False)
    declined_templates = models.JSONField(default=list, blank=True, editable=False)

    # Derived by settle, by nothing else
    turn = models.CharField(max_length=10, choices=Turn, default=Turn.NOBODY)
    move_kind = models.CharField(max_length=20, choices=MoveKind, blank=True)
    move_subject = models.BigIntegerField(null=True)
    move_due_on = models.DateField(null=True)
    move_details = models.JSONField(default=dict)
    is_time_critical = models.BooleanField(default=False)
    records_in = models.PositiveIntegerField(default=0)
    records_wanted = models.PositiveIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)
    unanswered_since = models.DateTimeField(null=True)
    changes_at = models.DateTimeField(null=True)
    due_or_never = models.DateField(default=date.max)
    changed_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[Status.WITHDRAWN, Status.CLOSED], ended_at__isnull=False)
                | Q(status__in=[Status.LIVE, Status.ON_HOLD], ended_at=None),
                name="case_ended_at_with_status",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | ~Q(outcome=""), name="case_closed_with_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "turn", "move_due_on"], name="case_by_turn"),
            models.Index(fields=["advocate", "status", "turn", "move_due_on"], name="case_by_advocate"),
            models.Index(fields=["status", "stage"], name="case_by_stage"),
            models.Index(fields=["status", "due_or_never", "created_at", "id"], name="case_by_due"),
            models.Index(fields=["changed_at", "id"], name="case_by_changed"),
            models.Index(fields=["changes_at"], name="case_by_change", condition=Q(changes_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def untold(self) -> list[Any]:
        """What the action that holds this row has done so far, for `actions.news` to tell of at its end."""
        return []

    @property
    def zone(self) -> ZoneInfo:
        """The patient's time zone."""
        return zones.known(self.time_zone)

    @property
    def is_live(self) -> bool:
        """Whether the journey is under way."""
        return self.status == Status.LIVE

    @property
    def has_ended(self) -> bool:
        """Whether the journey is finished or withdrawn."""
        return self.status in (Status.CLOSED, Status.WITHDRAWN)


class SearchWord(models.Model):
    """One word by which a journey is found, as `search_words` writes it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="search_words", db_index=False)
    word = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "word"], name="searchword_once_per_case")]
        indexes = [models.Index(fields=["word", "case"], name="searchword_by_word")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


class Step(StepWords, Versioned, Addressed):
    """One thing to do in a stage, copied from its template when the journey began."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.TODO)
    note = models.TextField(max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="step_once_per_case"),
            models.CheckConstraint(
                condition=Q(state=StepState.TODO, settled_at=None, settled_by=None)
                | (~Q(state=StepState.TODO) & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="step_settled_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.title
