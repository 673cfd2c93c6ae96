"""What to have ready before the coming visit."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.operations import Sort, operation
from cases.api.base import JourneyView
from cases.queries import appointments as reading
from cases.queries.appointments import PREPARED
from cases.rules.team import may_see


class PreparationAnswer(serializers.Serializer[Any]):
    """One thing to have ready, its day counted back from the visit."""

    key = serializers.ChoiceField(choices=list(PREPARED))
    title = serializers.CharField(help_text="What is so once it is done.")
    hint = serializers.CharField(help_text="How to get there.")
    by = serializers.DateField()
    is_done = serializers.BooleanField()
    is_late = serializers.BooleanField(help_text="Its day has passed, and it is still open.")
    step = serializers.SerializerMethodField(help_text="The step in which it is answered; null without one.")

    beside_results = {
        "appointment": {
            "type": ["string", "null"],
            "format": "uuid",
            "description": "The visit that it is for; null where none is to come.",
        }
    }

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_step(self, thing: reading.Preparation) -> str | None:
        """The id of the step."""
        return str(thing.step.uuid) if thing.step else None


class Preparation(JourneyView):
    """What to have ready."""

    tag = "appointments"

    @operation("List what to have ready", Sort.LIST, answer=PreparationAnswer, may=may_see)
    def get(self) -> Response:
        """Before the coming visit, each with its day; nothing while no visit is to come."""
        room = reading.room(self.case, at=self.at)
        visit = room.coming if room.preparation else None
        more = {"appointment": str(visit.row.uuid) if visit else None}
        return self.page_of(room.preparation, "", PreparationAnswer(), more=more)
