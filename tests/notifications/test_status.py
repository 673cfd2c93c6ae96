"""How the post office is doing: for monitors, and for administrators."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import SiteRole
from notifications.choices import LetterState, ReminderState
from notifications.models import ChannelPause, FailingAddress, Letter, Notice, Reminder, Replanning, Sweep
from notifications.queries import status
from tests.cases.admin.conftest import admin
from tests.cases.conftest import person, signed_in, starter_content
from tests.notifications.actions.test_outbox import letter, reminder
from tests.notifications.conftest import MONDAY

__all__ = ["admin", "starter_content"]

MINUTE = timedelta(minutes=1)
PAGE = "/admin/reminders/"


def swept(at):
    Sweep.objects.update_or_create(pk=1, defaults={"begun_at": at, "ended_at": at})


def waiting(user, *, due_at, **values):
    return Letter.objects.create(
        user=user, dedupe_key=str(uuid.uuid4()), due_at=due_at, **{"channel": "mail"} | values
    )


def troubles(at=MONDAY):
    return status.health(at=at).troubles


def test_an_idle_house_is_well_even_if_nobody_has_swept(db):
    assert troubles() == ()


def test_a_reminder_may_wait_five_minutes_and_not_longer(db):
    swept(MONDAY)
    row = reminder(ReminderState.WAITING)
    Reminder.objects.update(due_at=MONDAY - 5 * MINUTE)
    assert troubles() == ()

    Reminder.objects.update(due_at=row.due_at)
    assert troubles() == ("overdue",)


def test_a_letter_may_wait_five_minutes_and_not_longer(ann):
    swept(MONDAY)
    waiting(ann, due_at=MONDAY - 4 * MINUTE)
    waiting(ann, due_at=MONDAY + MINUTE, channel="pigeon")
    assert troubles() == ()

    waiting(ann, due_at=MONDAY - 6 * MINUTE, channel="pigeon")
    assert troubles() == ("overdue",)


def on_its_way(user, **values):
    return waiting(user, state=LetterState.SENDING, **values)


def test_a_letter_that_nobody_came_back_with_counts_from_when_it_was_due(ann):
    swept(MONDAY)
    held = on_its_way(ann, due_at=MONDAY - 6 * MINUTE, lease_until=MONDAY + MINUTE, attempts=1)
    assert troubles() == ()

    Letter.objects.filter(pk=held.pk).update(lease_until=MONDAY - MINUTE)
    assert troubles() == ("overdue",)


def test_a_letter_that_keeps_killing_its_senders_is_said_also_while_somebody_holds_it(ann):
    swept(MONDAY)
    on_its_way(ann, due_at=MONDAY - 40 * MINUTE, lease_until=MONDAY + 4 * MINUTE, attempts=7)

    assert troubles() == ("overdue",)


def test_a_letter_that_the_mail_server_put_off_is_not_said_while_it_waits_or_is_tried_again(ann):
    swept(MONDAY)
    put_off = waiting(ann, due_at=MONDAY, attempts=3, first_tried_at=MONDAY - 30 * MINUTE)
    assert troubles(MONDAY - MINUTE) == ()

    Letter.objects.filter(pk=put_off.pk).update(
        state=LetterState.SENDING, attempts=4, lease_until=MONDAY + 5 * MINUTE
    )
    assert troubles(MONDAY + 4 * MINUTE) == ()


def test_what_lies_ahead_ended_or_broke_is_not_due(ann):
    waiting(ann, due_at=MONDAY + MINUTE)
    letter(ann)
    letter(ann, LetterState.SENT)
    reminder()

    assert troubles() == ()


def test_no_sweep_is_said_only_while_something_is_due(db):
    swept(MONDAY - 6 * MINUTE)
    assert troubles() == ()

    reminder(ReminderState.WAITING)
    Reminder.objects.update(due_at=MONDAY)
    assert troubles() == ("no sweep",)
    swept(MONDAY - 5 * MINUTE)
    assert troubles() == ()


def test_a_channel_that_rests_is_said_and_its_letters_are_not_said_twice(ann):
    swept(MONDAY)
    ChannelPause.objects.create(channel="mail", since=MONDAY, until=MONDAY + MINUTE, trouble="535")
    waiting(ann, due_at=MONDAY - 60 * MINUTE)
    assert troubles() == ("channel rests",)

    waiting(ann, due_at=MONDAY - 60 * MINUTE, channel="pigeon")
    assert troubles() == ("overdue", "channel rests")
    assert troubles(MONDAY + 2 * MINUTE) == ("overdue",)


def test_a_monitor_learns_without_signing_in_and_learns_nothing_of_anybody(ann):
    swept(timezone.now())
    well = Client().get("/healthz/reminders/")
    waiting(ann, due_at=timezone.now() - 10 * MINUTE)
    late = Client().get("/healthz/reminders/")

    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert (late.status_code, late.json()["because"]) == (503, ["overdue"])
    assert 600 <= late.json()["oldest_due_for_seconds"] < 660
    assert "ann" not in late.content.decode().lower()
    assert "no-store" in late["Cache-Control"]
    assert Client().get("/healthz").status_code == 200


def test_health_costs_the_same_however_much_waits(ann, django_assert_num_queries):
    for _ in range(3):
        waiting(ann, due_at=MONDAY - 60 * MINUTE)
    with django_assert_num_queries(6):
        status.health(at=MONDAY)


# The page of administrators


def test_the_page_says_what_was_given_up_why_and_for_whom_and_never_what_it_said(admin, ann):
    given_up = letter(ann, trouble="550 5.1.1")
    Notice.objects.create(
        user=ann,
        kind="visitor",
        subject="garden",
        subject_id=1,
        letter=given_up,
        title="Secret words",
        at=MONDAY,
    )
    shown = admin.get(PAGE).content.decode()

    assert "ann@example.org" in shown
    assert "doesn’t know this address" in shown
    assert "tried 8 times" in shown
    assert "Secret words" not in shown


def test_the_page_is_calm_when_all_is_well(admin):
    swept(timezone.now())

    assert "All is well" in admin.get(PAGE).content.decode()


def test_the_page_shows_resting_channels_broken_reminders_failing_addresses_and_planning(admin, ann):
    at = timezone.now()
    ChannelPause.objects.create(channel="mail", since=at, until=at + 5 * MINUTE, trouble="535 5.7.8")
    FailingAddress.objects.create(user=ann, email="old@example.org", since=at, trouble="550 5.2.2")
    Replanning.objects.create(subject="garden", asked_at=at, total=10_000, done=2_140, failed=1)
    reminder()

    shown = " ".join(admin.get(PAGE).content.decode().split())

    for words in (
        "doesn’t accept our user name or password",
        "old@example.org",
        "2,140 of 10,000",
        "1 could not be planned",
        "Its words couldn’t be put together. (KeyError)",
    ):
        assert words in shown


def test_each_button_does_what_it_says(admin, ann):
    at = timezone.now()
    ChannelPause.objects.create(channel="mail", since=at, until=at + 60 * MINUTE, trouble="535")
    one, _other = letter(ann), letter(ann)
    stuck, _another = reminder(), reminder()

    admin.post(reverse("reminders_resend", args=[one.pk]))
    assert status.failed().count() == 1
    admin.post(reverse("reminders_resend_all"))
    assert status.failed().count() == 0
    admin.post(reverse("reminders_try_again", args=[stuck.pk]))
    assert status.broken().count() == 1
    admin.post(reverse("reminders_try_all_again"))
    assert status.broken().count() == 0
    admin.post(reverse("reminders_try_now", args=["mail"]))
    assert not status.pauses(at=timezone.now()).exists()


def test_a_button_pressed_twice_says_that_it_was_done(admin, ann):
    address = reverse("reminders_resend", args=[letter(ann).pk])
    admin.post(address)

    assert "not among the failed ones any more" in admin.post(address, follow=True).content.decode()


@pytest.mark.parametrize("role", [SiteRole.EDITOR, SiteRole.REVIEWER, SiteRole.LEAD, SiteRole.ADVOCATE])
def test_only_administrators_see_the_page_and_press_its_buttons(admin, ann, role):
    given_up = letter(ann)
    other = signed_in(person("Olga Other", role))

    assert other.get(PAGE).status_code in (302, 403)
    assert other.post(reverse("reminders_resend", args=[given_up.pk])).status_code in (302, 403)
    given_up.refresh_from_db()
    assert given_up.state == LetterState.FAILED


def test_the_page_costs_the_same_for_one_failure_and_for_many(admin, ann, django_assert_max_num_queries):
    for count in (1, 10):
        for _ in range(count):
            letter(ann)
        with django_assert_max_num_queries(35):
            admin.get(PAGE)
