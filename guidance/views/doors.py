"""The door of the library: open to everyone, unless the organisation keeps it to the people it serves."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from accounts import organisation
from accounts.policies import public

View = Callable[..., HttpResponseBase]


def readers(view: View) -> View:
    """Let everyone in; where the library is not public, only those who have signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
        if not request.user.is_authenticated and not organisation.current().library_is_public:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return public(guarded)
