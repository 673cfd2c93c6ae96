"""Puts up the library and loads the guides that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand

from guidance.actions import search_index, starter


class Command(BaseCommand):
    """Add what is new, renew what nobody has touched, offer the rest to the editors."""

    help = "Load the guides and the glossary that ship with SecondPath."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Load, and say what happened."""
        search_index.renew()
        counts = starter.load()
        said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        self.stdout.write(f"Guides: {said or 'nothing new'}.")
