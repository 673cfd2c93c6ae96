"""Brokers that live through what is not ours: what is no message is dropped and logged, and the next one read."""

import logging
from queue import Empty
from typing import Any

from kombu.transport import filesystem, redis, virtual

logger = logging.getLogger(__name__)

NO_MESSAGE = (AttributeError, KeyError, TypeError, ValueError)
"""What reading something raises that nobody of ours wrote."""


def _log(problem: Exception) -> None:
    """Say that something was dropped, and nothing of what was in it."""
    logger.error("The queue held something that is no message: %s", type(problem).__name__)


class Lenient(virtual.Transport):
    """A transport that drops what has not the shape of a message."""

    def _deliver(self, message: Any, queue: str | None) -> None:  # noqa: ANN401 -- whatever somebody wrote there
        try:
            super()._deliver(message, queue)
        except NO_MESSAGE as problem:
            _log(problem)


class FileChannel(filesystem.Channel):
    """Reads files, and passes over those that nobody can read."""

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ANN401 -- kombu's own
        try:
            return super()._get(queue)
        except ValueError as problem:
            _log(problem)
            raise Empty from None


class Files(Lenient, filesystem.Transport):
    """The folder."""

    Channel = FileChannel


class RedisChannel(redis.Channel):
    """Reads lists of Redis, and passes over what nobody can read."""

    def _brpop_read(self, **options: Any) -> Any:  # noqa: ANN401 -- kombu's own
        try:
            return super()._brpop_read(**options)  # type: ignore[misc]  # kombu's stubs leave it out
        except ValueError as problem:
            _log(problem)
            raise Empty from None


class Redis(Lenient, redis.Transport):
    """Redis."""

    Channel = RedisChannel
