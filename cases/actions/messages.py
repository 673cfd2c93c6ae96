"""Writing to the team, and remembering until where somebody has read."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases.actions import timeline
from cases.actions.core import change, existing
from cases.models import Case, Message, TeamMember
from cases.news_kinds import MESSAGE
from cases.reminder_kinds import SUBJECT
from notifications.actions import notices


def send(
    case: Case,
    *,
    body: str,
    from_patient_side: bool,
    by: User,
    at: datetime,
    once: UUID | None = None,
) -> Message:
    """Write to everyone on the team; sent twice with the same `once`, it stands once.

    Raises Refused once the journey has ended.
    """
    with change(case, at=at, needs_live=False) as locked:
        done = existing(Message, once)
        if done:
            return done
        if locked.has_ended:
            raise Refused(_("This journey has ended. Start it again first, then write."))
        own = {"once": once} if once else {}
        message = Message.objects.create(
            case=locked, by=by, from_patient_side=from_patient_side, at=at, body=body, **own
        )
        timeline.write(locked, "message_sent", by=by, at=at)
    return message


def mark_read(case: Case, *, by: User, at: datetime, until: Message | None = None) -> None:
    """Remember that somebody on the team has opened the conversation; people not on the team have no mark.

    The bell no longer counts its messages. Where `until` says which message was the last that they had before
    them, what came after it stays unread.
    """
    newest = until.at if until else case.messages.order_by("-at").values_list("at", flat=True).first()
    if newest is None:
        return
    place = TeamMember.objects.current().filter(case=case, user=by)
    is_behind = Q(read_at=None, started_at__lt=newest) | Q(read_at__lt=newest)
    place.filter(is_behind).update(read_at=newest if until else at)
    if by.unread_notices:
        seen = newest if until else None
        notices.mark_kind_read(by, MESSAGE.key, subject=SUBJECT, subject_id=case.pk, at=at, until=seen)
