"""What the top of every page knows."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import organisation
from accounts.choices import SiteRole
from cases.queries.messages import unread_in
from cases.rules.team import may_see_notes

Entry = dict[str, object]

GUIDES = (_("Guides"), "/guides/")
CONTENT_ROLES = (SiteRole.EDITOR, SiteRole.REVIEWER, SiteRole.ADMINISTRATOR)

ROOMS: tuple[tuple[str, str | Promise], ...] = (
    ("journey", _("Overview")),
    ("messages", _("Messages")),
    ("records", _("Records")),
    ("appointment", _("Appointment")),
    ("compare", _("Compare")),
    ("decide", _("Decide")),
    ("reminders", _("Reminders")),
    ("notes", _("Notes")),
    ("timeline", _("Timeline")),
    ("team", _("Team")),
)


def masthead(request: HttpRequest) -> dict[str, object]:
    """The main menu of this person; on the page of a journey also its rooms, the journey and the viewer.

    Those who have not signed in see the way to the guides, unless the organisation keeps them to itself.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"masthead": _listed([GUIDES], request) if organisation.remembered().library_is_public else []}
    return {"masthead": menu(request), **journey(request)}


def menu(request: HttpRequest) -> list[Entry]:
    """The entries of the main menu that this person may use: {label, url, current, badge}."""
    user = request.user
    entries: list[tuple[str | Promise, str]] = []
    if user.has_site_role(SiteRole.ADVOCATE, SiteRole.LEAD):  # type: ignore[union-attr]
        entries.append((_("Caseload"), reverse("cases:caseload")))
    if not user.site_roles:  # type: ignore[union-attr]
        entries.append((_("My journey"), reverse("cases:journeys")))
    if user.has_site_role(SiteRole.LEAD, SiteRole.ADMINISTRATOR):  # type: ignore[union-attr]
        entries.append((_("People"), "/people/"))
    entries.append(GUIDES)
    if user.has_site_role(*CONTENT_ROLES):  # type: ignore[union-attr]
        entries.append((_("Admin"), "/admin/"))
    return _listed(entries, request)


def _listed(entries: Sequence[tuple[str | Promise, str]], request: HttpRequest) -> list[Entry]:
    inside = hasattr(request, "case")
    home = 0 if inside else None
    return [
        {"label": label, "url": url, "current": index == home or request.path.startswith(url), "badge": 0}
        for index, (label, url) in enumerate(entries)
    ]


def journey(request: HttpRequest) -> dict[str, object]:
    """The journey that the door let this person into, how they stand to it, and its rooms."""
    case = getattr(request, "case", None)
    if case is None:
        return {}
    viewer = request.viewer  # type: ignore[attr-defined]
    rooms = [room for room in ROOMS if room[0] != "notes" or may_see_notes(viewer)]
    tabs = [(label, reverse(f"cases:{name}", args=[case.uuid])) for name, label in rooms]
    own = tabs[0][1]
    messages = reverse("cases:messages", args=[case.uuid])
    badges = {messages: unread_in(case, viewer.user)}
    current = max((url for _label, url in tabs if request.path.startswith(url)), key=len, default=own)
    return {
        "case": case,
        "viewer": viewer,
        "journey_tabs": [
            {"label": label, "url": url, "current": url == current, "badge": badges.get(url, 0)}
            for label, url in tabs
        ],
    }
