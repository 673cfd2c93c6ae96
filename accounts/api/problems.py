"""Every "no" of the API, as a problem document (RFC 9457) in words that a person may read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from accounts.refusals import Refused, StaleEdit

MEDIA_TYPE = "application/problem+json"
KIND = "urn:secondpath:problem:"
ANYWHERE = ""
"""The pointer of what is wrong with a body as a whole."""


@dataclass(frozen=True)
class Kind:
    """One sort of problem: its name, status, and what it is called."""

    name: str
    status: int
    title: str | Promise


MALFORMED = Kind("malformed", 400, gettext_lazy("This could not be read"))
NOT_SIGNED_IN = Kind("not-signed-in", 401, gettext_lazy("A valid token is needed"))
FORBIDDEN = Kind("forbidden", 403, gettext_lazy("This is not yours to do"))
NOT_FOUND = Kind("not-found", 404, gettext_lazy("There is nothing here"))
METHOD = Kind("method-not-allowed", 405, gettext_lazy("That can’t be done here"))
REFUSED = Kind("refused", 409, gettext_lazy("This is not possible now"))
START_OVER = Kind("start-over", 410, gettext_lazy("Your copy can’t be brought up to date"))
CHANGED = Kind("changed", 412, gettext_lazy("This has changed since you read it"))
TOO_LARGE = Kind("too-large", 413, gettext_lazy("This is too large"))
MEDIA = Kind("media-type", 415, gettext_lazy("This kind of content is not taken here"))
INVALID = Kind("invalid", 422, gettext_lazy("Some of this needs another look"))
KEY_REUSED = Kind("key-reused", 422, gettext_lazy("This Idempotency-Key was used for another request"))
VERSION_NEEDED = Kind("version-needed", 428, gettext_lazy("Say which version you want to change"))
KEY_NEEDED = Kind("key-needed", 428, gettext_lazy("An Idempotency-Key is needed"))
TOO_MANY = Kind("too-many", 429, gettext_lazy("Too many requests"))
OURS = Kind("our-mistake", 500, gettext_lazy("Something went wrong on our side"))
KINDS = (
    MALFORMED,
    NOT_SIGNED_IN,
    FORBIDDEN,
    NOT_FOUND,
    METHOD,
    REFUSED,
    START_OVER,
    CHANGED,
    TOO_LARGE,
    MEDIA,
    INVALID,
    KEY_REUSED,
    VERSION_NEEDED,
    KEY_NEEDED,
    TOO_MANY,
    OURS,
)
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in reversed(KINDS)}


@dataclass
class Problem(Exception):
    """A "no" with its kind, a sentence, what is wrong where, and what else the document holds."""

    kind: Kind
    detail: str | Promise = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def document(problem: Problem, *, request_id: str) -> dict[str, object]:
    """What one problem says."""
    kind = problem.kind
    told: dict[str, object] = {
        "type": KIND + kind.name,
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(problem.detail or kind.title),
        "request_id": request_id,
    }
    if problem.errors:
        told["errors"] = problem.errors
    return {**told, **problem.more}


def answer(problem: Problem, *, request_id: str) -> Response:
    """The answer that tells of one problem."""
    told = document(problem, request_id=request_id)
    headers = dict(problem.headers)
    return Response(told, status=problem.kind.status, headers=headers, content_type=MEDIA_TYPE)


def handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Say no to anything that is no mistake of ours; None lets a mistake of ours be logged as one."""
    problem = problem_of(error)
    if problem is None:
        return None
    set_rollback()
    return answer(problem, request_id=getattr(context["request"], "id", ""))


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception stands for."""
    match error:
        case Problem():
            return error
        case Refused():
            return Problem(REFUSED, error.message)
        case StaleEdit():
            return Problem(
                CHANGED, _("Somebody changed this at the same moment. Read it again, then try again.")
            )
        case Http404() | exceptions.NotFound():
            return Problem(NOT_FOUND, _("There is nothing here, or it is not yours to see."))
        case PermissionDenied():
            return Problem(FORBIDDEN, str(error))
        case RequestDataTooBig():
            return Problem(TOO_LARGE)
        case exceptions.ValidationError():
            return Problem(INVALID, errors=list(pointed(error.detail)))
        case exceptions.Throttled():
            return too_many(int(getattr(error, "wait", None) or 1))
        case UnreadablePostError():
            return Problem(MALFORMED)
        case exceptions.ParseError():
            return Problem(MALFORMED, str(error.detail))
        case exceptions.APIException():
            return _of_framework(error)
    return None


def _of_framework(error: exceptions.APIException) -> Problem:
    kind = BY_STATUS.get(error.status_code, MALFORMED)
    header = getattr(error, "auth_header", "")
    return Problem(kind, str(error.detail), headers={"WWW-Authenticate": header} if header else {})


def too_many(seconds: int) -> Problem:
    """Asked too often; try again after so many seconds."""
    return Problem(
        TOO_MANY,
        _("Please try again in %(seconds)d seconds.") % {"seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )


def pointed(detail: Any, pointer: str = ANYWHERE) -> Iterator[dict[str, str]]:  # noqa: ANN401 -- as nested as a body
    """What is wrong, each with a JSON pointer (RFC 6901) to the value in the body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole = name in (api_settings.NON_FIELD_ERRORS_KEY, "__all__")
            yield from pointed(inner, pointer if is_whole else f"{pointer}/{escaped(str(name))}")
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            is_nested = isinstance(inner, dict | list | tuple)
            if not is_nested or inner:
                yield from pointed(inner, f"{pointer}/{index}" if is_nested else pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}


def escaped(name: str) -> str:
    """A name as one step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
