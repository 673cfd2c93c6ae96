"""Where journey files lie: under MEDIA_ROOT, by random names, for the eyes of this process only.

A file arrives in `incoming/`, is forced onto the disk, and only then takes its place by a rename;
large ones grow in `uploads/` first. Nothing here knows of rows.
"""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1024 * 1024
DOUBT = ".doubt"
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class TooLarge(Exception):
    """More bytes came than were allowed; nothing of them is kept."""


class Altered(Exception):
    """A stored file no longer holds the bytes that it was stored with."""


def path_of(name: str) -> Path:
    """Where the file of this stored name lies. Raises ValueError for anything but a name of ours."""
    if not NAME.fullmatch(name):
        raise ValueError("not the name of a stored file")
    return Path(settings.MEDIA_ROOT) / name


def upload_path(key: uuid.UUID) -> Path:
    """Where the parts of a large upload gather."""
    return folder("uploads") / key.hex


def folder(name: str) -> Path:
    """A folder under MEDIA_ROOT, made when it is missing."""
    path = Path(settings.MEDIA_ROOT) / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_incoming() -> Path:
    """A place for a new file on its way in; no file is there yet."""
    return folder("incoming") / uuid.uuid4().hex


def create(path: Path) -> BinaryIO:
    """A new file that only this process's user may read; FileExistsError if there is one."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def write(path: Path, chunks: Iterable[bytes], *, limit: int) -> int:
    """Write a new file and force it onto the disk; how many bytes. Raises TooLarge and keeps nothing."""
    size = 0
    try:
        with create(path) as file:
            for chunk in chunks:
                size += len(chunk)
                refuse_over(limit, size)
                file.write(chunk)
            force(file)
    except BaseException:
        discard(path)
        raise
    return size


def refuse_over(limit: int, size: int) -> None:
    """Raise TooLarge when there is more than was allowed."""
    if size > limit:
        raise TooLarge


def put_part(path: Path, part: Path, *, offset: int) -> None:
    """Lay a part into a growing file at `offset`; what an interrupted part left behind it is cut off."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "r+b") as file, part.open("rb") as source:
        file.truncate(offset)
        file.seek(offset)
        while chunk := source.read(CHUNK):
            file.write(chunk)
        force(file)


def force(file: BinaryIO) -> None:
    """Have the disk hold what was written."""
    file.flush()
    os.fsync(file.fileno())


def force_path(path: Path) -> None:
    """Have the disk hold a file that somebody else has written, and close it to others."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def keep(path: Path, name: str) -> None:
    """Move a finished file to its place under its stored name."""
    place = path_of(name)
    folder(place.parent.name)
    path.rename(place)
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def doubt(name: str) -> Path:
    """Note that a stored file and its row may disagree for a moment: it is about to come, or to go.

    Whoever settles it takes the note away with `discard`. A note that stays was left by a crash.
    """
    note = folder("incoming") / f"{path_of(name).name}{DOUBT}"
    note.touch(mode=0o600)
    return note


def doubted(note: Path) -> str:
    """The stored name that a note is about; empty for any other file on its way in."""
    key = note.name.removesuffix(DOUBT)
    name = f"{key[:2]}/{key}"
    return name if note.name.endswith(DOUBT) and NAME.fullmatch(name) else ""


def discard(path: Path) -> None:
    """Delete a file on its way in; one that is gone already is no trouble."""
    path.unlink(missing_ok=True)


def remove(name: str) -> None:
    """Delete a stored file; one that is gone already is no trouble."""
    discard(path_of(name))


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


class Verified:
    """An open file whose last piece only comes when all of them are the ones that were stored.

    Reading raises Altered instead of that piece.
    """

    def __init__(self, file: BinaryIO, sha256: str) -> None:
        self.file, self.sha256 = file, sha256
        self.total = hashlib.sha256()
        self.held: bytes | None = None

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes."""
        held = self._next(size) if self.held is None else self.held
        self.held = self._next(size) if held else b""
        if held and not self.held and self.total.hexdigest() != self.sha256:
            raise Altered
        return held

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def _next(self, size: int) -> bytes:
        piece = self.file.read(size)
        self.total.update(piece)
        return piece


def digest(file: BinaryIO) -> str:
    """The SHA-256 of an open file, which then stands at its start again."""
    total = hashlib.sha256()
    file.seek(0)
    for chunk in pieces(file):
        total.update(chunk)
    file.seek(0)
    return total.hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of the file at this path."""
    with path.open("rb") as file:
        return digest(file)


def older_than(name: str, moment: float) -> list[Path]:
    """The files in a folder under MEDIA_ROOT that were last written before `moment` (seconds since 1970)."""
    with os.scandir(folder(name)) as entries:
        return [Path(entry.path) for entry in entries if entry.is_file() and entry.stat().st_mtime < moment]
