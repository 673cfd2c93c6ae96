"""How the join page answers an invitation to a journey."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.joining import Kind
from cases.actions import team
from cases.choices import Access, TeamRole
from cases.models import TeamInvitation


def to_what(invitation: TeamInvitation) -> Promise:
    """What this invitation is to; nothing about anybody's health, and no name but the inviter's."""
    if invitation.role == TeamRole.PATIENT:
        return _("to your own second-opinion journey")
    if invitation.access == Access.DO:
        return _("to follow a second-opinion journey and to help with it")
    return _("to follow a second-opinion journey")


def landing(invitation: TeamInvitation) -> str:
    """Where to go after accepting: the journey."""
    return reverse("cases:journey", args=[invitation.case.uuid])


KIND = Kind(model=TeamInvitation, to_what=to_what, accept=team.accept_invitation, landing=landing)
