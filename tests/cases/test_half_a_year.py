"""Half a year of reminders, with time moved and not waited for: none lost, none doubled, none to the wrong person.

Journeys in twelve zones are acted on at random; people come and lose access; accounts are closed and opened
again; workers die before and after a letter was accepted; sweeps run twice, before the tick or after it. What
was promised is checked against a record that the house keeps for itself. `make prove` plays two thousand journeys
in twenty houses over 180 days, `make test` a dozen over sixty.
"""

import heapq
import os
import random
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Min

from accounts.actions import access
from accounts.models import User
from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, remembering, team, tick
from cases.actions.settle import settle
from cases.choices import Access, TeamRole
from cases.models import Case, TeamMember
from notifications import channels, kinds
from notifications.actions import notices, sweeping
from notifications.actions.telling import NOBODY
from notifications.choices import Audience, Group, LetterState, ReminderState, Rhythm
from notifications.models import Letter, Notice, Reminder, RhythmChoice, SendingWindow
from tests.cases.conftest import ANSWERS, NOON, join, person
from tests.cases.test_any_journey import ACTIONS

pytestmark = [pytest.mark.prove, pytest.mark.django_db]

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
HOUSES, JOURNEYS, DAYS, ADVOCATES = (20, 100, 180, 4) if IS_LONG else (1, 12, 60, 2)
IN_TIME = timedelta(minutes=5)
STATES = {
    "America/New_York": "NY",
    "America/Chicago": "TX",
    "America/Denver": "CO",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
    "America/Santiago": "",
    "Europe/London": "",
    "Australia/Lord_Howe": "",
    "Asia/Kathmandu": "",
}


class Killed(BaseException):
    """A worker's death: nothing catches it."""


class Sink:
    """The mail server, the worker's fate, and the record of what was accepted."""

    key = "mail"
    label = "E-mail"

    def __init__(self, house):
        self.house, self.fate = house, None
        self.accepted = []
        self.deaths_after = Counter()

    @contextmanager
    def open(self):
        yield self

    def send(self, letter):
        fate, self.fate = self.fate, None
        if fate == "before":
            raise Killed
        self.accepted.append(letter.uuid)
        self.house.accepted(letter)
        if fate == "after":
            self.deaths_after[letter.uuid] += 1
            raise Killed


class Played:
    """One journey as the actions of `test_any_journey` expect it."""

    def __init__(self, case, patient, house):
        self.pk, self.patient, self.house = case.pk, patient, house

    @property
    def case(self):
        return Case.objects.select_related("advocate").get(pk=self.pk)

    @property
    def advocate(self):
        carries = self.case.advocate
        return carries if carries and carries.is_active else self.house.leads[0]

    @property
    def at(self):
        return self.house.at

    @property
    def day(self):
        return self.at.astimezone(self.case.zone).date()

    def pick(self, rows, number):
        found = list(rows)
        return found[number % len(found)] if found else None


class House:
    """Everybody, every journey, and a clock that only goes forward."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.at = NOON
        self.sink = Sink(self)
        self.has_access = defaultdict(set)
        self.closed, self.sent_now = set(), set()
        self.mailed = defaultdict(set)
        self.leads = [person("Dana Reyes", "lead")]
        self.advocates = [self.somebody(f"Advocate{n} A", "advocate") for n in range(ADVOCATES)]
        self.journeys = [self.begin(number) for number in range(JOURNEYS)]
        self.faults, self.late = [], 0
        self.agenda = [(self.at + self.gap(), number) for number in range(JOURNEYS)]
        heapq.heapify(self.agenda)

    def gap(self):
        return timedelta(seconds=self.chance.expovariate(1 / timedelta(days=8).total_seconds()))

    def somebody(self, name, *roles):
        """A person somewhere, with hours and wishes of their own."""
        user = person(name, *roles)
        user.time_zone = self.chance.choice(list(STATES))
        user.save(update_fields=["time_zone"])
        if self.chance.random() < 0.3:
            opens = self.chance.randrange(5, 20)
            SendingWindow.objects.create(
                user=user, opens=time(opens), closes=time(opens + 2), on_weekends=self.chance.random() < 0.5
            )
        if self.chance.random() < 0.2:
            rhythm = self.chance.choice([Rhythm.AT_ONCE, Rhythm.NEVER])
            RhythmChoice.objects.create(user=user, group=Group.JOURNEY, channel="mail", rhythm=rhythm)
        return user

    def begin(self, number):
        patient = self.somebody(f"Patient{number} P")
        answers = {**ANSWERS, "time_zone": patient.time_zone, "state": STATES[patient.time_zone]}
        case = journey.open_journey(by=patient, at=self.at, answers=answers, as_patient=True)
        self.has_access[case.pk].add(patient.pk)
        if self.chance.random() < 0.9:
            self.give(case, self.chance.choice(self.advocates))
        played = Played(case, patient, self)
        if self.chance.random() < 0.6:
            self.let_family_in(played)
        return played

    # What people do

    def give(self, case, advocate):
        before = case.advocate_id
        team.assign(case, advocate, instead_of=before, by=self.leads[0], at=self.at)
        self.has_access[case.pk] -= {before}
        self.has_access[case.pk].add(advocate.pk)

    def let_family_in(self, played):
        family = self.somebody(f"Family{User.objects.count()} F")
        join(played.case, family, TeamRole.CAREGIVER, access=Access.DO, at=self.at)
        self.has_access[played.pk].add(family.pk)

    def end_familys_access(self, played):
        member = TeamMember.objects.filter(case=played.pk, role=TeamRole.CAREGIVER, ended_at=None).first()
        if member:
            team.end_access(member, by=played.patient, at=self.at)
            self.has_access[played.pk].discard(member.user_id)

    def change_advocate(self, played):
        self.give(played.case, self.chance.choice(self.advocates))

    def handle_reminder(self, played):
        """Somebody for whom a reminder is puts it off, leaves it out or sends it now."""
        waiting = Reminder.objects.filter(subject_id=played.pk, owner=None, state=ReminderState.WAITING)
        row = played.pick(waiting.order_by("due_at", "pk")[:5], self.chance.randrange(5))
        if row is None:
            return
        people = {Audience.PATIENT_SIDE: played.patient, Audience.ADVOCATE: played.advocate}
        by = people.get(row.audience, self.leads[0])
        match self.chance.randrange(3):
            case 0:
                remembering.skip(played.case, row, title="-", by=by, at=self.at)
            case 1:
                to = played.day + timedelta(days=3)
                remembering.put_off(played.case, row, to=to, title="-", by=by, at=self.at)
                self.must_stand(row, to)
            case _:
                remembering.send_now(played.case, row, title="-", by=by, at=self.at)
                self.sent_now.add(row.pk)
                self.must_be_told(row)

    def must_stand(self, row, day):
        row = Reminder.objects.filter(pk=row.pk, state=ReminderState.WAITING).first()
        if row is None or row.local_at[:10] != day.isoformat():
            self.fault("what was put off does not stand on its new day")

    def must_be_told(self, row):
        row.refresh_from_db()
        if row.state != ReminderState.TOLD or row.over_at:
            self.fault(f"reminder {row.pk} was sent now, and is not told")

    def close_or_open_an_account(self, played):
        """Now and then somebody can't sign in for a while; the leads always can."""
        people = [played.patient, *self.advocates]
        people += [
            member.user for member in TeamMember.objects.filter(case=played.pk, role=TeamRole.CAREGIVER)
        ]
        person = played.pick(people, self.chance.randrange(40))
        change = access.reactivate if person.pk in self.closed else access.deactivate
        change(User.objects.get(pk=person.pk), by=self.leads[0], at=self.at)
        self.closed ^= {person.pk}

    def read(self, played):
        notices.mark_read(played.patient, at=self.at)

    def act(self, number):
        """One thing that somebody does to a journey, allowed or not."""
        played = self.journeys[number]
        own = (
            self.let_family_in,
            self.end_familys_access,
            self.change_advocate,
            self.handle_reminder,
            self.read,
            self.close_or_open_an_account,
        )
        try:
            with transaction.atomic():
                is_locked_out = played.patient.pk in self.closed
                if self.chance.random() < 0.35:
                    self.chance.choice(own)(played)
                else:
                    is_patients = self.chance.random() < 0.5 and not is_locked_out
                    by = played.patient if is_patients else played.advocate
                    self.chance.choice(ACTIONS)(played, by, self.chance.randrange(40))
        except (Refused, StaleEdit, ValueError, AttributeError):
            pass  # an action on nothing, or one that is not allowed: nothing has changed

    # What time does

    def next_moment(self, end):
        """When something is due next, as the rows say."""
        waiting = Reminder.objects.filter(state=ReminderState.WAITING).aggregate(due=Min("due_at"))["due"]
        letters = Letter.objects.filter(state=LetterState.WAITING).aggregate(due=Min("due_at"))["due"]
        held = Letter.objects.filter(state=LetterState.SENDING).aggregate(due=Min("lease_until"))["due"]
        turns = Case.objects.filter(changes_at__isnull=False).aggregate(due=Min("changes_at"))["due"]
        later = [moment for moment in (waiting, letters, turns) if moment]
        later += [held + timedelta(seconds=1)] if held else []
        later += [self.agenda[0][0]] if self.agenda else []
        return max(self.at, min([*later, end]))

    def sweep(self):
        """Look for what is due, sometimes twice, sometimes dying on the way."""
        for _again in range(2 if self.chance.random() < 0.1 else 1):
            self.sink.fate = self.chance.choice(["before", "after"]) if self.chance.random() < 0.02 else None
            try:
                sweeping.sweep(at=self.at)
            except Killed:
                self.sink.fate = None

    def live(self, days):
        end, overdue_before = self.at + timedelta(days=days), set()
        while self.at < end:
            self.at = self.next_moment(end)
            overdue = set(self.overdue(self.at - IN_TIME).values_list("pk", flat=True))
            self.late += len(overdue & overdue_before)
            overdue_before = overdue
            steps = [lambda: tick.settle_passed(at=self.at), self.people_act, self.sweep]
            self.chance.shuffle(steps)
            for step in steps:
                step()
            self.at += timedelta(seconds=1)
        tick.settle_passed(at=self.at)
        sweeping.sweep(at=self.at)
        return end

    def people_act(self):
        while self.agenda and self.agenda[0][0] <= self.at:
            _moment, number = heapq.heappop(self.agenda)
            self.act(number)
            heapq.heappush(self.agenda, (self.at + self.gap(), number))

    # What must be true

    def overdue(self, moment):
        """What waits although its time came before a moment; what was planned too late is told by the next sweep."""
        untold = [ReminderState.WAITING, ReminderState.BROKEN]
        late = Reminder.objects.filter(state__in=untold, due_at__lt=moment)
        return late.exclude(trouble=NOBODY)  # nobody is there, so nobody can be told: it is kept in sight

    def fault(self, words):
        self.faults.append(f"{self.at:%Y-%m-%d %H:%M}: {words}")

    def accepted(self, outgoing):
        """Look at a letter at the moment in which the mail server takes it."""
        letter = Letter.objects.select_related("user").get(uuid=outgoing.uuid)
        told = list(letter.notices.filter(read_at=None).select_related("reminder"))
        told = [notice for notice in told if notice.reminder is None or notice.reminder.over_at is None]
        reached = [notice for notice in told if self.reaches(letter.user_id, notice)]
        if letter.user_id in self.closed:
            self.fault(f"letter {letter.pk} to a closed account")
        if outgoing.count > len(reached):
            self.fault(f"letter {letter.pk} tells of something to somebody who lost access")
        for notice in reached:
            self.mailed[notice.pk].add(letter.uuid)
        about = [kinds.get(notice.kind) for notice in told]
        waits = all(kind.is_planned and not kind.is_urgent for kind in about)
        was_sent_now = any(notice.reminder_id in self.sent_now for notice in told)
        if waits and not was_sent_now and not self.is_in_window(letter.user):
            self.fault(f"letter {letter.pk} outside the window")
        for notice, kind in zip(told, about, strict=True):
            if not str(kind.reason) or not notice.title or "{{" in notice.title + notice.body:
                self.fault(f"notice {notice.pk} without a reason or words")

    def reaches(self, user_id, notice):
        """Whether somebody may know of this, by the record that the house keeps."""
        is_lead = user_id in {lead.pk for lead in self.leads}
        return notice.subject != "journey" or is_lead or user_id in self.has_access[notice.subject_id]

    def is_in_window(self, user):
        """By the clock on this person's wall, told without the code under test."""
        window = SendingWindow.objects.filter(user=user).first()
        opens, closes = (window.opens, window.closes) if window else (time(9), time(18))
        local = self.at.astimezone(ZoneInfo(user.time_zone))
        is_weekend = local.weekday() > 4 and not (window and window.on_weekends)
        return opens <= local.time() < closes and not is_weekend

    def account(self, end):
        """What is lost or doubled when all is said."""
        unsent = Letter.objects.filter(
            state__in=[LetterState.WAITING, LetterState.SENDING, LetterState.FAILED],
            due_at__lt=end - timedelta(hours=1),
        )
        times = Counter(self.sink.accepted)
        doubled = [uuid for uuid, number in times.items() if number > 1 + self.sink.deaths_after[uuid]]
        sent = Letter.objects.filter(state=LetterState.SENT).count()
        # What somebody put off or sent by hand was not told at the moment that its row names.
        by_the_clock = Notice.objects.filter(reminder__is_put_off=False).exclude(reminder__in=self.sent_now)
        same = Counter(
            by_the_clock.values_list(
                "user", "kind", "subject_id", "title", "body", "reminder__rule", "reminder__local_at"
            )
        )
        doubled += [notice for notice, letters in self.mailed.items() if len(letters) > 1]
        doubled += [notice for notice, number in same.items() if number > 1]
        return {
            "lost": self.overdue(end - IN_TIME).count() + unsent.count(),
            "late": self.late,
            "doubled": len(doubled),
            "unexplained": sent - len(times),
        }


@pytest.fixture(params=range(HOUSES))
def house(request, starter_content, monkeypatch):
    made = House(seed=request.param)
    monkeypatch.setattr(channels, "registered", lambda: (made.sink,))
    return made


def test_in_half_a_year_nothing_is_lost_or_doubled_or_told_to_the_wrong_person(house):
    end = house.live(DAYS)

    assert house.faults == []
    assert house.account(end) == {"lost": 0, "late": 0, "doubled": 0, "unexplained": 0}
    assert Notice.objects.filter(reminder__isnull=False).count() > JOURNEYS
    assert len(house.sink.accepted) > JOURNEYS
    assert sum(house.sink.deaths_after.values()) > 0 or not IS_LONG


def test_every_planned_row_follows_from_the_facts_of_its_journey(house):
    """What stands after any history is what planning from scratch would plan."""
    house.live(DAYS // 4)
    tick.settle_passed(at=house.at)
    for played in house.journeys[:50]:
        own = Reminder.objects.filter(subject_id=played.pk, owner=None, is_put_off=False, due_at__gt=house.at)
        columns = ("occasion", "audience", "local_at", "zone", "due_at", "details")
        standing = sorted(map(repr, own.filter(state=ReminderState.WAITING).values_list(*columns)))
        settled = set(
            Reminder.objects.filter(subject_id=played.pk)
            .exclude(pk__in=own.filter(state=ReminderState.WAITING))
            .values_list("occasion", flat=True)
        )
        with transaction.atomic():
            own.filter(state=ReminderState.WAITING).delete()
            settle(played.case, at=house.at)
            fresh = own.filter(state=ReminderState.WAITING).exclude(occasion__in=settled)
            assert sorted(map(repr, fresh.values_list(*columns))) == standing
            transaction.set_rollback(True)
