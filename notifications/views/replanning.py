"""Saving what reminders follow from."""

from django.db import models
from django.utils import timezone

from notifications.actions import replanning


class PlansAnew:
    """A page of the admin whose row is counted with wherever reminders are planned."""

    def save_instance(self) -> models.Model:
        """Save, and have open journeys planned anew."""
        saved = super().save_instance()  # type: ignore[misc]
        replanning.ask_all(by=self.request.user, at=timezone.now())  # type: ignore[attr-defined]
        return saved
