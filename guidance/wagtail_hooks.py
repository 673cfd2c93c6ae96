"""What we add to Wagtail's admin, and what we take away."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.choices import SiteRole
from accounts.views import saving
from guidance import reading
from guidance.actions import offers
from guidance.forms.glossary import GlossaryForm
from guidance.forms.guide import GuideForm
from guidance.models import GlossaryTerm, Guide
from guidance.views.upkeep import Board, ListingView, leave_offer

Guide.edit_handler.base_form_class = GuideForm  # a model may not import its form


class Glossary(SnippetViewSet):
    """Words that need explaining."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 300
    add_to_admin_menu = True
    list_display = ("term", "means")
    search_fields = ("term", "means")
    copy_view_enabled = False
    add_view_class = saving.CreateView
    edit_view_class = saving.EditView


GlossaryTerm.base_form_class = GlossaryForm
register_snippet(Glossary)


# Around every page


@hooks.register("insert_global_admin_css")
def our_style() -> SafeString:
    """Our colors, and room for what we add."""
    return format_html('<link rel="stylesheet" href="{}">', static("secondpath/admin.css"))


@hooks.register("insert_global_admin_js")
def our_script() -> SafeString:
    """What Wagtail would start by scripts inside the page."""
    return format_html('<script src="{}"></script>', static("secondpath/admin.js"))


@hooks.register("construct_main_menu", order=1000)
def keep_the_menu_small(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away what leads to pages of Wagtail's makers."""
    items[:] = [item for item in items if item.name != "help"]


class PeopleItem(MenuItem):
    """The way to people and their roles, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_site_role(SiteRole.ADMINISTRATOR)  # type: ignore[union-attr]


@hooks.register("register_admin_menu_item")
def people() -> MenuItem:
    """People are looked after on pages of our own."""
    return PeopleItem(_("People"), reverse("people"), name="people", icon_name="group", order=900)


@hooks.register("register_admin_menu_item")
def library() -> MenuItem:
    """The library as readers see it."""
    return MenuItem(
        _("See the library"), reverse("guidance:library"), name="library", icon_name="view", order=950
    )


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, items: list[SummaryItem]) -> None:
    """How many pages there are helps nobody."""
    items.clear()


@hooks.register("construct_homepage_panels")
def what_wants_looking_at(request: HttpRequest, panels: list[Component]) -> None:
    """What there is to do; only what waits for this person's review comes before it."""
    panels.append(Board())


@hooks.register("register_admin_urls")
def our_pages() -> list[URLPattern]:
    """The lists of what there is to do; our door stands before these too."""
    return [
        path("upkeep/<slug:key>/", ListingView.as_view(), name="guidance_upkeep"),
        path("upkeep/offers/<int:pk>/leave/", leave_offer, name="guidance_leave_offer"),
    ]


@hooks.register("construct_admin_api")
def no_documents(router: WagtailAPIRouter) -> None:
    """Every page of Wagtail's asks for the address of documents, which we have none of; our door keeps it closed."""
    router.register_endpoint("documents", PagesAdminAPIViewSet)


# After saving


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_was_found(request: HttpRequest, page: Page) -> None:
    """Warn of hard words and of places that are gone; not after every keystroke that is saved on its own."""
    if not isinstance(page, Guide) or not request.accepts("text/html"):
        return
    offers.taken(page, revision_id=request.POST.get("revision", ""))
    for sentence in remarks(page):
        messages.warning(request, sentence)


def remarks(guide: Guide) -> Iterable[str]:
    """What the person who has just saved a guide should know."""
    if (guide.grade or 0) > reading.WARN_ABOVE:
        yield gettext(
            "This guide reads at grade %(grade)s. Our readers are worried and tired: "
            "please aim for grade %(aim)s or lower."
        ) % {"grade": guide.grade, "aim": reading.WARN_ABOVE}
    if guide.dropped_places:
        yield gettext("These places are no longer in use and were left out: %(places)s.") % {
            "places": get_text_list(list(guide.dropped_places), gettext("and"))
        }
