"""Who can see a journey and how far; letting people in and out; giving the journey to an advocate."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.letters import send_invitation
from accounts.models import User
from cases import team_joining
from cases.actions import team as actions
from cases.forms.team import (
    AccessForm,
    AdvocateForm,
    AssignForm,
    InviteFamilyForm,
    InvitePatientForm,
    last_day,
)
from cases.models import Case, TeamInvitation, TeamMember
from cases.queries import team as queries
from cases.queries.facts import local_day
from cases.rules.team import (
    may_assign,
    may_change_access,
    may_change_invitation,
    may_end_access,
    may_invite_family,
    may_invite_patient,
    may_see,
)
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import act, form_page

FORM = "cases/form_page.html"
NOT_SENT = _("We couldn’t send the e-mail just now. The invitation waits on this page: send it again.")


@door.journey(may=may_see)
@require_safe
def team(request: JourneyRequest, case: Case) -> HttpResponse:
    """Everyone who can see this journey, how far, since when, until when, and who let them in."""
    now = timezone.now()
    viewer = request.viewer
    invited = list(queries.unanswered_invitations(case)) if may_invite_family(viewer) else []
    context = {
        "members": [
            {
                "member": member,
                "last_day": last_day(member, case.zone),
                "carries": member.user_id == case.advocate_id,
                "is_me": member.user_id == request.user.pk,
                "may_change": may_change_access(viewer, member),
                "may_end": may_end_access(viewer, member, advocate_id=case.advocate_id),
            }
            for member in queries.members(case)
        ],
        "invitations": [
            {
                "invitation": invitation,
                "is_open": invitation.expires_at > now,
                "may_change": may_change_invitation(viewer, invitation),
            }
            for invitation in invited
        ],
        "may_invite_family": may_invite_family(viewer),
        "may_invite_patient": may_invite_patient(viewer) and not queries.has_patient(case),
        "may_assign": may_assign(viewer) and not case.has_ended,
    }
    return render(request, "cases/team/team.html", context)


@door.journey(may=may_invite_family)
@require_http_methods(["GET", "POST"])
def invite_family(request: JourneyRequest, case: Case) -> HttpResponse:
    """Let family or a friend in."""
    now = timezone.now()

    def save(form: InviteFamilyForm) -> None:
        invitation, token = actions.invite_family(case, by=request.user, at=now, **form.values)
        _send(request, invitation, token)

    return form_page(
        request,
        partial(InviteFamilyForm, zone=case.zone, today=local_day(now, case.zone)),
        save=save,
        template=FORM,
        then=_team(case),
        context={
            "title": _("Invite family or a friend"),
            "intro": _("They get an e-mail with a link. You can take it back at any time."),
            "submit": _("Send the invitation"),
            "back": _team(case),
        },
    )


@door.journey(may=may_invite_patient)
@require_http_methods(["GET", "POST"])
def invite_patient(request: JourneyRequest, case: Case) -> HttpResponse:
    """Send the patient their own way in."""

    def save(form: InvitePatientForm) -> None:
        invitation, token = actions.invite_patient(
            case, email=form.cleaned_data["email"], by=request.user, at=timezone.now()
        )
        _send(request, invitation, token)

    return form_page(
        request,
        partial(InvitePatientForm, case=case),
        save=save,
        template=FORM,
        then=_team(case),
        context={
            "title": _("Invite the patient"),
            "intro": _("The patient can then read everything here but the notes of staff, and write to you."),
            "submit": _("Send the invitation"),
            "back": _team(case),
        },
    )


@door.journey(may=may_invite_family)
@require_POST
def resend_invitation(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Send an invitation once more, with a new link for two more weeks."""
    invitation = _invitation(request, case, pk)

    def resend() -> None:
        _send(request, *actions.renew_invitation(invitation, by=request.user, at=timezone.now()))

    return act(request, resend, then=_team(case))


@door.journey(may=may_invite_family)
@require_POST
def withdraw_invitation(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _invitation(request, case, pk)
    return act(
        request,
        lambda: actions.withdraw_invitation(invitation, by=request.user, at=timezone.now()),
        then=_team(case),
        said=_("The invitation is withdrawn. Its link no longer works."),
    )


@door.journey(may=may_invite_family)
@require_http_methods(["GET", "POST"])
def change_access(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Change how far somebody may go, and until when."""
    now = timezone.now()
    member = _member(case, pk)
    if not may_change_access(request.viewer, member):
        raise PermissionDenied(_("Only the access of family and friends can be changed."))

    def save(form: AccessForm) -> None:
        version = form.cleaned_data["version"]
        actions.change_access(member, version=version, by=request.user, at=now, **form.bounds)

    return form_page(
        request,
        partial(AccessForm, member=member, zone=case.zone, today=local_day(now, case.zone)),
        save=save,
        template=FORM,
        then=_team(case),
        said=_("Saved. It holds from their next click."),
        context={"title": _("Access of %(name)s") % {"name": member.user}, "back": _team(case)},
    )


@door.journey(may=may_see)
@require_http_methods(["GET", "POST"])
def end_access(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """End somebody's access, or leave, after asking once."""
    member = _member(case, pk)
    if not may_end_access(request.viewer, member, advocate_id=case.advocate_id):
        raise PermissionDenied(_("Only the patient and the advocates can end somebody’s access."))
    is_me = member.user_id == request.user.pk
    if request.method == "POST":
        return act(
            request,
            lambda: actions.end_access(member, by=request.user, at=timezone.now()),
            then=reverse("home") if is_me else _team(case),
            said=_("You have left the journey.") if is_me else _("The access has ended."),
        )
    return render(request, "cases/team/end.html", {"member": member, "is_me": is_me, "back": _team(case)})


@door.journey(may=may_assign)
@require_http_methods(["GET", "POST"])
def assign(request: JourneyRequest, case: Case) -> HttpResponse:
    """Give the journey to an advocate, who sees how many they carry now; the patient side is told."""
    earlier = case.advocate

    def save(form: AssignForm) -> None:
        actions.assign(
            case,
            form.chosen,
            instead_of=form.cleaned_data["instead_of"],
            keeps_helping=form.cleaned_data.get("keeps_helping", False),
            by=request.user,
            at=timezone.now(),
        )
        _say_who_knows(request, case, form.chosen)

    advocates = [person for person in queries.advocates() if person != earlier]
    return form_page(
        request,
        partial(AssignForm, advocates=advocates, earlier=earlier),
        save=save,
        template="cases/team/assign.html",
        then=_team(case),
        context={"advocates": advocates, "earlier": earlier, "back": _team(case)},
    )


@door.journey(may=may_assign)
@require_http_methods(["GET", "POST"])
def add_helper(request: JourneyRequest, case: Case) -> HttpResponse:
    """Let a second advocate help."""
    advocates = queries.who_could_help(case)
    return form_page(
        request,
        partial(AdvocateForm, advocates=advocates),
        save=lambda form: actions.add_helping_advocate(case, form.chosen, by=request.user, at=timezone.now()),
        template="cases/team/assign.html",
        then=_team(case),
        said=_("A second advocate helps from now on."),
        context={"advocates": advocates, "is_helper": True, "back": _team(case)},
    )


def _say_who_knows(request: JourneyRequest, case: Case, advocate: User) -> None:
    """Say to the lead whether anybody of the patient side hears of it by itself."""
    if not queries.patient_side(case):
        words = _("%(name)s carries this journey now. The patient does not sign in: a call tells them.")
        messages.warning(request, words % {"name": advocate})
    else:
        words = _("%(name)s carries this journey now. The patient side is told.")
        messages.success(request, words % {"name": advocate})


def _team(case: Case) -> str:
    return reverse("cases:team", args=[case.uuid])


def _member(case: Case, pk: int) -> TeamMember:
    return get_object_or_404(queries.standing(case), pk=pk)


def _invitation(request: JourneyRequest, case: Case, pk: int) -> TeamInvitation:
    found = get_object_or_404(queries.unanswered_invitations(case), pk=pk)
    if not may_change_invitation(request.viewer, found):
        raise PermissionDenied(_("Only the advocates can change this invitation."))
    return found


def _send(request: JourneyRequest, invitation: TeamInvitation, token: str) -> None:
    """Send the letter, now that the invitation is kept."""
    if send_invitation(invitation, token=token, to_what=team_joining.to_what(invitation)):
        messages.success(request, _("The invitation to %(email)s is sent.") % {"email": invitation.email})
    else:
        messages.error(request, NOT_SENT)
