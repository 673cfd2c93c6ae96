"""Internal notes: written by staff, for staff. The patient side sees neither the note nor that there is one."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases.actions import timeline
from cases.actions.core import change, edit, existing, fresh
from cases.models import Case, Note

NOT_YOURS = _("Only the person who wrote a note can change it. Write one of your own.")


def write(case: Case, *, body: str, by: User, at: datetime, once: UUID | None = None) -> Note:
    """Keep a note for the advocates and leads; sent twice with the same `once`, it stands once."""
    with change(case, at=at, needs_live=False) as locked:
        done = existing(Note, once)
        if done:
            return done
        own = {"once": once} if once else {}
        note = Note.objects.create(case=locked, by=by, at=at, body=body, **own)
        timeline.write(locked, "note_written", by=by, at=at, shown=False)
    return note


def rewrite(note: Note, *, version: int, body: str, by: User, at: datetime) -> Note:
    """Change one's own note. Raises Refused for somebody else's, StaleEdit when it was changed since `version`."""
    with change(note.case, at=at, needs_live=False) as case:
        current = fresh(note)
        if current.by_id != by.pk:
            raise Refused(NOT_YOURS)
        if edit(current, version=version, values={"body": body}):
            current.edited_at = at
            current.save(update_fields=["edited_at"])
            timeline.write(case, "note_rewritten", by=by, at=at, shown=False)
    return current
