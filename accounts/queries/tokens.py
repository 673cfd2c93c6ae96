"""Tokens for programs, as their owners and administrators read of them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import ApiToken, User
from accounts.queries.people import services

MOST_OVER = 20
"""How many tokens are shown that open nothing any more."""


def good(user: User, *, at: datetime) -> QuerySet[ApiToken]:
    """The tokens with which programs get into this account now, the newest first."""
    return ApiToken.objects.good(at).filter(user=user)


def over(user: User, *, at: datetime) -> QuerySet[ApiToken]:
    """The newest of those that were revoked or have expired."""
    return ApiToken.objects.over(at).filter(user=user)[:MOST_OVER]


def services_with_tokens(*, at: datetime) -> QuerySet[User]:
    """Connected systems, each with the number of its good tokens as `good_tokens`; one query."""
    is_good = Q(tokens__revoked_at=None, tokens__expires_at__gt=at)
    return services().annotate(good_tokens=Count("tokens", filter=is_good))
