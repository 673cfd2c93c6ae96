"""The shortlist of doctors, the appointments with them, and the questions to bring."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import wall_clock
from cases.choices import (
    AppointmentState,
    PlaceKind,
    QuestionTopic,
    SpecialistState,
    Way,
    YesNoUnknown,
)
from cases.models.base import Addressed, CreatedOnce, Versioned
from cases.models.journey import Case


class Specialist(Versioned, CreatedOnce, Addressed):
    """A doctor on this journey's shortlist."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="specialists")
    name = models.CharField(_("doctor"), max_length=150)
    specialty = models.CharField(_("specialty"), max_length=150, blank=True)
    place = models.CharField(_("hospital or clinic"), max_length=150, blank=True)
    place_kind = models.CharField(_("kind of place"), max_length=15, choices=PlaceKind)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    same_system = models.CharField(
        _("same hospital system as the first doctor"),
        max_length=7,
        choices=YesNoUnknown,
        default=YesNoUnknown.UNKNOWN,
    )
    in_network = models.CharField(
        _("in the insurer’s network"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    licensed = models.CharField(
        _("licensed for the patient’s state"),
        max_length=7,
        choices=YesNoUnknown,
        default=YesNoUnknown.UNKNOWN,
    )
    needs_local_doctor = models.CharField(
        _("needs a local doctor to take part"),
        max_length=7,
        choices=YesNoUnknown,
        default=YesNoUnknown.UNKNOWN,
    )
    note = models.TextField(_("notes"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=SpecialistState, default=SpecialistState.CONSIDERED)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Appointment(Versioned, CreatedOnce, Addressed):
    """A visit, a video call or a review of the records; `starts_at` is an instant, `time_zone` where it is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    specialist = models.ForeignKey(Specialist, on_delete=models.PROTECT, related_name="appointments")
    way = models.CharField(_("how you meet"), max_length=15, choices=Way)
    state = models.CharField(max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    starts_at = models.DateTimeField(_("when"), null=True, blank=True)
    time_zone = models.CharField(_("time zone of the visit"), max_length=64)
    expected_on = models.DateField(_("report expected by"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=300, blank=True)
    note = models.TextField(_("notes"), max_length=2000, blank=True)
    offered_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    last_chased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.RECORD_REVIEW) | Q(starts_at__isnull=False),
                name="appointment_visit_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.HELD) | Q(held_on__isnull=False),
                name="appointment_held_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place where the visit is."""
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> datetime | None:
        """When it begins, as the clocks at the place of the visit show it."""
        return wall_clock.shown_at(self.starts_at, self.zone) if self.starts_at else None

    @property
    def day(self) -> date | None:
        """The day of the visit, there."""
        return self.local_start.date() if self.local_start else None

    @property
    def clock(self) -> time | None:
        """The time of the visit, there."""
        return self.local_start.time() if self.local_start else None


class Question(Versioned, CreatedOnce, Addressed):
    """One question for the doctor, from the bank (with its key) or the patient's own, with its answer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    key = models.CharField(max_length=40, blank=True)
    topic = models.CharField(max_length=12, choices=QuestionTopic, default=QuestionTopic.OWN)
    text = models.CharField(_("question"), max_length=500)
    ask = models.CharField(_("for whom"), max_length=150, blank=True)
    position = models.PositiveIntegerField(default=1000)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key", "ask"], condition=~Q(key=""), name="question_once_per_case"
            )
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
