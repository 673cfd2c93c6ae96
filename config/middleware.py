"""What happens around every request: an id for the logs, and no copies of private pages."""

import logging
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")
Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdFilter(logging.Filter):
    """Give every log record the id of the request it was written in."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class UtcFormatter(logging.Formatter):
    """Write times in UTC, and exceptions without the values they carry: those may be somebody's words."""

    converter = staticmethod(time.gmtime)

    def formatException(self, ei) -> str:  # noqa: ANN001, N802 -- the signature is logging's
        lines = super().formatException(ei).splitlines()
        kind = ei[0].__name__ if ei and ei[0] else "Exception"
        return "\n".join([line for line in lines if line.startswith(("Traceback", "  "))] + [kind])


def request_id(get_response: Handler) -> Handler:
    """Number the request; the answer says the number, so that a person can quote it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = current_request_id.set(uuid.uuid4().hex[:12])
        request.id = current_request_id.get()  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response

    return middleware


def keep_private(get_response: Handler) -> Handler:
    """Tell browsers and proxies to keep no copy of any page, and to lend the page no device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        return response

    return middleware
