"""The conversation of a journey, what of it is new to somebody, and the notes of staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Message, Note, TeamMember

AT_ONCE = 50


@dataclass(frozen=True)
class Day:
    """What was written on one day, oldest first."""

    day: date
    messages: Sequence[Message]


@dataclass(frozen=True)
class Conversation:
    """The newest messages, or those before an earlier one; `earlier` is the mark for what lies before them."""

    days: Sequence[Day]
    earlier: int | None
    is_newest: bool


def conversation(case: Case, *, before: Message | None = None) -> Conversation:
    """Up to 50 messages by day, the newest last; one query."""
    found = written(case).order_by("-at", "-pk")
    if before is not None:
        found = found.filter(at__lte=before.at).exclude(at=before.at, pk__gte=before.pk)
    newest_first = list(found[: AT_ONCE + 1])
    shown = newest_first[:AT_ONCE][::-1]
    earlier = shown[0].pk if len(newest_first) > AT_ONCE else None
    return Conversation(days=by_day(shown), earlier=earlier, is_newest=before is None)


def written(case: Case) -> QuerySet[Message]:
    """Every message of a journey, with who wrote it."""
    return Message.objects.filter(case=case).select_related("by")


def by_day(messages: Sequence[Message]) -> list[Day]:
    """Messages under the day on which they were written, in the reader's time zone."""
    days: dict[date, list[Message]] = {}
    for message in messages:
        days.setdefault(timezone.localtime(message.at).date(), []).append(message)
    return [Day(day, written) for day, written in days.items()]


def read_until(case: Case, user: User) -> TeamMember | None:
    """This person's place on the team, which holds until where they have read; None for leads without one."""
    return TeamMember.objects.current().filter(case=case, user=user).first()


def is_new_to(message: Message, user: User, place: TeamMember | None) -> bool:
    """Whether this person, with this place on the team, has not read a message of somebody else."""
    if place is None or message.by_id == user.pk:
        return False
    return message.at > (place.read_at or place.started_at)


def unread_in(case: Case, user: User) -> int:
    """How many messages of others in this journey a person on its team has not opened; one query."""
    read_until = Coalesce(F("read_at"), F("started_at"))
    places = TeamMember.objects.current().filter(user=user, case=OuterRef("case"))
    not_read = places.annotate(read_until=read_until).filter(read_until__lt=OuterRef("at"))
    reachable = Case.objects.visible_to(user).filter(pk=case.pk)
    return Message.objects.filter(Exists(not_read), case__in=reachable).exclude(by=user).count()


def notes(case: Case) -> QuerySet[Note]:
    """The internal notes, newest first. For staff only."""
    return Note.objects.filter(case=case).select_related("by")
