"""Noticing a sign-in from a place that is new."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.account_kinds import ACCOUNT, NEW_SIGN_IN
from notifications.actions import notices
from notifications.models import KnownPlace


@transaction.atomic
def signed_in(user: User, *, hashes: Sequence[str], browser: str, at: datetime) -> None:
    """Remember from where this person signed in, and tell them when they never did from there before.

    The first place of all is new to us, but not to them: nothing is told of it. The first of `hashes` is kept.
    """
    places = KnownPlace.objects.filter(user=user)
    if places.filter(hashed__in=hashes).update(seen_at=at):
        return
    is_first = not places.exists()
    _place, is_new = KnownPlace.objects.get_or_create(user=user, hashed=hashes[0], defaults={"seen_at": at})
    if is_new and not is_first:
        notices.tell(
            [user], NEW_SIGN_IN, subject=ACCOUNT, subject_id=user.pk, at=at, fields={"browser": browser}
        )
