"""Every view says who may open it; these decorators write it on the view and hold to it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.choices import SiteRole
from accounts.models import User

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """The request of somebody who has signed in: what views behind these decorators receive."""

    user: User


def public(view: View) -> View:
    """Let everyone in, signed in or not."""
    view = login_not_required(view)
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Let everyone in who has signed in; others are sent to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.policy = "signed in"  # type: ignore[attr-defined]
    return guarded


def site_roles(*roles: SiteRole) -> Callable[[View], View]:
    """Let in those who have one of these site roles; other signed-in people get 403 and learn who may."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_site_role(*roles):
                raise PermissionDenied(who_may(roles))
            return view(request, *args, **kwargs)

        guarded.policy = "site roles: " + ", ".join(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def does_not_extend_session(view: View) -> View:
    """Mark a view that pages ask on their own: being asked is no sign that somebody is there."""
    view.does_not_extend_session = True  # type: ignore[attr-defined]
    return view


def takes_files(view: View) -> View:
    """Mark a view to which signed-in people send files; at all others large bodies are refused unread."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_pictures(view: View) -> View:
    """Mark a view to which the people who look after the library send pictures."""
    view.takes_pictures = True  # type: ignore[attr-defined]
    return view


def who_may(roles: tuple[SiteRole, ...]) -> str:
    """One sentence that says which people can open a page."""
    names = get_text_list([str(role.label).lower() for role in roles], _("or"))
    return _("This page is for people who work here in the role of %(roles)s.") % {"roles": names}
