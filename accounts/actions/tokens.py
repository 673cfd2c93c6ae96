"""Tokens with which programs ask for a person, and accounts for connected systems that are no person."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actions import access
from accounts.actions.invitations import hash_of
from accounts.changes import token_made
from accounts.choices import AccessEventKind, SiteRole, TokenReach
from accounts.models import ApiToken, User
from accounts.models.people import SERVICE_DOMAIN, UserManager
from accounts.refusals import Refused

LONGEST = timedelta(days=366)
MOST = 20
MARK = "sp_"
"""What every token begins with, so that scanners for leaked secrets know one when they see it."""
HINT_LENGTH = 4
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make(
    user: User,
    *,
    name: str,
    reach: str,
    may_write: bool,
    expires_at: datetime,
    by: User,
    at: datetime,
    once: uuid.UUID | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for a person or a connected system; it is kept nowhere, so show it now.

    Sent twice with the same `once`, it is made once: the second time nothing is left to show. Raises Refused
    for a time that has passed or lies more than a year ahead, for reach over a caseload for somebody without
    one, for a closed account, and when the person has 20 good ones.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    done = ApiToken.objects.filter(user=user, once=once).first() if once else None
    if done:
        return done, ""
    if not user.is_active:
        raise Refused(_("This account is switched off. Switch it on first."))
    if not at < expires_at <= at + LONGEST:
        raise Refused(_("A token works for at most a year. Please choose an earlier day."))
    if reach == TokenReach.CASELOAD and not user.has_site_role(SiteRole.ADVOCATE, SiteRole.LEAD):
        raise Refused(_("Only advocates and leads have journeys that they work on."))
    if ApiToken.objects.good(at).filter(user=user).count() >= MOST:
        raise Refused(_("There are many tokens already. Revoke those that nobody uses first."))
    token = MARK + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        token_hash=hash_of(token),
        hint=token[-HINT_LENGTH:],
        reach=TokenReach(reach),
        may_write=may_write,
        created_at=at,
        created_by=by,
        expires_at=expires_at,
        once=once,
    )
    access.note(AccessEventKind.TOKEN_MADE, by=by, at=at, person=user)
    token_made.send(ApiToken, token=made, at=at)
    return made, token


@transaction.atomic
def revoke(token: ApiToken, *, by: User, at: datetime) -> None:
    """Make a token worthless from the next request on; revoking again changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at, revoked_by=by):
        access.note(AccessEventKind.TOKEN_REVOKED, by=by, at=at, person=token.user)


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Remember, to the hour, when a token was last used."""
    is_noted = Q(last_used_at__gt=at - NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at <= at - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).exclude(is_noted).update(last_used_at=at)


@transaction.atomic
def open_service(*, name: str, by: User, at: datetime, once: uuid.UUID | None = None) -> User:
    """Open an account for a connected system: it reaches every journey, signs nothing in and gets no letters.

    Sent twice with the same `once`, it is opened once. Raises Refused for a name that another one has.
    """
    access.locked(SiteRole.LEAD)
    people: UserManager = User.objects
    address = f"{(once or uuid.uuid4()).hex}@{SERVICE_DOMAIN}"
    done = people.filter(email=address, is_service=True).first()
    if done:
        return done
    if people.filter(is_service=True, name__iexact=name.strip()).exists():
        raise Refused(_("There is a connected system of this name already. Choose another name."))
    service = people.create_user(address, None, name=name.strip(), is_service=True, date_joined=at)
    access.note(AccessEventKind.SERVICE_OPENED, by=by, at=at, person=service)
    access.give_role(service, role=SiteRole.LEAD, by=by, at=at)
    return service
