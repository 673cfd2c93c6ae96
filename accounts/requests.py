"""What a view may rely on once its policy has let somebody in."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of a person who has signed in; for annotations only."""

    user: User


def is_looked_at(request: HttpRequest) -> bool:
    """Whether somebody looks at the page; a browser may fetch it before anybody does."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
