"""How somebody wants to hear from us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import problems, versions
from accounts.api.answers import Answer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, Verb, operation
from accounts.api.reading import Body
from accounts.api.versions import version_from
from accounts.api.views import ApiView
from accounts.models import User
from accounts.rules import may_have_profile
from notifications import channels
from notifications.actions import addresses
from notifications.actions import notices as held
from notifications.actions import preferences as actions
from notifications.channels import Channel
from notifications.choices import Group, Rhythm
from notifications.forms.preferences import AS_USUAL, HINTS, PreferencesForm, usual_words
from notifications.queries import groups as group_queries
from notifications.queries import preferences as queries
from notifications.queries.groups import GroupFacts

RHYTHMS = [(AS_USUAL, "As usual"), *Rhythm.choices]
MOST_PLACES = 60

know(opens="09:00:00", closes="18:00:00", channel="mail")


@dataclass(frozen=True)
class Theirs:
    """What one person may choose, and has chosen."""

    user: User
    chosen: queries.Preferences
    groups: Sequence[GroupFacts]
    channels: Sequence[Channel]

    def places(self) -> list[tuple[GroupFacts, Channel]]:
        """Each group over each channel."""
        return [(facts, channel) for facts in self.groups for channel in self.channels]

    def rhythm(self, facts: GroupFacts, channel: Channel) -> str:
        """What was chosen for one of them."""
        return self.chosen.rhythms.get((facts.group, channel.key), AS_USUAL)


def theirs_of(user: User) -> Theirs:
    """What this person may choose, and has chosen."""
    return Theirs(user, queries.of([user])[user.pk], group_queries.concerning(user), channels.registered())


class RhythmAnswer(serializers.Serializer[Any]):
    """How often letters of one group come over one channel."""

    group = serializers.ChoiceField(choices=Group.choices)
    channel = serializers.CharField()
    label = serializers.CharField(help_text="What the group is called.")  # type: ignore[assignment] # a serializer has a label, too
    hint = serializers.CharField(help_text="What belongs to it.")
    rhythm = serializers.ChoiceField(choices=RHYTHMS, help_text="What was chosen; `usual` leaves it to us.")
    usual = serializers.CharField(help_text="What `usual` means here, in words.")
    choices = serializers.ListField(
        child=serializers.ChoiceField(choices=RHYTHMS), help_text="What may be chosen."
    )
    kept_because = serializers.ListField(
        child=serializers.CharField(), help_text="Why some or all of it comes whatever is chosen."
    )


class PreferencesAnswer(Answer):
    """Between which hours letters may come, and how often letters of each group."""

    opens = serializers.TimeField(source="chosen.window.opens", help_text="Where the person lives.")
    closes = serializers.TimeField(source="chosen.window.closes")
    on_weekends = serializers.BooleanField(source="chosen.window.on_weekends")
    address_fails = serializers.BooleanField(
        source="chosen.fails",
        help_text="Their e-mail address takes no letters, so everything is read in the app.",
    )
    rhythms = serializers.SerializerMethodField()

    def get_version(self, theirs: Theirs) -> str:
        """A mark of what is chosen and what may be."""
        chosen, window = theirs.chosen, theirs.chosen.window
        rhythms = [
            (facts.group, channel.key, theirs.rhythm(facts, channel), facts.can_stop)
            for facts, channel in theirs.places()
        ]
        return version_from([window.opens, window.closes, window.on_weekends, chosen.fails, rhythms])

    @extend_schema_field(RhythmAnswer(many=True))
    def get_rhythms(self, theirs: Theirs) -> list[dict[str, Any]]:
        """Each group over each channel."""
        return [
            {
                "group": facts.group.value,
                "channel": channel.key,
                "label": str(facts.group.label),
                "hint": str(HINTS[facts.group]),
                "rhythm": theirs.rhythm(facts, channel),
                "usual": str(usual_words(facts)),
                "choices": [AS_USUAL, *(one.value for one in facts.offered)],
                "kept_because": [str(why) for why in facts.kept_because],
            }
            for facts, channel in theirs.places()
        ]


class RhythmBody(Body):
    """A rhythm for one group over one channel."""

    group = serializers.ChoiceField(choices=Group.choices)
    channel = serializers.CharField(max_length=20)
    rhythm = serializers.ChoiceField(choices=RHYTHMS, help_text="`usual` leaves it to us.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """All three, also where the rest of the body sends only what is different."""
        missing = [name for name in ("group", "channel", "rhythm") if name not in attrs]
        if missing:
            raise serializers.ValidationError({name: [_("This field is required.")] for name in missing})
        return attrs


class PreferencesBody(Body):
    """What is different."""

    opens = serializers.TimeField(help_text="From when on letters may come, where the person lives.")
    closes = serializers.TimeField(help_text="Until when.")
    on_weekends = serializers.BooleanField(help_text="At weekends too.")
    rhythms = serializers.ListField(
        child=RhythmBody(), max_length=MOST_PLACES, help_text="Those that are different; the others stay."
    )


class PreferencesView(ApiView):
    """An address of somebody's preferences."""

    tag = "preferences"

    @cached_property
    def theirs(self) -> Theirs:
        """What whoever asks may choose, and has chosen."""
        return theirs_of(self.request.user)

    def tell(self) -> HttpResponseBase:
        """What stands now."""
        self.__dict__.pop("theirs", None)
        told = PreferencesAnswer().to_representation(self.theirs)
        return self.one(told, version=told["version"])

    def hold(self) -> None:
        """Keep it to ourselves until the transaction ends, if it is still as it was read."""
        held.hold([self.request.user])
        versions.require(self.request, PreferencesAnswer().get_version(self.theirs))


class Preferences(PreferencesView):
    """How whoever asks wants to hear from us."""

    @operation("Read your preferences", Sort.READ, answer=PreferencesAnswer)
    def get(self) -> HttpResponseBase:
        """The hours in which letters may come, how often letters of each group come, and what can't be switched off.

        The language and the time zone are among what is told of you as a person.
        """
        return self.tell()

    @operation(
        "Change your preferences",
        Sort.CHANGE,
        answer=PreferencesAnswer,
        body=PreferencesBody,
        may=may_have_profile,
        is_partial=True,
    )
    def patch(self) -> HttpResponseBase:
        """Send what is different. It holds from the next letter on. A connected system gets no letters."""
        with transaction.atomic():
            self.hold()
            form = self.form()
            user = self.request.user
            actions.save(user, rhythms=form.rhythms, **form.hours, by=user, at=self.at)
        return self.tell()

    def form(self) -> PreferencesForm:
        """The page's form, filled in; raises a problem with pointers into what was sent."""
        rows = self.typed.pop("rhythms", [])
        names = [self.name_of(row, number) for number, row in enumerate(rows)]
        typed = {**self.typed, **{name: row["rhythm"] for name, row in zip(names, rows, strict=True)}}
        try:
            form: PreferencesForm = filled(self.make, typed)
        except problems.Problem as problem:
            places = {f"/{name}": f"/rhythms/{number}/rhythm" for number, name in enumerate(names)}
            for error in problem.errors:
                error["pointer"] = places.get(error["pointer"], error["pointer"])
            raise
        return form

    def name_of(self, row: Mapping[str, str], number: int) -> str:
        """What the form calls this place; raises a problem for one where there is nothing to choose."""
        places = {(facts.group, channel.key) for facts, channel in self.theirs.places()}
        if (row["group"], row["channel"]) in places:
            return f"{row['channel']}_{row['group']}"
        words = _("There is nothing to choose for you here.")
        errors = [{"pointer": f"/rhythms/{number}", "detail": words}]
        raise problems.Problem(problems.INVALID, errors=errors)

    def make(self, data: Mapping[str, Any] | None, files: None, initial: None) -> PreferencesForm:
        """The form of whoever asks."""
        theirs = self.theirs
        return PreferencesForm(data, groups=theirs.groups, channels=theirs.channels, theirs=theirs.chosen)


def try_address_again(view: ApiView, theirs: Theirs, typed: Mapping[str, Any]) -> None:
    """The address works again."""
    addresses.try_again(theirs.user, by=theirs.user, at=view.at)


VERBS: dict[str, Verb] = {
    "try_address_again": Verb(
        body_of(forms.Form, "TryAddressAgainBody", verb="try_address_again"),
        may_have_profile,
        try_address_again,
    )
}


class PreferencesChanges(PreferencesView):
    """What happens to somebody's preferences."""

    @operation("Say that your address works", Sort.CHANGE, answer=PreferencesAnswer, verbs=VERBS)
    def post(self) -> HttpResponseBase:
        """Letters go to your address again, although it did not take them before."""
        with transaction.atomic():
            self.hold()
            self.verb.act(self, self.theirs, self.typed)
        return self.tell()
