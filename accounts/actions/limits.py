"""Count guesses before they are looked at, where every process sees the count."""

import hashlib
from datetime import datetime, timedelta

from accounts.choices import AttemptKind
from accounts.models import SignInAttempt

WINDOW = timedelta(minutes=15)
AT_MOST = {AttemptKind.PASSWORD: 20, AttemptKind.CODE: 10}


def key_of(account: str) -> str:
    """What an account is counted under: nothing that could be read back."""
    return hashlib.sha256(account.strip().lower().encode("utf-8", "replace")).hexdigest()


def begin(kind: AttemptKind, *, account: str, at: datetime) -> SignInAttempt | None:
    """Write down that a guess is about to be looked at; None when there were too many: don't look.

    The row is written before the count is read, each in its own transaction, so of any number of
    processes that guess at the same time at most the allowed number is ever let through.
    """
    forget_old(at=at)
    attempt = SignInAttempt.objects.create(kind=kind, account_key=key_of(account), at=at)
    count = SignInAttempt.objects.filter(
        kind=kind, account_key=attempt.account_key, at__gt=at - WINDOW
    ).count()
    if count <= AT_MOST[kind]:
        return attempt
    attempt.delete()
    return None


def forget_old(*, at: datetime) -> int:
    """Delete the attempts that count no longer; how many there were."""
    return SignInAttempt.objects.filter(at__lte=at - WINDOW).delete()[0]


def forgive(attempt: SignInAttempt) -> None:
    """Forget one attempt, because it was right."""
    attempt.delete()


def forgive_all(account: str) -> None:
    """Forget every attempt on an account whose owner proved who they are in another way."""
    SignInAttempt.objects.filter(account_key=key_of(account)).delete()
