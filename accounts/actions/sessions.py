"""End what is signed in."""

from accounts.models import User
from accounts.models.people import new_stamp


def end_all(user: User) -> None:
    """Make every session and every pending reset link of this person worthless from the next request on."""
    user.sign_in_stamp = new_stamp()
    user.save(update_fields=["sign_in_stamp"])
