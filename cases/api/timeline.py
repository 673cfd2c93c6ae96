"""What happened on a journey."""

from typing import Any
from uuid import UUID, uuid5

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from cases.api.base import JourneyView
from cases.event_words import TOPICS
from cases.models import CaseEvent
from cases.queries import timeline as reading
from cases.rules.team import may_see

NEWEST = pages.Order(("at", "pk"), is_backwards=True)

know(before="–", after="Dr. Feld")
know_in("EventChangeAnswer", label="Doctor who told you")


class EventChangeAnswer(serializers.Serializer[Any]):
    """One answer that was changed, in words; a dash where nothing was said."""

    label = serializers.CharField()  # type: ignore[assignment] # a serializer has a label, too
    before = serializers.CharField()
    after = serializers.CharField()


class ActorAnswer(serializers.Serializer[Any]):
    """Whoever did it, under the name that they had then; without an id where they are no longer known."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()


class EventAnswer(serializers.Serializer[CaseEvent]):
    """One thing that happened: what, who, when, and what it changed."""

    id = serializers.SerializerMethodField(help_text="Always the same for the same event.")
    kind = serializers.CharField(help_text="What happened, as a word for programs.")
    words = serializers.SerializerMethodField(help_text="What happened, in a sentence.")
    by = serializers.SerializerMethodField()
    at = serializers.DateTimeField()
    note = serializers.CharField(help_text="A reason that somebody gave; may be empty.")
    changes = serializers.SerializerMethodField()
    is_staff_only = serializers.SerializerMethodField(help_text="The patient side does not see it.")

    def to_representation(self, event: CaseEvent) -> Any:  # noqa: ANN401 -- as the framework calls it
        """As the page words it."""
        self.entry = reading.entry(event)
        return super().to_representation(event)

    def get_id(self, event: CaseEvent) -> UUID:
        """A name that follows from the journey's own and the event's number, which stays ours."""
        return uuid5(self.context["journey"], f"event {event.pk}")

    def get_words(self, event: CaseEvent) -> str:
        """A sentence."""
        return self.entry.text

    @extend_schema_field(ActorAnswer)
    def get_by(self, event: CaseEvent) -> dict[str, Any]:
        """Whoever did it."""
        return {"id": str(event.by.uuid) if event.by else None, "name": self.entry.by}

    @extend_schema_field(EventChangeAnswer(many=True))
    def get_changes(self, event: CaseEvent) -> list[dict[str, str]]:
        """What answers were, and what they became."""
        return [{"label": one.label, "before": one.before, "after": one.after} for one in self.entry.changes]

    def get_is_staff_only(self, event: CaseEvent) -> bool:
        """Whether the patient side does not see it."""
        return self.entry.is_staff_only


class TimelineQuery(PageQuery):
    """Which events."""

    topic = serializers.ChoiceField(
        required=False, choices=list(TOPICS), help_text="Only what is about this."
    )


class Timeline(JourneyView):
    """The timeline."""

    tag = "timeline"

    @operation("Read the timeline", Sort.LIST, answer=EventAnswer, query=TimelineQuery, may=may_see)
    def get(self) -> Response:
        """Everything that happened, the newest first; the patient side reads what is shown to it.

        It is written with every change, and nothing in it ever changes.
        """
        topic = self.query.get("topic", "")
        found = reading.seen(self.case, sees_everything=self.viewer.is_staff, topic=topic)
        return self.many(found, NEWEST, EventAnswer(context={"journey": self.case.uuid}))
