"""The guidance library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    """Guides, the words they use, and what keeps them current."""

    name = "guidance"
    verbose_name = _("guidance")

    def ready(self) -> None:
        """Listen to Wagtail."""
        from guidance import signals  # noqa: F401, PLC0415 -- models exist only now
