"""The door to a journey. Every view of one goes through `journey`, so strangers and nobody's ids get the same 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from cases.rules.team import Viewer, may_see, viewer_of, with_places


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


class JourneyRequest(PersonRequest):
    """A request of a person on the team: the journey and how they stand to it come along."""

    viewer: Viewer
    case: Case


View = Callable[..., HttpResponseBase]
Question = Callable[[Viewer], bool]


def journey(view: View | None = None, *, may: Question = may_see) -> Any:  # noqa: ANN401 -- a decorator with or without arguments
    """Give the view its journey in place of the address's id; 404 to strangers, 403 to members who may not."""

    def decorate(inner: View) -> View:
        @wraps(inner)
        def guarded(request: JourneyRequest, uuid: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
            case = find(request.user, uuid)
            request.case, request.viewer = case, viewer_of(case, request.user)
            if not may(request.viewer):
                raise PermissionDenied(
                    _("Only some people on this team can do that. Write to the advocate if you need it.")
                )
            return inner(request, case, *args, **kwargs)

        guarded.policy = f"journey: {may.__name__}"  # type: ignore[attr-defined]
        return guarded

    return decorate(view) if view else decorate


def find(user: User, uuid: UUID) -> Case:
    """The journey with this id, if this person may reach it; Http404 otherwise, whatever the cause."""
    reachable = with_places(Case.objects.visible_to(user), user)
    case = reachable.filter(uuid=uuid).select_related("advocate").first()
    if case is None:
        raise Http404
    return case
