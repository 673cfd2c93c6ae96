"""Guides of the library inside a journey: which help now, which were sent, and copying from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages, problems
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.reading import Body
from accounts.api.versions import version_of
from accounts.refusals import Refused
from cases import models
from cases.actions import guides as actions
from cases.api.base import JourneyView
from cases.choices import Stage
from cases.forms.guides import SendGuideForm
from cases.queries import guides as reading
from cases.rules.team import may_do, may_open_guide, may_see, may_send_guide
from guidance.api.guides import GuideQuery, revision_of
from guidance.api.languages import asked_language, language_field
from guidance.models import Guide
from guidance.queries import choosing
from guidance.queries.choosing import Chosen

NEWEST = pages.Order(("at", "pk"), is_backwards=True)
LONGEST_SLUG, LONGEST_MARK = 255, 64
STAGES = [*Stage.choices, ("", "Any")]
INTO = {"checklist": "steps", "questions": "questions"}

know(shelf="For this stage", block="0b7d5a52-5d2c-4c0e-9a53-7a9f2d0c1e44", copied=3)


class SentGuideAnswer(Answer):
    """A guide that was sent to the patient side: by whom, when, with which words, and who opened it."""

    id = serializers.UUIDField(source="uuid")
    guide = serializers.UUIDField(
        source="translation_key", help_text="The guide, the same in every language."
    )
    slug = serializers.CharField(allow_null=True, help_text="Its address; null once it is no longer there.")
    title = serializers.SerializerMethodField()
    note = serializers.CharField(help_text="Words that came with it; may be empty.")
    by = PersonAnswer()
    at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    opened_by = PersonAnswer(allow_null=True)

    def get_version(self, sent: Any) -> str:  # noqa: ANN401 -- an annotated row
        """A mark of what was sent, and of where it is read now."""
        return version_of(sent, sent.slug, sent.title_now)

    def get_title(self, sent: Any) -> str:  # noqa: ANN401 -- an annotated row
        """As it is called now; as it was called then where it does not exist in this language."""
        title: str = sent.title_now or sent.title
        return title


@dataclass(frozen=True)
class Shelved:
    """A guide on its shelf, and how it was last sent."""

    guide: Chosen
    shelf: str | Promise
    stage: str
    is_now: bool
    sent: models.SentGuide | None

    @property
    def slug(self) -> str:
        """Its address."""
        return self.guide.slug


class JourneyGuideAnswer(serializers.Serializer[Shelved]):
    """A guide that fits this journey, why it is there, and whether it was sent."""

    id = serializers.UUIDField(source="guide.translation_key", help_text="The same in every language.")
    slug = serializers.CharField(help_text="Its address in the library.")
    title = serializers.CharField(source="guide.title")
    summary = serializers.CharField(source="guide.summary")
    language = serializers.CharField(source="guide.language")
    is_fallback = serializers.BooleanField(
        source="guide.is_fallback", help_text="It does not exist in the language that was asked for."
    )
    minutes = serializers.IntegerField(source="guide.minutes", help_text="To read it.")
    is_for_advocates_only = serializers.BooleanField(source="guide.is_for_advocates_only")
    shelf = serializers.CharField(help_text="Why it is here, in words: what it helps with.")
    stage = serializers.ChoiceField(choices=STAGES, help_text="The stage of its shelf; empty for any time.")
    is_now = serializers.BooleanField(help_text="It helps in the present stage.")
    sent = serializers.SerializerMethodField(help_text="How it was last sent; null where it was not.")

    @extend_schema_field(SentGuideAnswer(allow_null=True))
    def get_sent(self, row: Shelved) -> Any:  # noqa: ANN401 -- a part of the answer
        """The last time that it was sent."""
        return SentGuideAnswer().to_representation(row.sent) if row.sent else None


class JourneyGuidesQuery(PageQuery):
    """In which language."""

    language = language_field()


class GuideView(JourneyView):
    """An address among a journey's guides."""

    tag = "guides of a journey"

    @property
    def language(self) -> str:
        """In which language whoever asks reads."""
        return asked_language(self)

    def sent(self, case: models.Case, uuid: UUID) -> Any:  # noqa: ANN401 -- an annotated row
        """A guide that was sent on this journey; Http404 for any other."""
        return self.child(reading.sent(case, language=self.language), uuid)

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One guide that was sent, as it stands now."""
        return self.told(SentGuideAnswer(), self.sent(self.case, uuid), status=status, location=location)

    def guide(self) -> Guide:
        """The guide that the body names; raises a problem for one that whoever asks can't read."""
        found = reading.readable(self.typed["slug"], self.language, self.viewer)
        if found is None:
            raise wrong("/slug", _("There is no such guide."))
        return found


def wrong(pointer: str, words: str) -> problems.Problem:
    """What is wrong with a value of the body."""
    return problems.Problem(problems.INVALID, errors=[{"pointer": pointer, "detail": words}])


class JourneyGuides(GuideView):
    """What helps on a journey."""

    @operation(
        "List the guides that fit a journey",
        Sort.LIST,
        answer=JourneyGuideAnswer,
        query=JourneyGuidesQuery,
        may=may_see,
    )
    def get(self) -> Response:
        """Those of the present stage first, then those of the other stages, then what helps at any time.

        Chosen for this condition, these reasons and this reader. Each says when and with which words it was
        last sent. Read one at its address in the library.
        """
        shown, mark = pages.cut(self.shelved(), "slug", dict(self.query))
        return self.page_of(shown, mark, JourneyGuideAnswer())

    def shelved(self) -> list[Shelved]:
        """Every guide that fits, in the order of the shelves."""
        reader = reading.reader(self.case, self.viewer, language=self.language, on=self.today)
        sent: dict[UUID, models.SentGuide] = {}
        for row in reading.sent(self.case, language=self.language):
            sent.setdefault(row.translation_key, row)
        return [
            Shelved(guide, shelf.title, shelf.stage, shelf.is_now, sent.get(guide.translation_key))
            for shelf in reading.shelves(choosing.everything(reader), now=self.case.stage)
            for guide in shelf.guides
        ]


class SentGuides(GuideView):
    """What was sent."""

    @operation(
        "List the guides that were sent",
        Sort.LIST,
        answer=SentGuideAnswer,
        query=JourneyGuidesQuery,
        may=may_see,
    )
    def get(self) -> Response:
        """The latest first, each with the words that came with it and whether somebody has opened it."""
        return self.many(reading.sent(self.case, language=self.language), NEWEST, SentGuideAnswer())

    @operation(
        "Send a guide",
        Sort.CREATE,
        answer=SentGuideAnswer,
        body=body_of(
            SendGuideForm,
            "SentGuideAdd",
            slug=serializers.SlugField(max_length=LONGEST_SLUG, help_text="The address of the guide."),
        ),
        may=may_send_guide,
    )
    def post(self) -> HttpResponseBase:
        """Put it before the patient side, with a few words; not one that speaks to advocates alone."""
        found = self.guide()
        if found.is_for_advocates_only:
            raise wrong(
                "/slug", _("This guide speaks to advocates alone, so the patient side could not open it.")
            )
        form = filled(SendGuideForm, self.typed, once=self.once)
        about = {"translation_key": found.translation_key, "title": found.title}
        sent = actions.send(self.case, **about, **form.cleaned_data, **self.how)
        return self.tell(sent.uuid, status=201, location=self.address("sent-guide", sent=sent.uuid))


class SentGuide(GuideView):
    """One guide that was sent."""

    @operation("Read a guide that was sent", Sort.READ, answer=SentGuideAnswer, query=GuideQuery, may=may_see)
    def get(self, sent: UUID) -> HttpResponseBase:
        """Who sent it, when, with which words, and who opened it. Reading this does not count as opening it."""
        return self.tell(sent)


def open_guide(view: JourneyView, sent: models.SentGuide, typed: Mapping[str, Any]) -> None:
    """Somebody of the patient side has it before them."""
    actions.mark_opened(view.case, translation_key=sent.translation_key, **view.how)


VERBS: dict[str, Verb] = {
    "open": Verb(body_of(forms.Form, "SentGuideOpenBody", verb="open"), may_open_guide, open_guide)
}


class SentGuideChanges(GuideView):
    """What happens to a guide that was sent."""

    @operation("Say that a sent guide was opened", Sort.CHANGE, answer=SentGuideAnswer, verbs=VERBS)
    def post(self, sent: UUID) -> HttpResponseBase:
        """Somebody of the patient side reads it, so it no longer waits. Opened again, the first time stays."""
        with self.changing(partial(self.sent, uuid=sent), SentGuideAnswer().get_version) as row:
            self.verb.act(self, row, self.typed)
        return self.tell(sent)


# Copying from a guide


class GuideCopyBody(Body):
    """Which block of which guide."""

    slug = serializers.SlugField(max_length=LONGEST_SLUG, help_text="The address of the guide.")
    block = serializers.CharField(max_length=LONGEST_MARK, help_text="The id of a checklist or of questions.")
    revision = serializers.CharField(
        max_length=LONGEST_MARK, help_text="The `revision` of the text that was read."
    )


class CopiedAnswer(serializers.Serializer[Any]):
    """What was copied."""

    into = serializers.ChoiceField(choices=list(INTO.values()), help_text="Where it is now.")
    copied = serializers.IntegerField(
        help_text="How many lines were new; what was there before stays as it is."
    )


class GuideCopies(GuideView):
    """What is copied from guides."""

    @operation(
        "Copy from a guide",
        Sort.CREATE,
        answer=CopiedAnswer,
        body=GuideCopyBody,
        query=GuideQuery,
        may=may_do,
    )
    def post(self) -> Response:
        """A checklist becomes steps of the present stage; questions join the list for the doctor.

        The guide has to be as it was read, in the same language: its `revision` tells.
        """
        found = self.guide()
        if self.typed["revision"] != revision_of(found):
            raise Refused(actions.CHANGED)
        block = reading.copyable(found, self.typed["block"])
        if block is None:
            raise wrong("/block", _("There is nothing to copy under this id."))
        copied = actions.copy(
            self.case,
            kind=block.kind,
            lines=block.lines,
            source=found.title,
            who=reading.who_does(self.viewer),
            **self.how,
        )
        return Response({"into": INTO[block.kind], "copied": copied}, status=201)
