"""What the records checklist has gained since a journey copied it, for staff to take over or leave."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.answers import Answer
from accounts.api.bodies import body_of
from accounts.api.examples import know, know_in
from accounts.api.operations import Sort, Verb, operation
from accounts.api.versions import version_from
from cases.actions import offers as actions
from cases.api.records import RecordAnswer, RecordView
from cases.choices import Need
from cases.models import Case, RecordItem
from cases.queries.offers import Difference, Offer
from cases.rules.team import may_take_offers
from cases.views.records import offered

know(only_if="you had a biopsy", old="Pictures on a disc", new="Pictures on a disc, with the report")
know_in("OfferAnswer", slug="o1")


class DifferenceAnswer(serializers.Serializer[Difference]):
    """One thing that the checklist says in other words than the journey's record."""

    name = serializers.CharField(help_text="The field.")
    label_ = serializers.CharField(help_text="What people call the field.")
    old = serializers.CharField(help_text="What the record says.")
    new = serializers.CharField(help_text="What the checklist says now.")

    def get_fields(self) -> dict[str, Any]:
        """`label` is a word of the framework, so the field is renamed."""
        return {name.rstrip("_"): field for name, field in super().get_fields().items()}


class OfferAnswer(Answer):
    """A record that is new on the checklist, or one of the journey's records in new words."""

    slug = serializers.CharField(source="template.key")
    name = serializers.CharField(source="template.name")
    record = serializers.SerializerMethodField(
        help_text="The journey's record that would speak the new words; null for a record that is new."
    )
    need = serializers.ChoiceField(source="template.need", choices=Need.choices)
    only_if = serializers.CharField(source="template.only_if", help_text="When it exists; may be empty.")
    why = serializers.CharField(source="template.why")
    differences = DifferenceAnswer(many=True, help_text="Empty for a record that is new.")

    def get_version(self, offer: Offer) -> str:
        """A mark of what is offered, and of what the record says."""
        template, item = offer.template, offer.item
        words = {name: getattr(template, name) for name in (*template.WORDS, "key", "version", "need")}
        own = {name: getattr(item, name) for name in (*template.WORDS, "uuid")} if item else {}
        return version_from([words, own])

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_record(self, offer: Offer) -> str | None:
        """The record that is there already."""
        return str(offer.item.uuid) if offer.item else None


class OfferOutcome(serializers.Serializer[Any]):
    """What came of an offer."""

    record = RecordAnswer(
        allow_null=True, help_text="The record as it stands now; null where none was added."
    )


class OffersView(RecordView):
    """An address among the offers."""

    def offers(self, case: Case) -> list[Offer]:
        """What is offered to this journey."""
        return offered(case, self.viewer, list(case.items.all()), today=self.today)

    def offer(self, case: Case, slug: str) -> Offer:
        """One of them; Http404 for what is not offered."""
        found = next((offer for offer in self.offers(case) if offer.template.key == slug), None)
        if found is None:
            raise Http404
        return found


class RecordOffers(OffersView):
    """What is offered."""

    @operation("List what the checklist has gained", Sort.LIST, answer=OfferAnswer, may=may_take_offers)
    def get(self) -> Response:
        """New records, and new words for records that the journey has.

        A journey keeps what it copied until you say otherwise. The patient side sees nothing of this.
        """
        return self.page_of(self.offers(self.case), "", OfferAnswer())


class RecordOffer(OffersView):
    """One offer."""

    @operation("Read an offer", Sort.READ, answer=OfferAnswer, may=may_take_offers)
    def get(self, slug: str) -> HttpResponseBase:
        """What the checklist says now, beside what the journey's record says."""
        return self.told(OfferAnswer(), self.offer(self.case, slug))


def answer(
    action: Callable[..., RecordItem | None], view: RecordView, offer: Offer, _typed: Mapping[str, Any]
) -> RecordItem | None:
    """Take it over, or leave the journey as it is; the record that it is about, if there is one."""
    template = offer.template
    made = action(view.case, template=template.pk, version=template.version, **view.how)
    return made or offer.item


VERBS = {
    "take": Verb(
        body_of(forms.Form, "OfferTakeBody", verb="take"), may_take_offers, partial(answer, actions.take)
    ),
    "leave": Verb(
        body_of(forms.Form, "OfferLeaveBody", verb="leave"), may_take_offers, partial(answer, actions.leave)
    ),
}


class RecordOfferChanges(OffersView):
    """What is answered to an offer."""

    @operation("Answer an offer", Sort.CHANGE, answer=OfferOutcome, verbs=VERBS)
    def post(self, slug: str) -> Response:
        """Take it over, or leave the journey as it is; then it is not offered again until it changes once more.

        Where the record stands, who holds it and its dates stay as they are.
        """
        with self.changing(partial(self.offer, slug=slug), OfferAnswer().get_version) as offer:
            item = self.verb.act(self, offer, self.typed)
        told = None
        if isinstance(item, RecordItem):
            told = self.teller.to_representation(self.record(self.case, item.uuid))
        return Response({"record": told})
