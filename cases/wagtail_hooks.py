"""What administrators edit on screen beside the library: templates, holidays, the organisation.

Nothing here is ever deleted, each save stands in a history from which it can be restored, and each page says
what saving does and what it leaves alone.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import compare
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import snippets

from accounts.actions import organisation, rows
from accounts.models import Organisation, User
from accounts.views.shelves import Kept, Shelf, Words, page
from cases.forms.organisation import OrganisationForm
from cases.forms.templates import KeysForm, RecordForm, StepForm, TemplateForm
from cases.models import ExtraDay, QuestionTemplate, RecordTemplate, RowTemplate, StepTemplate
from cases.queries.templates import effects
from cases.views import holidays, listings
from guidance.models.fields import KeysField


class KeptAsOne(Kept):
    """The same, for the only row of its kind: nobody adds a second."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether this person's roles allow it, and it is no addition."""
        return action != "add" and super().user_has_permission(user, action)


for kept in (StepTemplate, RecordTemplate, QuestionTemplate, RowTemplate, ExtraDay):
    register_permission_policy(kept, Kept(kept))
register_permission_policy(Organisation, KeptAsOne(Organisation))


class KeysComparison(compare.TextFieldComparison):
    """Two lists of keys, compared in the words that people ticked."""

    def __init__(self, field: KeysField, obj_a: models.Model, obj_b: models.Model) -> None:
        super().__init__(field, obj_a, obj_b)
        labels = dict(field.all_choices())
        self.val_a, self.val_b = (
            ", ".join(str(labels.get(key, key)) for key in field.value_from_object(row))
            for row in (obj_a, obj_b)
        )


compare.register_comparison_class(KeysField, comparison_class=KeysComparison)


IN_USE = BooleanColumn("is_active", label=_("In use"))


class Steps(Shelf):
    """The steps of the five stages."""

    model = StepTemplate
    icon = "list-ol"
    menu_label = _("Steps")
    list_display = ("title", "stage", "who", "position", IN_USE)
    list_filter = ("stage", "who", "is_gate", "is_active")
    search_fields = ("title", "why", "how")
    edit_handler = page(
        effects,
        "title",
        "why",
        "how",
        MultiFieldPanel(
            [FieldPanel(name) for name in ("stage", "position", "who", "is_gate", "due_days", "only_if")],
            heading=_("When and who"),
        ),
        "is_active",
        form=StepForm,
    )


class Records(Shelf):
    """The records that each family of conditions needs."""

    model = RecordTemplate
    icon = "doc-full"
    menu_label = _("Records")
    list_display = ("name", "family", "need", "position", IN_USE)
    list_filter = ("family", "need", "clock", "is_active")
    search_fields = ("name", "why", "ask_for", "tip")
    edit_handler = page(
        effects,
        "name",
        "why",
        "ask_for",
        "tip",
        MultiFieldPanel(
            [FieldPanel(name) for name in ("family", "position", "need", "only_if", "replaces")],
            heading=_("Whose list it is on"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("holders", "formats", "fastest", "slowest", "clock", "loinc")],
            heading=_("Who has it, and how it comes"),
        ),
        "is_active",
        form=RecordForm,
    )


class Questions(Shelf):
    """The question bank."""

    model = QuestionTemplate
    icon = "help"
    menu_label = _("Questions")
    list_display = ("text", "topic", "position", IN_USE)
    list_filter = ("topic", "is_active")
    search_fields = ("text", "why")
    edit_handler = page(
        effects, "text", "why", "topic", "families", "position", "is_active", form=TemplateForm
    )


class Rows(Shelf):
    """The rows of the comparison."""

    model = RowTemplate
    icon = "table"
    menu_label = _("Comparison rows")
    list_display = ("label", "question", "position", IN_USE)
    list_filter = ("is_active",)
    search_fields = ("label", "question", "hint")
    edit_handler = page(
        effects,
        "label",
        "question",
        "hint",
        "major_when",
        "ask",
        "position",
        "is_active",
        form=TemplateForm,
    )


def effects_of_a_day(_day: ExtraDay) -> list[Words]:
    """What a holiday changes."""
    return [
        _("It counts from now on, for everything that is reckoned in working days."),
        _("Limits that are already set stay as they are."),
    ]


class Holidays(Shelf):
    """Days off beside the public holidays."""

    model = ExtraDay
    index_view_class = listings.HolidayListing
    add_view_class = holidays.CreateView
    edit_view_class = holidays.EditView
    index_template_name = listings.HolidayListing.template_name
    index_results_template_name = "cases/admin/holiday_results.html"
    icon = "calendar-alt"
    menu_label = _("Holidays")
    list_display = ("name", "day", BooleanColumn("is_working_day", label=_("Offices are open")), IN_USE)
    list_filter = ("is_working_day", "is_active")
    search_fields = ("name",)
    ordering = ("-day",)
    edit_handler = page(
        effects_of_a_day, "name", "day", "is_working_day", "states", "is_active", form=KeysForm
    )


class Templates(snippets.SnippetViewSetGroup):
    """The menu of what new journeys copy."""

    items = (Steps, Records, Questions, Rows, Holidays)
    menu_label = _("Templates")
    menu_icon = "list-ul"
    menu_name = "templates"
    menu_order = 500


def effects_of_the_organisation(_organisation: Organisation) -> list[Words]:
    """What a change of the organisation does."""
    return [
        _("It is shown within half a minute, on every page and in every new letter."),
        _("Letters that were already sent stay as they are."),
    ]


class ToTheOne(snippets.IndexView):
    """There is one organisation, so its list is its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- the signature is Django's
        """Go to its page."""
        return redirect(reverse(self.edit_url_name, args=[organisation.establish().pk]))


class TheOrganisation(Shelf):
    """Who runs this installation."""

    model = Organisation
    icon = "home"
    menu_label = _("Organization")
    menu_name = "organisation"
    menu_order = 520
    add_to_admin_menu = True
    index_view_class = ToTheOne
    ordering = ("pk",)
    edit_handler = page(
        effects_of_the_organisation,
        "name",
        "logo",
        "library_is_public",
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "emergency_title",
                    "emergency_wait",
                    "emergency_more",
                    "emergency_signs",
                    "emergency_limits",
                )
            ],
            heading=_("In an emergency"),
        ),
        form=OrganisationForm,
    )


@hooks.register("register_log_actions")
def name_own_actions(actions: LogActionRegistry) -> None:
    """Say in a history what the first line of it is."""
    kept = _("Kept as it was before the first change")
    actions.register_action(rows.KEPT, kept, kept)


register_snippet(Templates)
register_snippet(TheOrganisation)
