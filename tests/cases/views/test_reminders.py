"""The reminders page: what is planned and why, what one may do with it, one's own, and what went out."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from cases.actions import journey, remembering
from cases.actions.settle import settle
from cases.choices import Access, TeamRole
from cases.models import Case, CaseEvent
from notifications.actions import telling
from notifications.choices import Audience, Group, LetterState, ReminderState, Rhythm, Side
from notifications.models import Letter, Notice, Reminder, RhythmChoice, Rule, Wording
from tests.cases.actions.test_reminders_planned import visit_in
from tests.cases.conftest import NOON, join, signed_in
from tests.notifications.conftest import rule

pytestmark = pytest.mark.django_db

REST_UNTIL = NOON.date() + timedelta(days=14)
OWN = {"words": "Ring the nurse about it", "on": "2026-11-26", "clock": "10:30"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def plan(carried):
    """One reminder for each audience before Rosa’s visit in two weeks: in 7, 9 and 11 days."""
    Rule.objects.update(is_active=False)
    before = {"side": Side.BEFORE, "kind": "visit_ahead"}
    rule(words="Decide by {{ day }}", offset=7, audience=Audience.PATIENT_SIDE, **before)
    rule(words="Ask Rosa how it goes", offset=5, audience=Audience.ADVOCATE, **before)
    rule(words="Look at this journey", offset=3, audience=Audience.LEAD, **before)
    visit_in(carried, carried.advocate, 14)
    Notice.objects.all().delete()
    return {row.audience: row for row in Reminder.objects.all()}


def room(case):
    return reverse("cases:reminders", args=[case.uuid])


def page_of(case, user, query=""):
    answer = signed_in(user).get(room(case) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def address(what, case, reminder):
    return reverse(f"cases:reminder-{what}", args=[case.uuid, reminder.uuid])


def set_own(case, user, **values):
    return signed_in(user).post(room(case), {**OWN, "once": str(uuid.uuid4()), **values})


def tell(reminder, *, at=NOON):
    """Let a reminder's time come."""
    Reminder.objects.filter(pk=reminder.pk).update(due_at=at)
    assert telling.tell(reminder.pk, at=at)


# What is planned


def test_the_patient_reads_what_comes_to_whom_when_why_and_what_ends_it(plan, carried, rosa):
    html = page_of(carried, rosa)

    assert "Decide by Monday 7 December" in html
    assert "Monday 30 November 2026, 9:00 a.m." in html
    assert "to you and whoever helps you here" in html
    assert "No longer needed when:" in html
    assert "Put off" in html


def test_the_moment_is_told_by_the_clocks_of_the_reader(plan, carried, maya):
    maya.time_zone = "Europe/London"
    maya.save()

    assert "Monday 30 November 2026, 2:00 p.m." in page_of(carried, maya)


def test_the_patient_side_reads_nothing_of_what_staff_are_reminded_of(plan, carried, rosa):
    html = page_of(carried, rosa)

    assert "Ask Rosa how it goes" not in html
    assert "Look at this journey" not in html


def test_staff_read_everything_and_who_gets_it(plan, carried, maya, dana):
    for reader in (maya, dana):
        html = page_of(carried, reader)
        assert "to the patient side" in html
        assert "to Maya Chen" in html
        assert "to the leads" in html


def test_what_is_passed_on_to_leads_says_why_leads_get_it(carried, dana):
    Rule.objects.update(is_active=False)
    rule("untouched", offset=7, audience=Audience.ADVOCATE, escalate_after=1)
    settle(carried, at=NOON)

    html = page_of(carried, dana)

    assert html.count("You carry this journey, and nothing has happened on it for a while.") == 1
    assert html.count("You lead here, and this is still open.") == 1


def test_a_reminder_is_read_in_the_readers_own_language_where_somebody_wrote_it(plan, carried, rosa):
    Wording.objects.create(
        rule=plan[Audience.PATIENT_SIDE].rule, language="es", title="Decida antes del {{ day }}", body="-"
    )
    rosa.language = "es"
    rosa.save()

    assert "Decida antes del" in page_of(carried, rosa)


def test_a_reminder_whose_words_are_broken_still_stands_there(plan, carried, rosa):
    Wording.objects.filter(title__startswith="Decide").update(title="Call {{ nobody }}")

    assert "30 November" in page_of(carried, rosa)


def test_what_is_weeks_ahead_is_folded_away(plan, carried, maya):
    Reminder.objects.update(due_at=NOON + timedelta(days=60))

    html = page_of(carried, maya)

    assert "Nothing in the next two weeks." in html
    assert "<summary>" in html


def test_what_repeats_itself_stands_once_with_the_days_on_which_it_comes_again(plan, carried, rosa):
    Rule.objects.filter(audience=Audience.PATIENT_SIDE).update(repeat_every=2, repeats=2)
    settle(Case.objects.get(pk=carried.pk), at=NOON)

    html = page_of(carried, rosa)

    assert html.count('<strong class="words">Decide by') == 1
    assert "again on: Wednesday 2 December, Friday 4 December" in html


def test_a_journey_that_rests_says_that_nobody_is_reminded(plan, carried, rosa):
    journey.hold(carried, until=REST_UNTIL, why="", by=rosa, at=NOON)

    assert "so no reminders go out" in page_of(carried, rosa)


def test_family_that_may_only_see_reads_but_gets_no_buttons(plan, carried, luis):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)

    html = page_of(carried, luis)

    assert "Decide by" in html
    assert address("skip", carried, plan[Audience.PATIENT_SIDE]) not in html


# Putting off, skipping, sending now


def test_a_reminder_is_put_off_to_another_day_at_the_same_time(plan, carried, rosa):
    found = plan[Audience.PATIENT_SIDE]
    signed_in(rosa).post(address("put-off", carried, found), {"to": "2026-12-02"})

    found.refresh_from_db()
    assert (found.local_at, found.is_put_off, found.changed_by) == ("2026-12-02T09:00", True, rosa)
    event = CaseEvent.objects.get(kind="reminder_put_off")
    assert (event.by, event.is_shown_to_patient) == (rosa, True)
    assert event.after == {"to": "2026-12-02"}
    assert "put off" in page_of(carried, rosa)


@pytest.mark.parametrize("day", ["", "soon", "2026-11-20", "2031-01-01", "9999-12-31", "\ud800"])
def test_a_day_that_does_not_do_is_told_and_changes_nothing(plan, carried, rosa, day):
    found = plan[Audience.PATIENT_SIDE]
    answer = signed_in(rosa).post(
        address("put-off", carried, found), {"to": day.encode(errors="surrogatepass")}
    )

    assert answer.status_code == 422
    assert Reminder.objects.get(pk=found.pk).due_at == found.due_at
    assert not CaseEvent.objects.filter(kind="reminder_put_off").exists()


def test_skipping_asks_first_and_then_leaves_this_one_out(plan, carried, rosa):
    found, browser = plan[Audience.PATIENT_SIDE], signed_in(rosa)
    question = browser.get(address("skip", carried, found)).content.decode()
    assert "Reminders that follow later still come." in question
    assert Reminder.objects.get(pk=found.pk).state == ReminderState.WAITING

    browser.post(address("skip", carried, found))

    assert Reminder.objects.get(pk=found.pk).state == ReminderState.SKIPPED
    assert "Decide by" not in page_of(carried, rosa)
    assert CaseEvent.objects.get(kind="reminder_skipped").subject == "Decide by Monday 7 December"


def test_a_skipped_reminder_is_not_planned_again(plan, carried, rosa):
    signed_in(rosa).post(address("skip", carried, plan[Audience.PATIENT_SIDE]))
    settle(Case.objects.get(pk=carried.pk), at=NOON)

    assert Reminder.objects.get(pk=plan[Audience.PATIENT_SIDE].pk).state == ReminderState.SKIPPED
    assert Reminder.objects.count() == len(plan)


def test_pressing_twice_does_it_once_and_says_so(plan, carried, rosa):
    browser, found = signed_in(rosa), plan[Audience.PATIENT_SIDE]
    answers = [browser.post(address("skip", carried, found), follow=True) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "This reminder is no longer planned." in answers[1].content.decode()
    assert CaseEvent.objects.filter(kind="reminder_skipped").count() == 1


def test_sending_now_tells_at_once_and_not_again(plan, carried, rosa, maya):
    found = plan[Audience.PATIENT_SIDE]
    signed_in(maya).post(address("send", carried, found))

    notice = Notice.objects.get(reminder=found)
    assert (notice.user, notice.title) == (rosa, "Decide by Monday 7 December")
    assert CaseEvent.objects.get(kind="reminder_sent_now").by == maya
    assert not telling.tell(found.pk, at=found.due_at)


def test_a_reminder_that_cannot_be_written_is_not_sent_now_and_says_so(plan, carried, rosa):
    found, browser = plan[Audience.PATIENT_SIDE], signed_in(rosa)
    Wording.objects.filter(title__startswith="Decide").update(title="Call {{ nobody }}")

    answer = browser.post(address("send", carried, found), follow=True)

    assert answer.status_code == 200
    assert "did not go out" in answer.content.decode()
    found.refresh_from_db()
    assert (found.state, found.trouble) == (ReminderState.BROKEN, "KeyError")
    assert not CaseEvent.objects.filter(kind="reminder_sent_now").exists()
    assert not Notice.objects.exists()


def test_what_is_done_to_a_reminder_of_staff_stays_among_staff(plan, carried, maya):
    signed_in(maya).post(address("skip", carried, plan[Audience.ADVOCATE]))

    assert CaseEvent.objects.get(kind="reminder_skipped").is_shown_to_patient is False


@pytest.mark.parametrize("what", ["put-off", "skip", "send"])
def test_the_patient_side_does_not_find_reminders_of_staff(plan, carried, rosa, what):
    url = address(what, carried, plan[Audience.ADVOCATE])
    browser = signed_in(rosa)

    assert [browser.get(url).status_code, browser.post(url, {"to": "2026-12-02"}).status_code] == [404, 404]
    assert Reminder.objects.get(pk=plan[Audience.ADVOCATE].pk).state == ReminderState.WAITING


@pytest.mark.parametrize("what", ["put-off", "skip", "send"])
def test_a_reminder_of_another_journey_is_not_found_here(plan, carried, maya, rosa, what):
    other = journey.open_journey(
        by=maya, at=NOON, answers={"patient_name": "A", "condition": "b"}, as_patient=False
    )

    url = address(what, other, plan[Audience.PATIENT_SIDE])

    assert signed_in(maya).post(url, {"to": "2026-12-02"}).status_code == 404


# One's own


def test_ones_own_reminder_stands_among_the_planned_by_the_own_clock(carried, rosa):
    answer = set_own(carried, rosa)

    assert answer.status_code == 302
    found = Reminder.objects.get(owner=rosa)
    assert (found.words, found.local_at, found.zone) == (
        "Ring the nurse about it",
        "2026-11-26T10:30",
        rosa.time_zone,
    )
    html = page_of(carried, rosa)
    assert "Ring the nurse about it" in html
    assert "only to you" in html


def test_nobody_else_reads_what_one_wants_to_be_reminded_of(carried, rosa, luis, maya, dana):
    join(carried, luis, TeamRole.CAREGIVER)
    set_own(carried, rosa)
    tell(Reminder.objects.get(owner=rosa))

    assert "Ring the nurse about it" in page_of(carried, rosa)
    for other in (luis, maya, dana):
        assert "Ring the nurse about it" not in page_of(carried, other)
    assert not CaseEvent.objects.filter(subject__contains="nurse").exists()


def test_a_reminder_that_is_sent_twice_stands_once(carried, rosa):
    once = str(uuid.uuid4())
    answers = [set_own(carried, rosa, once=once) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Reminder.objects.filter(owner=rosa).count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("words", "", "required"),
        ("words", "x" * 201, "200"),
        ("on", "next Thursday", "2026-11-28"),
        ("on", "2026-11-20", "This moment has passed."),
        ("on", "2031-01-01", "more than two years ahead"),
        ("clock", "noon", "14:30"),
    ],
)
def test_wrong_input_keeps_what_was_typed_and_says_what_to_do(carried, rosa, field, typed, words):
    answer = set_own(carried, rosa, **{field: typed})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    kept = {**OWN, field: typed}
    assert all(value in html for value in kept.values())
    assert not Reminder.objects.filter(owner=rosa).exists()


def test_no_reminder_is_set_once_the_journey_has_ended(carried, rosa):
    journey.withdraw(carried, why="", by=rosa, at=NOON)

    assert set_own(carried, rosa).status_code == 422
    assert "Set this reminder" not in page_of(carried, rosa)


def test_ones_own_reminder_survives_whatever_is_planned_and_a_rest(carried, rosa):
    set_own(carried, rosa)
    journey.hold(carried, until=REST_UNTIL, why="", by=rosa, at=NOON)

    assert Reminder.objects.get(owner=rosa).state == ReminderState.WAITING
    assert "Ring the nurse about it" in page_of(carried, rosa)


def test_ones_own_reminder_is_taken_back(carried, rosa):
    set_own(carried, rosa)
    found = Reminder.objects.get(owner=rosa)
    browser = signed_in(rosa)
    assert (
        "We will not remind you of this." in browser.get(address("cancel", carried, found)).content.decode()
    )

    browser.post(address("cancel", carried, found))

    found.refresh_from_db()
    assert found.state == ReminderState.SKIPPED
    assert "Ring the nurse about it" not in page_of(carried, rosa)


def test_only_its_owner_finds_a_reminder_to_take_back(carried, rosa, maya, luis):
    join(carried, luis, TeamRole.CAREGIVER)
    set_own(carried, rosa)
    found = Reminder.objects.get(owner=rosa)

    for other in (maya, luis):
        assert signed_in(other).post(address("cancel", carried, found)).status_code == 404
    assert Reminder.objects.get(pk=found.pk).state == ReminderState.WAITING


def test_ones_own_reminder_is_taken_back_and_not_skipped_before_everybody(carried, rosa):
    set_own(carried, rosa)
    found = Reminder.objects.get(owner=rosa)

    assert signed_in(rosa).post(address("skip", carried, found)).status_code == 404


# What went out


@pytest.fixture
def notice(plan, rosa):
    """What Rosa was told of the day by which she wants to decide."""
    tell(plan[Audience.PATIENT_SIDE])
    return Notice.objects.get(user=rosa)


def letter_of(notice, **values):
    """Let the post office have dealt with the letter about a notice."""
    made = {"user": notice.user, "channel": "mail", "dedupe_key": uuid.uuid4().hex, "due_at": NOON, **values}
    notice.letter = Letter.objects.create(**made)
    notice.save()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"state": LetterState.SENT, "ended_at": NOON},
            "E-mail: handed to the mail service on Monday 23 November 2026, 12:00 p.m.",
        ),
        (
            {"state": LetterState.FAILED, "ended_at": NOON},
            "E-mail: given up on Monday 23 November 2026, 12:00 p.m., because the mail service did not accept it.",
        ),
        (
            {"state": LetterState.DROPPED, "ended_at": NOON},
            "E-mail: not sent, because it was no longer needed.",
        ),
        ({"state": LetterState.SENDING}, "E-mail: on its way."),
        ({"state": LetterState.WAITING}, "E-mail: on its way."),
        (
            {"state": LetterState.WAITING, "due_at": NOON + timedelta(hours=1)},
            "E-mail: goes out on Monday 23 November 2026, 1:00 p.m.",
        ),
        (
            {"state": LetterState.WAITING, "attempts": 1},
            "E-mail: the mail service did not accept it yet. We try again on Monday 23 November 2026, 12:00 p.m.",
        ),
    ],
)
def test_what_became_of_each_letter_is_told(notice, carried, maya, values, words):
    letter_of(notice, **values)

    assert words in page_of(carried, maya)
    assert words in page_of(carried, notice.user)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("rule", "this kind is shown only here"),
        ("answer_waits", "a message was waiting unread"),
        ("address_fails", "the address does not take our e-mail"),
        ("not_wanted", "none of this kind is wanted"),
        ("", "Shown only here."),
    ],
)
def test_why_no_letter_went_is_told(notice, carried, maya, why, words):
    Notice.objects.filter(pk=notice.pk).update(letter=None, no_letter_because=why)

    assert words in page_of(carried, maya)


def test_who_wants_no_letters_gets_none_and_staff_read_why(carried, rosa, maya):
    RhythmChoice.objects.create(user=rosa, group=Group.NEWS, channel="mail", rhythm=Rhythm.NEVER)
    journey.hold(carried, until=REST_UNTIL, why="", by=maya, at=NOON)

    assert "none of this kind is wanted" in page_of(carried, maya)


def test_one_thing_told_to_several_people_stands_once_with_each_of_them(plan, carried, rosa, luis, maya):
    join(carried, luis, TeamRole.CAREGIVER)
    tell(plan[Audience.PATIENT_SIDE])

    html = page_of(carried, maya)

    assert html.count("Decide by Monday 7 December") == 1
    assert "Luis Ortega" in html
    assert "Rosa Ortega</strong>" in html


def test_the_patient_side_reads_of_no_letter_but_its_readers_own(plan, carried, rosa, luis):
    join(carried, luis, TeamRole.CAREGIVER)
    tell(plan[Audience.PATIENT_SIDE])
    Notice.objects.filter(user=luis).update(letter=None, no_letter_because="address_fails")

    html = page_of(carried, rosa)

    assert "Luis Ortega" in html
    assert "does not take our e-mail" not in html


def test_the_patient_side_reads_nothing_of_what_went_to_staff(plan, carried, rosa, maya):
    tell(plan[Audience.ADVOCATE])

    assert "Ask Rosa how it goes" in page_of(carried, maya)
    assert "Ask Rosa how it goes" not in page_of(carried, rosa)


def test_what_went_out_long_ago_is_a_page_further(plan, carried, rosa, maya):
    moments = [NOON + timedelta(minutes=number) for number in range(60)]
    Notice.objects.bulk_create(
        Notice(
            user=rosa,
            kind="moved",
            subject="journey",
            subject_id=carried.pk,
            title=f"News {at:%H:%M}.",
            at=at,
        )
        for at in moments
    )
    first = page_of(carried, maya)
    assert ("News 17:59." in first, "News 17:09." in first) == (True, False)

    mark = Notice.objects.get(at=datetime.fromisoformat("2026-11-23T17:10:00Z")).pk
    second = page_of(carried, maya, f"?before={mark}")
    assert ("News 17:10." in second, "News 17:09." in second) == (False, True)


@pytest.mark.parametrize("mark", ["x", "99999999", "-1"])
def test_a_mark_that_leads_nowhere_is_not_found(carried, rosa, mark):
    assert signed_in(rosa).get(room(carried) + f"?before={mark}").status_code == 404


def test_the_mark_of_another_persons_notice_is_not_found(carried, rosa, maya):
    notice = Notice.objects.create(
        user=maya, kind="untouched", subject="journey", subject_id=carried.pk, title="Look", at=NOON
    )

    assert signed_in(rosa).get(room(carried) + f"?before={notice.pk}").status_code == 404


def test_a_stranger_finds_nothing(carried, stranger):
    assert signed_in(stranger).get(room(carried)).status_code == 404


def test_the_action_is_refused_where_the_reminder_has_gone_in_the_meantime(plan, carried, rosa):
    found = plan[Audience.PATIENT_SIDE]
    tell(found)

    with pytest.raises(Exception, match="gone out already"):
        remembering.skip(carried, found, title="x", by=rosa, at=NOON)
    assert not CaseEvent.objects.filter(kind="reminder_skipped").exists()


def test_what_leads_must_hear_has_buttons_for_leads_alone(plan, carried, maya, dana):
    theirs = plan[Audience.LEAD]

    for what in ("put-off", "skip", "send"):
        where = address(what, carried, theirs)
        assert signed_in(maya).get(where).status_code == 403
        assert signed_in(maya).post(where).status_code == 403
        assert where not in page_of(carried, maya)
        assert where in page_of(carried, dana)
    theirs.refresh_from_db()
    assert theirs.state == ReminderState.WAITING


def test_a_date_that_must_not_pass_unseen_has_no_button_that_skips_it(carried, rosa):
    carried.decide_by = REST_UNTIL
    carried.save()
    settle(carried, at=NOON)
    kept = Reminder.objects.get(kind="decide_by", audience=Audience.PATIENT_SIDE)

    html = page_of(carried, rosa)
    answer = signed_in(rosa).post(address("skip", carried, kept), follow=True)

    assert address("put-off", carried, kept) in html
    assert address("skip", carried, kept) not in html
    assert "We don’t want you to miss this date" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.state == ReminderState.WAITING
