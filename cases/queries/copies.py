"""What a client that keeps a copy of somebody's journeys has to be told: what changed, and what is gone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.choices import AccessEventKind
from accounts.models import AccessEvent, User
from cases.models import Case, TeamMember

OVERLAP = timedelta(minutes=2)
"""How much of the time before is told again: longer than any change takes to be written."""

TURNED_EVERYTHING = (AccessEventKind.ROLE_GIVEN, AccessEventKind.ROLE_TAKEN, AccessEventKind.REACTIVATED)


def must_start_over(user: User, *, since: datetime) -> bool:
    """Whether this person got or lost a role since, so that a copy may hold or lack any journey."""
    return AccessEvent.objects.filter(person=user, kind__in=TURNED_EVERYTHING, at__gte=since).exists()


def gone_since(user: User, *, since: datetime) -> list[UUID]:
    """The journeys that this person has been let into or out of since, and no longer reaches."""
    moved = Q(started_at__gte=since) | Q(ended_at__gte=since) | Q(ended_at=None, ends_at__gte=since)
    places = TeamMember.objects.filter(moved, user=user).values("case")
    reachable = Case.objects.visible_to(user).values("pk")
    found = Case.objects.filter(pk__in=places).exclude(pk__in=reachable).order_by("pk")
    return list(found.values_list("uuid", flat=True))
