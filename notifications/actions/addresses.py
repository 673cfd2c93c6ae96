"""Addresses that take no letters."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications import subjects
from notifications.actions.aside import aside
from notifications.models import FailingAddress


@transaction.atomic
def fails(user: User, *, trouble: str, at: datetime) -> None:
    """Stop letters to this person's address, and once tell whoever looks after them.

    Where they can't be told, the address is marked as failing all the same.
    """
    FailingAddress.objects.filter(user=user).exclude(email=user.email).delete()
    _failing, is_new = FailingAddress.objects.get_or_create(
        user=user, defaults={"email": user.email, "since": at, "trouble": trouble[:80]}
    )
    if is_new:
        for subject in subjects.registered():
            with aside(f"tell whoever looks after user {user.pk} of their address"):
                subject.letters_fail(user, at=at)


def try_again(user: User, *, by: User | None, at: datetime) -> None:
    """Send letters again: the address is another, or its owner says that it works."""
    FailingAddress.objects.filter(user=user).delete()
