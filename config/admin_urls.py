"""/admin/: Wagtail's pages behind our own door.

Wagtail decides what each of its pages shows; this decides who comes near them, what the browser may run there,
how much they take in, and which of them nobody needs.
"""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from allauth.account import views as account_views
from csp.constants import NONE, SELF, UNSAFE_HASHES, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from wagtail.admin import urls as wagtail_urls
from wagtail.users.models import UserProfile

from accounts.choices import LIBRARY_ROLES
from accounts.languages import spoken
from accounts.policies import (
    SignedInRequest,
    View,
    does_not_extend_session,
    public,
    signed_in,
    site_roles,
    takes_pictures,
)
from guidance.queries.library import trunk
from guidance.refusals import NotReady

POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "manifest-src": [SELF],
}
"""What Wagtail's pages may load and run."""
FRAMED_POLICY = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}
"""What a guide in the preview panel may: as when it is published, and be checked there for accessibility."""

CLOSED = (
    "wagtailadmin_api:documents:",
    "wagtailadmin_api:pages:action",
    "wagtailadmin_collections:",
    "wagtailadmin_error_test",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_workflows:",
    "wagtailimages:create_multiple",
    "wagtailimages:delete_multiple",
    "wagtailimages:delete_upload_multiple",
    "wagtailimages:edit_multiple",
    "wagtailimages:preview",
    "wagtailimages:url_generator",
    "wagtaillocales:",
    "wagtailredirects:process_import",
    "wagtailredirects:start_import",
    "wagtailsites:",
    "wagtailsnippetchoosers_accounts_",
    "wagtailsnippetchoosers_cases_",
    "wagtailsnippetchoosers_notifications_",
    "wagtailusers_groups:",
    "wagtailusers_users:",
)
"""Pages that nobody needs, like those without a name: people and their roles are looked after under /people/."""
ASKED_BY_PAGES = (
    "wagtailadmin_editing_sessions:",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_pages:preview_on_",
    "wagtailadmin_sprite",
)
"""What an open page asks for on its own: no sign that somebody is there. Saving what was typed is one."""
FRAMED = ("wagtailadmin_block_preview", "wagtailadmin_pages:preview_on_")
TAKING_PICTURES = (
    "wagtailimages:add",
    "wagtailimages:edit",
    "wagtailimages_chooser:create",
    "wagtailsnippets_accounts_organisation:edit",
    "wagtailsnippets_accounts_organisation:revisions_revert",
)
WITH_INLINE_SCRIPT = (
    "wagtail_bulk_action",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move",
    "wagtailredirects:add",
    "wagtailredirects:edit",
)
"""Forms in which Wagtail starts its page chooser by a script in the page; nowhere else does it need one."""
CROPPING = "wagtailimages:edit"
DO_NOTHING = "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"
"""The handler `return;`, and no other: the picture cropper sets it to find out whether the browser knows fingers."""
WITH_INLINE_STYLE = (
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:revisions_revert",
)
"""Pages with the text editor and the accessibility checker, which write styles into the page."""


def guarded(view: View, name: str) -> View:
    """A view of Wagtail's for those who look after the library, or one that does not exist for anybody."""
    if not name or name.startswith(CLOSED):
        return closed
    if name == "wagtailimages:add_multiple":
        return one_picture
    if name == "wagtailadmin_explore_root":
        view = _library_first(view)
    view = _framed(view) if name.startswith(FRAMED) else csp(policy_of(name))(view)
    view = site_roles(*LIBRARY_ROLES)(_in_own_words(_say_refusals(view)))
    if name.startswith(ASKED_BY_PAGES):
        view = does_not_extend_session(view)
    return takes_pictures(view) if name.startswith(TAKING_PICTURES) else view


def policy_of(name: str) -> dict[str, list[str]]:
    """What a page of Wagtail's may load and run, by its name."""
    script = [SELF, UNSAFE_INLINE] if name.startswith(WITH_INLINE_SCRIPT) else [SELF]
    if name == CROPPING:
        script = [SELF, UNSAFE_HASHES, DO_NOTHING]
    style = [SELF, UNSAFE_INLINE] if name in WITH_INLINE_STYLE else [SELF]
    return POLICY | {"script-src": script, "style-src": style}


@site_roles(*LIBRARY_ROLES)
def closed(request: HttpRequest, **_values: object) -> HttpResponse:
    """Nothing is here."""
    raise Http404


@site_roles(*LIBRARY_ROLES)
def one_picture(request: HttpRequest) -> HttpResponse:
    """Pictures come one by one, each with the words that stand for it; several at once would come without."""
    return redirect("wagtailimages:add")


@signed_in
def own_profile(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone are kept on the profile page of the house."""
    return redirect("profile")


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """There is one way in, and it asks for the second factor."""
    return redirect_to_login(request.GET.get("next") or reverse("wagtailadmin_home"))


@public
def new_password(request: HttpRequest, **_values: object) -> HttpResponse:
    """There is one way to a new password."""
    return redirect("account_reset_password")


def _in_own_words(view: View) -> View:
    """Let Wagtail speak the person's language and show their clock; it would ask a profile of its own."""

    @wraps(view)
    def localized(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
        user = request.user
        profile = getattr(user, "wagtail_userprofile", None) or UserProfile(user=user)
        profile.preferred_language, profile.current_time_zone = spoken(user.language), user.time_zone
        return view(request, *args, **kwargs)

    return localized


def _say_refusals(view: View) -> View:
    """Where a button elsewhere would publish what is not ready, say why on the page of the guide."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
        try:
            return view(request, *args, **kwargs)
        except NotReady as refused:
            messages.error(request, str(refused))
            address = reverse("wagtailadmin_pages:edit", args=[refused.guide_id])
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)

    return refusing


def _library_first(view: View) -> View:
    """Begin the list of pages at the library: the root above it means nothing to anybody."""

    @wraps(view)
    def beginning(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
        library = trunk()
        return redirect("wagtailadmin_explore", library.pk) if library else view(request, *args, **kwargs)

    return beginning


def _framed(view: View) -> View:
    """Let a preview stand in the editor's panel; it came through the whole house and wears the public policy."""

    @csp(FRAMED_POLICY)
    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- any view
        response = view(request, *args, **kwargs)
        if "Content-Security-Policy" in response.headers:
            del response.headers["Content-Security-Policy"]
        return response

    return framed


def _behind_our_door(
    patterns: Iterable[URLPattern | URLResolver], namespace: str = ""
) -> Iterable[URLPattern | URLResolver]:
    """Wagtail's own addresses, each of them guarded; done once, when the addresses of the house are read."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            _behind_our_door(pattern.url_patterns, inner)
        else:
            pattern.callback = guarded(pattern.callback, f"{namespace}{pattern.name or ''}")
    return patterns


urlpatterns = [
    path("login/", sign_in, name="wagtailadmin_login"),
    path("logout/", account_views.logout, name="wagtailadmin_logout"),
    path("account/", own_profile, name="wagtailadmin_account"),
    path("password_reset/", new_password),
    path("password_reset/<path:rest>", new_password),
    *_behind_our_door(wagtail_urls.urlpatterns),
]
