"""Appointments: dates on offer, visits, reviews of the records, and all that becomes of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from accounts import zones
from accounts.api import pages, problems
from accounts.api.answers import Answer
from accounts.api.bodies import body_of, field_of, filled
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.forms.base import EARLIEST_YEAR, LATEST_YEAR
from cases import wall_clock
from cases.actions import appointments as actions
from cases.api.base import JourneyView
from cases.choices import AppointmentState, Way
from cases.forms.appointments import (
    MOST_OFFERS,
    BookReviewForm,
    BookVisitForm,
    ChaseForm,
    DayForm,
    EditReviewForm,
    EditVisitForm,
    OffersForm,
    ReasonForm,
)
from cases.models import Appointment as Row
from cases.models import Case
from cases.queries import appointments as reading
from cases.queries.appointments import Visit
from cases.rules.team import may_do, may_see

AS_ADDED = pages.Order(("pk",))
OF_VISITS, OF_REVIEWS = ("way", "starts_at", "time_zone"), ("expected_on",)
WHEN = "The instant, with its offset from UTC. Of a time that clocks show twice, the first is taken."
ZONE = "The clocks that the visit goes by, such as America/New_York."

know(expected_on="2026-12-07")
know_in("AppointmentCancelBody", "AppointmentMissedBody", why="The office called: the doctor is ill.")


# What is told


class DoctorAnswer(serializers.Serializer[Any]):
    """With whom."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()


class AppointmentAnswer(Answer):
    """A visit, a call or a review of the records: with whom, when by which clocks, where, how it stands."""

    id = serializers.UUIDField(source="row.uuid")
    specialist = DoctorAnswer(source="row.specialist")
    way = serializers.ChoiceField(source="row.way", choices=Way.choices)
    state = serializers.ChoiceField(source="row.state", choices=AppointmentState.choices)
    starts_at = serializers.SerializerMethodField(
        help_text="By the clocks of the visit; null for a review of the records."
    )
    time_zone = serializers.CharField(source="row.time_zone", help_text=ZONE)
    came_twice = serializers.BooleanField(
        help_text="Clocks go back that night and show this time twice: it is the first of the two."
    )
    place = serializers.CharField(source="row.place")
    note = serializers.CharField(source="row.note")
    expected_on = serializers.DateField(
        source="row.expected_on", allow_null=True, help_text="By when the report of a review is expected."
    )
    offered_on = serializers.DateField(source="row.offered_on", allow_null=True)
    held_on = serializers.DateField(
        source="row.held_on", allow_null=True, help_text="The day it took place, or the report came."
    )
    last_chased_on = serializers.DateField(
        source="row.last_chased_on",
        allow_null=True,
        help_text="When the office was last asked for the report.",
    )
    has_begun = serializers.BooleanField(help_text="Its hour has come; a review may come back any day.")
    is_late_report = serializers.BooleanField(help_text="The report was expected before today.")
    verbs = serializers.SerializerMethodField(help_text="What can be said of it now.")

    beside_results = {
        "comes_next": {
            "type": "string",
            "enum": list(reading.NEXT_KINDS),
            "description": "What comes next on the way to the second opinion.",
        },
        "coming": {
            "type": ["string", "null"],
            "format": "uuid",
            "description": "The booked appointment that is next to be looked after.",
        },
    }

    def get_version(self, visit: Visit) -> str:
        """A mark of the appointment, its doctor's name, and what its hour has changed."""
        doctor = visit.row.specialist
        return version_of(visit.row, doctor.uuid, doctor.name, visit.possible, visit.is_late_report)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_starts_at(self, visit: Visit) -> str | None:
        """The instant as the clocks of the visit show it, with their offset."""
        start = visit.row.starts_at
        return start.astimezone(visit.row.zone).isoformat() if start else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_verbs(self, visit: Visit) -> list[str]:
        """The verbs that may be said of it as it stands."""
        return list(visit.possible)


# What is sent


class Instant(serializers.DateTimeField):
    """An instant that a person can mean; its offset has to be said."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """As it was sent."""
        if value.tzinfo is None:
            raise exceptions.ValidationError(
                _("Please say the offset from UTC too, such as 2026-12-10T10:00:00-05:00.")
            )
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise exceptions.ValidationError(_("Please check the year."))
        return value


def clocks(starts_at: datetime, time_zone: str, *, number: str = "") -> dict[str, Any]:
    """What clocks in the zone show at an instant, under the names of a form."""
    shown = wall_clock.shown_at(starts_at, zones.known(time_zone))
    return {f"day{number}": shown.date(), f"clock{number}": shown.time()}


@contextmanager
def pointing(pointers: Mapping[str, str]) -> Iterator[None]:
    """Let what a form says of its fields point at what was sent instead."""
    try:
        yield
    except problems.Problem as problem:
        for error in problem.errors:
            error["pointer"] = pointers.get(error["pointer"], error["pointer"])
        raise


AT_START = {"/day": "/starts_at", "/clock": "/starts_at"}
AT_OFFERS = {
    f"/{name}_{number}": f"/starts/{number - 1}"
    for number in range(1, MOST_OFFERS + 1)
    for name in ("day", "clock")
}


def book_visit(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> Row:
    """Keep a visit or a call that is agreed on."""
    zoned = {"time_zone": case.time_zone, **typed}
    sent = {**zoned, **clocks(zoned["starts_at"], zoned["time_zone"])}
    with pointing(AT_START):
        form = filled(partial(BookVisitForm, doctors=reading.bookable(case)), sent, once=view.once)
    once = form.cleaned_data["once"]
    return actions.book(form.cleaned_data["specialist"], **form.row_values(), once=once, **view.how)


def book_review(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> Row:
    """Keep that a doctor reviews the records, without a visit."""
    form = filled(partial(BookReviewForm, doctors=reading.bookable(case)), typed, once=view.once)
    return actions.book(
        form.cleaned_data["specialist"],
        way=Way.RECORD_REVIEW,
        time_zone=case.time_zone,
        **form.row_values(),
        once=form.cleaned_data["once"],
        **view.how,
    )


def offer_dates(view: JourneyView, case: Case, typed: Mapping[str, Any]) -> Row:
    """Keep the dates that an office offers; the first of them."""
    sent = {"time_zone": case.time_zone, **typed}
    for number, start in enumerate(typed["starts"], start=1):
        sent |= clocks(start, sent["time_zone"], number=f"_{number}")
    with pointing(AT_OFFERS):
        form = filled(partial(OffersForm, doctors=reading.bookable(case)), sent, once=view.once)
    once = form.cleaned_data["once"]
    return actions.offer(form.cleaned_data["specialist"], **form.row_values(), once=once, **view.how)[0]


WAYS_TO_ADD: dict[str, Verb] = {
    "book_visit": Verb(
        body_of(
            BookVisitForm,
            "AppointmentBookVisit",
            verb="book_visit",
            without=("day", "clock"),
            optional=("time_zone",),
            starts_at=Instant(help_text=WHEN),
        ),
        may_do,
        book_visit,
    ),
    "book_review": Verb(
        body_of(BookReviewForm, "AppointmentBookReview", verb="book_review"), may_do, book_review
    ),
    "offer_dates": Verb(
        body_of(
            OffersForm,
            "AppointmentOfferDates",
            verb="offer_dates",
            optional=("time_zone",),
            starts=serializers.ListField(
                child=Instant(),
                min_length=1,
                max_length=MOST_OFFERS,
                help_text=f"Up to {MOST_OFFERS}. {WHEN}",
            ),
        ),
        may_do,
        offer_dates,
    ),
}


# Addresses


class AppointmentView(JourneyView):
    """An address inside the appointments."""

    tag = "appointments"

    def visit(self, case: Case, uuid: UUID) -> Visit:
        """An appointment of this journey; Http404 for any other."""
        return self.seen(self.child(reading.with_doctors(case), uuid))

    def seen(self, row: Row) -> Visit:
        """An appointment as of now."""
        return Visit(row, self.at, self.case.zone)

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One appointment as it stands now."""
        return self.told(AppointmentAnswer(), self.visit(self.case, uuid), status=status, location=location)


class AppointmentsQuery(PageQuery):
    """Which appointments."""

    state = serializers.ChoiceField(required=False, choices=AppointmentState.choices)


class Appointments(AppointmentView):
    """The appointments of a journey."""

    @operation(
        "List the appointments", Sort.LIST, answer=AppointmentAnswer, query=AppointmentsQuery, may=may_see
    )
    def get(self) -> Response:
        """Dates on offer, visits and reviews, in the order in which they were written down.

        Beside them: what comes next, and which appointment is the next to be looked after.
        """
        asked = {name: self.query[name] for name in ("state",) if name in self.query}
        found = reading.with_doctors(self.case).filter(**asked)
        shown, mark = pages.page(found, AS_ADDED, dict(self.query))
        room = reading.outline(self.case, at=self.at)
        more = {"comes_next": room.next_kind, "coming": room.coming and str(room.coming.row.uuid)}
        return self.page_of([self.seen(row) for row in shown], mark, AppointmentAnswer(), more=more)

    @operation("Write down an appointment", Sort.CREATE, answer=AppointmentAnswer, verbs=WAYS_TO_ADD)
    def post(self) -> HttpResponseBase:
        """A visit or a call that is agreed on, a review of the records, or up to three dates on offer.

        Instants are sent as `starts_at` with their offset, and `time_zone` names the clocks of the visit;
        without it they are those where the patient lives. A time that clocks show twice is taken as the first
        of the two: `came_twice` then says so. For dates on offer the answer is the first of them, and
        `Location` is the list of all.
        """
        made: Any = self.verb.act(self, self.case, self.typed)
        all_offered = f"{self.address('appointments')}?state={AppointmentState.OFFERED}"
        is_offered = made.state == AppointmentState.OFFERED
        address = all_offered if is_offered else self.address("appointment", appointment=made.uuid)
        return self.tell(made.uuid, status=201, location=address)


EditBody = body_of(
    EditVisitForm,
    "AppointmentEdit",
    without=("day", "clock"),
    starts_at=Instant(help_text=WHEN),
    expected_on=field_of(EditReviewForm.base_fields["expected_on"]),
)


class Appointment(AppointmentView):
    """One appointment."""

    @operation("Read an appointment", Sort.READ, answer=AppointmentAnswer, may=may_see)
    def get(self, appointment: UUID) -> HttpResponseBase:
        """With whom, when by which clocks, where, how it stands, and what can be said of it now."""
        return self.tell(appointment)

    @operation(
        "Correct an appointment",
        Sort.CHANGE,
        answer=AppointmentAnswer,
        body=EditBody,
        may=may_do,
        is_partial=True,
    )
    def patch(self, appointment: UUID) -> HttpResponseBase:
        """Send what is different, as long as it is offered or booked.

        `way`, `starts_at` and `time_zone` belong to visits, `expected_on` to reviews of the records. Another
        `time_zone` alone leaves the instant as it is.
        """
        with self.changing(partial(self.visit, uuid=appointment), AppointmentAnswer().get_version) as visit:
            row = visit.row
            values = (
                corrected_review(row, self.typed) if visit.is_review else corrected_visit(row, self.typed)
            )
            actions.edit(row, values=values, version=row.version, **self.how)
        return self.tell(appointment)


def corrected_visit(row: Row, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a visit, with what is different."""
    refuse(OF_REVIEWS, typed)
    sent = dict(typed)
    if row.starts_at and ("starts_at" in typed or "time_zone" in typed):
        sent |= clocks(typed.get("starts_at", row.starts_at), typed.get("time_zone", row.time_zone))
    with pointing(AT_START):
        form = filled(partial(EditVisitForm, row=row), sent, version=row.version)
    values: dict[str, Any] = form.row_values()
    return values


def corrected_review(row: Row, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a review of the records, with what is different."""
    refuse(OF_VISITS, typed)
    values: dict[str, Any] = filled(partial(EditReviewForm, row=row), typed, version=row.version).row_values()
    return values


def refuse(names: tuple[str, ...], typed: Mapping[str, Any]) -> None:
    """Raise ValidationError for what this sort of appointment doesn't have."""
    wrong = [name for name in names if name in typed]
    if wrong:
        raise exceptions.ValidationError({name: [_("There is no such field here.")] for name in wrong})


# What becomes of an appointment


def choose(view: JourneyView, visit: Visit, _typed: Mapping[str, Any]) -> None:
    """Take one of the dates on offer."""
    actions.choose(visit.row, **view.how)


def cancel(view: JourneyView, visit: Visit, typed: Mapping[str, Any]) -> None:
    """Call it off."""
    actions.cancel(visit.row, why=filled(ReasonForm, typed).cleaned_data["why"], **view.how)


def held(view: JourneyView, visit: Visit, typed: Mapping[str, Any]) -> None:
    """It took place, or the report is here."""
    form = filled(DayForm, {"on": visit.local_end_day, **typed})
    actions.hold(visit.row, on=form.cleaned_data["on"], **view.how)


def missed(view: JourneyView, visit: Visit, typed: Mapping[str, Any]) -> None:
    """It did not take place."""
    actions.miss(visit.row, why=filled(ReasonForm, typed).cleaned_data["why"], **view.how)


def undo(view: JourneyView, visit: Visit, _typed: Mapping[str, Any]) -> None:
    """It did not take place yet, after all."""
    actions.undo_hold(visit.row, **view.how)


def restore(view: JourneyView, visit: Visit, _typed: Mapping[str, Any]) -> None:
    """It is on after all."""
    actions.restore(visit.row, **view.how)


def chase(view: JourneyView, visit: Visit, typed: Mapping[str, Any]) -> None:
    """The office was asked for the report."""
    form = filled(ChaseForm, {"on": view.today, **typed})
    actions.chase_report(visit.row, **form.cleaned_data, **view.how)


SAYINGS: Mapping[str, tuple[type[forms.Form], Any]] = {
    "choose": (forms.Form, choose),
    "cancel": (ReasonForm, cancel),
    "held": (DayForm, held),
    "missed": (ReasonForm, missed),
    "undo": (forms.Form, undo),
    "restore": (forms.Form, restore),
    "chase": (ChaseForm, chase),
}
VERBS: dict[str, Verb] = {
    verb: Verb(body_of(form, f"Appointment{verb.capitalize()}Body", verb=verb, optional=("on",)), may_do, act)
    for verb, (form, act) in SAYINGS.items()
}


class AppointmentChanges(AppointmentView):
    """What becomes of an appointment."""

    @operation("Say what became of an appointment", Sort.CHANGE, answer=AppointmentAnswer, verbs=VERBS)
    def post(self, appointment: UUID) -> HttpResponseBase:
        """A date is chosen; it took place, was missed, or is cancelled; the office was asked for its report.

        `undo` takes back that it took place, `restore` that it is cancelled. Choosing a date lets go of the
        others that this doctor offered. Days are those where the patient lives; without `on` it is the day of
        the visit, or today.
        """
        with self.changing(partial(self.visit, uuid=appointment), AppointmentAnswer().get_version) as visit:
            self.verb.act(self, visit, self.typed)
        return self.tell(appointment)
