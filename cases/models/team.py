"""The people on a journey, and those invited to it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import InvitationBase, User
from cases.choices import Access, TeamRole
from cases.models.base import Addressed, Versioned
from cases.models.journey import Case


def holding(path: str = "") -> Q:
    """Places whose access holds now, by the database's own clock; `path` leads to the places of other rows."""
    has_time_left = Q(**{f"{path}ends_at": None}) | Q(**{f"{path}ends_at__gt": Now()})
    return has_time_left & Q(**{f"{path}ended_at": None})


class MemberQuerySet(models.QuerySet["TeamMember"]):
    """Members by whether their access holds."""

    def current(self) -> Self:
        """Those whose access holds now, by the database's own clock."""
        return self.filter(holding())


class TeamMember(Versioned, Addressed):
    """One person's place on one journey; ended, never deleted. `version` guards how far it goes."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=TeamRole)
    access = models.CharField(max_length=5, choices=Access, default=Access.DO)
    relation = models.CharField(_("relation"), max_length=60, blank=True)
    started_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    read_at = models.DateTimeField(_("messages read until"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ("started_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(ended_at=None), name="member_once_per_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(role=TeamRole.PATIENT, ended_at=None), name="member_one_patient"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="member_ended_at_and_by_together",
            ),
        ]
        indexes = [models.Index(fields=["user", "case"], name="member_by_user")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"


class TeamInvitation(Addressed, InvitationBase):
    """An invitation to one journey."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=10, choices=TeamRole)
    access = models.CharField(max_length=5, choices=Access, default=Access.DO)
    name = models.CharField(_("name"), max_length=150, blank=True)
    relation = models.CharField(_("relation"), max_length=60, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(InvitationBase.Meta):
        ordering = ("created_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *InvitationBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="teaminvitation_one_unanswered",
            ),
        ]
