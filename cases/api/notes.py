"""Internal notes, for staff only."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.operations import Sort, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from cases import models
from cases.actions import notes as actions
from cases.api.base import JourneyView
from cases.forms.messages import NoteEditForm, NoteForm
from cases.queries import messages as reading
from cases.rules.team import may_rewrite, may_see_notes

NEWEST = pages.Order(("at", "pk"), is_backwards=True)


class NoteAnswer(Answer):
    """One internal note."""

    id = serializers.UUIDField(source="uuid")
    by = PersonAnswer()
    is_mine = serializers.SerializerMethodField(help_text="Whoever asks wrote it, and may change it.")
    at = serializers.DateTimeField()
    body = serializers.CharField()
    edited_at = serializers.DateTimeField(allow_null=True)

    def get_version(self, note: models.Note) -> str:
        """A mark of the note."""
        return version_of(note)

    def get_is_mine(self, note: models.Note) -> bool:
        """Whether whoever asks may change it."""
        return may_rewrite(self.context["viewer"], note)


class NoteView(JourneyView):
    """An address among the notes."""

    tag = "notes"

    @property
    def teller(self) -> NoteAnswer:
        """Tells notes to whoever asks."""
        return NoteAnswer(context={"viewer": self.viewer})

    def note(self, case: models.Case, uuid: UUID) -> models.Note:
        """A note of this journey; Http404 for any other."""
        found: models.Note = self.child(reading.notes(case), uuid)
        return found


class Notes(NoteView):
    """The notes of a journey."""

    @operation("List the internal notes", Sort.LIST, answer=NoteAnswer, query=PageQuery, may=may_see_notes)
    def get(self) -> Response:
        """The newest first. Only advocates and leads read them; the patient side never does."""
        return self.many(reading.notes(self.case), NEWEST, self.teller)

    @operation(
        "Write an internal note",
        Sort.CREATE,
        answer=NoteAnswer,
        body=body_of(NoteForm, "NoteAdd"),
        may=may_see_notes,
    )
    def post(self) -> HttpResponseBase:
        """For the advocates and leads of this journey."""
        form = filled(NoteForm, self.typed, once=self.once)
        note = actions.write(self.case, **form.cleaned_data, **self.how)
        address = self.address("note", note=note.uuid)
        return self.told(self.teller, self.note(self.case, note.uuid), status=201, location=address)


class Note(NoteView):
    """One note."""

    @operation("Read an internal note", Sort.READ, answer=NoteAnswer, may=may_see_notes)
    def get(self, note: UUID) -> HttpResponseBase:
        """Who wrote it, when, and what."""
        return self.told(self.teller, self.note(self.case, note))

    @operation(
        "Change an internal note",
        Sort.CHANGE,
        answer=NoteAnswer,
        body=body_of(NoteEditForm, "NoteEdit"),
        may=may_see_notes,
        is_partial=True,
    )
    def patch(self, note: UUID) -> HttpResponseBase:
        """One's own; a note of somebody else stays as it is."""
        with self.changing(partial(self.note, uuid=note), version_of) as found:
            if not may_rewrite(self.viewer, found):
                raise PermissionDenied(actions.NOT_YOURS)
            form = filled(partial(NoteEditForm, row=found), self.typed, version=found.version)
            actions.rewrite(found, version=found.version, **form.values(), **self.how)
        return self.told(self.teller, self.note(self.case, note))
