"""How people want to hear from us."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from accounts import zones
from accounts.models import User
from notifications.choices import Rhythm
from notifications.kinds import Kind
from notifications.models import FailingAddress, RhythmChoice, SendingWindow
from notifications.windows import Window


@dataclass(frozen=True)
class Preferences:
    """What one person chose; `fails` says that their address takes no letters.

    `rhythms` holds what they chose by group and channel, and nothing where they left it to us.
    """

    window: Window
    language: str
    fails: bool = False
    rhythms: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def rhythm(self, kind: Kind, channel: str) -> Rhythm:
        """How often letters of this kind come over this channel: an urgent one at once, a kept one always."""
        chosen = Rhythm(self.rhythms.get((kind.group, channel), kind.rhythm))
        if chosen == Rhythm.NEVER and not kind.kept_because:
            return Rhythm.NEVER
        if kind.is_urgent:
            return Rhythm.AT_ONCE
        return kind.rhythm if chosen == Rhythm.NEVER else chosen


def of(users: Collection[User]) -> dict[int, Preferences]:
    """What each of these people chose, by their id; three queries for any number of people."""
    ids = [user.pk for user in users]
    windows = {row.user_id: row for row in SendingWindow.objects.filter(user__in=ids)}
    failing = dict(FailingAddress.objects.filter(user__in=ids).values_list("user_id", "email"))
    rhythms: dict[int, dict[tuple[str, str], str]] = {}
    for choice in RhythmChoice.objects.filter(user__in=ids):
        rhythms.setdefault(choice.user_id, {})[choice.group, choice.channel] = choice.rhythm
    return {
        user.pk: Preferences(
            window=_window(user, windows.get(user.pk)),
            language=user.language,
            fails=failing.get(user.pk) == user.email,
            rhythms=rhythms.get(user.pk, {}),
        )
        for user in users
    }


def _window(user: User, row: SendingWindow | None) -> Window:
    zone = zones.known(user.time_zone)
    if row is None:
        return Window(zone)
    return Window(zone, opens=row.opens, closes=row.closes, on_weekends=row.on_weekends)
