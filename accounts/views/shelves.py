"""Rows that administrators edit in Wagtail's admin: never deleted, each save in a history to restore from.

Each page says what saving does and what it leaves alone.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.utils.functional import Promise, cached_property
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views import snippets

from accounts.actions import rows
from accounts.models import User
from accounts.views import saving

Words = str | Promise


class Kept(ModelPermissionPolicy):
    """By Django's permissions; but nobody deletes."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether this person's roles allow it, and it is no deletion."""
        return action != "delete" and super().user_has_permission(user, action)


class EffectPanel(HelpPanel):
    """What saving does and what it leaves alone, with today's numbers."""

    def __init__(self, say: Callable[[Any], Iterable[Words]], **kwargs: Any) -> None:  # noqa: ANN401 -- Wagtail's
        super().__init__(template="accounts/admin/effects.html", **kwargs)
        self.say = say

    def clone_kwargs(self) -> dict[str, Any]:
        """What a copy of this panel is made with."""
        kwargs = super().clone_kwargs()
        del kwargs["template"], kwargs["content"]
        return kwargs | {"say": self.say}

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel on the page of one row."""

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """The sentences about this row."""
            context = super().get_context_data(parent_context)
            return {**context, "effects": self.panel.say(self.instance)}


class EditView(saving.EditView):
    """A row whose first version is kept too."""

    def save_instance(self) -> models.Model:
        """Keep what ships before its first change."""
        rows.keep_original(self.object)
        return super().save_instance()


class Listing(snippets.IndexView):
    """A list without boxes to tick: there is nothing to do to many rows at once."""

    @cached_property
    def columns(self) -> list[Column]:
        """The columns but the first."""
        return super().columns[1:]


class Shelf(snippets.SnippetViewSet):
    """What all pages here have in common."""

    index_view_class = Listing
    add_view_class = saving.CreateView
    edit_view_class = EditView
    copy_view_enabled = False
    list_per_page = 50
    ordering: tuple[str, ...] = ("position",)


def page(say: Callable[[Any], Iterable[Words]], *panels: Panel | str, form: type[BaseForm]) -> ObjectList:
    """An edit page: what saving does, and the fields."""
    fields = [FieldPanel(panel) if isinstance(panel, str) else panel for panel in panels]
    return ObjectList([EffectPanel(say), *fields], base_form_class=form)
