"""What the patient decided, and who was told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.choices import DecisionPath, ToldHow, ToldWhom
from cases.models.base import Addressed, CreatedOnce, Versioned
from cases.models.journey import Case
from cases.models.opinions import Opinion


class Decision(Versioned, CreatedOnce):
    """The patient's decision, in their own words. One a journey; earlier words stay in the timeline."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    path = models.CharField(_("which way"), max_length=12, choices=DecisionPath)
    opinion = models.ForeignKey(
        Opinion, on_delete=models.PROTECT, related_name="decisions", null=True, blank=True
    )
    words = models.TextField(_("what you decided, in your own words"), max_length=4000)
    reasons = models.TextField(_("why, and what mattered most"), max_length=4000, blank=True)
    care_leader = models.CharField(_("who leads your care now"), max_length=150, blank=True)
    decided_on = models.DateField(_("when you decided"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Telling(CreatedOnce, Addressed):
    """Somebody was told of the decision."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tellings")
    whom = models.CharField(_("who was told"), max_length=15, choices=ToldWhom)
    name = models.CharField(_("name"), max_length=150, blank=True)
    how = models.CharField(_("how"), max_length=10, choices=ToldHow)
    told_on = models.DateField(_("when"))
    note = models.TextField(_("notes"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("told_on", "pk")

    def __str__(self) -> str:
        return f"telling {self.pk}"
