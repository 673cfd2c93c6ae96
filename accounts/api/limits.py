"""How often one token, and one person over all their tokens, may ask within a minute."""

from django.conf import settings
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.actions import counting
from accounts.models import ApiToken


class PerMinute(BaseThrottle):
    """Counts in the database that every process shares."""

    seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this one is still within the limits of its token and its person."""
        if not request.user.is_authenticated:
            return True
        at = timezone.now()
        allowed = {f"person:{request.user.pk}": settings.API_PER_MINUTE["person"]}
        if isinstance(request.auth, ApiToken):
            allowed[f"token:{request.auth.pk}"] = settings.API_PER_MINUTE["token"]
        counted = counting.count(sorted(allowed), at=at)
        self.seconds = counting.MINUTE - int(at.timestamp()) % counting.MINUTE
        return all(counted[key] <= most for key, most in allowed.items())

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return self.seconds
