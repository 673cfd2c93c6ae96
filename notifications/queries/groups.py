"""The groups of messages that concern somebody, and what can be chosen about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.choices import SiteRole
from accounts.models import User
from notifications import kinds
from notifications.choices import Audience, Group, Rhythm
from notifications.kinds import Kind, Words

ROLES = {
    Audience.ADVOCATE: (SiteRole.ADVOCATE, SiteRole.LEAD),
    Audience.LEAD: (SiteRole.LEAD,),
    Audience.REVIEWERS: (SiteRole.EDITOR, SiteRole.REVIEWER),
}
"""Who belongs to an audience; anybody may be a patient, or help one."""


@dataclass(frozen=True)
class GroupFacts:
    """One group and its kinds that concern a person."""

    group: Group
    kinds: Sequence[Kind]

    @property
    def can_stop(self) -> bool:
        """Whether some of its letters may be switched off."""
        return any(not kind.kept_because for kind in self.kinds)

    @property
    def offered(self) -> list[Rhythm]:
        """How often its letters may come."""
        return [rhythm for rhythm in Rhythm if self.can_stop or rhythm != Rhythm.NEVER]

    @property
    def kept_because(self) -> list[Words]:
        """Why some or all of its letters come whatever is chosen."""
        return list(dict.fromkeys(kind.kept_because for kind in self.kinds if kind.kept_because))

    @property
    def usual(self) -> set[Rhythm]:
        """How often its letters come where nothing is chosen."""
        return {Rhythm.AT_ONCE if kind.is_urgent else kind.rhythm for kind in self.kinds}


def concerning(user: User) -> list[GroupFacts]:
    """The groups of which this person may get messages."""
    theirs = [kind for kind in _sent() if _concerns(kind, user)]
    found = (GroupFacts(group, [kind for kind in theirs if kind.group == group]) for group in Group)
    return [facts for facts in found if facts.kinds]


def named(groups: Sequence[Group]) -> list[GroupFacts]:
    """These groups with all their kinds."""
    return [GroupFacts(group, [kind for kind in _sent() if kind.group == group]) for group in groups]


def _sent() -> list[Kind]:
    """The kinds of which letters may go out."""
    return [kind for kind in kinds.registered() if kind.by_mail]


def _concerns(kind: Kind, user: User) -> bool:
    return not kind.audiences or any(
        audience not in ROLES or user.has_site_role(*ROLES[audience]) for audience in kind.audiences
    )
