"""Loads the templates that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.actions import starter


class Command(BaseCommand):
    """Add what is missing; leave what stands."""

    help = "Load the steps, records lists, questions and comparison rows that ship with SecondPath."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Load, and say what was new."""
        added = starter.load()
        new = ", ".join(f"{count} {kind}" for kind, count in added.items() if count)
        self.stdout.write(f"Starter content: {new or 'nothing new'}.")
