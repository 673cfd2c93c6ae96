"""The kinds of message there are. Whoever knows the facts registers them; the post office does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.choices import Audience, Group, Rhythm

Words = str | Promise

WHY_LEADS = _("You lead here, and this is still open.")


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `reason` says in one sentence why somebody gets it, `mail_line` what a letter may say of it to anybody who
    opens it, and `ends_when` what makes a planned one unnecessary. `fields` are what wording may name, each
    with an example. A kind with `kept_because` cannot be switched off, and that sentence says why.
    `title` and `body` are the words of a kind that no rule words. An urgent one waits for no window; one that is
    not `by_mail` is read in the app alone, so there is nothing to choose about it.
    """

    key: str
    group: Group
    label: Words
    reason: Words
    mail_line: Words
    title: Words = ""
    body: Words = ""
    ends_when: Words = ""
    counts_from: Words = ""
    audiences: tuple[Audience, ...] = ()
    fields: Mapping[str, Words] = field(default_factory=dict)
    kept_because: Words = ""
    is_urgent: bool = False
    by_mail: bool = True
    rhythm: Rhythm = Rhythm.DAILY

    @property
    def is_planned(self) -> bool:
        """Whether rules plan it; the others go out when something happens."""
        return bool(self.audiences)

    def reason_for(self, audience: str) -> Words:
        """Why somebody of this audience gets it: leads, because those for whom it is made have left it open."""
        is_passed_on = audience == Audience.LEAD and audience not in self.audiences
        return WHY_LEADS if is_passed_on else self.reason


_registered: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Let the post office know these kinds."""
    _registered.update((kind.key, kind) for kind in kinds)


def get(key: str) -> Kind:
    """The kind with this key; raises KeyError for one that nobody registered."""
    return _registered[key]


def registered() -> list[Kind]:
    """All kinds, in the order in which they were registered."""
    return list(_registered.values())


def planned() -> list[Kind]:
    """The kinds that rules plan."""
    return [kind for kind in _registered.values() if kind.is_planned]
