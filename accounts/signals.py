"""What we do when Django or allauth tells of a change."""

from typing import Any

from allauth.mfa import signals
from django.apps import AppConfig
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models.signals import post_migrate, post_save
from django.http import HttpRequest

from accounts import organisation
from accounts.actions import access, sessions
from accounts.models import Organisation, User


def end_other_sessions(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """A changed second factor ends every session but the one it was changed in."""
    sessions.end_all(user)
    request.session.pop("has_second_factor", None)
    update_session_auth_hash(request, user)


def make_groups(**_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Every database has the group of each site role, also one that was just emptied."""
    access.make_groups()


def forget_organisation(**_more: Any) -> None:  # noqa: ANN401 -- a signal's arguments
    """Show a changed organisation at once in this process, and within half a minute in the others."""
    organisation.memory.forget()
    transaction.on_commit(organisation.memory.forget)


def connect(app: AppConfig) -> None:
    """Listen to new databases, to changes of the organisation, and to every change of the second factor."""
    post_migrate.connect(make_groups, sender=app, dispatch_uid="accounts.make_groups")
    post_save.connect(forget_organisation, sender=Organisation, dispatch_uid="accounts.forget_organisation")
    for signal in (signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset):
        signal.connect(end_other_sessions, dispatch_uid="accounts.end_other_sessions")
