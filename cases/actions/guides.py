"""Sending guides of the library to the patient side, and remembering that they were opened."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases.actions import questions, steps, timeline
from cases.actions.core import change, existing
from cases.models import Case, SentGuide

CHANGED = _("This guide has changed since you opened it. Please look at the list again, then copy it.")


def send(
    case: Case,
    *,
    translation_key: UUID,
    title: str,
    note: str,
    by: User,
    at: datetime,
    once: UUID | None = None,
) -> SentGuide:
    """Put a guide before the patient side with a few words; sent twice with the same `once`, it stands once.

    The note is in no event, so that it is read nowhere but beside the guide. Raises Refused once the journey
    has ended.
    """
    with change(case, at=at, needs_live=False) as locked:
        done = existing(SentGuide, once)
        if done:
            return done
        if locked.has_ended:
            raise Refused(_("This journey has ended. Start it again first, then send the guide."))
        own = {"once": once} if once else {}
        sent = SentGuide.objects.create(
            case=locked,
            translation_key=translation_key,
            title=title,
            note=note.strip(),
            by=by,
            at=at,
            **own,
        )
        timeline.write(locked, "guide_sent", by=by, at=at, subject=title)
    return sent


def mark_opened(case: Case, *, translation_key: UUID, by: User, at: datetime) -> None:
    """Remember who of the patient side first opened a guide that was sent to them, and when."""
    unopened = SentGuide.objects.filter(case=case, translation_key=translation_key, opened_at=None)
    unopened.update(opened_at=at, opened_by=by)


def copy(
    case: Case, *, kind: str, lines: Sequence[str], source: str, who: str, by: User, at: datetime
) -> int:
    """Copy a block of the guide `source` into the journey; how many of its lines were new.

    A checklist becomes steps of the present stage, for `who` to do; questions join the list for the doctor.
    Raises Refused when the journey is not under way.
    """
    if kind == "checklist":
        return len(steps.add_own(case, titles=lines, source=source, who=who, by=by, at=at))
    return questions.add_from_guide(case, texts=lines, by=by, at=at)
