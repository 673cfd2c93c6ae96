"""Invitations: bound to an address, good once, for a while."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.choices import InvitationState, SiteRole
from accounts.models.people import LowerEmailField


class InvitationQuerySet(models.QuerySet["InvitationBase"]):
    """Invitations by how they stand."""

    def unanswered(self) -> Self:
        """Neither accepted nor withdrawn; perhaps expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class InvitationBase(models.Model):
    """What every invitation has; the token itself is only ever in the letter, here is its hash."""

    email = LowerEmailField()
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="%(class)s_accepted_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="%(class)s_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def state_at(self, at: datetime) -> InvitationState:
        """How the invitation stands at this moment."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if at < self.expires_at else InvitationState.EXPIRED


class StaffInvitation(InvitationBase):
    """An invitation to work here in one role."""

    site_role = models.CharField(max_length=20, choices=SiteRole)

    class Meta(InvitationBase.Meta):
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *InvitationBase.Meta.constraints,
            models.UniqueConstraint(
                fields=["email", "site_role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="staffinvitation_one_unanswered",
            ),
        ]
