"""Invitations to a journey that nobody has answered: sending them, sending them again, taking them back."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages, problems
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know_in
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.letters import send_invitation
from accounts.models import display_name
from cases import team_joining
from cases.actions import team as actions
from cases.api.base import JourneyView
from cases.choices import PATIENT_SIDE, Access, TeamRole
from cases.forms.team import InviteFamilyForm, InvitePatientForm, last_day
from cases.models import Case, TeamInvitation
from cases.queries import team as reading
from cases.rules.team import may_change_invitation, may_invite_family, may_invite_patient

OLDEST = pages.Order(("created_at", "pk"))
ROLES = [(role.value, str(role.label)) for role in PATIENT_SIDE]

Sent = tuple[TeamInvitation, str]
know_in("InvitationAdd", "InvitationAnswer", name="Luis Ortega")


class InvitationAnswer(Answer):
    """An invitation that waits for an answer. Its link is in the letter and nowhere else."""

    id = serializers.UUIDField(source="uuid")
    role = serializers.ChoiceField(choices=ROLES)
    name = serializers.CharField()
    email = serializers.EmailField(help_text="The only address that the link works for.")
    access = serializers.ChoiceField(choices=Access.choices)
    relation = serializers.CharField(help_text="Who family is to the patient; may be empty.")
    ends_on = serializers.SerializerMethodField(
        help_text="The last day of the access, where the patient lives; null where it does not end by itself."
    )
    invited_by = PersonAnswer()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="Until when the link works.")
    is_open = serializers.SerializerMethodField(help_text="Whether the link still works; if not, resend it.")
    may_change = serializers.SerializerMethodField(help_text="Whether you may resend or withdraw it.")

    def get_version(self, invitation: TeamInvitation) -> str:
        """A mark of all that is told of it."""
        asked = [self.get_ends_on(invitation), self.get_is_open(invitation), self.get_may_change(invitation)]
        return version_of(invitation, display_name(invitation.invited_by), *asked)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_ends_on(self, invitation: TeamInvitation) -> str | None:
        """The last day on which access would hold."""
        case: Case = self.context["case"]
        day = last_day(invitation, case.zone)
        return day.isoformat() if day else None

    def get_is_open(self, invitation: TeamInvitation) -> bool:
        """Whether the link works now."""
        at: datetime = self.context["at"]
        return invitation.expires_at > at

    def get_may_change(self, invitation: TeamInvitation) -> bool:
        """Whether whoever asks may resend or withdraw it."""
        return may_change_invitation(self.context["viewer"], invitation)


class InvitationsView(JourneyView):
    """An address among the invitations."""

    tag = "team"

    @property
    def teller(self) -> InvitationAnswer:
        """Tells invitations to whoever asks."""
        return InvitationAnswer(context={"case": self.case, "viewer": self.viewer, "at": self.at})

    def invitation(self, case: Case, uuid: UUID) -> TeamInvitation:
        """An unanswered invitation to this journey; Http404 for any other."""
        invitation: TeamInvitation = self.child(reading.unanswered_invitations(case), uuid)
        return invitation

    def changeable(self, case: Case, uuid: UUID) -> TeamInvitation:
        """The same for whoever may resend or withdraw it. Raises PermissionDenied for others."""
        found = self.invitation(case, uuid)
        if not may_change_invitation(self.viewer, found):
            raise PermissionDenied(_("Only the advocates can change this invitation."))
        return found

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One invitation as it stands now."""
        return self.told(self.teller, self.invitation(self.case, uuid), status=status, location=location)


class Invitations(InvitationsView):
    """Those who are invited."""

    @operation(
        "List the invitations",
        Sort.LIST,
        answer=InvitationAnswer,
        query=PageQuery,
        may=may_invite_family,
    )
    def get(self) -> Response:
        """Those that wait for an answer, and those whose link has run out, the oldest first."""
        return self.many(reading.unanswered_invitations(self.case), OLDEST, self.teller)

    @operation(
        "Invite somebody",
        Sort.CREATE,
        answer=InvitationAnswer,
        body=body_of(
            InviteFamilyForm,
            "InvitationAdd",
            optional=("name", "email"),
            role=serializers.ChoiceField(
                choices=ROLES,
                help_text="`caregiver` for family or a friend; staff also invite the `patient`.",
            ),
        ),
        may=may_invite_family,
    )
    def post(self) -> HttpResponseBase:
        """A letter with a link goes out as soon as this is kept; the link works once, for two weeks.

        For family or a friend send `name` and `email`, and if wanted `relation`, `access` and `ends_on`.
        For the patient `email` is all there is, and without it the address on the journey is taken.
        The same address invited again gets a new link, and the new words hold.
        """
        typed = dict(self.typed)
        invite = self.patient if typed.pop("role") == TeamRole.PATIENT else self.family
        invitation, token = invite(typed)
        send_later(invitation, token)
        address = self.address("invitation", invitation=invitation.uuid)
        return self.tell(invitation.uuid, status=201, location=address)

    def family(self, typed: Mapping[str, Any]) -> Sent:
        """Let family or a friend in."""
        form = filled(partial(InviteFamilyForm, zone=self.case.zone, today=self.today), typed)
        return actions.invite_family(self.case, **form.values, **self.how)

    def patient(self, typed: Mapping[str, Any]) -> Sent:
        """Send the patient their own way in."""
        if not may_invite_patient(self.viewer):
            raise PermissionDenied(_("Only the advocates can invite the patient."))
        amiss = [
            {"pointer": f"/{name}", "detail": _("This goes with family and friends only.")}
            for name in typed
            if name not in InvitePatientForm.base_fields
        ]
        if amiss:
            raise problems.Problem(problems.INVALID, errors=amiss)
        form = filled(partial(InvitePatientForm, case=self.case), typed)
        return actions.invite_patient(self.case, **form.cleaned_data, **self.how)


class Invitation(InvitationsView):
    """One invitation."""

    @operation("Read an invitation", Sort.READ, answer=InvitationAnswer, may=may_invite_family)
    def get(self, invitation: UUID) -> HttpResponseBase:
        """Who is invited, as what, and until when the link works."""
        return self.tell(invitation)

    @operation("Withdraw an invitation", Sort.REMOVE, may=may_invite_family)
    def delete(self, invitation: UUID) -> Response:
        """Its link stops working at once."""
        with self.changing(partial(self.changeable, uuid=invitation), self.teller.get_version) as row:
            actions.withdraw_invitation(row, **self.how)
        return self.gone()


def resend(view: JourneyView, invitation: TeamInvitation, _typed: Mapping[str, Any]) -> None:
    """Send it once more, with a new link."""
    send_later(*actions.renew_invitation(invitation, **view.how))


def send_later(invitation: TeamInvitation, token: str) -> None:
    """Send the letter once the invitation is kept; when the post office is out of reach, the invitation waits."""
    to_what = team_joining.to_what(invitation)
    letter = partial(send_invitation, invitation, token=token, to_what=to_what)
    transaction.on_commit(letter, robust=True)


VERBS = {"resend": Verb(body_of(forms.Form, "ResendBody", verb="resend"), may_invite_family, resend)}


class InvitationChanges(InvitationsView):
    """What happens to an invitation."""

    @operation("Send an invitation again", Sort.CHANGE, answer=InvitationAnswer, verbs=VERBS)
    def post(self, invitation: UUID) -> HttpResponseBase:
        """A new link for two more weeks goes out as soon as this is kept; the old one stops working."""
        with self.changing(partial(self.changeable, uuid=invitation), self.teller.get_version) as row:
            self.verb.act(self, row, self.typed)
        return self.tell(invitation)
