"""What administrators do about letters that did not get out."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from notifications.choices import LetterState
from notifications.models import ChannelPause, FailingAddress, Letter

logger = logging.getLogger(__name__)


def resend(letter: Letter, *, by: User, at: datetime) -> bool:
    """Let a letter that was given up start anew, under its old message id; False when it was not given up."""
    return bool(_start_anew(Letter.objects.filter(pk=letter.pk), by=by, at=at))


def resend_all(*, by: User, at: datetime) -> int:
    """Let every letter that was given up start anew; how many there were."""
    return _start_anew(Letter.objects.all(), by=by, at=at)


def lift_pause(channel: str, *, at: datetime) -> bool:
    """Let the next sweep try a resting channel; False when it does not rest.

    The pause itself ends when a letter is accepted, so that a channel that refuses still rests since it began.
    """
    return bool(ChannelPause.objects.filter(channel=channel, until__gt=at).update(until=at))


@transaction.atomic
def _start_anew(letters: QuerySet[Letter], *, by: User, at: datetime) -> int:
    """Let those that were given up wait again, and their addresses be tried again, or they would be left out."""
    given_up = letters.filter(state=LetterState.FAILED)
    FailingAddress.objects.filter(user__in=given_up.values("user")).delete()
    count = given_up.update(
        state=LetterState.WAITING,
        due_at=at,
        attempts=0,
        first_tried_at=None,
        ended_at=None,
        trouble="",
    )
    logger.info("Letters that were given up start anew: %s, by user %s", count, by.pk)
    return count
