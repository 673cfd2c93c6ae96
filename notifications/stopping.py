"""Links that stop letters: signed, good for ever, and of no use for anything else."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notifications.choices import Group

SALT = "notifications.stop"


@dataclass(frozen=True)
class Stop:
    """Whose letters of which groups a link stops, over which channel."""

    user_id: int
    channel: str
    groups: tuple[Group, ...]


def link(user_id: int, *, channel: str, groups: Collection[str]) -> str:
    """The whole address that stops these letters; empty where there is nothing to stop."""
    if not groups:
        return ""
    token = signing.Signer(salt=SALT).sign_object([user_id, channel, sorted(groups)])
    return settings.BASE_URL + reverse("notifications:stop", args=[token])


def read(token: str) -> Stop | None:
    """What a link stops; None when we did not make it."""
    try:
        user_id, channel, groups = signing.Signer(salt=SALT).unsign_object(token)
        return Stop(user_id, channel, tuple(Group(group) for group in groups))
    except (signing.BadSignature, ValueError):
        return None
