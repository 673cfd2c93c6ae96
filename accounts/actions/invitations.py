"""Invitations of every kind: whatever subclasses `InvitationBase` is answered here."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import access, people
from accounts.choices import AccessEventKind, SiteRole
from accounts.models import InvitationBase, StaffInvitation, User
from accounts.refusals import Refused
from accounts.rules import may_invite

GOOD_FOR = timedelta(days=14)
Invitation = TypeVar("Invitation", bound=InvitationBase)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def open_by_token(model: type[Invitation], *, token: str, at: datetime) -> Invitation | None:
    """The invitation that this token opens now; None for a wrong, used, withdrawn or expired one alike."""
    found = model._default_manager.filter(token_hash=hash_of(token), **_open(at)).first()
    return found if isinstance(found, model) else None


def issue(
    model: type[Invitation],
    *,
    email: str,
    by: User,
    at: datetime,
    **bound_to: Any,  # noqa: ANN401 -- what the invitation is to: the fields of its model
) -> tuple[Invitation, str]:
    """Make an invitation and the token that opens it; the token is kept nowhere, so send it now."""
    token = secrets.token_urlsafe(32)
    invitation = model(
        email=email,
        token_hash=hash_of(token),
        invited_by=by,
        created_at=at,
        expires_at=at + GOOD_FOR,
        **bound_to,
    )
    invitation.save(force_insert=True)
    return invitation, token


def renew(invitation: InvitationBase, *, by: User, at: datetime) -> str:
    """A new token for two more weeks; the old one stops working. Raises Refused once it is answered."""
    token = secrets.token_urlsafe(32)
    _answer(invitation, at=at, still_open=False, token_hash=hash_of(token), expires_at=at + GOOD_FOR)
    return token


def withdraw(invitation: InvitationBase, *, by: User, at: datetime) -> None:
    """Take an invitation back; raises Refused once it is answered."""
    _answer(invitation, at=at, still_open=False, withdrawn_at=at)


def accept(invitation: InvitationBase, *, by: User, at: datetime) -> None:
    """Accept, once, as the person whose address it was sent to; raises Refused otherwise."""
    if by.email != invitation.email.lower():
        raise Refused(
            _("This invitation was sent to another e-mail address. Sign in with that address to accept it.")
        )
    _answer(invitation, at=at, still_open=True, accepted_at=at, accepted_by=by)


def register(
    invitation: InvitationBase,
    *,
    name: str,
    password: str,
    at: datetime,
    language: str = "",
    time_zone: str = "",
) -> User:
    """Open the account that an invitation was sent to; the letter proved the address.

    The person agreed to the privacy notice. Raises Refused when the address has an account.
    """
    return people.open_account(
        invitation.email,
        name=name,
        password=password,
        language=language,
        time_zone=time_zone,
        agreed=True,
        by=None,
        at=at,
    )


@transaction.atomic
def invite_staff(email: str, *, role: SiteRole, by: User, at: datetime) -> tuple[StaffInvitation, str]:
    """Invite somebody to work here, or send them a new token; raises Refused when `by` may not."""
    _require_right(by, role)
    access.locked(role)
    standing = StaffInvitation.objects.unanswered().filter(email=email, site_role=role).first()
    if standing is not None:
        return standing, renew_staff(standing, by=by, at=at)
    invitation, token = issue(StaffInvitation, email=email, site_role=role, by=by, at=at)
    access.note(AccessEventKind.INVITED, by=by, at=at, person_name=invitation.email, site_role=role)
    return invitation, token


@transaction.atomic
def renew_staff(invitation: StaffInvitation, *, by: User, at: datetime) -> str:
    """A new token for an invitation to work here; raises Refused when `by` may not or it is answered."""
    _require_right(by, invitation.site_role)
    token = renew(invitation, by=by, at=at)
    _note(AccessEventKind.INVITED_AGAIN, invitation, by=by, at=at)
    return token


@transaction.atomic
def withdraw_staff(invitation: StaffInvitation, *, by: User, at: datetime) -> None:
    """Take back an invitation to work here; raises Refused when `by` may not or it is answered."""
    _require_right(by, invitation.site_role)
    withdraw(invitation, by=by, at=at)
    _note(AccessEventKind.INVITATION_WITHDRAWN, invitation, by=by, at=at)


@transaction.atomic
def accept_staff(invitation: StaffInvitation, *, by: User, at: datetime) -> None:
    """Accept an invitation to work here and get its role; raises Refused when it is not open to `by`.

    The right of the person who invited is asked again: it may be gone by now.
    """
    _require_right(invitation.invited_by, invitation.site_role)
    accept(invitation, by=by, at=at)
    access.give_role(by, role=SiteRole(invitation.site_role), by=invitation.invited_by, at=at)
    _note(AccessEventKind.INVITATION_ACCEPTED, invitation, by=by, at=at)


def _open(at: datetime) -> dict[str, Any]:
    return {"accepted_at": None, "withdrawn_at": None, "expires_at__gt": at}


def _answer(invitation: InvitationBase, *, at: datetime, still_open: bool, **changes: Any) -> None:  # noqa: ANN401 -- model fields
    """Change an invitation that nobody has answered: one of any number of callers gets to do it."""
    conditions = _open(at) if still_open else {"accepted_at": None, "withdrawn_at": None}
    mine = type(invitation)._default_manager.filter(pk=invitation.pk, **conditions).update(**changes)
    if mine != 1:
        raise Refused(_("This invitation can't be used any more. Ask the person who sent it for a new one."))
    invitation.refresh_from_db()


def _note(kind: AccessEventKind, invitation: StaffInvitation, *, by: User, at: datetime) -> None:
    access.note(kind, by=by, at=at, person_name=invitation.email, site_role=invitation.site_role)


def _require_right(user: User, role: str) -> None:
    if not may_invite(user, role):
        raise Refused(_("Leads can invite advocates. Ask an administrator to invite people to other roles."))
