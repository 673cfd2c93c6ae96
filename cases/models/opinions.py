"""What each doctor said, as data, and how far they differ."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.choices import FindingSource, Rating
from cases.models.appointments import Appointment
from cases.models.base import Addressed, CreatedOnce, Versioned
from cases.models.journey import Case
from cases.models.records import Document
from cases.models.templates import RowWords


class Opinion(Versioned, CreatedOnce, Addressed):
    """What one doctor said: the first, second, third … of the journey."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    ordinal = models.PositiveSmallIntegerField()
    doctor = models.CharField(_("doctor"), max_length=150)
    place = models.CharField(_("hospital or clinic"), max_length=150, blank=True)
    given_on = models.DateField(_("date of the opinion"), null=True, blank=True)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="opinions", null=True, blank=True
    )
    recorded_on = models.DateField()

    class Meta:
        ordering = ("ordinal",)
        constraints = [models.UniqueConstraint(fields=["case", "ordinal"], name="opinion_once_per_case")]

    def __str__(self) -> str:
        return f"opinion {self.ordinal}"


class ComparisonRow(RowWords, Versioned, Addressed):
    """One question of the comparison, copied from its template, with the rating of its answers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rows")
    key = models.CharField(max_length=40)
    rating = models.CharField(max_length=15, choices=Rating, blank=True)
    rating_note = models.TextField(_("what the difference is"), max_length=1000, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="row_once_per_case"),
            models.CheckConstraint(
                condition=Q(rating="", rated_at=None, rated_by=None)
                | (~Q(rating="") & Q(rated_at__isnull=False, rated_by__isnull=False)),
                name="row_rated_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Finding(Versioned):
    """One cell of the comparison: what one doctor said on one question, and where that comes from."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="findings")
    row = models.ForeignKey(ComparisonRow, on_delete=models.PROTECT, related_name="findings")
    text = models.TextField(_("what the doctor said"), max_length=2000, blank=True)
    source = models.CharField(_("where this comes from"), max_length=12, choices=FindingSource)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="findings", null=True, blank=True
    )
    page = models.CharField(_("page"), max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opinion", "row"], name="finding_once_per_cell"),
            models.CheckConstraint(
                condition=Q(source=FindingSource.NOT_STATED, text="")
                | (~Q(source=FindingSource.NOT_STATED) & ~Q(text="")),
                name="finding_text_or_not_stated",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"
