"""The people who work here."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import kept, letters, staff_joining
from accounts.actions import access, invitations
from accounts.choices import SiteRole
from accounts.forms import InviteForm, PeopleSearchForm, RolesForm
from accounts.models import StaffInvitation, User
from accounts.policies import SignedInRequest, site_roles
from accounts.queries import people as people_queries
from accounts.refusals import Refused
from accounts.rules import may_invite, roles_to_invite

PER_PAGE = 25


@require_safe
@site_roles(SiteRole.LEAD, SiteRole.ADMINISTRATOR)
def people(request: SignedInRequest) -> HttpResponse:
    """List who works here and who is invited."""
    search = PeopleSearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    page = Paginator(people_queries.find_staff(words), PER_PAGE).get_page(request.GET.get("page"))
    waiting = Paginator(people_queries.unanswered_invitations(), PER_PAGE).get_page(
        request.GET.get("waiting")
    )
    now = timezone.now()
    context = {
        "search": search,
        "words": words,
        "search_query": urlencode({"q": words}) if words else "",
        "page": page,
        "rows": [(person, _role_labels(person)) for person in page],
        "waiting": waiting,
        "invitations": [
            (invitation, invitation.state_at(now), may_invite(request.user, invitation.site_role))
            for invitation in waiting
        ],
        "may_change_access": request.user.has_site_role(SiteRole.ADMINISTRATOR),
    }
    return render(request, "accounts/people.html", context, status=200 if search.is_valid() else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@site_roles(SiteRole.LEAD, SiteRole.ADMINISTRATOR)
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to work here."""
    roles = roles_to_invite(request.user)
    form = InviteForm(request.POST or None, roles=roles, initial=kept.initial_for(request))
    if request.method != "POST":
        return render(request, "accounts/invite.html", {"form": form})
    if form.is_valid():
        try:
            invitation, token = invitations.invite_staff(
                form.cleaned_data["email"],
                role=SiteRole(form.cleaned_data["role"]),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            _send(request, invitation, token)
            return redirect("people")
    return render(request, "accounts/invite.html", {"form": form}, status=422)


@require_POST
@site_roles(SiteRole.LEAD, SiteRole.ADMINISTRATOR)
def resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an invitation once more, with a new link for two more weeks."""
    invitation = _invitation(request, pk)
    try:
        token = invitations.renew_staff(invitation, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        _send(request, invitation, token)
    return redirect("people")


@require_POST
@site_roles(SiteRole.LEAD, SiteRole.ADMINISTRATOR)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _invitation(request, pk)
    try:
        invitations.withdraw_staff(invitation, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
@site_roles(SiteRole.ADMINISTRATOR)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one colleague and change their roles."""
    colleague = get_object_or_404(people_queries.staff(), pk=pk)
    if request.method != "POST":
        return _person_page(request, colleague, RolesForm(initial={"roles": sorted(colleague.site_roles)}))
    form = RolesForm(request.POST)
    if form.is_valid():
        try:
            access.set_roles(colleague, roles=form.cleaned_data["roles"], by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error("roles", str(refused.message))
        else:
            messages.success(request, _("The roles are saved. They hold from the next page on."))
            return redirect("person", pk=pk)
    return _person_page(request, colleague, form, status=422)


@require_POST
@site_roles(SiteRole.ADMINISTRATOR)
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a colleague's account to sign-in."""
    colleague = get_object_or_404(people_queries.staff(), pk=pk)
    try:
        access.deactivate(colleague, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("%(name)s can no longer sign in.") % {"name": colleague})
    return redirect("person", pk=pk)


@require_POST
@site_roles(SiteRole.ADMINISTRATOR)
def reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a colleague sign in again."""
    colleague = get_object_or_404(people_queries.staff(), pk=pk)
    access.reactivate(colleague, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s can sign in again.") % {"name": colleague})
    return redirect("person", pk=pk)


def _invitation(request: SignedInRequest, pk: int) -> StaffInvitation:
    found = get_object_or_404(people_queries.unanswered_invitations(), pk=pk)
    if not may_invite(request.user, found.site_role):
        raise PermissionDenied(_("Only an administrator can change this invitation."))
    return found


def _send(request: SignedInRequest, invitation: StaffInvitation, token: str) -> None:
    if letters.send_invitation(invitation, token=token, to_what=staff_joining.to_what(invitation)):
        messages.success(request, _("The invitation to %(email)s is sent.") % {"email": invitation.email})
    else:
        messages.error(
            request,
            _("We couldn't send the e-mail just now. The invitation waits in the list: send it again."),
        )


def _person_page(
    request: SignedInRequest, colleague: User, form: RolesForm, status: int = 200
) -> HttpResponse:
    history = people_queries.history_of(colleague)[:50]
    context = {"person": colleague, "form": form, "history": history, "role_labels": _role_labels(colleague)}
    return render(request, "accounts/person.html", context, status=status)


def _role_labels(colleague: User) -> list[str]:
    return [str(role.label) for role in SiteRole if role.value in colleague.site_roles]
