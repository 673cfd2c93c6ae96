"""How somebody wants to hear from us, as a form."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.channels import Channel
from notifications.choices import Group, Rhythm
from notifications.queries.groups import GroupFacts
from notifications.queries.preferences import Preferences

HINTS: dict[str, str | Promise] = {
    Group.JOURNEY: _("A call to make, a record that is late, a visit to prepare for."),
    Group.DATES: _("The last day to decide, and the day until which it is safe to wait."),
    Group.NEWS: _("A record came in, a visit was booked, a guide was sent to you."),
    Group.MESSAGES: _("Somebody wrote to you."),
    Group.OWN: _("What you asked us to remind you of."),
    Group.LIBRARY: _("Guides that are due for review."),
    Group.ACCOUNT: _("Sign-ins from a new place, and access that was given or ended."),
}
USUAL: dict[frozenset[Rhythm], str | Promise] = {
    frozenset({Rhythm.AT_ONCE}): _("As usual: each one at once"),
    frozenset({Rhythm.DAILY}): _("As usual: once a day, all in one"),
    frozenset({Rhythm.NEVER}): _("As usual: no e-mail, only here"),
}
MIXED = _("As usual: at once or daily")
AS_USUAL = "usual"


class PreferencesForm(forms.Form):
    """A rhythm for each group and channel, and the hours in which letters may come."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        groups: Sequence[GroupFacts],
        channels: Sequence[Channel],
        theirs: Preferences,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**_typed(theirs), **(initial or {})})
        self.places = {
            f"{channel.key}_{facts.group}": (facts, channel) for facts in groups for channel in channels
        }
        for name, (facts, channel) in self.places.items():
            chosen = theirs.rhythms.get((facts.group, channel.key), "")
            self.fields[name] = _rhythm_field(facts, channel, chosen, is_only=len(channels) == 1)
        self.fields["opens"] = forms.TimeField(label=_("From"))
        self.fields["closes"] = forms.TimeField(label=_("Until"))
        self.fields["on_weekends"] = forms.BooleanField(label=_("At weekends too"), required=False)

    def clean(self) -> dict[str, Any]:
        """Hours that can be kept."""
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if isinstance(opens, time) and isinstance(closes, time) and opens >= closes:
            self.add_error("closes", _("Choose a time that is later than the first one."))
        return data

    @property
    def rhythms(self) -> dict[tuple[str, str], str]:
        """What was chosen, by group and channel; empty where it was left to us."""
        return {
            (facts.group, channel.key): self.cleaned_data[name].replace(AS_USUAL, "")
            for name, (facts, channel) in self.places.items()
        }

    @property
    def hours(self) -> dict[str, Any]:
        """Between which hours, and whether at weekends."""
        return {name: self.cleaned_data[name] for name in ("opens", "closes", "on_weekends")}

    @property
    def rhythm_fields(self) -> list[forms.BoundField]:
        """The fields of the groups, for the page."""
        return [self[name] for name in self.places]

    @property
    def hour_fields(self) -> list[forms.BoundField]:
        """The fields of the hours, for the page."""
        return [self[name] for name in ("opens", "closes", "on_weekends")]


def _typed(theirs: Preferences) -> dict[str, Any]:
    window = theirs.window
    return {"opens": window.opens, "closes": window.closes, "on_weekends": window.on_weekends}


def usual_words(facts: GroupFacts) -> str | Promise:
    """What happens to letters of a group where nothing is chosen."""
    return USUAL.get(frozenset(facts.usual), MIXED)


def _rhythm_field(facts: GroupFacts, channel: Channel, chosen: str, *, is_only: bool) -> forms.ChoiceField:
    """What may be chosen for one group; where nothing may be switched off, the hint says why."""
    label = facts.group.label if is_only else f"{facts.group.label} · {channel.label}"
    hints = [HINTS[facts.group], *facts.kept_because]
    return forms.ChoiceField(
        label=label,
        choices=[(AS_USUAL, usual_words(facts)), *((rhythm.value, rhythm.label) for rhythm in facts.offered)],
        initial=chosen or AS_USUAL,
        help_text=" ".join(str(hint) for hint in hints),
    )
