"""What happens around every request: an id for the logs, and no copies of private pages."""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")
Handler = Callable[[HttpRequest], HttpResponse]
SECRET_ADDRESS = re.compile(r"(/(?:accounts/join|notifications/calendar|notifications/stop)/)[^\s/?]+")
"""Addresses whose next part opens something for whoever knows it."""


class RequestIdFilter(logging.Filter):
    """Give every log record the id of the request it was written in."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class KindOnlyFilter(logging.Filter):
    """Where Celery tells what an exception says, tell its kind instead: it may say somebody's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "exc" in record.args:
            kind = record.exc_info[0] if record.exc_info else None
            named = kind.__name__ if kind else "an exception"
            record.args = {**record.args, "exc": named, "traceback": ""}
        return True


class ForeignMessageFilter(logging.Filter):
    """Where Celery's worker drops a message, say why, and nothing of what was in it but a task's name."""

    LOGGER = "celery.worker.consumer.consumer"

    def filter(self, record: logging.LogRecord) -> bool:
        first, _line, rest = str(record.msg).partition("\n")
        if record.name == self.LOGGER and rest and not first.startswith("consumer:"):  # of the connection
            first = first.partition(" [")[0]
            told = record.args if isinstance(record.args, tuple) else (record.args,)
            record.msg, record.args = first, tuple(map(_named, told[: first.count("%")]))
        return True


def _named(problem: object) -> str:
    """The task that nobody knows, which Celery gives as a KeyError; of any other problem its kind."""
    if isinstance(problem, KeyError):
        return ascii(problem.args[0])
    return type(problem).__name__


class SecretAddressFilter(logging.Filter):
    """Leave out what a secret address is made of, where an address is told."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET_ADDRESS.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


class UtcFormatter(logging.Formatter):
    """Write times in UTC, and exceptions without the values they carry: those may be somebody's words."""

    converter = staticmethod(time.gmtime)

    def formatException(self, ei) -> str:  # noqa: ANN001, N802 -- the signature is logging's
        return "\n".join(_places(ei[1], seen=set()))


def _places(error: BaseException | None, *, seen: set[int]) -> Iterator[str]:
    """Where an exception was raised and of which kind, after those that led to it; never what it says."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    led_to_it = None if error.__suppress_context__ else error.__context__
    yield from _places(error.__cause__ or led_to_it, seen=seen)
    yield "Traceback (most recent call last):"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    yield type(error).__name__


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
