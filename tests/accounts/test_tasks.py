"""What the house forgets on its own."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import tasks
from accounts.actions import limits
from accounts.choices import AttemptKind
from accounts.models import SignInAttempt
from config.celery import app

pytestmark = pytest.mark.django_db


def session(*, seconds):
    """A session that ends in so many seconds."""
    store = SessionStore()
    store.set_expiry(seconds)
    store.save()
    return store.session_key


def test_sessions_that_ended_are_forgotten_and_the_others_stay():
    session(seconds=-1)
    open_one = session(seconds=60)

    assert tasks.forget_what_is_over() == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == [open_one]


def test_guesses_are_forgotten_when_they_count_no_longer():
    long_ago = timezone.now() - limits.WINDOW - timedelta(seconds=1)
    limits.begin(AttemptKind.PASSWORD, account="rosa@example.org", at=long_ago)
    counting = limits.begin(AttemptKind.CODE, account="james@example.org", at=long_ago + timedelta(minutes=5))

    assert tasks.forget_what_is_over() == 1
    assert list(SignInAttempt.objects.all()) == [counting]


def test_everything_that_beat_rings_for_is_there():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
    assert tasks.forget_what_is_over.name in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }
