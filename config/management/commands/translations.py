"""Keeps the catalogues of translated sentences current."""

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.commands import makemessages


class WithoutGuesses(makemessages.Command):
    """Django’s collector; a changed sentence is new, and never gets the translation of one that looks like it."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    """Collect the sentences of the house into every catalogue and compile them."""

    help = "Bring every catalogue up to date and compile it; --check only says which ones are not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail when something would change"
        )

    def handle(self, *, check: bool, **_options: Any) -> None:  # noqa: ANN401 -- whatever Django adds
        before = {path: path.read_bytes() for path in catalogues()}
        if not before:
            return
        compiled_before = {path: compiled(path) for path in before}
        try:
            collect()
            stale = [path for path, text in before.items() if undated(path.read_bytes()) != undated(text)]
        finally:
            if check:
                for path, text in before.items():
                    path.write_bytes(text)
        if not check:
            for path in before:
                path.with_suffix(".mo").write_bytes(compile_catalogue(path))
            return
        stale += [path for path in before if compiled_before[path] != compile_catalogue(path)]
        if stale:
            names = ", ".join(sorted({path.relative_to(settings.ROOT).as_posix() for path in stale}))
            raise CommandError(f"Not current: {names}. Run `make messages`.")


def catalogues() -> list[Path]:
    """Every catalogue of the house."""
    return sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))


def undated(text: bytes) -> bytes:
    """A catalogue without the moment it was collected at, which says nothing about its sentences."""
    return b"\n".join(line for line in text.splitlines() if not line.startswith(b'"POT-Creation-Date'))


def collect() -> None:
    """Write the sentences found in the code and the templates into every catalogue."""
    call_command(
        WithoutGuesses(),
        all=True,
        no_location=True,
        no_wrap=True,
        ignore_patterns=["tests/*", "var/*", ".venv/*"],
        verbosity=0,
    )


def compiled(path: Path) -> bytes:
    """The compiled form that lies beside a catalogue."""
    beside = path.with_suffix(".mo")
    return beside.read_bytes() if beside.exists() else b""


def compile_catalogue(path: Path) -> bytes:
    """Compile a catalogue; sentences whose placeholders differ are refused."""
    with tempfile.NamedTemporaryFile(suffix=".mo") as target:
        subprocess.run(["msgfmt", "--check-format", "--output-file", target.name, str(path)], check=True)  # noqa: S603, S607 -- gettext's own tool
        return Path(target.name).read_bytes()
