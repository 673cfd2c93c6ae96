"""Letting people into a journey, changing how far they may go, and ending it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actions import invitations
from accounts.choices import SiteRole
from accounts.models import User, display_name
from accounts.refusals import Refused
from cases.actions import news, timeline
from cases.actions.core import change, edit, fresh
from cases.choices import Access, TeamRole
from cases.models import Case, CaseEvent, TeamInvitation, TeamMember
from cases.queries.facts import RAN_OUT

LETTERS_LIMIT = 50
LETTERS_WINDOW = timedelta(days=1)
LETTER_KINDS = ("family_invited", "patient_invited", "invitation_sent_again")

ALREADY_HERE = _("This person is on the team already.")
GONE_ALREADY = _("This access has ended already.")


def invite_family(
    case: Case,
    *,
    email: str,
    name: str,
    relation: str,
    access: str,
    ends_at: datetime | None,
    by: User,
    at: datetime,
) -> tuple[TeamInvitation, str]:
    """Invite family or a friend and return the token of their link; asked again, the new words hold.

    Raises Refused for somebody who is on the team, or who is invited as the patient.
    """
    values = {"name": name, "relation": relation, "access": access, "ends_at": ends_at}
    with change(case, at=at, needs_live=False) as locked:
        return _invite(locked, TeamRole.CAREGIVER, "family_invited", email=email, values=values, by=by, at=at)


def invite_patient(case: Case, *, email: str, by: User, at: datetime) -> tuple[TeamInvitation, str]:
    """Invite the patient to their own journey and return the token of their link.

    Raises Refused when the journey's patient signs in already, or waits under another address.
    """
    with change(case, at=at, needs_live=False) as locked:
        _require_no_patient(locked)
        others = locked.invitations.unanswered().filter(role=TeamRole.PATIENT).exclude(email=email.lower())
        if others.exists():
            raise Refused(
                _(
                    "The patient is invited at another address. Withdraw that invitation first, then try again."
                )
            )
        values = {"name": locked.patient_name, "relation": "", "access": Access.DO, "ends_at": None}
        return _invite(locked, TeamRole.PATIENT, "patient_invited", email=email, values=values, by=by, at=at)


def _invite(
    case: Case,
    role: TeamRole,
    kind: str,
    *,
    email: str,
    values: dict[str, Any],
    by: User,
    at: datetime,
) -> tuple[TeamInvitation, str]:
    if case.members.current().filter(user__email=email.lower()).exists():
        raise Refused(ALREADY_HERE)
    standing = case.invitations.unanswered().filter(email=email.lower()).first()
    if standing is None:
        _refuse_when_many_letters(by, at=at)
        invitation, token = invitations.issue(
            TeamInvitation, email=email, by=by, at=at, case=case, role=role, **values
        )
        _tell(case, kind, values["name"] or email, by=by, at=at, after=_bounds(invitation))
        return invitation, token
    if standing.role != role:
        raise Refused(_("This address has another invitation to this journey. Withdraw that one first."))
    for name, value in values.items():
        setattr(standing, name, value)
    standing.save(update_fields=list(values))
    return standing, _renew(case, standing, by=by, at=at)


def renew_invitation(invitation: TeamInvitation, *, by: User, at: datetime) -> tuple[TeamInvitation, str]:
    """The invitation with a new link for two more weeks; the old one stops working. Raises Refused once answered."""
    with change(invitation.case, at=at, needs_live=False) as case:
        current = fresh(invitation)
        return current, _renew(case, current, by=by, at=at)


def _renew(case: Case, invitation: TeamInvitation, *, by: User, at: datetime) -> str:
    _refuse_when_many_letters(by, at=at)
    token = invitations.renew(invitation, by=by, at=at)
    _tell(case, "invitation_sent_again", invitation.name or invitation.email, by=by, at=at)
    return token


def _refuse_when_many_letters(by: User, *, at: datetime) -> None:
    """Raise Refused for somebody who had very many letters sent: nobody's name shall travel with spam."""
    sent = CaseEvent.objects.filter(by=by, kind__in=LETTER_KINDS, at__gt=at - LETTERS_WINDOW)
    if sent.count() >= LETTERS_LIMIT:
        raise Refused(_("You have sent many invitations today. Please send the next one tomorrow."))


def withdraw_invitation(invitation: TeamInvitation, *, by: User, at: datetime) -> TeamInvitation:
    """Take an invitation back: its link stops working at once. Raises Refused once it is answered."""
    with change(invitation.case, at=at, needs_live=False) as case:
        current = fresh(invitation)
        invitations.withdraw(current, by=by, at=at)
        _tell(case, "invitation_withdrawn", current.name or current.email, by=by, at=at)
    return current


def accept_invitation(invitation: TeamInvitation, *, by: User, at: datetime) -> TeamMember:
    """Join the journey, once, as the person whose address was invited.

    Raises Refused for anybody else, for a link that is no longer open, and for those who are here already.
    """
    with change(invitation.case, at=at, needs_live=False) as case:
        current = fresh(invitation)
        invitations.accept(current, by=by, at=at)
        _end_what_ran_out(case, by, at=at)
        if case.members.filter(user=by, ended_at=None).exists():
            raise Refused(_("You are on this team already. There is nothing to accept."))
        if current.role == TeamRole.PATIENT:
            _require_no_patient(case)
        if current.ends_at and current.ends_at <= at:
            raise Refused(_("The time of this invitation is over. Ask the person who sent it for a new one."))
        member = TeamMember.objects.create(
            case=case,
            user=by,
            role=current.role,
            access=current.access,
            relation=current.relation,
            ends_at=current.ends_at,
            started_at=at,
            granted_by=current.invited_by,
        )
        event = _tell(case, "member_joined", display_name(by), by=by, at=at, after=_bounds(member))
        news.let_in(case, by, event=event, by=by)
    return member


def change_access(
    member: TeamMember, *, access: str, ends_at: datetime | None, version: int, by: User, at: datetime
) -> TeamMember:
    """Change how far family may go, and until when; the same again is nothing new.

    Raises Refused for anybody but family, and for access that has ended; StaleEdit when somebody has
    changed it since `version`.
    """
    with change(member.case, at=at, needs_live=False) as case:
        current = _standing(member, at=at)
        if current.role != TeamRole.CAREGIVER:
            raise Refused(_("Only the access of family and friends can be changed."))
        before = _bounds(current)
        if edit(current, version=version, values={"access": Access(access), "ends_at": ends_at}):
            who = display_name(current.user)
            after = _bounds(current)
            event = _tell(case, "access_changed", who, by=by, at=at, before=before, after=after)
            news.access_changed(case, current, event=event, by=by)
    return current


def end_access(member: TeamMember, *, by: User, at: datetime) -> TeamMember:
    """End somebody's access; it is gone with their next click. Leaving by oneself is the same.

    Raises Refused for the patient, for the advocate who carries the journey, and for access that has ended.
    """
    with change(member.case, at=at, needs_live=False) as case:
        current = _standing(member, at=at)
        if current.role == TeamRole.PATIENT:
            raise Refused(_("The patient stays on their own journey. It can be withdrawn instead."))
        if current.user_id == case.advocate_id:
            raise Refused(_("This advocate carries the journey. Give it to another advocate first."))
        kind = "member_left" if current.user_id == by.pk else "access_ended"
        _end(current, by=by, at=at)
        event = _tell(case, kind, display_name(current.user), by=by, at=at)
        news.access_ended(case, current.user, event=event, by=by)
    return current


def end_what_ran_out(case: Case, *, at: datetime) -> None:
    """End the places whose last day has passed, and tell of each once. Call it with the journey held, then settle."""
    for member in case.members.filter(ended_at=None, ends_at__lte=at).select_related("user", "granted_by"):
        _end(member, by=member.granted_by, at=at)
        event = _tell(case, RAN_OUT, display_name(member.user), by=None, at=at)
        news.access_ran_out(case, member.user, event=event)


def assign(
    case: Case,
    advocate: User,
    *,
    instead_of: int | None,
    keeps_helping: bool = False,
    by: User,
    at: datetime,
) -> Case:
    """Give the journey to an advocate; the earlier one leaves, or stays to help with `keeps_helping`.

    Raises Refused when the journey has ended, when somebody else than `instead_of` (an id) carries it by
    now, when `advocate` is no advocate, or is family here. The same advocate again is nothing new.
    """
    with change(case, at=at, needs_live=False) as locked:
        earlier = locked.advocate
        if earlier == advocate:
            return locked
        if locked.has_ended:
            raise Refused(_("This journey has ended. Start it again first."))
        if locked.advocate_id != instead_of:
            raise Refused(
                _("In the meantime this journey was given to somebody else. Look at who carries it now.")
            )
        _put_on_team(locked, advocate, by=by, at=at)
        locked.advocate = advocate
        locked.save(update_fields=["advocate"])
        left = None if keeps_helping else earlier
        if left:
            for member in locked.members.filter(user=left, role=TeamRole.ADVOCATE, ended_at=None):
                _end(member, by=by, at=at)
        before = {"advocate": display_name(earlier)} if earlier else {}
        who = display_name(advocate)
        event = _tell(locked, "advocate_assigned", who, by=by, at=at, before=before, after={"advocate": who})
        news.assigned(locked, advocate, left=left, event=event, by=by)
    return locked


def add_helping_advocate(case: Case, advocate: User, *, by: User, at: datetime) -> TeamMember:
    """Let a second advocate help; the first still carries the journey.

    Raises Refused when `advocate` is no advocate, or is family here.
    """
    with change(case, at=at, needs_live=False) as locked:
        member, is_new = _put_on_team(locked, advocate, by=by, at=at)
        if is_new:
            event = _tell(locked, "advocate_joined", display_name(advocate), by=by, at=at)
            news.let_in(locked, advocate, event=event, by=by)
    return member


def _put_on_team(case: Case, advocate: User, *, by: User, at: datetime) -> tuple[TeamMember, bool]:
    """The advocate's place on this team, and whether it is new."""
    if not advocate.has_site_role(SiteRole.ADVOCATE):
        raise Refused(_("This person is not an advocate here now. Choose another."))
    _end_what_ran_out(case, advocate, at=at)
    standing = case.members.filter(user=advocate, ended_at=None).first()
    if standing is None:
        new = TeamMember.objects.create(
            case=case, user=advocate, role=TeamRole.ADVOCATE, started_at=at, granted_by=by
        )
        return new, True
    if standing.role != TeamRole.ADVOCATE:
        raise Refused(_("This person is here as the patient or family. Choose another advocate."))
    return standing, False


def _standing(member: TeamMember, *, at: datetime) -> TeamMember:
    current = fresh(member)
    if current.ended_at or (current.ends_at and current.ends_at <= at):
        raise Refused(GONE_ALREADY)
    return current


def _end(member: TeamMember, *, by: User, at: datetime) -> None:
    member.ended_at, member.ended_by = at, by
    member.save(update_fields=["ended_at", "ended_by"])


def _end_what_ran_out(case: Case, user: User, *, at: datetime) -> None:
    """Close a place whose last day has passed, so that the person can come back."""
    for member in case.members.filter(user=user, ended_at=None, ends_at__lte=at):
        _end(member, by=member.granted_by, at=at)


def _require_no_patient(case: Case) -> None:
    if case.members.filter(role=TeamRole.PATIENT, ended_at=None).exists():
        raise Refused(_("The patient of this journey signs in already."))


def _bounds(place: TeamMember | TeamInvitation) -> dict[str, Any]:
    return {"access": place.access, "ends_at": place.ends_at}


def _tell(case: Case, kind: str, subject: str, *, by: User | None, at: datetime, **values: Any) -> CaseEvent:  # noqa: ANN401 -- before and after
    return timeline.write(case, kind, by=by, at=at, subject=subject, **values)
