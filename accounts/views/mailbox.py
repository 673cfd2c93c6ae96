"""The letters of a laptop installation: written into files, read here."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policies import public

SHOWN = 100
BETWEEN_LETTERS = b"-" * 79


@require_safe
@public
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters that were sent, newest first."""
    rows = [
        {"name": path.stem, "at": _written_at(path), "letters": _letters_in(path)}
        for path in _files()[:SHOWN]
    ]
    return render(request, "accounts/mailbox.html", {"rows": rows})


@require_safe
@public
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show what is in one file."""
    path = next((path for path in _files() if path.stem == name), None)
    if path is None:
        raise Http404
    return render(request, "accounts/mailbox_letter.html", {"letters": _letters_in(path)})


def _files() -> list[Path]:
    """The files of the mailbox; names are compared with these and never used as a path."""
    folder = Path(settings.EMAIL_FILE_PATH)
    paths = [path for path in folder.glob("*.log") if path.is_file()] if folder.is_dir() else []
    return sorted(paths, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


def _letters_in(path: Path) -> list[dict[str, str]]:
    parts = path.read_bytes().split(BETWEEN_LETTERS)
    return [_readable(part) for part in parts if part.strip()]


def _readable(source: bytes) -> dict[str, str]:
    message = message_from_bytes(source.lstrip(), _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return {
        "to": str(message["to"] or ""),
        "subject": str(message["subject"] or ""),
        "text": body.get_content() if body else "",
    }
