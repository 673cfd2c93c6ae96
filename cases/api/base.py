"""What every address inside a journey has in common: its door, its lock, and how a row in it is changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.api import versions
from accounts.api.operations import Operation, Verb
from accounts.api.views import ApiView
from accounts.models import User
from cases.actions.core import held
from cases.models import Case
from cases.queries.facts import local_day
from cases.rules.team import Viewer, viewer_of
from cases.views import door


def once_for(user: User, path: str, key: str) -> UUID:
    """The key under which an action creates once, made from what a client sent: nobody else can mean the same."""
    return uuid5(NAMESPACE_URL, f"{user.uuid} {path} {key}")


class PersonView(ApiView):
    """An address outside any one journey."""

    @property
    def user(self) -> User:
        """Whoever asks."""
        return self.request.user

    @property
    def once(self) -> UUID:
        """The key under which this request creates once."""
        return once_for(self.user, self.request.path, self.request.META["HTTP_IDEMPOTENCY_KEY"])

    @property
    def how(self) -> dict[str, Any]:
        """By whom and when: what every action takes."""
        return {"by": self.user, "at": self.at}


class JourneyView(PersonView):
    """An address inside one journey: 404 to strangers, 403 to members who may not."""

    case: Case
    viewer: Viewer

    def find(self, **names: Any) -> None:  # noqa: ANN401 -- what the address names
        """The journey, and how this person stands to it."""
        self.case = door.find(self.user, names["journey"])
        self.viewer = viewer_of(self.case, self.user)

    def perform(self, told: Operation, handler: Any, **names: Any) -> Any:  # noqa: ANN401 -- any answer
        """As everywhere; the journey is found already."""
        names.pop("journey", None)
        return super().perform(told, handler, **names)

    def let_in(self, told: Operation | Verb) -> None:
        """Raise PermissionDenied unless this person may do this on this journey."""
        if not told.may(self.viewer):
            raise PermissionDenied(
                _("Only some people on this team can do that. Write to the advocate if you need it.")
            )

    @property
    def today(self) -> Any:  # noqa: ANN401 -- a date
        """The day where the patient lives."""
        return local_day(self.at, self.case.zone)

    def child(self, rows: Any, uuid: UUID) -> Any:  # noqa: ANN401 -- a queryset and its row
        """The row with this id among these; Http404 for any other."""
        return get_object_or_404(rows, uuid=uuid)

    @contextmanager
    def changing(self, find: Callable[[Case], Any], version: Callable[[Any], str]) -> Iterator[Any]:
        """Hold the journey and yield the row that `find` finds in it, if it still is as the client read it."""
        with held(self.case) as case:
            row = find(case)
            versions.require(self.request, version(row))
            yield row

    def told(self, teller: Any, row: Any, *, status: int = 200, location: str = "") -> HttpResponseBase:  # noqa: ANN401 -- a serializer and its row
        """The answer that tells of one row."""
        told = teller.to_representation(row)
        return self.one(told, version=told["version"], status=status, location=location)

    def address(self, name: str, **names: Any) -> str:  # noqa: ANN401 -- what the address names
        """The address of something in this journey."""
        return reverse(f"api:{name}", kwargs={"journey": self.case.uuid, **names})
