"""What a person may do on one journey. The journey itself always comes through `visible_to`."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from accounts.choices import SiteRole
from accounts.models import User
from cases.choices import PATIENT_SIDE, Access, TeamRole
from cases.models import Case, Note, TeamInvitation, TeamMember
from cases.models.journey import CaseQuerySet


@dataclass(frozen=True)
class Viewer:
    """One person looking at one journey."""

    user: User
    role: str = ""
    access: str = ""
    is_lead: bool = False

    @property
    def is_patient_side(self) -> bool:
        """The patient, or family and friends that they let in; never staff who also lead here."""
        return self.role in PATIENT_SIDE

    @property
    def is_staff(self) -> bool:
        """An advocate on this journey, or a lead."""
        return self.role == TeamRole.ADVOCATE or (self.is_lead and not self.is_patient_side)


def with_places(cases: CaseQuerySet, user: User) -> CaseQuerySet:
    """The journeys, each with the place that this person has on its team now."""
    place = TeamMember.objects.current().filter(case=OuterRef("pk"), user=user)
    return cases.annotate(
        place_role=Subquery(place.values("role")[:1]), place_access=Subquery(place.values("access")[:1])
    )


def viewer_of(case: Case, user: User) -> Viewer:
    """How `user` stands to a journey that came `with_places` of theirs; asks the database nothing of it."""
    role, access = case.place_role, case.place_access  # type: ignore[attr-defined] # annotated
    return Viewer(user=user, role=role or "", access=access or "", is_lead=SiteRole.LEAD in user.site_roles)


def may_see(_viewer: Viewer) -> bool:
    """Anyone who reaches the journey."""
    return True


def may_do(viewer: Viewer) -> bool:
    """Change what the patient side and the advocates share: steps, records, appointments, opinions."""
    return viewer.is_staff or (viewer.is_patient_side and viewer.access == Access.DO)


def may_set_reminder(viewer: Viewer) -> bool:
    """Set a reminder for oneself: people; a connected system is told nothing."""
    return not viewer.user.is_service


def may_write_message(viewer: Viewer) -> bool:
    """Write to the team: everyone on it."""
    return viewer.is_patient_side or viewer.is_staff


def may_send_guide(viewer: Viewer) -> bool:
    """Send the patient side a guide of the library."""
    return viewer.is_staff


def may_open_guide(viewer: Viewer) -> bool:
    """Open a guide that was sent: those to whom it was sent."""
    return viewer.is_patient_side


def may_see_notes(viewer: Viewer) -> bool:
    """Read and write internal notes."""
    return viewer.is_staff


def may_rewrite(viewer: Viewer, note: Note) -> bool:
    """Change an internal note: whoever wrote it."""
    return may_see_notes(viewer) and note.by_id == viewer.user.pk


def may_override(viewer: Viewer) -> bool:
    """Move on although something is missing, with a reason."""
    return viewer.is_staff


def may_check_records(viewer: Viewer) -> bool:
    """Say that a record is complete and readable."""
    return viewer.is_staff


def may_take_offers(viewer: Viewer) -> bool:
    """Take over what the records checklist has gained since the journey began."""
    return viewer.is_staff


def may_invite_family(viewer: Viewer) -> bool:
    """Let family and friends in, and withdraw it: the patient, or staff for a patient who asks them to."""
    return viewer.role == TeamRole.PATIENT or viewer.is_staff


def may_invite_patient(viewer: Viewer) -> bool:
    """Send the patient their own way in."""
    return viewer.is_staff


def may_change_invitation(viewer: Viewer, invitation: TeamInvitation) -> bool:
    """Send an invitation again or withdraw it: whoever may send one of its sort."""
    may = may_invite_patient if invitation.role == TeamRole.PATIENT else may_invite_family
    return may(viewer)


def may_see_advocates(user: User) -> bool:
    """Everyone who can carry a journey, with how many they carry: leads."""
    return user.has_site_role(SiteRole.LEAD)


def may_assign(viewer: Viewer) -> bool:
    """Give the journey to an advocate."""
    return viewer.is_lead and not viewer.is_patient_side


def may_end(viewer: Viewer) -> bool:
    """Finish, withdraw, hold or reopen the journey: the patient or staff, not family."""
    return viewer.role == TeamRole.PATIENT or viewer.is_staff


def may_change_access(viewer: Viewer, member: TeamMember) -> bool:
    """Say how far somebody may go and until when: only family and friends are let in by degrees."""
    return member.role == TeamRole.CAREGIVER and may_invite_family(viewer)


def may_end_access(viewer: Viewer, member: TeamMember, *, advocate_id: int | None) -> bool:
    """End somebody's access: family's, a helping advocate's for leads, and anyone's own but the patient's.

    Whoever carries the journey (`advocate_id`) hands it over instead.
    """
    if member.role == TeamRole.PATIENT or member.user_id == advocate_id:
        return False
    if member.user_id == viewer.user.pk:
        return True
    return may_invite_family(viewer) if member.role == TeamRole.CAREGIVER else may_assign(viewer)
