"""Loads the templates and the reminder rules that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.actions import starter
from notifications.actions import replanning


class Command(BaseCommand):
    """Add what is missing; leave what stands."""

    help = "Load the steps, records lists, questions, comparison rows and reminder rules that ship with SecondPath."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Load, and say what was new; new rules hold for journeys under way, too."""
        added = starter.load()
        if added["reminder rules"]:
            replanning.ask_all(by=None, at=timezone.now())
        new = ", ".join(f"{count} {kind}" for kind, count in added.items() if count)
        self.stdout.write(f"Starter content: {new or 'nothing new'}.")
