"""Whom to let in, how far, until when; and which advocate carries the journey."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.choices import Access
from cases.forms.base import DayField
from cases.models import Case, TeamInvitation, TeamMember
from cases.queries.facts import local_day

WHAT_ACCESS_MEANS = {
    Access.SEE: _("They can read everything and write messages."),
    Access.DO: _("They can also add records, tick off steps and write things down, as the patient can."),
}


def address_field(help_text: Any) -> forms.EmailField:  # noqa: ANN401 -- a lazy sentence
    """An e-mail address that an invitation is bound to."""
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=help_text,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class BoundsForm(forms.Form):
    """How far somebody may go, and until when; days are those of the journey's time zone."""

    access = forms.ChoiceField(
        label=_("What may they do?"), choices=Access.choices, initial=Access.SEE, widget=forms.RadioSelect
    )
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave this empty if it should not end by itself. You can end it at any time."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, today: date, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.zone, self.today = zone, today
        self.fields["access"].choice_hints = WHAT_ACCESS_MEANS  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date | None:
        """A day that has not passed."""
        day: date | None = self.cleaned_data["ends_on"]
        if day and day < self.today:
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        return day

    @property
    def ends_at(self) -> datetime | None:
        """The first moment after the last day."""
        day = self.cleaned_data["ends_on"]
        if not day:
            return None
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=self.zone).astimezone(UTC)

    @property
    def bounds(self) -> dict[str, Any]:
        """What the actions take."""
        return {"access": self.cleaned_data["access"], "ends_at": self.ends_at}


class AccessForm(BoundsForm):
    """How far somebody on the team may go from now on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- the signature is Django's
        member: TeamMember,
        zone: ZoneInfo,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ANN401 -- the signature is Django's
    ) -> None:
        own = {"access": member.access, "ends_on": last_day(member, zone), "version": member.version}
        super().__init__(*args, zone=zone, initial={**own, **(initial or {})}, **kwargs)

    def standing(self, member: TeamMember) -> dict[str, Any]:
        """What holds now, as this form's fields would say it."""
        return {"access": member.access, "ends_on": last_day(member, self.zone)}


class InviteFamilyForm(BoundsForm):
    """Somebody whom the patient wants at their side."""

    name = forms.CharField(label=_("Their name"), max_length=150)
    email = address_field(_("The invitation works for this address only."))
    relation = forms.CharField(
        label=_("Who are they to the patient?"),
        max_length=60,
        required=False,
        help_text=_("For example: daughter, husband, friend."),
    )
    field_order = ("name", "email", "relation", "access", "ends_on")

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        asked = {name: self.cleaned_data[name] for name in ("name", "email", "relation")}
        return {**asked, **self.bounds}


class InvitePatientForm(forms.Form):
    """The patient's own way in."""

    email = address_field(_("The patient gets an e-mail with a link. It works for this address only."))

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 -- the signature is Django's
        files: Any = None,  # noqa: ANN401 -- the signature is Django's
        *,
        case: Case,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,  # noqa: ANN401 -- the signature is Django's
    ) -> None:
        super().__init__(data, files, initial={"email": case.patient_email, **(initial or {})}, **kwargs)


class AdvocateForm(forms.Form):
    """One of the advocates here."""

    advocate = forms.TypedChoiceField(
        label=_("Which advocate?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of the advocates on this list.")},
    )

    def __init__(self, *args: Any, advocates: Sequence[User], **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.advocates = {person.pk: person for person in advocates}
        field = self.fields["advocate"]
        field.choices = [(person.pk, str(person)) for person in advocates]  # type: ignore[attr-defined]
        field.choice_hints = {str(person.pk): carries(person) for person in advocates}  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """The advocate that was chosen."""
        return self.advocates[self.cleaned_data["advocate"]]


class AssignForm(AdvocateForm):
    """Who carries the journey from now on, and whether the earlier one stays to help."""

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**62)
    keeps_helping = forms.BooleanField(required=False)

    def __init__(self, *args: Any, earlier: User | None, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        super().__init__(*args, **kwargs)
        self.fields["instead_of"].initial = earlier.pk if earlier else None
        if earlier is None:
            del self.fields["keeps_helping"]
        else:
            self.fields["keeps_helping"].label = _("%(name)s stays on the team to help") % {"name": earlier}


def last_day(place: TeamMember | TeamInvitation, zone: ZoneInfo) -> date | None:
    """The last day on which access holds, in a time zone; it ends with that day."""
    return local_day(place.ends_at - timedelta(seconds=1), zone) if place.ends_at else None


def carries(person: User) -> str:
    """How many journeys an advocate carries, in words."""
    number: int = getattr(person, "carries", 0)
    return ngettext("Carries %(number)d journey now", "Carries %(number)d journeys now", number) % {
        "number": number
    }
