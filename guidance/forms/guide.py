"""What editors type into a guide."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from guidance import places
from guidance.models.pages import PLACES
from guidance.queries.upkeep import library_people

TO_READERS = ("action-publish", "action-submit", "action-restart-workflow")
"""The buttons that send a guide on its way to readers."""


class GuideForm(WagtailAdminPageForm):
    """A guide; what is typed as a draft is kept, what goes to readers is looked at more closely."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the signature is Wagtail's
        super().__init__(*args, **kwargs)
        if self.instance.locale_id is None:  # a preview asks before Wagtail asks the shelf
            self.instance.locale = self.parent_page.locale
        for field in {"responsible", "reviewer"} & self.fields.keys():
            self.fields[field].queryset = library_people()
        self.retired = {
            field: gone
            for kind, field in PLACES.items()
            if field in self.fields and (gone := places.retired(kind, getattr(self.instance, field)))
        }
        for field, gone in self.retired.items():
            self.fields[field].help_text = _("No longer in use, and left out when you save: %(places)s.") % {
                "places": get_text_list(gone, _("and"))
            }

    def clean(self) -> dict[str, Any]:
        """Refuse a moment of publication that was typed just now and has passed."""
        cleaned = super().clean()
        moment = cleaned.get("go_live_at")
        if moment and "go_live_at" in self.changed_data and moment < timezone.now():
            self.add_error(
                "go_live_at",
                ValidationError(
                    _("This moment has passed. Choose a later one, or leave it empty to publish at once.")
                ),
            )
        return cleaned

    def _post_clean(self) -> None:
        """Say at the field what keeps a guide from its readers, once it is sent to them."""
        super()._post_clean()
        self.instance.dropped_places = [key for gone in self.retired.values() for key in gone]
        if self._goes_to_readers():
            for field, sentence in self.instance.not_ready().items():
                self.add_error(field, sentence)

    def _goes_to_readers(self) -> bool:
        approves = (
            self.data.get("action-workflow-action") and self.data.get("workflow-action-name") == "approve"
        )
        return bool(approves or any(self.data.get(name) for name in TO_READERS))
