"""What a view may rely on once its policy has let somebody in."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of a person who has signed in; for annotations only."""

    user: User
