"""What somebody was writing when their session ended, kept until they are back."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict

KEY = "kept_writing"
LONGEST = 200_000
NEVER_KEPT = ("csrf", "password", "code", "token", "credential", "once")


def writing_in(data: QueryDict) -> list[tuple[str, list[str]]]:
    """The fields of a form that may be kept: no secrets, and no more than a long letter."""
    fields = [
        (name, data.getlist(name)) for name in data if not any(word in name.lower() for word in NEVER_KEPT)
    ]
    length = sum(len(value) for _name, values in fields for value in values)
    return fields if length <= LONGEST else []


def keep(session: SessionBase, *, path: str, user_id: str, fields: list[tuple[str, list[str]]]) -> None:
    """Put writing aside for one person and the address that it was on its way to."""
    session[KEY] = {"path": path, "user": user_id, "fields": fields}


def drop_foreign(request: HttpRequest) -> None:
    """Forget what was kept for somebody else who used this browser before."""
    kept = request.session.get(KEY)
    if kept and kept["user"] != str(request.user.pk):
        del request.session[KEY]


def kept_for(request: HttpRequest, path: str | None = None) -> QueryDict | None:
    """What this person was sending to this page, or to `path`, when their session ended; handed out once.

    A view that shows a form uses it as what the form starts with.
    """
    kept = request.session.get(KEY)
    if not kept or request.method != "GET" or kept["path"] != (path or request.path):
        return None
    drop_foreign(request)
    if KEY not in request.session:
        return None
    del request.session[KEY]
    found = QueryDict(mutable=True)
    for name, values in kept["fields"]:
        found.setlist(name, values)
    return found


def initial_for(request: HttpRequest, path: str | None = None) -> dict[str, object]:
    """The same as what a form starts with: one value as itself, several as a list; empty when nothing waits."""
    found = kept_for(request, path)
    if found is None:
        return {}
    return {name: values[0] if len(values) == 1 else values for name, values in found.lists()}
