"""Answer the same request once: a key and what was sent with it lead to the answer that was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import ApiReplay, User

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Replay:
    """A place for an answer; `is_new` where nobody has sent this key before."""

    row: ApiReplay
    is_new: bool
    is_same: bool


@transaction.atomic
def begin(user: User, *, key: str, fingerprint: str, at: datetime) -> Replay:
    """Take the place of this key, in the transaction that makes the answer.

    Whoever sends the same key meanwhile waits for the end of that transaction; when it fails, the place is free.
    """
    try:
        with transaction.atomic():
            row = ApiReplay.objects.create(user=user, key=key, fingerprint=fingerprint, at=at)
    except IntegrityError:
        row = ApiReplay.objects.select_for_update().get(user=user, key=key)
        if row.at > at - KEPT_FOR:
            return Replay(row, is_new=False, is_same=row.fingerprint == fingerprint)
        row.fingerprint, row.at, row.status = fingerprint, at, None
        row.save(update_fields=["fingerprint", "at", "status"])
    return Replay(row, is_new=True, is_same=True)


def keep(replay: Replay, *, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keep the answer, for whoever sends the same request again within a day."""
    ApiReplay.objects.filter(pk=replay.row.pk).update(status=status, headers=dict(headers), body=body)


def forget_old(*, at: datetime) -> int:
    """Delete the answers that nobody asks for any more; how many there were."""
    return ApiReplay.objects.filter(at__lte=at - KEPT_FOR).delete()[0]
