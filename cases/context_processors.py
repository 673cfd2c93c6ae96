"""What the top of every page knows."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def masthead(request: HttpRequest) -> dict[str, list[dict[str, object]]]:
    """The entries of the main menu that this person may use: {label, url, current, badge}."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"masthead": []}
    entries = []
    if user.has_site_role("advocate", "lead"):
        entries.append((_("Caseload"), "/caseload/"))
    if not user.site_roles:
        entries.append((_("My journey"), "/journeys/"))
    if user.has_site_role("lead", "administrator"):
        entries.append((_("People"), "/people/"))
    return {
        "masthead": [
            {"label": label, "url": url, "current": request.path.startswith(url), "badge": 0}
            for label, url in entries
        ]
    }
