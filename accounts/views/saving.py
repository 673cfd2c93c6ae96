"""Saving rows that have no drafts: what is saved counts at once."""

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views import snippets


class CreateView(snippets.CreateView):
    """A new row is saved when somebody says so, never half-written."""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Turn off saving by itself."""
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class EditView(snippets.EditView):
    """A row is saved when somebody says so, and never over what somebody else saved meanwhile."""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Turn off saving by itself."""
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    def is_valid(self, form: BaseForm) -> bool:
        """Say so when what this person began with is no longer what stands."""
        has_begun_before = self.latest_revision and "loaded_revision_id" not in self.request.POST
        if self.is_out_of_date or has_begun_before:
            form.add_error(None, _("Somebody saved this while you were writing. Look at the history first."))
            self.produced_error_message = _(
                "Somebody else saved this while you were writing. Nothing of yours is lost: it stands below. "
                "Look at the history, then save again to keep your words."
            )
            return False
        return super().is_valid(form)
