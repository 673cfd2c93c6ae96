"""The journey itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Journeys and everything on them."""

    name = "cases"
    verbose_name = _("journeys")

    def ready(self) -> None:
        """Let the join page answer invitations to a journey."""
        from accounts import joining  # noqa: PLC0415 -- models exist only now
        from cases import team_joining  # noqa: PLC0415 -- models exist only now

        joining.register(team_joining.KIND)
