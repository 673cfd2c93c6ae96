"""What goes wrong in a post office: whatever it is, nothing is lost, nothing innocent pays, nothing is doubled."""

import re
from contextlib import nullcontext
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from celery.app.base import Celery
from celery.app.task import Task
from django.db import DataError, InterfaceError, OperationalError
from django.template import TemplateSyntaxError

from cases.actions import journey, starter
from notifications import channels
from notifications.actions import delivery, notices, planning, reminders, replanning, sweeping, telling
from notifications.channels import Down, TryLater
from notifications.channels import mail as mail_channel
from notifications.choices import LetterState, ReminderState, Side
from notifications.models import FailingAddress, Letter, Notice, Reminder, Replanning, Sweep
from notifications.queries import outbox, preferences
from tests.cases.conftest import ANSWERS, NOON, person, signed_in
from tests.notifications.channels import smtp_server
from tests.notifications.conftest import MONDAY, anchor, plan, rule, somebody

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
"""Tuesday, nine in the morning in New York."""

ROOT = Path(__file__).parents[2]
RINGS_THE_BELL = re.compile(r"\.delay\(|\.apply_async\(|\.send_task\(")


class Killed(BaseException):
    """What no code of ours catches."""


def later(**units):
    return NINE + timedelta(**units)


@pytest.fixture
def garden(garden, ann):
    garden.people[1] = [ann]
    return garden


@pytest.fixture
def due(garden):
    """One reminder for Tuesday at nine."""
    rule(offset=1)
    plan(anchor())


def news(*people, at=NINE):
    return notices.tell(people, "visitor", subject="garden", subject_id=1, at=at, fields={"who": "Ben"})


def once(problem, function, *, after=False):
    """The function, but its first call fails, before or after it has done its work."""
    left = [problem]

    def failing(*args, **kwargs):
        answer = function(*args, **kwargs) if after or not left else None
        if left:
            raise left.pop()
        return answer

    return failing


def states():
    return sorted(Letter.objects.values_list("state", flat=True))


# The database goes away


@pytest.mark.parametrize(
    "problem", [OperationalError("gone"), InterfaceError("gone"), SoftTimeLimitExceeded()]
)
@pytest.mark.parametrize(
    "where",
    [
        (telling, "hold"),
        (telling, "put_up"),
        (notices, "count_unread"),
        (outbox, "claimable_ids"),
        (preferences, "of"),
        (delivery, "_begin"),
        (outbox, "outgoing"),
    ],
)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.usefixtures("due")
def test_a_sweep_that_is_cut_off_anywhere_loses_and_doubles_nothing(sink, monkeypatch, where, after, problem):
    place, name = where
    monkeypatch.setattr(place, name, once(problem, getattr(place, name), after=after))

    for seconds in (0, 30):
        with pytest.raises(type(problem)) if seconds == _when_it_strikes(name) else nullcontext():
            sweeping.sweep(at=later(seconds=seconds))
    for minutes in (2, 8):
        sweeping.sweep(at=later(minutes=minutes))

    assert len(sink.letters) == Notice.objects.count() == 1
    assert states() == [LetterState.SENT]
    assert Notice.objects.get().user.unread_notices == 1


def _when_it_strikes(name):
    """In the sweep that sends, or else in the one that tells."""
    return 30 if name in ("_begin", "outgoing") else 0


def test_a_database_that_goes_away_right_after_a_letter_went_doubles_it_at_most_once_under_the_same_id(
    due, sink, ann, monkeypatch
):
    sweeping.sweep(at=NINE)
    monkeypatch.setattr(delivery, "_end", once(OperationalError("gone"), delivery._end))

    with pytest.raises(OperationalError):
        sweeping.sweep(at=later(seconds=30))
    for minutes in (1, 6, 12, 18):
        sweeping.sweep(at=later(minutes=minutes))

    assert [letter.uuid for letter in sink.letters] == [Letter.objects.get().uuid] * 2
    assert states() == [LetterState.SENT]


def test_what_the_database_will_not_take_is_broken_in_sight_of_all_and_holds_up_nobody(
    garden, sink, ann, monkeypatch
):
    rule(offset=1, key="first")
    rule(offset=1, key="second")
    plan(anchor())
    put_up = telling.put_up

    def too_long(parcels, **about):
        if any(notice.reminder.rule.key == "first" for parcel in parcels for notice in parcel.notices):
            raise DataError("too long")
        put_up(parcels, **about)

    monkeypatch.setattr(telling, "put_up", too_long)

    assert telling.tell_due(at=NINE) == 1

    assert Reminder.objects.get(state=ReminderState.BROKEN).trouble == "DataError"
    assert Reminder.objects.get(state=ReminderState.BROKEN).rule.key == "first"
    assert Notice.objects.count() == 1


def test_time_that_is_up_blames_no_subject_that_was_being_planned(garden, monkeypatch):
    replanning.ask("garden", by=None, at=NINE)
    monkeypatch.setattr(garden, "replan", once(SoftTimeLimitExceeded(), garden.replan))

    with pytest.raises(SoftTimeLimitExceeded):
        replanning.go_on(at=NINE)
    replanning.go_on(at=NINE)

    run = Replanning.objects.get(subject="garden")
    assert (run.done, run.failed, garden.replanned) == (1, 0, [1])


# Workers die, stop and come back


def test_a_letter_that_kills_its_senders_is_given_up_alone(garden, sink, ann):
    others = [somebody(f"person{number}") for number in range(5)]
    garden.people[1] += others
    news(ann)
    news(*others, at=later(seconds=1))

    def kill(letter):
        if letter.to == ann.email:
            raise Killed

    sink.trouble = kill
    for hour in range(8):
        with pytest.raises(Killed):
            delivery.deliver_due(at=later(hours=hour, seconds=2))
    delivery.deliver_due(at=later(hours=9))

    assert Letter.objects.get(state=LetterState.FAILED).user == ann
    assert sorted(letter.to for letter in sink.letters) == sorted(user.email for user in others)


def test_a_sender_that_was_stopped_for_long_sends_nothing_that_others_hold(garden, sink, ann):
    news(ann)
    late = delivery._claim(sink, at=NINE)
    delivery.deliver_due(at=later(minutes=6))

    delivery._send_batch(sink, late, delivery.Watch.started(later(minutes=7)), until=20)

    assert len(sink.letters) == 1
    assert states() == [LetterState.SENT]
    assert Letter.objects.get().attempts == 1


def test_a_sender_whose_time_is_up_begins_nothing_more_and_gives_the_rest_back(
    garden, sink, ann, monkeypatch
):
    news(ann)
    news(ann, at=later(seconds=1))
    clock = [0.0]
    monkeypatch.setattr(delivery, "monotonic", lambda: clock[0])
    sink.trouble = lambda _letter: clock.__setitem__(0, 21.0)

    delivery.deliver_due(at=later(seconds=2))

    assert len(sink.letters) == 1
    assert states() == [LetterState.SENT, LetterState.WAITING]
    assert Letter.objects.get(state=LetterState.WAITING).attempts == 0


def test_a_slow_batch_claims_anew_what_it_has_not_begun_long_before_its_lease_ends(
    garden, sink, ann, monkeypatch
):
    news(ann)
    news(ann, at=later(seconds=1))
    clock, leases = [0.0], []
    monkeypatch.setattr(delivery, "monotonic", lambda: clock[0])

    def slowly(letter):
        leases.append(Letter.objects.get(uuid=letter.uuid).lease_until)
        clock[0] += 31

    sink.trouble = slowly
    delivery.deliver_due(at=later(seconds=2), seconds=600)

    first, second = leases
    assert second - first == timedelta(seconds=31)


def test_a_channel_that_is_shut_for_days_costs_no_attempt(garden, sink, ann):
    news(ann)
    sink.trouble = _raise(Down("535"))
    for hour in range(72):
        delivery.deliver_due(at=later(hours=hour))
    sink.trouble = None

    assert Letter.objects.get().attempts == 0
    assert delivery.deliver_due(at=later(hours=73)) == 1


def test_a_channel_that_cannot_be_opened_is_tried_eight_times_and_no_more(garden, sink, ann):
    news(ann)
    sink.opening = TryLater("timeout")
    at, attempts = NINE, 0
    while Letter.objects.get().state == LetterState.WAITING:
        delivery.deliver_due(at=at)
        at, attempts = Letter.objects.get().due_at, attempts + 1

    assert attempts == Letter.objects.get().attempts == 8
    assert states() == [LetterState.FAILED]


def _raise(problem):
    def send(_letter):
        raise problem

    return send


# Letters of the day


def test_a_letter_of_the_day_that_was_dropped_unsent_takes_what_comes_later(garden, sink, ann):
    rule(offset=1)
    rule(offset=1, key="afternoon", time_of_day=time(15))
    plan(anchor())
    telling.tell_due(at=NINE)
    notices.mark_read(ann, at=later(seconds=5))
    sweeping.sweep(at=later(seconds=30))
    assert states() == [LetterState.DROPPED]

    sweeping.sweep(at=later(hours=6))
    sweeping.sweep(at=later(hours=6, seconds=30))

    assert len(sink.letters) == 1
    assert states() == [LetterState.SENT]


def test_a_letter_of_the_day_that_may_have_gone_out_takes_nothing_more(garden, sink, ann):
    rule(offset=1)
    rule(offset=1, key="afternoon", time_of_day=time(15))
    plan(anchor())
    telling.tell_due(at=NINE)
    sink.trouble = _raise(TryLater("timeout"))
    delivery.deliver_due(at=later(seconds=30))

    telling.tell_due(at=later(hours=6))

    assert Letter.objects.count() == 2


def test_a_letter_of_the_day_that_somebody_has_claimed_takes_nothing_more(garden, sink, ann):
    rule(offset=1)
    rule(offset=1, key="afternoon", time_of_day=time(15))
    plan(anchor())
    telling.tell_due(at=NINE)
    delivery._claim(sink, at=later(seconds=30))

    telling.tell_due(at=later(hours=6))

    assert Letter.objects.count() == 2


def test_nobody_who_may_not_sign_in_is_told_the_news(garden, ann):
    ann.is_active = False

    assert news(ann) == []
    assert not Letter.objects.exists()


# Mail servers on bad days


@pytest.fixture
def server(settings, monkeypatch):
    """A scripted server on this machine, and our own channel that speaks to it."""
    monkeypatch.setattr(channels, "registered", lambda: (mail_channel.Mail(),))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2
    with smtp_server.serving() as server:
        settings.EMAIL_PORT = server.port
        yield server


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        (smtp_server.GREETING, "421 4.3.2 too busy"),
        (smtp_server.GREETING, smtp_server.HANG),
        (smtp_server.RECIPIENT, "451 4.7.1 later"),
        (smtp_server.DATA, smtp_server.DROP),
        (smtp_server.END, "452 4.3.1 no room"),
    ],
)
def test_a_server_that_will_not_now_gets_the_letter_later_and_others_at_once(
    garden, server, ann, moment, answer
):
    garden.people[1].append(ben := somebody("ben"))
    news(ann)
    news(ben, at=later(seconds=1))
    server.script = {moment: [answer]}

    sent = delivery.deliver_due(at=later(seconds=2))
    assert (sent, states()) == (1, [LetterState.SENT, LetterState.WAITING])
    delivery.deliver_due(at=later(minutes=2))

    assert states() == [LetterState.SENT, LetterState.SENT]


def test_a_server_that_takes_a_letter_and_then_hangs_up_has_taken_it(garden, server, ann):
    news(ann)
    server.script = {"quit": [smtp_server.DROP]}

    assert delivery.deliver_due(at=NINE) == 1
    delivery.deliver_due(at=later(days=2))

    assert len(server.letters) == 1


def test_a_server_that_hangs_up_before_it_has_said_yes_gets_the_same_letter_again(garden, server, ann):
    news(ann)
    server.script = {smtp_server.END: [smtp_server.DROP]}

    delivery.deliver_due(at=NINE)
    delivery.deliver_due(at=later(minutes=2))

    ids = [re.search(rb"Message-ID: (<.+>)", letter)[1] for letter in server.letters]
    assert ids == [f"<{Letter.objects.get().uuid}@127.0.0.1>".encode()] * 2


def test_an_address_that_is_wrong_is_seen_by_its_owner_and_costs_nobody_else(garden, server, ann):
    garden.people[1].append(ben := somebody("ben"))
    news(ann)
    news(ben, at=later(seconds=1))
    server.script = {smtp_server.RECIPIENT: ["550 5.1.1 no such person"]}

    delivery.deliver_due(at=later(seconds=2))

    assert FailingAddress.objects.get().user == ann
    assert Letter.objects.get(user=ben).state == LetterState.SENT


def test_a_letter_whose_template_fails_is_given_up_in_sight_of_all_and_holds_up_nobody(
    garden, server, ann, monkeypatch, caplog
):
    garden.people[1].append(ben := somebody("ben"))
    news(ann)
    news(ben, at=later(seconds=1))
    broken = once(TemplateSyntaxError(ann.email), mail_channel.render_to_string)
    monkeypatch.setattr(mail_channel, "render_to_string", broken)

    delivery.deliver_due(at=later(seconds=2))

    assert Letter.objects.get(user=ann).trouble == "TemplateSyntaxError"
    assert Letter.objects.get(user=ben).state == LetterState.SENT
    assert ann.email not in caplog.text


# Clocks that jump, sweeps that overlap


def test_a_clock_that_jumps_a_day_ahead_and_back_doubles_nothing(garden, sink, ann):
    rule(offset=1)
    rule(offset=1, key="afternoon", time_of_day=time(15))
    plan(anchor())

    for hours in (0, 24, 0, 0.1, 6, 24, 25):
        sweeping.sweep(at=later(hours=hours))
        sweeping.sweep(at=later(hours=hours, seconds=30))

    assert Notice.objects.count() == 2
    assert len(sink.letters) == len({letter.uuid for letter in sink.letters})
    assert set(states()) == {LetterState.SENT}


def test_a_clock_that_goes_back_an_hour_after_planning_plans_nothing_twice(garden, sink, ann):
    rule(offset=1)
    plan(anchor())
    sweeping.sweep(at=NINE)
    plan(anchor(), at=later(hours=-1))
    sweeping.sweep(at=later(hours=-1))
    sweeping.sweep(at=later(seconds=30))

    assert Reminder.objects.count() == Notice.objects.count() == len(sink.letters) == 1


def test_two_beats_are_as_good_as_one(due, sink, ann):
    for seconds in (0, 0, 30, 30):
        sweeping.sweep(at=later(seconds=seconds))

    assert len(sink.letters) == Notice.objects.count() == Sweep.objects.count() == 1


def test_an_old_sweep_that_comes_late_does_nothing_twice(due, sink, ann):
    sweeping.sweep(at=NINE)
    sweeping.sweep(at=later(seconds=30))
    sweeping.sweep(at=NINE)

    assert len(sink.letters) == Notice.objects.count() == 1


def test_a_sweep_tells_nothing_before_its_time_even_if_it_was_seen_as_due(due, sink, ann):
    (key,) = telling.due(at=NINE, limit=1)
    reminders.put_off(Reminder.objects.get(), to=later(days=7).date(), by=ann, at=MONDAY)

    assert not telling.tell(key, at=NINE)
    assert Reminder.objects.get().state == ReminderState.WAITING


# The broker is away


def test_nothing_that_somebody_asks_for_rings_the_bell():
    """Pages, actions and tasks call no task: what is due is found by the clock, so the broker may be away."""
    apps = ("accounts", "cases", "config", "guidance", "notifications")
    calling = [
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if RINGS_THE_BELL.search(path.read_text())
    ]

    assert calling == []


def test_a_journey_goes_on_while_the_broker_is_away(client, monkeypatch):
    def away(*_args, **_options):
        raise ConnectionError

    for owner, name in ((Celery, "send_task"), (Task, "apply_async"), (Celery, "connection_for_write")):
        monkeypatch.setattr(owner, name, away)
    starter.load()
    user = person("Rosa P")
    case = journey.open_journey(by=user, at=NOON, answers=ANSWERS, as_patient=True)

    assert signed_in(user).get(f"/cases/{case.uuid}/").status_code == 200
    assert signed_in(user).get("/notifications/").status_code == 200


# What comes too late


def test_what_prepares_for_something_is_not_planned_any_more_a_day_after_its_time(garden):
    rule(offset=0, time_of_day=time(10), side=Side.BEFORE)
    plan(anchor(), at=MONDAY + planning.LATEST)
    assert not Reminder.objects.exists()
    plan(anchor(), at=MONDAY + planning.LATEST - timedelta(seconds=1))
    assert Reminder.objects.count() == 1


def test_what_has_gone_out_keeps_its_moment_when_its_rule_changes(garden, sink):
    ours = rule(offset=1)
    plan(anchor())
    telling.tell_due(at=NINE)
    ours.time_of_day = time(15)
    ours.save()

    plan(anchor(), at=later(minutes=1))

    assert Reminder.objects.get().due_at == NINE


@pytest.mark.usefixtures("due")
def test_a_letter_about_what_is_over_by_then_is_not_sent(sink):
    telling.tell_due(at=NINE)
    plan(at=later(seconds=5))

    delivery.deliver_due(at=later(seconds=30))

    assert sink.letters == []
    assert states() == [LetterState.DROPPED]
