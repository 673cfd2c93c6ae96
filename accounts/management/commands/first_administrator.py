"""Make the first administrator of an installation."""

import os
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.actions import access, people
from accounts.choices import SiteRole
from accounts.models import User
from accounts.refusals import Refused
from accounts.rules import active_administrators


class Command(BaseCommand):
    """Ask for the first administrator; do nothing when there is one."""

    help = (
        "Makes the first administrator. Asks for e-mail address, name and password, or takes them from "
        "ADMIN_EMAIL, ADMIN_NAME and ADMIN_PASSWORD. Does nothing when there is an administrator."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Make the administrator, or say why not."""
        if active_administrators().exists():
            self.stdout.write("There is an administrator already.")
            return
        email = os.environ.get("ADMIN_EMAIL") or self._ask("E-mail address of the first administrator: ")
        name = os.environ.get("ADMIN_NAME") or self._ask("Name: ")
        password = os.environ.get("ADMIN_PASSWORD") or self._ask_secret()
        try:
            validate_email(email)
            validate_password(password, User(email=email, name=name))
            self._make(email, name, password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refused as refused:
            raise CommandError(str(refused.message)) from None
        self.stdout.write("The first administrator can sign in now.")

    @staticmethod
    @transaction.atomic
    def _make(email: str, name: str, password: str) -> None:
        now = timezone.now()
        user = people.open_account(email, name=name, password=password, by=None, at=now)
        access.give_role(user, role=SiteRole.ADMINISTRATOR, by=None, at=now)

    @staticmethod
    def _ask(question: str) -> str:
        try:
            return input(question).strip()
        except EOFError:
            raise CommandError(
                "There is nobody to ask. Set ADMIN_EMAIL, ADMIN_NAME and ADMIN_PASSWORD instead."
            ) from None

    def _ask_secret(self) -> str:
        password = getpass("Password, at least 15 characters: ")
        if password != getpass("The same once more: "):
            raise CommandError("The two passwords differ. Start again.")
        return password
