"""What we do when Django or allauth tells of a change."""

from typing import Any

from allauth.mfa import signals
from django.apps import AppConfig
from django.contrib.auth import update_session_auth_hash
from django.db.models.signals import post_migrate
from django.http import HttpRequest

from accounts.actions import access, sessions
from accounts.models import User


def end_other_sessions(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """A changed second factor ends every session but the one it was changed in."""
    sessions.end_all(user)
    request.session.pop("has_second_factor", None)
    update_session_auth_hash(request, user)


def make_groups(**_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Every database has the group of each site role, also one that was just emptied."""
    access.make_groups()


def connect(app: AppConfig) -> None:
    """Listen to new databases, and to every change of the second factor."""
    post_migrate.connect(make_groups, sender=app, dispatch_uid="accounts.make_groups")
    for signal in (signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset):
        signal.connect(end_other_sessions, dispatch_uid="accounts.end_other_sessions")
