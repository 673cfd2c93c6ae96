"""The list behind the bell."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages, versions
from accounts.api.answers import Answer
from accounts.api.bodies import body_of
from accounts.api.examples import know
from accounts.api.operations import Sort, Verb, everybody, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.api.views import ApiView
from notifications import models
from notifications.actions import notices as actions
from notifications.queries import notices as queries
from notifications.queries.notices import Shown

NEWEST = pages.Order(("at", "pk"), is_backwards=True)

know(subject="journey")


class AboutAnswer(serializers.Serializer[Shown]):
    """What a notice is about: a journey by its reference and id, the reader's account, or the library."""

    subject = serializers.CharField(source="notice.subject")
    id = serializers.UUIDField(source="about_id", allow_null=True, help_text="Of a journey.")
    name = serializers.CharField(source="about")


class NoticeAnswer(Answer):
    """One thing that somebody was told: what, about what, why, when, and whether they have read it."""

    id = serializers.UUIDField(source="notice.uuid")
    kind = serializers.CharField(source="notice.kind")
    label = serializers.CharField(help_text="What sort of thing it is.")  # type: ignore[assignment] # a serializer has a label, too
    title = serializers.CharField(source="notice.title")
    body = serializers.SerializerMethodField(help_text="More of it; empty for what is settled.")
    is_settled = serializers.SerializerMethodField(help_text="There is nothing more to do about it.")
    why = serializers.CharField(help_text="Why they were told.")
    about = AboutAnswer(source="*")
    at = serializers.DateTimeField(source="notice.at")
    read_at = serializers.DateTimeField(source="notice.read_at", allow_null=True)

    def get_version(self, shown: Shown) -> str:
        """A mark of the notice, and of whether it was read and is settled."""
        return version_of(None, shown.notice.uuid, shown.notice.read_at, shown.is_settled)

    def get_body(self, shown: Shown) -> str:
        """What to do, as long as there is something to do."""
        return "" if shown.is_settled else shown.notice.body

    def get_is_settled(self, shown: Shown) -> bool:
        """Whether nothing more is to be done about it."""
        return shown.is_settled


class NoticeView(ApiView):
    """An address behind the bell."""

    tag = "notices"

    def own(self) -> QuerySet[models.Notice]:
        """What whoever asks was told of what they reach now."""
        user = self.request.user
        return queries.own(user).filter(queries.within_reach(user))

    def notice(self, uuid: UUID) -> Shown:
        """A notice of whoever asks; Http404 for any other."""
        found = get_object_or_404(self.own(), uuid=uuid)
        [shown] = queries.shown([found], self.request.user, for_programs=True)
        return shown

    def tell(self, uuid: UUID) -> HttpResponseBase:
        """One notice as it stands now."""
        told = NoticeAnswer().to_representation(self.notice(uuid))
        return self.one(told, version=told["version"])


class NoticesQuery(PageQuery):
    """Which notices."""

    unread = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Only those that are not read, or only those that are.",
    )


class Notices(NoticeView):
    """What somebody was told."""

    @operation("List what you were told", Sort.LIST, answer=NoticeAnswer, query=NoticesQuery)
    def get(self) -> Response:
        """The newest first, as far as they are about what you reach now.

        A token reads only of what it reaches: one's own journeys, or those that one works on. Reading them here
        marks nothing as read.
        """
        found = self.own()
        unread = self.query.get("unread")
        if unread is not None:
            found = found.filter(read_at__isnull=unread)
        page, mark = pages.page(found, NEWEST, dict(self.query))
        shown = queries.shown(page, self.request.user, for_programs=True)
        return self.page_of(shown, mark, NoticeAnswer())


class Notice(NoticeView):
    """One notice."""

    @operation("Read a notice", Sort.READ, answer=NoticeAnswer)
    def get(self, notice: UUID) -> HttpResponseBase:
        """What it says, about what, and why it came. Reading it here does not mark it as read."""
        return self.tell(notice)


def read(view: ApiView, shown: Shown, typed: Mapping[str, Any]) -> None:
    """Somebody has read it."""
    actions.mark_read(view.request.user, uuid=shown.notice.uuid, at=view.at)


VERBS: dict[str, Verb] = {"read": Verb(body_of(forms.Form, "NoticeReadBody", verb="read"), everybody, read)}


class NoticeChanges(NoticeView):
    """What happens to a notice."""

    @operation("Mark a notice as read", Sort.CHANGE, answer=NoticeAnswer, verbs=VERBS)
    def post(self, notice: UUID) -> HttpResponseBase:
        """Somebody has read it, so the bell no longer counts it. Read a second time, it stays as it is."""
        with transaction.atomic():
            actions.hold([self.request.user])
            shown = self.notice(notice)
            versions.require(self.request, NoticeAnswer().get_version(shown))
            self.verb.act(self, shown, self.typed)
        return self.tell(notice)


class NoticeReads(NoticeView):
    """Everything that was read."""

    @operation("Mark every notice as read", Sort.MARK)
    def post(self) -> Response:
        """All that you were told; with a token, all that is about what it reaches."""
        user = self.request.user
        actions.mark_read(user, among=queries.within_reach(user) if user.reach else None, at=self.at)
        return self.noted()
