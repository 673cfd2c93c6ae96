"""Taking over what the checklist has gained since a journey copied it, or leaving it."""

from datetime import datetime

from accounts.models import User
from accounts.refusals import Refused
from cases import transitions
from cases.actions import timeline
from cases.actions.core import change
from cases.actions.journey import record_item
from cases.actions.request import asker_of
from cases.models import Case, RecordItem
from cases.queries.facts import local_day
from cases.queries.offers import Offer, offers


def take(case: Case, *, template: int, version: int, by: User, at: datetime) -> RecordItem:
    """Add the record that is new, or let the journey's record speak the new words; nothing else changes.

    State, holder and dates of the record stay. Raises Refused when it is no longer offered in this version.
    """
    with change(case, at=at) as locked:
        offer = _standing(locked, template, version, at=at)
        if offer.item is None:
            item = record_item(locked, offer.template, asker=asker_of(locked))
            item.save()
            timeline.write(locked, "item_added", by=by, at=at, subject=item.name)
        else:
            item = _reword(locked, offer.item, offer, by=by, at=at)
    return item


def leave(case: Case, *, template: int, version: int, by: User, at: datetime) -> None:
    """Keep the journey as it is, and don't offer this again in this version.

    Raises Refused when it is no longer offered in this version.
    """
    with change(case, at=at) as locked:
        offer = _standing(locked, template, version, at=at)
        if offer.item is None:
            locked.declined_templates = [*locked.declined_templates, offer.template.key]
            locked.save(update_fields=["declined_templates"])
        else:
            offer.item.template_version = offer.template.version
            offer.item.save(update_fields=["template_version"])
        timeline.write(locked, "offer_left", by=by, at=at, subject=offer.template.name, shown=False)


def _standing(case: Case, template: int, version: int, *, at: datetime) -> Offer:
    """The offer as somebody read it; Refused when it is gone or says something else by now."""
    for offer in offers(case, case.items.all(), on=local_day(at, case.zone)):
        if offer.template.pk == template and offer.template.version == version:
            return offer
    raise Refused(transitions.CHANGED)


def _reword(case: Case, item: RecordItem, offer: Offer, *, by: User, at: datetime) -> RecordItem:
    names = [difference.name for difference in offer.differences]
    before = {name: getattr(item, name) for name in names}
    for name in names:
        setattr(item, name, getattr(offer.template, name))
    item.template_version = offer.template.version
    item.version += 1
    item.save(update_fields=[*names, "template_version", "version"])
    after = {name: getattr(item, name) for name in names}
    timeline.write(case, "item_reworded", by=by, at=at, subject=item.name, before=before, after=after)
    return item
