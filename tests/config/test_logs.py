"""What the logs say: where something broke, and nothing that anybody wrote."""

import logging
from typing import Any

import pytest
from celery.app.trace import LOG_FAILURE
from celery.worker.consumer import consumer
from django.conf import settings

from config.middleware import ForeignMessageFilter, KindOnlyFilter, UtcFormatter

WORDS = "Rosa Ortega\n  has a tumour"


def fails_with(error):
    with pytest.raises(type(error)) as caught:
        raise error
    return (caught.type, caught.value, caught.tb)


def fails_because_of(error):
    later = RuntimeError(WORDS)
    later.__cause__ = fails_with(error)[1]
    return fails_with(later)


def written(exc_info):
    return UtcFormatter().formatException(exc_info)


@pytest.mark.parametrize("error", [ValueError(WORDS), ExceptionGroup(WORDS, [ValueError(WORDS)])])
def test_what_an_exception_says_is_not_written(error):
    said = written(fails_with(error))

    assert "tumour" not in said
    assert "Rosa" not in said
    assert said.splitlines()[-1] == type(error).__name__


def test_an_exception_is_told_with_the_one_that_led_to_it():
    lines = written(fails_because_of(ValueError(WORDS))).splitlines()

    assert [line for line in lines if not line.startswith("  ")] == [
        "Traceback (most recent call last):",
        "ValueError",
        "Traceback (most recent call last):",
        "RuntimeError",
    ]


def test_where_it_broke_is_written():
    assert "in fails_with" in written(fails_with(ValueError(WORDS)))


def test_a_failed_task_tells_the_kind_of_its_exception_and_not_its_words():
    about = {
        "name": "cases.tasks.tick",
        "id": "1",
        "description": "failed",
        "exc": repr(WORDS),
        "traceback": WORDS,
    }
    record = logging.LogRecord(
        "celery.app.trace", logging.ERROR, __file__, 1, LOG_FAILURE, (about,), fails_with(ValueError(WORDS))
    )

    KindOnlyFilter().filter(record)

    assert record.getMessage() == "Task cases.tasks.tick[1] failed: ValueError"


FOREIGN = [
    (
        consumer.UNKNOWN_TASK_ERROR,
        (KeyError("old.remind"), f"b'{WORDS}'", {"argsrepr": WORDS, "kwargsrepr": WORDS}, {}),
        "Received unregistered task of type 'old.remind'.",
    ),
    (consumer.UNKNOWN_FORMAT, (WORDS,), "Received and deleted unknown message.  Wrong destination?!?"),
    (
        consumer.INVALID_TASK_ERROR,
        (ValueError(WORDS), WORDS),
        "Received invalid task message: ValueError",
    ),
    (
        consumer.MESSAGE_DECODE_ERROR,
        (ValueError(WORDS), "json", "utf-8", {"argsrepr": WORDS}, WORDS),
        "Can't decode message body: 'ValueError'",
    ),
]


@pytest.mark.parametrize(("message", "args", "expected"), FOREIGN)
def test_a_message_that_the_worker_drops_is_told_without_what_was_in_it(message, args, expected):
    record = logging.LogRecord(consumer.__name__, logging.ERROR, __file__, 1, message, args, None)

    ForeignMessageFilter().filter(record)

    assert record.getMessage() == expected


def test_a_broker_that_is_away_is_told_whole():
    args = ("redis://localhost", ConnectionRefusedError("refused"), "Trying again.")
    record = logging.LogRecord(
        consumer.__name__, logging.ERROR, __file__, 1, consumer.CONNECTION_ERROR, args, None
    )
    said = record.getMessage()

    ForeignMessageFilter().filter(record)

    assert record.getMessage() == said


def test_every_line_passes_the_filters():
    logs: Any = settings.LOGGING

    assert logs["handlers"]["console"]["filters"] == [
        "request_id",
        "kind_only",
        "foreign_message",
        "secret_address",
    ]


def test_what_is_said_after_a_form_waits_with_the_session_and_not_in_a_cookie():
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"
