"""Publishing what was planned for a moment that has come, and taking back what was planned to end."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page, Revision

from guidance.refusals import NotReady

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 50


def publish_due(*, at: datetime) -> int:
    """Bring the library to this moment; how many pages came or went. Doing it twice changes nothing more."""
    ended = [_take_back(pk, at) for pk in _ids(Page.objects.filter(live=True, expire_at__lt=at))]
    begun = [_publish(pk, at) for pk in _ids(Revision.objects.filter(approved_go_live_at__lte=at))]
    return sum(ended) + sum(begun)


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _take_back(pk: int, at: datetime) -> bool:
    page = Page.objects.select_for_update().filter(pk=pk, live=True, expire_at__lt=at).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


@transaction.atomic
def _publish(pk: int, at: datetime) -> bool:
    """Publish a planned version; one that is not ready stays a draft, and its plan ends."""
    revision = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lte=at).first()
    if revision is None:
        return False
    try:
        revision.publish(log_action="wagtail.publish.scheduled")
    except NotReady:
        logger.warning("Page %s was planned for publication but is not ready.", revision.object_id)
        Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
        return False
    return True
