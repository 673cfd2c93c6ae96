"""The reminders of a journey over the API."""

from datetime import timedelta

import pytest

from cases.actions import journey
from cases.actions.settle import settle
from cases.choices import Access, TeamRole
from cases.models import Case, CaseEvent
from notifications.actions import telling
from notifications.choices import Audience, ReminderState, Side
from notifications.models import Notice, Reminder, Rule, Wording
from tests.api.conftest import kind, pointers
from tests.cases.actions.test_reminders_planned import visit_in
from tests.cases.conftest import ANSWERS, NOON, join
from tests.notifications.conftest import rule

pytestmark = pytest.mark.django_db
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


def path(case, rest=""):
    return f"journeys/{case.uuid}/reminders/{rest}"


def one(case, reminder):
    return path(case, f"{reminder.uuid}/")


# What is planned


def test_what_is_planned_says_what_to_whom_when_why_and_what_ends_it(program, plan, carried, rosa):
    [told] = program(rosa).rows(path(carried))

    assert told["title"] == "Decide by Monday 7 December"
    assert told["due_at"] == "2026-11-30T09:00:00-05:00"
    assert told["to"] == "to you and whoever helps you here"
    assert told["why"] == "There is an appointment ahead on this journey."
    assert told["ends_when"] == "The appointment moves, takes place or is cancelled."
    assert (told["verbs"], told["latest_day"]) == (["put_off", "skip", "send_now"], None)


def test_staff_see_what_goes_to_each_side_and_only_leads_handle_theirs(program, plan, carried, maya, dana):
    told = program(maya).rows(path(carried))

    assert [row["to"] for row in told] == ["to the patient side", "to Maya Chen", "to the leads"]
    assert [bool(row["verbs"]) for row in told] == [True, True, False]
    assert all(row["verbs"] for row in program(dana).rows(path(carried)))


def test_one_reminder_is_told_as_in_the_list(program, plan, carried, rosa):
    Rule.objects.filter(audience=Audience.PATIENT_SIDE).update(repeat_every=2, repeats=2)
    settle(Case.objects.get(pk=carried.pk), at=NOON)
    asks = program(rosa)
    [listed] = asks.rows(path(carried))
    assert listed["again"] == ["2026-12-02T09:00:00-05:00", "2026-12-04T09:00:00-05:00"]

    answer = asks.read(one(carried, plan[Audience.PATIENT_SIDE]))

    assert answer.json() == listed
    assert answer["ETag"].startswith(f'"{listed["version"]}.en.')


def test_a_reminder_is_read_in_the_language_that_was_asked_for_or_ones_own(program, plan, carried, rosa):
    about = {"rule": plan[Audience.PATIENT_SIDE].rule, "language": "es", "body": "-"}
    Wording.objects.create(title="Decida antes del {{ day }}", **about)
    rosa.language = "es"
    rosa.save()
    asks, address = program(rosa), one(carried, plan[Audience.PATIENT_SIDE])

    assert asks.read(address).json()["title"].startswith("Decida")
    assert asks.read(address, Accept_Language="en").json()["title"].startswith("Decide")


def test_other_words_for_a_reminder_are_another_version(program, plan, carried, rosa):
    asks, found = program(rosa), plan[Audience.PATIENT_SIDE]
    before = asks.read(one(carried, found))["ETag"]

    Wording.objects.filter(title__startswith="Decide").update(title="Choose by {{ day }}")

    assert asks.read(one(carried, found))["ETag"] != before


def test_the_patient_side_does_not_find_reminders_of_staff(program, plan, carried, rosa):
    asks = program(rosa)

    for audience in (Audience.ADVOCATE, Audience.LEAD):
        assert asks.read(one(carried, plan[audience])).status_code == 404
        answer = asks.ask("post", one(carried, plan[audience]) + "changes/", {"verb": "skip"}, If_Match="*")
        assert answer.status_code == 404


def test_a_reminder_of_another_journey_is_not_found_here(program, plan, carried, maya):
    other = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)

    assert program(maya).read(one(other, plan[Audience.ADVOCATE])).status_code == 404


def test_the_plan_takes_the_same_queries_whatever_its_length(
    program, plan, carried, maya, django_assert_num_queries
):
    asks = program(maya)
    asks.read(path(carried))
    lengths = []

    for _time in range(2):
        with django_assert_num_queries(5):
            lengths.append(len(asks.read(path(carried)).json()["results"]))
        Reminder.objects.exclude(audience=Audience.ADVOCATE).delete()

    assert lengths == [3, 1]


# Putting off, skipping, sending now


def test_a_reminder_is_put_off_to_another_day_at_the_same_time(program, plan, carried, rosa):
    answer = program(rosa).say(one(carried, plan[Audience.PATIENT_SIDE]), "put_off", to="2026-12-02")

    assert answer.status_code == 200
    assert (answer.json()["due_at"], answer.json()["is_put_off"]) == ("2026-12-02T09:00:00-05:00", True)
    event = CaseEvent.objects.get(kind="reminder_put_off")
    assert (event.by, event.subject) == (rosa, "Decide by Monday 7 December")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 422),
        ({"to": "soon"}, 422),
        ({"to": None}, 422),
        ({"to": "0001-01-01"}, 422),
        ({"to": "2026-11-20"}, 409),
        ({"to": "2031-01-01"}, 409),
    ],
)
def test_a_day_that_does_not_do_changes_nothing(program, plan, rosa, typed, status):
    found = plan[Audience.PATIENT_SIDE]

    answer = program(rosa).say(one(Case.objects.get(), found), "put_off", **typed)

    assert (answer.status_code, pointers(answer)) == (status, ["/to"] if status == 422 else [])
    assert Reminder.objects.get(pk=found.pk).due_at == found.due_at


def test_a_skipped_reminder_leaves_the_list_and_says_so_itself(program, plan, carried, rosa):
    asks, found = program(rosa), plan[Audience.PATIENT_SIDE]

    answer = asks.say(one(carried, found), "skip")

    assert (answer.status_code, answer.json()["state"], answer.json()["verbs"]) == (200, "skipped", [])
    assert asks.rows(path(carried)) == []
    assert asks.read(one(carried, found)).json() == answer.json()
    assert asks.say(one(carried, found), "skip").status_code == 409


def test_sending_now_tells_at_once(program, plan, carried, rosa, maya):
    answer = program(maya).say(one(carried, plan[Audience.PATIENT_SIDE]), "send_now")

    assert (answer.status_code, answer.json()["state"]) == (200, "told")
    assert Notice.objects.get(kind="visit_ahead").user == rosa
    [told] = program(rosa).rows(f"journeys/{carried.uuid}/told-reminders/")
    assert told["title"] == "Decide by Monday 7 December"
    assert told["deliveries"][0]["who"] == "You"
    assert told["deliveries"][0]["letter"] == "waiting"
    [seen] = program(maya).rows(f"journeys/{carried.uuid}/told-reminders/")
    assert [one["who"] for one in seen["deliveries"]] == ["Rosa Ortega"]


def test_a_reminder_that_cannot_be_written_is_marked_as_broken(program, plan, carried, maya):
    found = plan[Audience.PATIENT_SIDE]
    Wording.objects.filter(title__startswith="Decide").update(title="Call {{ nobody }}")

    answer = program(maya).say(one(carried, found), "send_now")

    assert (answer.status_code, kind(answer)) == (409, "refused")
    found.refresh_from_db()
    assert (found.state, found.trouble) == (ReminderState.BROKEN, "KeyError")
    assert not Notice.objects.filter(kind="visit_ahead").exists()


def test_a_date_that_must_not_be_missed_cannot_be_skipped(program, carried, rosa):
    Rule.objects.update(is_active=False)
    kept = {"side": Side.BEFORE, "kind": "safe_date", "audience": Audience.PATIENT_SIDE}
    rule(words="Safe until {{ day }}", offset=7, **kept)
    program(rosa).say(f"journeys/{carried.uuid}/", "answer_safe_to_wait", safe_to_wait_until="2026-12-14")
    asks = program(rosa)
    [told] = [row for row in asks.rows(path(carried)) if row["kind"] == "safe_date"]

    assert (told["verbs"], told["latest_day"]) == (["put_off", "send_now"], "2026-12-14")
    assert asks.say(path(carried, f"{told['id']}/"), "skip").status_code == 409
    assert asks.say(path(carried, f"{told['id']}/"), "put_off", to="2026-12-15").status_code == 409
    assert asks.say(path(carried, f"{told['id']}/"), "put_off", to="2026-12-10").status_code == 200


def test_what_is_for_the_leads_only_they_change(program, plan, carried, maya, dana):
    assert program(maya).say(one(carried, plan[Audience.LEAD]), "skip").status_code == 403
    assert program(dana).say(one(carried, plan[Audience.LEAD]), "skip").status_code == 200


def test_whoever_may_only_look_changes_nothing(program, plan, carried, luis):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    asks = program(luis)

    assert asks.rows(path(carried))[0]["verbs"] == []
    assert asks.say(one(carried, plan[Audience.PATIENT_SIDE]), "skip").status_code == 403


def test_a_change_needs_the_version_that_was_read(program, plan, carried, rosa):
    asks, address = program(rosa), one(carried, plan[Audience.PATIENT_SIDE])
    tag = asks.read(address)["ETag"]
    asks.say(address, "put_off", to="2026-12-02")

    stale = asks.ask("post", address + "changes/", {"verb": "skip"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert Reminder.objects.get(pk=plan[Audience.PATIENT_SIDE].pk).state == ReminderState.WAITING


# One's own


def test_a_reminder_of_ones_own_is_set_once_and_seen_by_nobody_else(program, carried, luis, maya, dana):
    join(carried, luis, TeamRole.CAREGIVER, access=Access.SEE)
    asks = program(luis)

    first = asks.create(path(carried), OWN, key="k")
    again = asks.create(path(carried), OWN, key="k")

    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["title"], first.json()["is_own"]) == (OWN["words"], True)
    assert (first.json()["why"], first.json()["verbs"]) == ("", [])
    assert asks.read(first["Location"]).json() == first.json()
    assert Reminder.objects.filter(owner=luis).count() == 1
    for other in (maya, dana):
        assert OWN["words"] not in [row["title"] for row in program(other).rows(path(carried))]
        assert program(other).read(first["Location"]).status_code == 404


def test_a_reminder_of_ones_own_comes_at_nine_unless_said_otherwise(program, carried, rosa):
    answer = program(rosa).create(path(carried), {"words": "Call", "on": "2026-11-26"})

    assert answer.json()["due_at"] == "2026-11-26T09:00:00-05:00"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"words": ""}, ["/words"]),
        ({"words": "x" * 201}, ["/words"]),
        ({"on": "x"}, ["/on"]),
        ({"clock": "25:00"}, ["/clock"]),
        ({"colour": 1}, ["/colour"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at(program, carried, rosa, wrong, where):
    answer = program(rosa).create(path(carried), {**OWN, **wrong})

    assert (answer.status_code, pointers(answer)) == (422, where)
    assert not Reminder.objects.filter(owner=rosa).exists()


def test_ones_own_reminder_is_taken_back_and_then_is_gone(program, carried, rosa):
    asks = program(rosa)
    address = asks.create(path(carried), OWN)["Location"]

    assert asks.say(address, "put_off", to="2026-11-28").status_code == 409
    assert asks.remove(address).status_code == 204
    assert asks.read(address).status_code == 404
    assert asks.ask("delete", address, If_Match="*").status_code == 404
    assert Reminder.objects.get(owner=rosa).state == ReminderState.SKIPPED


def test_what_a_rule_planned_nobody_takes_back(program, plan, carried, rosa):
    answer = program(rosa).remove(one(carried, plan[Audience.PATIENT_SIDE]))

    assert (answer.status_code, kind(answer)) == (409, "refused")


# What went out


def test_nobody_reads_of_what_others_were_reminded_of_themselves(program, carried, rosa, maya):
    program(rosa).create(path(carried), OWN)
    found = Reminder.objects.get(owner=rosa)
    Reminder.objects.filter(pk=found.pk).update(due_at=NOON)
    telling.tell(found.pk, at=NOON)
    told = f"journeys/{carried.uuid}/told-reminders/"

    assert OWN["words"] in [row["title"] for row in program(rosa).rows(told)]
    assert OWN["words"] not in [row["title"] for row in program(maya).rows(told)]


def test_the_patient_side_reads_nothing_of_what_went_to_staff(program, plan, carried, rosa, maya):
    program(maya).say(one(carried, plan[Audience.ADVOCATE]), "send_now")
    told = f"journeys/{carried.uuid}/told-reminders/"

    assert program(rosa).rows(told) == []
    assert [row["title"] for row in program(maya).rows(told)] == ["Ask Rosa how it goes"]


def test_what_went_out_takes_the_same_queries_whatever_its_length(
    program, plan, carried, maya, django_assert_num_queries
):
    asks = program(maya)
    for number, audience in enumerate((Audience.PATIENT_SIDE, Audience.ADVOCATE)):
        due = NOON + timedelta(minutes=number)
        Reminder.objects.filter(pk=plan[audience].pk).update(due_at=due)
        telling.tell(plan[audience].pk, at=due)
    told = f"journeys/{carried.uuid}/told-reminders/"
    asks.read(told)

    for limit in (1, 2):
        with django_assert_num_queries(4):
            assert len(asks.read(f"{told}?limit={limit}").json()["results"]) == limit
