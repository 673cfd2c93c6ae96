"""Reminding editors and reviewers of guides whose review is due; neither app knows the other."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SiteRole
from accounts.models import User
from cases import deadlines
from guidance.models import Guide
from notifications.actions import planning
from notifications.choices import Audience, Group
from notifications.kinds import Kind
from notifications.planned import Anchor, Calendar
from notifications.subjects import Entry

LIBRARY = "library"
THE_ONLY_ONE = 1
"""There is one library, so it needs no number; the post office counts its subjects from 1."""

KINDS = (
    Kind(
        key="guide_review",
        group=Group.LIBRARY,
        label=gettext_lazy("A guide is due for review"),
        reason=gettext_lazy("You look after the library, and each guide is read again from time to time."),
        mail_line=gettext_lazy("A guide of the library is due for review."),
        ends_when=gettext_lazy("The guide is reviewed, or taken back."),
        counts_from=gettext_lazy("the day on which its next review is due"),
        audiences=(Audience.REVIEWERS,),
        fields={"guide": gettext_lazy("Gather your records"), "day": "2026-12-03"},
    ),
)


class LibrarySubject:
    """The library, for those who write and review it."""

    key = LIBRARY
    several = gettext_lazy("libraries")

    def recipients(self, subject_id: int, audience: str) -> Sequence[User]:
        """Everybody who writes or reviews guides here now."""
        roles = (SiteRole.EDITOR, SiteRole.REVIEWER)
        keepers = User.objects.filter(is_active=True, groups__name__in=roles)
        return list(keepers.distinct()) if audience == Audience.REVIEWERS else []

    def reachable(self, user: User, subject_ids: Collection[int]) -> set[int]:
        """The library's workroom, for those who look after it."""
        may = user.has_site_role(SiteRole.EDITOR, SiteRole.REVIEWER, SiteRole.ADMINISTRATOR)
        return {THE_ONLY_ONE}.intersection(subject_ids) if may else set()

    def is_quiet(self, user: User, subject_id: int, *, at: datetime) -> bool:
        """Never: nothing waits for an answer here."""
        return False

    def names(self, subject_ids: Collection[int]) -> dict[int, str]:
        """What people call it."""
        return dict.fromkeys(subject_ids, _("The library"))

    def uuids(self, subject_ids: Collection[int]) -> dict[int, UUID]:
        """None: there is only one."""
        return {}

    def path(self, subject_id: int, kind: str) -> str:
        """The list of guides that are due."""
        return reverse("guidance_upkeep", args=["due"])

    def open_ids(self, *, after: int, limit: int) -> Sequence[int]:
        """The one library."""
        return [THE_ONLY_ONE] if after < THE_ONLY_ONE else []

    def replan(self, subject_id: int, *, at: datetime) -> None:
        """Plan anew what its guides are reminded of."""
        plan(at=at)

    def calendar(self, user: User, *, at: datetime) -> Iterable[Entry]:
        """Nothing: a review has no hour."""
        return ()

    def letters_fail(self, user: User, *, at: datetime) -> None:
        """Nothing: nobody looks after editors."""


def plan(*, at: datetime) -> None:
    """Plan a reminder for the review of every published guide; the queries don't grow with the library."""
    anchors = [
        Anchor("guide_review", f"guide:{pk}", due_on, {"guide": title, "day": due_on.isoformat()})
        for pk, title, due_on in Guide.objects.live()
        .filter(next_review_on__isnull=False)
        .values_list("pk", "title", "next_review_on")
    ]
    planning.plan(LIBRARY, THE_ONLY_ONE, anchors, _calendar(), at=at)


def _calendar() -> Calendar:
    return Calendar(zones={Audience.PATIENT_SIDE: settings.TIME_ZONE}, shift=deadlines.shifted)
