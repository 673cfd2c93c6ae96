"""The journey itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Journeys and everything on them."""

    name = "cases"
    verbose_name = _("journeys")

    def ready(self) -> None:
        """Let the join page answer invitations to a journey, guides name places, and calendars know days off."""
        from accounts import joining  # noqa: PLC0415 -- models exist only now
        from cases import (  # noqa: PLC0415 -- models exist only now
            deadlines,
            news_kinds,
            post,
            reminder_kinds,
            signals,
            team_joining,
        )
        from cases.queries import days, guide_places  # noqa: PLC0415 -- models exist only now
        from guidance import places  # noqa: PLC0415 -- the same
        from notifications import kinds, subjects  # noqa: PLC0415 -- the same

        joining.register(team_joining.KIND)
        kinds.register(*reminder_kinds.KINDS, *news_kinds.KINDS)
        subjects.register(post.JourneySubject())
        deadlines.listen_to(days.extra_days)
        signals.connect()
        for kind, choices in guide_places.BY_KIND.items():
            places.register(kind, choices)
