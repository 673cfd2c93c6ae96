"""Makes the demo: people with a known password, and journeys in every stage."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.actions import starter
from cases.management.demo import journeys, load, people, post


class Command(BaseCommand):
    """Tell the demo; a second time changes nothing that stands."""

    help = "Make the demo people and journeys, or with --cases a large caseload for measuring."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The size of a caseload for measuring."""
        parser.add_argument("--cases", type=int, default=0, help="journeys to add for measuring")
        parser.add_argument("--advocates", type=int, default=60, help="advocates who carry them")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- the signature is Django's
        """Make what is missing, and say who can sign in."""
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo is for the development settings only: its password is known to all.")
        now = timezone.now()
        starter.load()
        who = people.make(at=now)
        told = journeys.tell(who, now=now)
        if told:
            post.put_behind(now=now)
        self.stdout.write(f"Demo: {told} new journeys." if told else "Demo: nothing new.")
        if options["cases"]:
            added = load.fill(options["cases"], advocates=options["advocates"], at=now)
            self.stdout.write(f"Added {added} journeys for measuring.")
        self.stdout.write(f"\nThe demo people, each with the password {people.PASSWORD}:\n")
        for key, _name, _role, words in people.PEOPLE:
            self.stdout.write(f"  {people.address(key):22} {words}")
