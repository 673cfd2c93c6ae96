"""The conversation between the patient side and the advocates."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages, problems
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.reading import Body
from accounts.api.versions import version_of
from cases import models
from cases.actions import messages as actions
from cases.api.base import JourneyView
from cases.forms.messages import MessageForm
from cases.queries import messages as reading
from cases.rules.team import may_write_message

NEWEST = pages.Order(("at", "pk"), is_backwards=True)

know(body="The disc from Mercy Hospital is here. Thank you!")


class MessageAnswer(Answer):
    """One message: who wrote it, from which side and when, and whether it is new to whoever asks."""

    id = serializers.UUIDField(source="uuid")
    by = PersonAnswer()
    is_mine = serializers.SerializerMethodField(help_text="Whoever asks wrote it.")
    from_patient_side = serializers.BooleanField(
        help_text="The patient, family or friends wrote it; otherwise an advocate or a lead."
    )
    at = serializers.DateTimeField()
    body = serializers.CharField()
    is_unread = serializers.SerializerMethodField(
        help_text="Whoever asks has not read it; never so for one's own, and for leads who are not on the team."
    )

    def get_version(self, message: models.Message) -> str:
        """A mark of the message and of whether it is new."""
        return version_of(message, self.get_is_unread(message))

    def get_is_mine(self, message: models.Message) -> bool:
        """Whether whoever asks wrote it."""
        return message.by_id == self.view.user.pk

    def get_is_unread(self, message: models.Message) -> bool:
        """Whether it is new to whoever asks."""
        return reading.is_new_to(message, self.view.user, self.view.place)

    @property
    def view(self) -> "MessageView":
        """Where it is asked for."""
        view: MessageView = self.context["view"]
        return view


class MessageView(JourneyView):
    """An address inside the conversation."""

    tag = "messages"

    @cached_property
    def place(self) -> models.TeamMember | None:
        """The place of whoever asks on the team, with until where they have read."""
        return reading.read_until(self.case, self.user)

    @property
    def teller(self) -> MessageAnswer:
        """Tells messages to whoever asks."""
        return MessageAnswer(context={"view": self})

    def message(self, uuid: UUID) -> models.Message:
        """A message of this journey; Http404 for any other."""
        found: models.Message = self.child(reading.written(self.case), uuid)
        return found


class Messages(MessageView):
    """The conversation."""

    @operation("List the messages", Sort.LIST, answer=MessageAnswer, query=PageQuery, may=may_write_message)
    def get(self) -> Response:
        """The newest first. Reading them here marks nothing as read: see the reads of messages."""
        return self.many(reading.written(self.case), NEWEST, self.teller)

    @operation(
        "Write a message",
        Sort.CREATE,
        answer=MessageAnswer,
        body=body_of(MessageForm, "MessageAdd"),
        may=may_write_message,
    )
    def post(self) -> HttpResponseBase:
        """To everyone on the team, on both sides. Whoever may only look may write, too."""
        form = filled(MessageForm, self.typed, once=self.once)
        side = self.viewer.is_patient_side
        written = actions.send(self.case, **form.cleaned_data, from_patient_side=side, **self.how)
        address = self.address("message", message=written.uuid)
        return self.told(self.teller, self.message(written.uuid), status=201, location=address)


class Message(MessageView):
    """One message."""

    @operation("Read a message", Sort.READ, answer=MessageAnswer, may=may_write_message)
    def get(self, message: UUID) -> HttpResponseBase:
        """Who wrote it, when, and what. Reading it here does not mark it as read."""
        return self.told(self.teller, self.message(message))


class ReadsBody(Body):
    """Until where somebody has read."""

    until = serializers.UUIDField(
        required=False, help_text="The newest message that they had before them; without it, every message."
    )


class MessageReads(MessageView):
    """Until where whoever asks has read."""

    @operation("Mark messages as read", Sort.MARK, body=ReadsBody, may=may_write_message)
    def post(self) -> Response:
        """For whoever asks alone, up to the message that `until` names.

        Send the newest that you have shown to somebody, so that what has come since stays unread. The bell no
        longer counts what is read. Sent twice, it is as sent once; an older message than before changes nothing.
        """
        actions.mark_read(self.case, until=self.until(), **self.how)
        return self.noted()

    def until(self) -> models.Message | None:
        """The message that was named; raises a problem for one that is not of this journey."""
        uuid: Any = self.typed.get("until")
        if uuid is None:
            return None
        found = reading.written(self.case).filter(uuid=uuid).first()
        if found is None:
            errors = [{"pointer": "/until", "detail": _("There is no such message on this journey.")}]
            raise problems.Problem(problems.INVALID, errors=errors)
        return found
