"""The files of a journey: they come in, are checked, take their place, are opened, replaced and removed.

What is slow (receiving, checking, drawing anew, adding up) happens before the journey is locked. A file
has its place before its row says so and loses it after the row does; a note beside it (`storage.doubt`)
lets `sweep` put right what a crash in between left behind.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases import file_checks, scanning, storage, transitions
from cases.actions import records, timeline
from cases.actions.core import change, existing, fresh
from cases.choices import ITEM_IN, ScanState
from cases.models import Case, Document, RecordItem, Upload
from cases.models.records import storage_name
from cases.queries.facts import local_day
from cases.rules.records import is_released

FILES_LIMIT = 500
BYTES_LIMIT = 20 * 1024 * file_checks.MIB
OPEN_UPLOADS_LIMIT = 20
PART_LIMIT = 16 * file_checks.MIB
UPLOAD_AGE = timedelta(hours=24)
SCANS_AT_ONCE = 10

logger = logging.getLogger(__name__)

WITHHELD: dict[str, str | Promise] = {
    ScanState.NOT_SCANNED: _("This file is being checked for viruses. Please try again in a few minutes."),
    ScanState.WAITING: _("This file is being checked for viruses. Please try again in a few minutes."),
    ScanState.INFECTED: _("A virus was found in this file, so nobody can open it. Please add a clean copy."),
    ScanState.FAILED: _(
        "The virus check of this file did not work, so it can’t be opened. Please add it again, "
        "or write to the advocate."
    ),
}
ALTERED = _(
    "This file is no longer what was added, so we don’t hand it out. "
    "Please add it again, and tell the advocate."
)


class OutOfStep(Exception):
    """A part of an upload does not follow on what is there: `received` bytes are."""

    def __init__(self, received: int) -> None:
        super().__init__("out of step")
        self.received = received


def add(
    item: RecordItem, *, name: str, chunks: Iterable[bytes], by: User, at: datetime, once: UUID | None = None
) -> Document:
    """Keep a file for a record, which is then in; the same form sent twice keeps it once.

    Raises Refused for a file that is not taken, and when the journey is full; then nothing is kept.
    """
    path = take(name, chunks)
    key = once_for(once, path, name)
    return _store(item, path, name, by=by, at=at, once=key)


def replace(
    document: Document,
    *,
    name: str,
    chunks: Iterable[bytes],
    by: User,
    at: datetime,
    once: UUID | None = None,
) -> Document:
    """Keep a newer version of a file; the older one stays, marked as replaced.

    Raises Refused like `add`, and for a file that was replaced or removed before.
    """
    path = take(name, chunks)
    key = once_for(once, path, name)
    return _store(document.item, path, name, by=by, at=at, once=key, replaces=document)


def take(name: str, chunks: Iterable[bytes]) -> Path:
    """Write an arriving file down, no further than its kind may go. Raises Refused for what is not taken."""
    limit = file_checks.limit_for(name)
    path = storage.new_incoming()
    try:
        storage.write(path, chunks, limit=limit)
    except storage.TooLarge:
        raise Refused(file_checks.TOO_LARGE) from None
    return path


def once_for(once: UUID | None, path: Path, name: str) -> UUID | None:
    """One form may bring several files: the key of each is the form's, the file's name and its content."""
    return uuid5(once, f"{storage.digest_of(path)} {name}") if once else None


def _store(
    item: RecordItem | None,
    path: Path,
    name: str,
    *,
    by: User,
    at: datetime,
    once: UUID | None,
    replaces: Document | None = None,
    upload: Upload | None = None,
) -> Document:
    """Check the file at `path`, put it in its place and write its row; on any failure none of it stays."""
    drawn = storage.new_incoming()
    place = storage_name()
    note = storage.doubt(place)
    try:
        found, ready = _checked(path, name, drawn)
        about = {
            "name": file_checks.clean_name(name, found.kind),
            "kind": found.kind,
            "pages": found.pages,
            "size": ready.stat().st_size,
            "sha256": storage.digest_of(ready),
        }
        storage.keep(ready, place)
        document = _write(item, place, about, by=by, at=at, once=once, replaces=replaces, upload=upload)
    except BaseException:
        storage.remove(place)
        raise
    finally:
        for left_over in (path, drawn, note):
            storage.discard(left_over)
    if document.path != place:
        storage.remove(place)
    return document


def _checked(path: Path, name: str, drawn: Path) -> tuple[file_checks.Found, Path]:
    """What the file is, and where its checked form lies: pictures are drawn anew into `drawn`."""
    found = file_checks.examine(path, name)
    if found.kind not in file_checks.PICTURES:
        return found, path
    found = file_checks.redraw(path, found.kind, drawn)
    storage.force_path(drawn)
    return found, drawn


def _write(
    item: RecordItem | None,
    place: str,
    about: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    once: UUID | None,
    replaces: Document | None,
    upload: Upload | None,
) -> Document:
    if item is None:
        raise Refused(transitions.CHANGED)
    with change(item.case, at=at) as case:
        done = existing(Document, once)
        if done:
            return done
        current = fresh(item)
        _refuse_when_full(case, about["size"])
        if replaces and not is_current(replaces):
            raise Refused(transitions.CHANGED)
        document = Document.objects.create(
            case=case,
            item=current,
            path=place,
            uploaded_at=at,
            uploaded_by=by,
            replaces=replaces,
            scan=ScanState.WAITING if settings.SCAN_COMMAND else ScanState.NOT_SCANNED,
            **about,
            **({"once": once} if once else {}),
        )
        if upload:
            upload.delete()
        timeline.write(
            case,
            "document_replaced" if replaces else "document_added",
            by=by,
            at=at,
            subject=replaces.name if replaces else document.name,
            after={"name": document.name, "record": current.name},
        )
        if current.state not in ITEM_IN:
            records.write_received(case, current, day=local_day(at, case.zone), by=by, at=at)
    return document


def is_current(document: Document) -> bool:
    """Whether a file is neither removed nor replaced, as the rows stand now."""
    return Document.objects.filter(pk=document.pk, removed_at=None, replaced_by=None).exists()


def _refuse_when_full(case: Case, more: int) -> None:
    kept = case.documents.filter(removed_at=None)
    if kept.count() >= FILES_LIMIT:
        raise Refused(
            format_lazy(_("This journey has {} files, and no room for more. Remove some first."), FILES_LIMIT)
        )
    if (kept.aggregate(total=Sum("size"))["total"] or 0) + more > BYTES_LIMIT:
        raise Refused(_("There is no room for this file. Remove some that nobody needs first."))


def remove(document: Document, *, by: User, at: datetime) -> Document:
    """Remove a file: its bytes are deleted for good, the timeline remembers its name. Again is nothing new."""
    note = storage.doubt(document.path)
    try:
        with change(document.case, at=at) as case:
            current = fresh(document)
            if current.removed_at is None:
                current.removed_at, current.removed_by = at, by
                current.save(update_fields=["removed_at", "removed_by"])
                timeline.write(case, "document_removed", by=by, at=at, subject=current.name)
            transaction.on_commit(lambda: _delete_bytes(current.path, note))
    except BaseException:
        storage.discard(note)
        raise
    return current


def _delete_bytes(name: str, note: Path) -> None:
    storage.remove(name)
    storage.discard(note)


def open_file(document: Document, *, by: User, at: datetime) -> BinaryIO:
    """Open a file for reading and note who did; small ones are checked against what was stored.

    Raises Refused, and notes that too, for a file that is held back or no longer what was added.
    """
    if not is_released(document):
        _withhold(document, by=by, at=at, why=document.scan)
        raise Refused(WITHHELD[document.scan])
    file = _intact(document)
    if file is None:
        logger.error("A stored file is missing or altered: document %s", document.pk)
        _withhold(document, by=by, at=at, why="altered")
        raise Refused(ALTERED)
    timeline.write(document.case, "document_opened", by=by, at=at, subject=document.name, shown=False)
    return file


def _intact(document: Document) -> BinaryIO | None:
    """The file, open; None when it is gone or not what was stored. Large ones are checked on their way out."""
    try:
        file = storage.path_of(document.path).open("rb")
    except OSError:
        return None
    is_small = document.size <= file_checks.DOCUMENT_LIMIT
    if is_small and storage.digest(file) != document.sha256:
        file.close()
        return None
    return file


def _withhold(document: Document, *, by: User, at: datetime, why: str) -> None:
    timeline.write(
        document.case,
        "document_withheld",
        by=by,
        at=at,
        subject=document.name,
        after={"why": why},
        shown=False,
    )


def start_upload(item: RecordItem, *, name: str, size: int, by: User, at: datetime) -> Upload:
    """Make room for a large file that comes in parts.

    Raises Refused for a kind or size that is not taken, and when too many are on their way.
    """
    if size > file_checks.limit_for(name):
        raise Refused(file_checks.TOO_LARGE)
    if size < 1:
        raise Refused(file_checks.EMPTY)
    with change(item.case, at=at) as case:
        _refuse_when_full(case, size)
        if case.uploads.count() >= OPEN_UPLOADS_LIMIT:
            raise Refused(_("Many files are on their way already. Please wait until they have arrived."))
        kept_name = file_checks.clean_text(name)[-200:]
        return Upload.objects.create(
            case=case, item=fresh(item), by=by, name=kept_name, size=size, started_at=at
        )


def put_part(upload: Upload, *, offset: int, chunks: Iterable[bytes], by: User, at: datetime) -> Upload:
    """Add the next part of an upload.

    Raises OutOfStep when it does not follow on what is there, and Refused when it is too large or was
    finished or forgotten meanwhile.
    """
    part = storage.new_incoming()
    try:
        length = storage.write(part, chunks, limit=min(PART_LIMIT, upload.size - min(offset, upload.size)))
        with transaction.atomic():
            current = Upload.objects.select_for_update().filter(pk=upload.pk).first()
            if current is None:
                raise Refused(transitions.CHANGED)
            path = storage.upload_path(current.uuid)
            there = path.stat().st_size if path.exists() else 0
            if there < current.received:
                current.received = 0
                current.save(update_fields=["received"])
            is_next = offset == current.received
            if is_next:
                storage.put_part(path, part, offset=offset)
                current.received = offset + length
                current.save(update_fields=["received"])
    except storage.TooLarge:
        raise Refused(file_checks.TOO_LARGE) from None
    finally:
        storage.discard(part)
    if not is_next:
        raise OutOfStep(current.received)
    return current


def finish_upload(upload: Upload, *, by: User, at: datetime) -> Document:
    """Keep a file whose parts are all there, checked like any other.

    Raises OutOfStep while parts are missing, and Refused for a file that is not taken: then it is forgotten.
    """
    if upload.received != upload.size:
        raise OutOfStep(upload.received)
    path = storage.new_incoming()
    try:
        storage.upload_path(upload.uuid).rename(path)
    except FileNotFoundError:
        raise Refused(transitions.CHANGED) from None
    try:
        return _store(upload.item, path, upload.name, by=by, at=at, once=upload.uuid, upload=upload)
    except Refused:
        Upload.objects.filter(pk=upload.pk).delete()
        raise


def sweep(*, at: datetime) -> int:
    """Forget uploads that nobody finished within a day, and what crashes left; how many uploads there were."""
    old = at - UPLOAD_AGE
    count = 0
    for upload in Upload.objects.filter(started_at__lt=old):
        storage.discard(storage.upload_path(upload.uuid))
        upload.delete()
        count += 1
    for path in storage.older_than("uploads", old.timestamp()):
        storage.discard(path)
    for path in storage.older_than("incoming", old.timestamp()):
        name = storage.doubted(path)
        if name and not Document.objects.filter(path=name, removed_at=None).exists():
            storage.remove(name)
        storage.discard(path)
    return count


def scan_waiting(*, at: datetime) -> int:
    """Have the scanner look at files that wait for it; how many it looked at. Without a scanner none wait."""
    if not settings.SCAN_COMMAND:
        return 0
    unseen = (ScanState.WAITING, ScanState.NOT_SCANNED)
    waiting = Document.objects.filter(scan__in=unseen, removed_at=None).order_by("pk")[:SCANS_AT_ONCE]
    for document in waiting:
        result = scanning.scan(storage.path_of(document.path), settings.SCAN_COMMAND)
        _keep_result(document, result, at=at)
    return len(waiting)


def _keep_result(document: Document, result: ScanState, *, at: datetime) -> None:
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=document.case_id)  # the journey first, as in `change`
        mine = Document.objects.filter(pk=document.pk, scan=document.scan)
        if mine.update(scan=result) and result != ScanState.CLEAN:
            timeline.write(
                document.case,
                "document_held_back",
                by=None,
                at=at,
                subject=document.name,
                after={"scan": result},
            )
