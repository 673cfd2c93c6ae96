"""What there is to do in the library: on the first page of the admin, and list by list."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from guidance.actions import offers
from guidance.models import StarterGuide
from guidance.queries import upkeep
from guidance.queries.library import trunk

ON_THE_BOARD, ON_A_PAGE = 5, 50
BELOW_WHAT_AWAITS_A_REVIEW = WorkflowObjectsToModeratePanel.order + 1


class Board(Component):
    """Everything that wants looking at, the first rows of each list."""

    order = BELOW_WHAT_AWAITS_A_REVIEW
    template_name = "guidance/admin/board.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The lists that have something in them."""
        return {
            "library": trunk(),
            "listings": upkeep.board(at=timezone.now(), first=ON_THE_BOARD),
            "links_are_tried": settings.CHECK_GUIDE_LINKS,
            "csrf_token": parent_context["csrf_token"] if parent_context else "",
        }


class ListingView(WagtailAdminTemplateMixin, TemplateView):
    """One list to its end, all languages or one."""

    template_name = "guidance/admin/listing.html"
    header_icon = "list-ul"
    _show_breadcrumbs = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Django's
        """The rows of a page."""
        if kwargs["key"] not in upkeep.LISTS:
            raise Http404
        listing = upkeep.find(kwargs["key"], at=timezone.now())
        self.page_title = listing.title
        language = self.request.GET.get("language", "")
        rows = listing.rows
        if language in dict(settings.LANGUAGES):
            rows = rows.filter(**{listing.language_of: language})
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "rows": [listing.as_row(row) for row in page],
            "page": page,
            "language": language,
            "languages": settings.LANGUAGES,
        }


@require_POST
def leave_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep our own version of a guide."""
    offer = get_object_or_404(StarterGuide, pk=pk, offered__isnull=False)
    offers.leave(offer)
    messages.success(request, _("Your version stays. The new one is still in the history of the guide."))
    return redirect("wagtailadmin_home")
