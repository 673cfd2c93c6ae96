"""How each person wants to hear from us, and whether they can be reached."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.choices import Group, Rhythm

OPENS, CLOSES = time(9), time(18)


class SendingWindow(models.Model):
    """Between which hours letters may come, in the person's time zone."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="sending_window")
    opens = models.TimeField(_("from"), default=OPENS)
    closes = models.TimeField(_("until"), default=CLOSES)
    on_weekends = models.BooleanField(_("at weekends too"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="sendingwindow_opens_first")
        ]

    def __str__(self) -> str:
        return f"window {self.pk}"


class RhythmChoice(models.Model):
    """How often somebody wants letters of one group over one channel."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="rhythm_choices")
    group = models.CharField(max_length=10, choices=Group)
    channel = models.CharField(max_length=20)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group", "channel"], name="rhythmchoice_once_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.rhythm}"


class FailingAddress(models.Model):
    """An address that refuses our letters: its owner reads in the app alone until they give another."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="failing_address")
    email = models.EmailField()
    since = models.DateTimeField()
    trouble = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"failing address {self.pk}"


class CalendarKey(models.Model):
    """The secret of somebody's calendar feed, hashed; a new one ends the old."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_key")
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar key {self.pk}"


class KnownPlace(models.Model):
    """From where somebody has signed in: a keyed hash of network and browser, nothing that names either."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_places")
    hashed = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hashed"], name="knownplace_once_per_person")]

    def __str__(self) -> str:
        return f"known place {self.pk}"
