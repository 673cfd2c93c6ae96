"""End what is signed in."""

from datetime import datetime

from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.models.people import new_stamp


def end_all(user: User) -> None:
    """Make every session and every pending reset link of this person worthless from the next request on."""
    user.sign_in_stamp = new_stamp()
    user.save(update_fields=["sign_in_stamp"])


def forget_ended(*, at: datetime) -> int:
    """Delete what is left of sessions that ended on their own; how many there were."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]
