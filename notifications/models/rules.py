"""When to remind whom, and in which words: rows that administrators edit."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from accounts.models import User
from notifications.choices import Audience, Side, Unit
from notifications.words import label_of

LONGEST = 365
MOST_REPEATS = 12
MORNING = time(9)


class Rule(RevisionMixin, ClusterableModel):
    """One rule: so long before or after a moment of its kind, at this hour, to these people, so often."""

    key = models.SlugField(max_length=40, unique=True, editable=False)
    kind = models.CharField(_("what it reminds of"), max_length=40)
    is_active = models.BooleanField(_("on"), default=True)
    offset = models.PositiveSmallIntegerField(_("how long"), validators=[MaxValueValidator(LONGEST)])
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit, default=Unit.DAYS)
    side = models.CharField(_("before or after"), max_length=6, choices=Side, default=Side.AFTER)
    time_of_day = models.TimeField(
        _("time of day"), default=MORNING, help_text=_("In the time zone of those who get it.")
    )
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience)
    repeat_every = models.PositiveSmallIntegerField(
        _("again after so many days"),
        default=0,
        validators=[MaxValueValidator(LONGEST)],
        help_text=_("0: only once."),
    )
    repeats = models.PositiveSmallIntegerField(
        _("how many times again"), default=0, validators=[MaxValueValidator(MOST_REPEATS)]
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("tell the leads too from which time on"),
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_REPEATS + 1)],
        help_text=_("1: from the first time on. 0: never."),
    )
    by_mail = models.BooleanField(
        _("by e-mail too"), default=True, help_text=_("Not ticked: only in the app.")
    )
    position = models.PositiveSmallIntegerField(default=1000, editable=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(repeats=0) | models.Q(repeat_every__gt=0), name="rule_repeats_after_days"
            )
        ]

    def __str__(self) -> str:
        return str(label_of(self.kind))


class Wording(models.Model):
    """What a rule says in one language. Names in double braces stand for the facts of the moment."""

    rule = ParentalKey(Rule, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(_("language"), max_length=15)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "language"], name="wording_once_per_language")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.language}"


class Replanning(models.Model):
    """Planning open subjects anew after rules changed: how far it has come."""

    subject = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True)
    reached_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(finished_at=None), name="replanning_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.done}/{self.total}"
