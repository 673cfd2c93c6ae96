"""Versions: what a client read is what it changes, or it is told what stands now."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.api import problems

LENGTH = 24


def version_of(row: models.Model | None, *more: object) -> str:
    """A mark of all that a row holds, and of `more` that its answer tells besides; the same in every language."""
    values = {} if row is None else {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return version_from([values, *more])


def version_from(values: Any) -> str:  # noqa: ANN401 -- whatever JSON can hold
    """A mark of these values."""
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:LENGTH]


def etag(version: str, told: Any = None) -> str:  # noqa: ANN401 -- whatever JSON can hold
    """The entity tag of an answer: its version, the language that it speaks, and a mark of all that it tells.

    An answer also tells what no version marks, such as somebody's name or how many days have passed.
    """
    marks = [version, translation.get_language(), *([] if told is None else [version_from(told)])]
    return f'"{".".join(marks)}"'


def require(request: Request, version: str) -> None:
    """Raise a 428 where the request names no version, a 412 that tells the present one where it names another."""
    named = request.META.get("HTTP_IF_MATCH", "")
    if not named:
        raise problems.Problem(
            problems.VERSION_NEEDED,
            _("Send the ETag that you read as If-Match, so that nobody’s change is lost."),
        )
    if named.strip() != "*" and version not in versions_in(named):
        raise problems.Problem(
            problems.CHANGED,
            _("Somebody changed this since you read it. Read it again, then decide."),
            more={"version": version},
            headers={"ETag": etag(version)},
        )


def versions_in(header: str) -> set[str]:
    """The versions that a header names, whatever language they were read in."""
    return {one.strip().removeprefix("W/").strip('"').partition(".")[0] for one in header.split(",")}


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has exactly this already."""
    named = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(named) and (named.strip() == "*" or tag in [one.strip() for one in named.split(",")])
