"""The journey itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Journeys and everything on them."""

    name = "cases"
    verbose_name = _("journeys")
