"""The app of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, site roles and invitations."""

    name = "accounts"

    def ready(self) -> None:
        """Listen to allauth, and let the join page answer invitations to work here."""
        from accounts import joining, signals, staff_joining  # noqa: PLC0415 -- models exist only now

        signals.connect(self)
        joining.register(staff_joining.KIND)
