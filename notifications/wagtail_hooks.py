"""What administrators edit of the post office: when to remind whom, and in which words."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import compare
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from accounts.choices import SiteRole
from accounts.views.shelves import Kept, Shelf, page
from notifications.forms.rules import RuleForm
from notifications.kinds import Words
from notifications.models import Rule
from notifications.views import rules, status

register_permission_policy(Rule, Kept(Rule))


class WordsComparison(compare.TextFieldComparison):
    """Title and text in one language, then and now."""

    def __init__(self, language: str, name: Words, before: Rule, after: Rule) -> None:
        self.language, self.name = language, name
        self.val_a, self.val_b = (self._text(rule) for rule in (before, after))

    def field_label(self) -> Words:
        """The language."""
        return self.name

    def _text(self, rule: Rule) -> str:
        found = [row for row in rule.wordings.all() if row.language == self.language]
        return f"{found[0].title}\n{found[0].body}" if found else ""


class WordsPanel(MultiFieldPanel):
    """Title and text in one language."""

    def __init__(self, language: str, name: Words, **kwargs: object) -> None:
        self.language, self.name = language, name
        fields = [FieldPanel(f"title_{language}"), FieldPanel(f"body_{language}")]
        super().__init__(**{"children": fields, "heading": name} | kwargs)

    def clone_kwargs(self) -> dict[str, object]:
        """What a copy of this panel is made with."""
        return super().clone_kwargs() | {"language": self.language, "name": self.name}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """The panel on the page of one rule."""

        def get_comparison(self) -> list[object]:
            """How two versions are compared: in one piece."""
            return [partial(WordsComparison, self.panel.language, self.panel.name)]


class Rules(Shelf):
    """When to remind whom."""

    model = Rule
    icon = "time"
    menu_label = _("Reminder rules")
    menu_name = "reminder-rules"
    menu_order = 510
    add_to_admin_menu = True
    index_view_class = rules.Listing
    add_view_class = rules.CreateView
    edit_view_class = rules.EditView
    index_template_name = "notifications/admin/rules.html"
    create_template_name = "notifications/admin/rule_new.html"
    edit_template_name = "notifications/admin/rule.html"
    list_display = (
        "__str__",
        Column("timing", label=_("When and whom"), accessor=rules.timing),
        BooleanColumn("is_active", label=_("On")),
    )
    list_filter = ("audience", "is_active", "by_mail")
    list_per_page = 100
    ordering = ("position", "pk")
    edit_handler = page(
        rules.effects,
        "kind",
        MultiFieldPanel(
            [FieldPanel(name) for name in ("offset", "unit", "side", "time_of_day")], heading=_("When")
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("repeat_every", "repeats", "escalate_after")],
            heading=_("If nothing happens"),
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("audience", "by_mail")], heading=_("Whom, and how")),
        *(WordsPanel(language, name) for language, name in settings.LANGUAGES),
        "is_active",
        form=RuleForm,
    )


class StatusItem(MenuItem):
    """The way to how the post office is doing, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_site_role(SiteRole.ADMINISTRATOR)  # type: ignore[union-attr]


@hooks.register("register_admin_menu_item")
def status_item() -> MenuItem:
    """What waits, what failed, what rests."""
    return StatusItem(
        _("Sending reminders"),
        reverse("reminders_status"),
        name="reminders-status",
        icon_name="mail",
        order=515,
    )


@hooks.register("register_admin_urls")
def our_pages() -> list[URLPattern]:
    """The status page and its buttons; each of them asks for an administrator."""
    return [
        path("reminders/", status.StatusView.as_view(), name="reminders_status"),
        path("reminders/letters/again/", status.resend_all, name="reminders_resend_all"),
        path("reminders/letters/<int:pk>/again/", status.resend, name="reminders_resend"),
        path("reminders/broken/again/", status.try_all_again, name="reminders_try_all_again"),
        path("reminders/broken/<int:pk>/again/", status.try_again, name="reminders_try_again"),
        path("reminders/channels/<slug:channel>/try/", status.try_now, name="reminders_try_now"),
    ]


register_snippet(Rules)
