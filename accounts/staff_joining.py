"""How the join page answers an invitation to work here."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actions import invitations
from accounts.choices import SiteRole
from accounts.joining import Kind
from accounts.models import StaffInvitation

TO_WHAT = {
    SiteRole.ADVOCATE: _("to work here as a patient advocate"),
    SiteRole.LEAD: _("to work here as a lead of the advocates"),
    SiteRole.EDITOR: _("to work here as an editor"),
    SiteRole.REVIEWER: _("to work here as a clinical reviewer"),
    SiteRole.ADMINISTRATOR: _("to work here as an administrator"),
}


def to_what(invitation: StaffInvitation) -> Promise:
    """What this invitation is to."""
    return TO_WHAT[SiteRole(invitation.site_role)]


def landing(_invitation: StaffInvitation) -> str:
    """Where to go after accepting."""
    return reverse("home")


KIND = Kind(model=StaffInvitation, to_what=to_what, accept=invitations.accept_staff, landing=landing)
