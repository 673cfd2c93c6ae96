"""Letters on their way out, and what tells whether they get there."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.choices import LetterState


class Letter(models.Model):
    """One letter to one person over one channel, about one or more notices.

    Whoever sends it holds it until `lease_until` under a `fence`, new with each claim: only the holder of the
    latest fence may say how it ended. The message id is the uuid, so a doubled letter is recognised.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters")
    channel = models.CharField(max_length=20)
    dedupe_key = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.WAITING)
    at_any_hour = models.BooleanField(default=False)
    fence = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(_("what went wrong"), max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "due_at"], name="letter_waiting", condition=Q(state=LetterState.WAITING)
            ),
            models.Index(
                fields=["user", "channel", "due_at"],
                name="letter_waiting_for",
                condition=Q(state=LetterState.WAITING),
            ),
            models.Index(
                fields=["lease_until"], name="letter_sending", condition=Q(state=LetterState.SENDING)
            ),
            models.Index(fields=["-ended_at"], name="letter_failed", condition=Q(state=LetterState.FAILED)),
            models.Index(fields=["ended_at"], name="letter_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class ChannelPause(models.Model):
    """A channel that rests, because whoever runs it refuses us altogether; `until` when it is tried again."""

    channel = models.CharField(max_length=20, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    trouble = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.channel


class Sweep(models.Model):
    """The last sweep: one row, the post office's heartbeat."""

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"sweep {self.pk}"
