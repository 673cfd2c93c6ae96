"""The reminders of a journey: what is planned and why, one's own, and what went out."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.models import display_name
from accounts.refusals import Refused
from cases.actions import remembering
from cases.api.base import JourneyView
from cases.forms.reminders import OwnReminderForm, PutOffForm
from cases.models import Case
from cases.queries import reminders as reading
from cases.queries.reminders import Planned, Told
from cases.rules import reminders as rules
from cases.rules.team import may_do, may_see, may_set_reminder
from notifications.actions import broken
from notifications.actions.telling import CannotBeTold
from notifications.choices import LetterState, ReminderState

NEWEST = pages.Order(("at", "pk"), is_backwards=True)

know(words="Call Mercy Hospital", clock="09:00:00", who="You")


class PlannedAnswer(Answer):
    """One reminder: what it will say, to whom, when and why, and what can be done with it."""

    id = serializers.UUIDField(source="reminder.uuid")
    kind = serializers.CharField(source="reminder.kind")
    title = serializers.CharField(help_text="What it will say.")
    to = serializers.CharField(help_text="Who gets it, in words for whoever asks.")
    state = serializers.ChoiceField(source="reminder.state", choices=ReminderState.choices)
    due_at = serializers.DateTimeField(source="reminder.due_at")
    again = serializers.ListField(
        child=serializers.DateTimeField(),
        help_text="When the same one would come once more, if nothing has happened by then.",
    )
    is_put_off = serializers.BooleanField(source="reminder.is_put_off")
    is_urgent = serializers.BooleanField(source="kind.is_urgent", help_text="It comes at any hour.")
    is_own = serializers.BooleanField(
        help_text="Whoever asks has set it for themselves; nobody else sees it."
    )
    why = serializers.SerializerMethodField(help_text="Why it comes; empty for one's own.")
    ends_when = serializers.SerializerMethodField(
        help_text="What would make it needless; empty for one's own."
    )
    verbs = serializers.SerializerMethodField(help_text="What can be said of it now.")
    latest_day = serializers.SerializerMethodField(
        help_text="The last day to which it may be put off; null: any."
    )

    def get_version(self, planned: Planned) -> str:
        """A mark of the reminder, of its wording, of who gets it, and of what may be done with it."""
        advocate = self.context["case"].advocate
        name = display_name(advocate) if advocate else ""
        return version_of(planned.reminder, planned.worded, name, planned.again, self.get_verbs(planned))

    def get_why(self, planned: Planned) -> str:
        """A sentence."""
        return "" if planned.is_own else str(planned.why)

    def get_ends_when(self, planned: Planned) -> str:
        """A sentence."""
        return "" if planned.is_own else str(planned.kind.ends_when)

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField(choices=["put_off", "skip", "send_now"]))
    )
    def get_verbs(self, planned: Planned) -> list[str]:
        """The verbs that whoever asks may say of it as it stands."""
        if not (planned.may_act and planned.is_waiting):
            return []
        can = {"put_off": planned.may_put_off, "skip": planned.may_skip, "send_now": True}
        return [verb for verb, is_possible in can.items() if is_possible]

    def get_latest_day(self, planned: Planned) -> date | None:
        """A date that must not pass unseen."""
        return rules.latest_day(planned.reminder)


class ReminderView(JourneyView):
    """An address among the reminders."""

    tag = "reminders"

    @property
    def teller(self) -> PlannedAnswer:
        """Tells reminders to whoever asks."""
        return PlannedAnswer(context={"case": self.case})

    def version(self, planned: Planned) -> str:
        """The version that answers tell."""
        return self.teller.get_version(planned)

    def planned(self, case: Case, uuid: UUID) -> Planned:
        """A reminder that this person may know of; Http404 for any other, and for one's own that was taken back."""
        plan = reading.plan_of(case, self.viewer, language=self.reading_language)
        found = next((one for one in plan if one.reminder.uuid == uuid), None)
        found = found or reading.named(case, self.viewer, uuid=uuid, language=self.reading_language)
        if found is None or (found.is_own and found.reminder.state == ReminderState.SKIPPED):
            raise Http404
        return found

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One reminder as it stands now."""
        return self.told(self.teller, self.planned(self.case, uuid), status=status, location=location)


class Reminders(ReminderView):
    """What is planned."""

    @operation("List the planned reminders", Sort.LIST, answer=PlannedAnswer, may=may_see)
    def get(self) -> Response:
        """The next first, all at once: those for the patient side, one's own, and for staff all the others.

        One that repeats itself stands here once, with the moments at which it comes again.
        """
        plan = reading.plan_of(self.case, self.viewer, language=self.reading_language)
        return self.page_of(plan, "", self.teller)

    @operation(
        "Set a reminder of your own",
        Sort.CREATE,
        answer=PlannedAnswer,
        body=body_of(OwnReminderForm, "ReminderAdd"),
        may=may_set_reminder,
    )
    def post(self) -> HttpResponseBase:
        """For whoever asks alone, by the clocks where they live; nobody else sees it. Not for connected systems."""
        form = filled(OwnReminderForm, self.typed, once=self.once)
        reminder = remembering.set_own(self.case, **form.cleaned_data, **self.how)
        return self.tell(reminder.uuid, status=201, location=self.address("reminder", reminder=reminder.uuid))


class Reminder(ReminderView):
    """One reminder."""

    @operation("Read a reminder", Sort.READ, answer=PlannedAnswer, may=may_see)
    def get(self, reminder: UUID) -> HttpResponseBase:
        """What it will say, to whom, when and why; `state` tells whether it is still planned."""
        return self.tell(reminder)

    @operation("Take back a reminder of your own", Sort.REMOVE, may=may_see)
    def delete(self, reminder: UUID) -> Response:
        """Only whoever set it can, as long as it has not gone out."""
        with self.changing(partial(self.planned, uuid=reminder), self.version) as planned:
            remembering.cancel_own(self.case, planned.reminder, **self.how)
        return self.gone()


# What is done with a reminder


def put_off(view: JourneyView, planned: Planned, typed: Mapping[str, Any]) -> None:
    """Remind on another day."""
    form = filled(PutOffForm, typed)
    remembering.put_off(view.case, planned.reminder, title=planned.title, **form.cleaned_data, **view.how)


def skip(view: JourneyView, planned: Planned, typed: Mapping[str, Any]) -> None:
    """Leave it out."""
    remembering.skip(view.case, planned.reminder, title=planned.title, **view.how)


def send_now(view: JourneyView, planned: Planned, typed: Mapping[str, Any]) -> None:
    """Remind now instead of later."""
    remembering.send_now(view.case, planned.reminder, title=planned.title, **view.how)


VERBS: dict[str, Verb] = {
    "put_off": Verb(body_of(PutOffForm, "ReminderPutOffBody", verb="put_off"), may_do, put_off),
    "skip": Verb(body_of(forms.Form, "ReminderSkipBody", verb="skip"), may_do, skip),
    "send_now": Verb(body_of(forms.Form, "ReminderSendNowBody", verb="send_now"), may_do, send_now),
}


class ReminderChanges(ReminderView):
    """What is done with a reminder."""

    @operation("Put a reminder off, skip it or send it now", Sort.CHANGE, answer=PlannedAnswer, verbs=VERBS)
    def post(self, reminder: UUID) -> HttpResponseBase:
        """For reminders that are planned; one of your own is taken back instead. The timeline keeps it.

        Put off, it comes on another day at the same time of day. One that tells of a date that must not be
        missed can't be skipped, and not be put off beyond `latest_day`. What is for the leads only they change.
        """
        try:
            with self.changing(partial(self.planned, uuid=reminder), self.version) as planned:
                require_handled(planned)
                self.verb.act(self, planned, self.typed)
        except CannotBeTold as problem:
            broken.mark(planned.reminder.pk, trouble=problem.trouble)
            raise
        return self.tell(reminder)


def require_handled(planned: Planned) -> None:
    """Raise Refused for one's own reminder, PermissionDenied for one that only leads may handle."""
    if planned.is_own:
        raise Refused(_("This is a reminder of your own. Take it back, and set another one if you want."))
    if not planned.may_handle:
        raise PermissionDenied(remembering.FOR_LEADS)


# What went out


class DeliveryAnswer(serializers.Serializer[Any]):
    """How one thing reached one person."""

    who = serializers.CharField()
    is_read = serializers.BooleanField(help_text="They have looked at it in the app.")
    words = serializers.CharField(
        help_text="What became of the letter, in a sentence; empty where that is not for whoever asks to know."
    )
    letter = serializers.ChoiceField(
        source="state",
        choices=[*LetterState.choices, ("", "None, or not for whoever asks to know")],
        help_text="`sent`: the mail service has accepted it.",
    )


class ToldAnswer(serializers.Serializer[Told]):
    """One thing that went out at one moment, and to whom."""

    title = serializers.CharField()
    label = serializers.CharField(help_text="What sort of thing it is.")  # type: ignore[assignment] # a serializer has a label, too
    at = serializers.DateTimeField()
    deliveries = DeliveryAnswer(many=True)


class ToldReminders(ReminderView):
    """What went out."""

    @operation("List what went out", Sort.LIST, answer=ToldAnswer, query=PageQuery, may=may_see)
    def get(self) -> Response:
        """Reminders and news, the newest first, with the people whom each reached and how.

        The patient side sees what went to the patient side. `limit` counts people: a page may end between two
        who were told the same, and the next one goes on with it.
        """
        found = reading.seen(self.case, self.viewer)
        shown, mark = pages.page(found, NEWEST, dict(self.query))
        return self.page_of(reading.grouped(shown, self.viewer, now=self.at), mark, ToldAnswer())
