"""Loading what ships, as an upgrade does."""

import pytest
from django.core.management import call_command

from cases.reminder_kinds import SUBJECT
from notifications.models import Reminder, Replanning, Rule

pytestmark = pytest.mark.django_db


def test_new_rules_hold_for_journeys_under_way_too(case):
    Reminder.objects.all().delete()
    Rule.objects.filter(key="untouched").delete()

    call_command("starter", verbosity=0)

    assert Replanning.objects.filter(subject=SUBJECT, finished_at=None).exists()


def test_nothing_new_plans_nothing_anew(case):
    call_command("starter", verbosity=0)

    assert not Replanning.objects.exists()
