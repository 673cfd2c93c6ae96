"""Sending: leased, fenced, looked at again at the last moment, tried again, given up in sight of all."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group as Site

from accounts.choices import SiteRole
from accounts.models import User
from notifications.account_kinds import LETTERS_REST
from notifications.actions import delivery, notices, outbox, telling
from notifications.channels import Down, Refused, TryLater
from notifications.choices import Group, LetterState, Rhythm
from notifications.models import ChannelPause, FailingAddress, Letter, Notice, Reminder, RhythmChoice
from notifications.queries.notices import path_of
from tests.notifications.conftest import MONDAY, anchor, plan, rule, somebody

pytestmark = pytest.mark.django_db

FAILS = "notifications.actions.addresses.fails"
TELLS = "tests.notifications.conftest.Garden.letters_fail"


@pytest.fixture
def garden(garden, ann):
    garden.people[1] = [ann]
    return garden


def news(*people, at=MONDAY):
    return notices.tell(people, "visitor", subject="garden", subject_id=1, at=at, fields={"who": "Ben"})


def refuse(problem):
    def send(_letter):
        raise problem

    return send


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def test_a_letter_goes_out_once(garden, sink, ann):
    news(ann)

    assert delivery.deliver_due(at=MONDAY) == 1
    assert delivery.deliver_due(at=MONDAY + timedelta(days=2)) == 0

    assert len(sink.letters) == 1
    assert states() == [LetterState.SENT]


def test_a_letter_whose_sender_died_goes_out_when_its_lease_has_ended_under_the_same_id(garden, sink, ann):
    news(ann)

    class Killed(BaseException):
        pass

    sink.trouble = refuse(Killed())
    with pytest.raises(Killed):
        delivery.deliver_due(at=MONDAY)
    sink.trouble = None

    assert delivery.deliver_due(at=MONDAY + timedelta(minutes=4)) == 0
    assert delivery.deliver_due(at=MONDAY + timedelta(minutes=6)) == 1
    assert sink.letters[0].uuid == Letter.objects.get().uuid


def test_a_letter_that_kills_each_sender_is_given_up_after_eight_attempts(garden, sink, ann):
    news(ann)

    class Killed(BaseException):
        pass

    sink.trouble = refuse(Killed())
    for attempt in range(8):
        with pytest.raises(Killed):
            delivery.deliver_due(at=MONDAY + timedelta(hours=attempt))
    delivery.deliver_due(at=MONDAY + timedelta(hours=9))

    assert states() == [LetterState.FAILED]


def test_a_sender_that_comes_back_late_says_nothing_about_a_letter_that_others_hold(garden, sink, ann):
    news(ann)
    (late,) = delivery._claim(sink, at=MONDAY)
    (current,) = delivery._claim(sink, at=MONDAY + timedelta(minutes=6))

    delivery._end(late, LetterState.FAILED, ended_at=MONDAY)
    assert states() == [LetterState.SENDING]
    delivery._end(current, LetterState.SENT, ended_at=MONDAY)
    assert states() == [LetterState.SENT]


def test_two_senders_never_hold_one_letter(garden, sink, ann):
    news(ann)
    news(somebody("ben"))

    first = delivery._claim(sink, at=MONDAY)
    second = delivery._claim(sink, at=MONDAY)

    assert (len(first), len(second)) == (2, 0)


def test_a_busy_server_is_tried_again_each_time_later_and_the_last_time_over_a_day_after_the_first(
    garden, sink, ann
):
    news(ann)
    sink.trouble = refuse(TryLater("451"))
    moments, at = [], MONDAY
    while Letter.objects.get().state == LetterState.WAITING:
        moments.append(at)
        delivery.deliver_due(at=at)
        at = Letter.objects.get().due_at

    assert len(moments) == 8
    assert moments[-1] - moments[0] >= timedelta(hours=24)
    gaps = [after - before for before, after in pairwise(moments)]
    assert gaps == sorted(gaps)
    assert states() == [LetterState.FAILED]
    assert Letter.objects.get().trouble == "451"


def test_what_is_refused_for_good_is_given_up_at_once(garden, sink, ann):
    news(ann)
    sink.trouble = refuse(Refused("554"))

    delivery.deliver_due(at=MONDAY)

    assert states() == [LetterState.FAILED]
    assert not FailingAddress.objects.exists()


def test_an_address_that_is_refused_is_switched_to_the_app_and_whoever_looks_after_them_is_told(
    garden, sink, ann
):
    news(ann)
    news(ann, at=MONDAY + timedelta(seconds=1))
    sink.trouble = refuse(Refused("550", is_about_address=True))

    delivery.deliver_due(at=MONDAY + timedelta(seconds=2))

    assert sorted(states()) == [LetterState.DROPPED, LetterState.FAILED]
    assert FailingAddress.objects.get().email == ann.email
    assert garden.failing == [ann]


@pytest.mark.parametrize("where", [FAILS, TELLS])
def test_an_address_that_cannot_be_dealt_with_holds_up_nobody(garden, sink, monkeypatch, caplog, where):
    people = [somebody(name) for name in ("ben", "cleo", "dan")]
    garden.people[1] += people
    for user in people:
        news(user)

    def fail(*_args, **_kwargs):
        raise ValueError(people[0].name)

    def refuse_two(letter):
        if letter.to != people[-1].email:
            raise Refused("550", is_about_address=True)

    monkeypatch.setattr(where, fail)
    sink.trouble = refuse_two

    assert delivery.deliver_due(at=MONDAY) == 1

    assert states() == [LetterState.FAILED, LetterState.FAILED, LetterState.SENT]
    assert FailingAddress.objects.count() == (2 if where == TELLS else 0)
    assert caplog.text.count("ValueError") == 2
    assert people[0].name not in caplog.text


def test_one_letter_that_cannot_be_written_holds_up_nobody(garden, sink, ann, monkeypatch):
    ben = somebody("ben")
    garden.people[1].append(ben)
    news(ann)
    news(ben)
    reachable = garden.reachable

    def fail_for_ann(user, ids):
        if user == ann:
            raise ValueError(ann.name)
        return reachable(user, ids)

    monkeypatch.setattr(garden, "reachable", fail_for_ann)
    delivery.deliver_due(at=MONDAY)

    assert states() == [LetterState.FAILED, LetterState.SENT]
    assert Letter.objects.get(user=ann).trouble == "ValueError"


def test_a_server_that_does_not_let_us_in_pauses_the_channel_once_and_loses_nothing(
    garden, sink, ann, caplog
):
    news(ann)
    sink.opening = Down("535")

    delivery.deliver_due(at=MONDAY)
    delivery.deliver_due(at=MONDAY + timedelta(minutes=5))
    assert states() == [LetterState.WAITING]
    assert Letter.objects.get().attempts == 0
    delivery.deliver_due(at=MONDAY + timedelta(minutes=11))
    assert caplog.text.count("A channel rests") == 1
    sink.opening = None
    delivery.deliver_due(at=MONDAY + timedelta(minutes=22))

    assert states() == [LetterState.SENT]
    assert not ChannelPause.objects.exists()


@pytest.fixture
def ada(db):
    """An administrator."""
    ada = somebody("ada")
    ada.groups.add(Site.objects.get_or_create(name=SiteRole.ADMINISTRATOR)[0])
    return ada


def test_administrators_read_once_that_letters_wait_and_once_again_when_it_happens_anew(
    garden, sink, ann, ada
):
    gone = somebody("gone", is_active=False)
    gone.groups.set(ada.groups.all())
    news(ann)
    sink.opening = Down("535")
    for minutes in (0, 5, 11, 22):
        delivery.deliver_due(at=MONDAY + timedelta(minutes=minutes))
    outbox.lift_pause("mail", at=MONDAY + timedelta(minutes=23))
    delivery.deliver_due(at=MONDAY + timedelta(minutes=24))

    notice = Notice.objects.get(kind=LETTERS_REST)
    assert (notice.user, notice.title) == (ada, "E-mail is not going out")
    assert (notice.letter, notice.no_letter_because) == (None, "rule")
    assert path_of(notice) == "/admin/reminders/"
    ada.refresh_from_db()
    assert ada.unread_notices == 1

    sink.opening = None
    delivery.deliver_due(at=MONDAY + timedelta(minutes=40))
    news(ann)
    sink.opening = Down("535")
    delivery.deliver_due(at=MONDAY + timedelta(minutes=50))
    assert Notice.objects.filter(kind=LETTERS_REST, user=ada).count() == 2


def test_a_channel_that_refuses_us_after_some_letters_rests_and_is_told_of_once(garden, sink, ann, ada):
    people = [ann, somebody("ben"), somebody("cleo")]
    garden.people[1] = people
    for number, user in enumerate(people):
        news(user, at=MONDAY + timedelta(seconds=number))

    def send_one(letter):
        if letter.to != ann.email:
            raise Down("535")

    sink.trouble = send_one

    assert delivery.deliver_due(at=MONDAY + timedelta(seconds=9)) == 1
    assert delivery.deliver_due(at=MONDAY + timedelta(minutes=5)) == 0

    assert ChannelPause.objects.get().since < MONDAY + timedelta(minutes=1)
    assert Notice.objects.filter(kind=LETTERS_REST).count() == 1
    assert [letter.attempts for letter in Letter.objects.exclude(state=LetterState.SENT)] == [0, 0]


def test_a_channel_rests_also_when_nobody_can_be_told_of_it(garden, sink, ann, ada, monkeypatch):
    news(ann)
    sink.opening = Down("535")
    monkeypatch.setattr(delivery.notices, "hold", lambda _users: 1 / 0)

    delivery.deliver_due(at=MONDAY)

    assert ChannelPause.objects.exists()
    assert states() == [LetterState.WAITING]


def test_a_server_that_cannot_be_reached_is_tried_again(garden, sink, ann):
    news(ann)
    sink.opening = TryLater("timeout")

    delivery.deliver_due(at=MONDAY)
    sink.opening = None
    assert delivery.deliver_due(at=MONDAY + timedelta(minutes=2)) == 1


@pytest.mark.parametrize("change", ["access", "account", "wish"])
def test_what_is_no_longer_theirs_is_dropped_at_the_last_moment(garden, sink, ann, change):
    news(ann)
    if change == "access":
        garden.people[1] = []
    elif change == "account":
        ann.is_active = False
        ann.save()
    else:
        RhythmChoice.objects.create(user=ann, group=Group.NEWS, channel="mail", rhythm=Rhythm.NEVER)

    delivery.deliver_due(at=MONDAY)

    assert sink.letters == []
    assert states() == [LetterState.DROPPED]


@pytest.mark.parametrize("change", ["account", "address", "role"])
def test_who_somebody_is_by_now_counts_also_long_after_their_letter_was_claimed(
    garden, sink, ann, monkeypatch, change
):
    lead = Site.objects.get_or_create(name=SiteRole.LEAD)[0]
    ann.groups.add(lead)
    monkeypatch.setattr(garden, "reachable", lambda user, ids: set(ids) if user.site_roles else set())
    news(ann)
    claimed = delivery._claim(sink, at=MONDAY)
    assert claimed[0].user.site_roles
    match change:
        case "account":
            User.objects.filter(pk=ann.pk).update(is_active=False)
        case "address":
            User.objects.filter(pk=ann.pk).update(email="new@example.org")
        case _:
            ann.groups.clear()

    delivery._send_batch(sink, claimed, delivery.Watch.started(MONDAY), until=20)

    assert [letter.to for letter in sink.letters] == (["new@example.org"] if change == "address" else [])
    assert states() == [LetterState.SENT if change == "address" else LetterState.DROPPED]


def test_what_is_over_before_the_letter_goes_is_left_out(garden, sink, ann):
    rule(offset=0)
    plan(anchor("bed-1"), anchor("bed-2"), at=MONDAY - timedelta(hours=12))
    telling.tell_due(at=MONDAY)
    plan(anchor("bed-2"), at=MONDAY + timedelta(seconds=1))
    delivery.deliver_due(at=MONDAY + timedelta(seconds=30))

    (letter,) = sink.letters
    assert not letter.is_digest
    assert Reminder.objects.exclude(over_at=None).count() == 1
    assert Notice.objects.count() == 2


def test_a_letter_tried_again_at_night_waits_for_the_morning(garden, sink, ann):
    rule(offset=0)
    plan(anchor(), at=MONDAY - timedelta(hours=3))
    telling.tell_due(at=MONDAY)
    evening = MONDAY + timedelta(hours=10)

    delivery.deliver_due(at=evening)

    waiting = Letter.objects.get()
    assert waiting.state == LetterState.WAITING
    assert waiting.attempts == 0
    assert waiting.due_at > evening
