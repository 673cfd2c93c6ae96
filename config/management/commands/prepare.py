"""Brings an installation up to date before it starts."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User

# Reserved by RFC 2606: no real person has an address there, every demo person has.
DEMO_DOMAIN = "@example.org"
PRIVATE = 0o700


class Command(BaseCommand):
    """Tables, starter content, static files and, if asked for, the demo; quick when all are there."""

    help = "Bring the database, the starter content and the static files up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo people and journeys too")

    def handle(self, *, demo: bool, **_options: Any) -> None:  # noqa: ANN401 -- whatever Django adds
        make_folders()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not settings.DEMO_ALLOWED:
            refuse_demo_people()
        call_command("starter", verbosity=0)
        call_command("library", verbosity=0)
        collect_static()
        if demo:
            call_command("demo", stdout=self.stdout)


def make_folders() -> None:
    """Make what the embedded stack keeps on disk, closed to others."""
    broker = settings.BROKER_FOLDER
    for folder in (
        settings.VAR,
        settings.MEDIA_ROOT,
        broker,
        broker / "queue",
        broker / "control",
        broker / "done",
    ):
        Path(folder).mkdir(mode=PRIVATE, parents=True, exist_ok=True)


def refuse_demo_people() -> None:
    """Raise CommandError when people whose passwords everybody knows could sign in here."""
    if User.objects.filter(email__iendswith=DEMO_DOMAIN).exists():
        raise CommandError(
            "This database holds the demo people, whose passwords everybody knows. "
            "Start from an empty one: set VAR_DIR to a new folder, or DATABASE_URL to a new database."
        )


def collect_static() -> None:
    """Collect the static files again when one of them has changed."""
    stamp = settings.STATIC_ROOT / ".collected"
    wanted = fingerprint_of_static()
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(wanted)


def fingerprint_of_static() -> str:
    """Tell by name, size and time whether any static file has changed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
