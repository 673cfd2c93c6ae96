"""What the demo's people were told in the past: read, and delivered, as if the house had been open all along."""

from datetime import datetime, timedelta

from django.db.models import F, Max

from notifications.actions.notices import count_unread
from notifications.choices import LetterState
from notifications.models import Letter, Notice

PAST = timedelta(days=1)


def put_behind(*, now: datetime) -> None:
    """Let what is older than a day be read, and its letters be sent, so that the first sweep sends no flood."""
    waiting = Letter.objects.filter(state=LetterState.WAITING, attempts=0, due_at__lt=now - PAST)
    # No letter goes before the last thing that it tells of, though all of these were written at once.
    for letter in waiting.annotate(complete_at=Max("notices__at")):
        sent_at = max(letter.due_at, letter.complete_at or letter.due_at)
        values = {"state": LetterState.SENT, "attempts": 1, "first_tried_at": sent_at, "ended_at": sent_at}
        Letter.objects.filter(pk=letter.pk).update(**values)
    old = Notice.objects.filter(read_at=None, at__lt=now - PAST)
    readers = set(old.values_list("user", flat=True))
    old.update(read_at=F("at"))
    count_unread(readers)
