"""Who may do what for the organisation, and the record of each change."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import sessions
from accounts.changes import person_changes
from accounts.choices import AccessEventKind, SiteRole
from accounts.models import AccessEvent, ApiToken, User, display_name
from accounts.refusals import Refused
from accounts.rules import active_administrators


def make_groups() -> None:
    """Make the group of each site role where it is missing."""
    for role in SiteRole:
        Group.objects.get_or_create(name=role)


def note(
    kind: AccessEventKind,
    *,
    by: User | None,
    at: datetime,
    person: User | None = None,
    person_name: str = "",
    site_role: str = "",
) -> AccessEvent:
    """Write one line into the history of access; names are copied."""
    return AccessEvent.objects.create(
        kind=kind,
        by=by,
        by_name=display_name(by) if by else "",
        person=person,
        person_name=person_name or (display_name(person) if person else ""),
        site_role=site_role,
        at=at,
    )


@transaction.atomic
def give_role(user: User, *, role: SiteRole, by: User | None, at: datetime) -> None:
    """Give a person a site role; giving it twice changes nothing.

    Raises Refused for a connected system, which works like a lead and has no other role.
    """
    if user.is_service and role != SiteRole.LEAD:
        raise Refused(_("A connected system is no person: it can't have this role."))
    group = locked(role)
    if user.groups.filter(pk=group.pk).exists():
        return
    person_changes.send(User, person=user, at=at)
    user.groups.add(group)
    _forget_roles(user)
    note(AccessEventKind.ROLE_GIVEN, by=by, at=at, person=user, site_role=role)


@transaction.atomic
def take_role(user: User, *, role: SiteRole, by: User, at: datetime) -> None:
    """Take a site role away; raises Refused for the last administrator's own."""
    group = locked(role)
    if not user.groups.filter(pk=group.pk).exists():
        return
    if role == SiteRole.ADMINISTRATOR:
        _keep_one_administrator(user)
    person_changes.send(User, person=user, at=at)
    user.groups.remove(group)
    _forget_roles(user)
    note(AccessEventKind.ROLE_TAKEN, by=by, at=at, person=user, site_role=role)


@transaction.atomic
def set_roles(user: User, *, roles: set[SiteRole], by: User, at: datetime) -> None:
    """Give and take roles until a person has exactly these; raises Refused for the last administrator."""
    for role in SiteRole:
        if role in roles:
            give_role(user, role=role, by=by, at=at)
        else:
            take_role(user, role=role, by=by, at=at)


@transaction.atomic
def deactivate(user: User, *, by: User, at: datetime) -> None:
    """Close an account to sign-in, end its sessions and revoke its tokens.

    Raises Refused for the last administrator.
    """
    locked(SiteRole.ADMINISTRATOR)
    user.refresh_from_db()
    if not user.is_active:
        return
    _keep_one_administrator(user)
    person_changes.send(User, person=user, at=at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at, revoked_by=by)
    note(AccessEventKind.DEACTIVATED, by=by, at=at, person=user)


@transaction.atomic
def reactivate(user: User, *, by: User, at: datetime) -> None:
    """Let a person sign in again, afresh."""
    user.refresh_from_db()
    if user.is_active:
        return
    person_changes.send(User, person=user, at=at)
    user.is_active = True
    user.save(update_fields=["is_active"])
    sessions.end_all(user)
    note(AccessEventKind.REACTIVATED, by=by, at=at, person=user)


def locked(role: SiteRole) -> Group:
    """The group of a role, held until the transaction ends, so that two people can't undo each other."""
    return Group.objects.select_for_update().get_or_create(name=role)[0]


def _forget_roles(user: User) -> None:
    user.__dict__.pop("site_roles", None)


def _keep_one_administrator(user: User) -> None:
    others = active_administrators().exclude(pk=user.pk)
    if user.has_site_role(SiteRole.ADMINISTRATOR) and not others.exists():
        raise Refused(
            _(
                "This is the only administrator. Make somebody else an administrator first; "
                "then you can change this account."
            )
        )
