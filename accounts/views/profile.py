"""A person's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import kept
from accounts.actions import people
from accounts.forms import ProfileForm
from accounts.forms.profile import as_typed
from accounts.models import User
from accounts.policies import SignedInRequest, signed_in
from accounts.refusals import StaleEdit


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change name, telephone, language and time zone."""
    user = User.objects.get(pk=request.user.pk)
    if request.method != "POST":
        return _page(request, user, ProfileForm(initial={**as_typed(user), **kept.initial_for(request)}))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=422)
    try:
        people.update_profile(user, **form.cleaned_data, by=user, at=timezone.now())
    except StaleEdit as stale:
        return _stale(request, stale.current, form)
    messages.success(request, _("Your profile is saved."))
    return redirect("profile")


def _stale(request: SignedInRequest, current: object, form: ProfileForm) -> HttpResponse:
    """Show what was typed beside what stands now; saving once more takes what was typed."""
    if not isinstance(current, User):
        raise TypeError("A profile belongs to a user.")
    data = {**dict(form.data.items()), "version": str(current.version)}
    return _page(request, current, ProfileForm(data), status=409, stands_now=as_typed(current))


def _page(
    request: SignedInRequest, user: User, form: ProfileForm, status: int = 200, **more: object
) -> HttpResponse:
    context = {"form": form, "person": user, **more}
    return render(request, "accounts/profile.html", context, status=status)
