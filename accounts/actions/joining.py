"""Answer an invitation of any kind as one step."""

from datetime import datetime

from django.db import transaction

from accounts.actions import invitations
from accounts.joining import Kind
from accounts.models import InvitationBase, User


@transaction.atomic
def join_as_new(
    invitation: InvitationBase, *, kind: Kind, name: str, password: str, language: str, at: datetime
) -> User:
    """Open the account and accept with it, both or neither; raises Refused when it isn't open any more."""
    user = invitations.register(invitation, name=name, password=password, language=language, at=at)
    kind.accept(invitation, by=user, at=at)
    return user
