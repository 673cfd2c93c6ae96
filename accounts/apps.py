"""The app of people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, site roles and invitations."""

    name = "accounts"
