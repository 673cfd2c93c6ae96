"""The post office."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Reminders, notices and letters."""

    name = "notifications"
    verbose_name = _("notifications")

    def ready(self) -> None:
        """Register the messages about accounts, and listen to sign-ins, tokens and the mail provider."""
        from notifications import account_kinds, kinds, signals, subjects  # noqa: PLC0415 -- models exist only now

        kinds.register(*account_kinds.KINDS)
        subjects.register(account_kinds.AccountSubject())
        signals.connect()
