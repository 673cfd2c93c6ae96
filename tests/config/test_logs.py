"""What the logs say: where something broke, and nothing that anybody wrote."""

import logging
from typing import Any

import pytest
from celery.app.trace import LOG_FAILURE
from django.conf import settings

from config.middleware import KindOnlyFilter, UtcFormatter

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


def test_every_line_passes_the_filters():
    logs: Any = settings.LOGGING

    assert logs["handlers"]["console"]["filters"] == ["request_id", "kind_only", "secret_address"]


def test_what_is_said_after_a_form_waits_with_the_session_and_not_in_a_cookie():
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"
