"""A rule that an administrator changes on screen moves the reminders of journeys under way."""

from datetime import timedelta

from django.urls import reverse

from cases.reminder_kinds import RemindOf
from notifications.actions import replanning
from notifications.models import Reminder, Replanning, Rule
from tests.cases.conftest import NOON


def typed(rule, **values):
    """What the form of this rule sends."""
    names = ("offset", "unit", "side", "audience", "repeat_every", "repeats", "escalate_after")
    sent = {name: getattr(rule, name) for name in names}
    sent |= {"kind": rule.kind, "time_of_day": "09:00", "by_mail": "on", "is_active": "on"}
    for wording in rule.wordings.all():
        sent |= {f"title_{wording.language}": wording.title, f"body_{wording.language}": wording.body}
    return {name: value for name, value in (sent | values).items() if value is not None}


def days_of(rule):
    return sorted(Reminder.objects.filter(rule=rule).values_list("local_at", flat=True))


def change(admin, rule, **values):
    address = reverse("wagtailsnippets_notifications_rule:edit", args=[rule.pk])
    assert admin.post(address, typed(rule, **values)).status_code == 302


def test_a_rule_that_waits_longer_moves_what_is_planned(admin, case):
    rule = Rule.objects.get(kind=RemindOf.REQUEST_IDLE, audience="patient_side")
    before = days_of(rule)

    change(admin, rule, offset=rule.offset + 7)
    assert days_of(rule) == before
    replanning.go_on(at=NOON + timedelta(minutes=1))

    assert before
    assert days_of(rule)[:-1] == before[1:]
    assert Replanning.objects.exclude(finished_at=None).filter(subject="journey", done=1, failed=0).exists()


def test_a_rule_that_is_switched_off_takes_back_what_is_planned(admin, case):
    rule = Rule.objects.get(kind=RemindOf.REQUEST_IDLE, audience="patient_side")

    change(admin, rule, is_active=None)
    replanning.go_on(at=NOON + timedelta(minutes=1))

    assert days_of(rule) == []
