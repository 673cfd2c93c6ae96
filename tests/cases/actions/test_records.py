"""What may happen to a record, and what it leaves behind."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from accounts.refusals import Refused, StaleEdit
from cases.actions import journey, records
from cases.choices import ITEM_EXCUSED, ItemState, Need
from cases.models import Case, ItemChange, RecordItem
from cases.transitions import ITEM
from tests.conftest import fewer_examples

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def day(number):
    return date(2026, 11, number)


def open_small_case(**answers):
    """A journey without templates, and its patient."""
    email = f"{uuid4().hex}@example.org"
    rosa = User.objects.create_user(email=email, password=None, name="Rosa Ortega")
    values = {"patient_name": "Rosa Ortega", "condition": "spine surgery", "time_zone": "America/Chicago"}
    case = journey.open_journey(by=rosa, at=NOON, as_patient=True, answers={**values, **answers})
    return case, rosa


@pytest.fixture
def rosa_and_case(db):
    case, rosa = open_small_case()
    return rosa, case


@pytest.fixture
def rosa(rosa_and_case):
    return rosa_and_case[0]


@pytest.fixture
def case(rosa_and_case):
    return rosa_and_case[1]


@pytest.fixture
def item(case, rosa):
    return records.add_item(case, name="MRI images", holder="Mercy Hospital", by=rosa, at=NOON)


@pytest.fixture
def asked(item, rosa):
    return records.ask(item, by=rosa, at=NOON, on=day(2))


def last_event(case):
    return case.events.first()


def test_asking_starts_the_clock_of_thirty_days(item, rosa):
    asked = records.ask(item, by=rosa, at=NOON, on=day(2))

    assert (asked.state, asked.asked_on, asked.last_asked_on) == (ItemState.ASKED, day(2), day(2))
    assert asked.limit_on == day(2) + timedelta(days=30)


def test_the_law_of_the_state_may_set_a_shorter_clock(db):
    case, rosa = open_small_case(state="TX")
    item = records.add_item(case, name="MRI images", by=rosa, at=NOON)

    asked = records.ask(item, by=rosa, at=NOON, on=day(2))

    assert asked.limit_on < day(2) + timedelta(days=30)


def test_without_a_date_it_is_today_where_the_patient_lives(item, rosa):
    late_in_chicago = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)

    assert records.ask(item, by=rosa, at=late_in_chicago).asked_on == TODAY


def test_asking_leaves_a_change_and_an_event(item, rosa, case):
    records.ask(item, by=rosa, at=NOON, on=day(2), note="By phone")

    changes = list(ItemChange.objects.values_list("state", "on", "by", "at", "note"))
    assert changes == [(ItemState.ASKED, day(2), rosa.pk, NOON, "By phone")]
    event = last_event(case)
    assert (event.kind, event.subject, event.note) == ("item_asked", "MRI images", "By phone")
    assert (event.before["state"], event.after["on"]) == ("needed", "2026-11-02")


def test_asking_twice_the_same_day_is_nothing_new(item, rosa, case):
    records.ask(item, by=rosa, at=NOON, on=day(2))
    records.ask(item, by=rosa, at=NOON, on=day(2))

    assert case.events.filter(kind="item_asked").count() == 1
    assert ItemChange.objects.count() == 1


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(1899, 12, 31), date(1, 1, 1)])
def test_a_day_that_cannot_be_is_refused(item, rosa, on):
    with pytest.raises(Refused):
        records.ask(item, by=rosa, at=NOON, on=on)

    item.refresh_from_db()
    assert item.state == ItemState.NEEDED


def test_what_is_at_home_is_added_not_asked_for(case, rosa):
    own = records.add_item(case, name="Medicine list", is_at_home=True, by=rosa, at=NOON)

    with pytest.raises(Refused):
        records.ask(own, by=rosa, at=NOON)


def test_chasing_moves_the_last_day_only(asked, rosa, case):
    chased = records.chase(asked, by=rosa, at=NOON, on=day(10))

    assert (chased.state, chased.asked_on, chased.last_asked_on) == (ItemState.ASKED, day(2), day(10))
    assert chased.limit_on == asked.limit_on
    assert last_event(case).kind == "item_chased"


def test_chasing_twice_the_same_day_is_nothing_new(asked, rosa, case):
    records.chase(asked, by=rosa, at=NOON, on=day(10))
    records.chase(asked, by=rosa, at=NOON, on=day(10))

    assert case.events.filter(kind="item_chased").count() == 1


def test_an_earlier_chase_told_later_does_not_turn_the_clock_back(asked, rosa):
    records.chase(asked, by=rosa, at=NOON, on=day(12))

    assert records.chase(asked, by=rosa, at=NOON, on=day(8)).last_asked_on == day(12)


def test_nobody_can_be_chased_before_they_were_asked(asked, rosa):
    with pytest.raises(Refused):
        records.chase(asked, by=rosa, at=NOON, on=day(1))


def test_a_record_that_nobody_was_asked_for_cannot_be_chased(item, rosa):
    with pytest.raises(Refused):
        records.chase(item, by=rosa, at=NOON)


def test_a_fee_stops_the_clock_and_settling_it_moves_the_limit(asked, rosa):
    limit = asked.limit_on
    paused = records.fee_asked(asked, by=rosa, at=NOON, on=day(5))
    assert (paused.state, paused.paused_on) == (ItemState.FEE_ASKED, day(5))

    settled = records.fee_settled(asked, by=rosa, at=NOON, on=day(9))

    assert (settled.state, settled.paused_on, settled.last_asked_on) == (ItemState.ASKED, None, day(9))
    assert settled.limit_on == limit + timedelta(days=4)
    assert settled.asked_on == day(2)


def test_a_fee_cannot_be_settled_before_it_was_asked_for(asked, rosa):
    records.fee_asked(asked, by=rosa, at=NOON, on=day(5))

    with pytest.raises(Refused):
        records.fee_settled(asked, by=rosa, at=NOON, on=day(4))


def test_asking_does_not_settle_a_fee(asked, rosa):
    records.fee_asked(asked, by=rosa, at=NOON, on=day(5))

    with pytest.raises(Refused):
        records.ask(asked, by=rosa, at=NOON, on=day(9))
    with pytest.raises(Refused):
        records.ask_again(asked, by=rosa, at=NOON, on=day(9))


def test_asking_again_after_a_refusal_starts_the_clock_anew(asked, rosa):
    records.refused(asked, by=rosa, at=NOON, on=day(6))

    again = records.ask_again(asked, by=rosa, at=NOON, on=day(9))

    assert (again.state, again.asked_on) == (ItemState.ASKED, day(9))
    assert again.limit_on == day(9) + timedelta(days=30)


def test_a_holder_confirms_before_the_record_comes(asked, rosa):
    assert records.acknowledge(asked, by=rosa, at=NOON).state == ItemState.ACKNOWLEDGED
    assert records.receive(asked, by=rosa, at=NOON).state == ItemState.IN


def test_a_record_on_paper_counts_as_in(item, rosa, case):
    received = records.receive(item, by=rosa, at=NOON, note="On paper")

    assert received.state == ItemState.IN
    case.refresh_from_db()
    assert (case.records_in, case.records_wanted) == (1, 1)


def test_sending_back_needs_a_reason_and_clears_the_clock(asked, rosa):
    received = records.receive(asked, by=rosa, at=NOON)
    with pytest.raises(Refused):
        records.send_back(received, why="  ", by=rosa, at=NOON)

    again = records.send_back(received, why="Page 2 is missing", by=rosa, at=NOON)

    assert (again.state, again.asked_on, again.limit_on) == (ItemState.NEEDED, None, None)


def test_a_record_goes_to_the_consultant_and_home_again(item, rosa):
    records.receive(item, by=rosa, at=NOON)
    records.check(item, by=rosa, at=NOON)

    assert records.to_consultant(item, by=rosa, at=NOON).state == ItemState.WITH_CONSULTANT
    assert records.returned(item, by=rosa, at=NOON).state == ItemState.RETURNED
    assert records.to_consultant(item, by=rosa, at=NOON).state == ItemState.WITH_CONSULTANT
    assert records.came_back(item, by=rosa, at=NOON).state == ItemState.IN


@pytest.mark.parametrize("to", ITEM_EXCUSED)
def test_a_needed_record_is_only_excused_with_a_reason(item, rosa, to):
    with pytest.raises(Refused):
        records.excuse(item, to=to, why=" ", by=rosa, at=NOON)

    assert records.excuse(item, to=to, why="Lost in a flood", by=rosa, at=NOON).state == to


def test_a_helpful_record_needs_no_reason_to_be_left_out(case, rosa):
    extra = records.add_item(case, name="Family tree", need=Need.HELPFUL, by=rosa, at=NOON)

    excused = records.excuse(extra, to=ItemState.NOT_APPLICABLE, by=rosa, at=NOON)

    assert excused.state == ItemState.NOT_APPLICABLE


def test_an_excuse_is_one_of_the_three_exits(item, rosa):
    with pytest.raises(Refused):
        records.excuse(item, to=ItemState.CHECKED, why="Because", by=rosa, at=NOON)


def test_what_was_taken_off_the_list_comes_back_on_it(item, rosa):
    records.excuse(item, to=ItemState.CANT_GET, why="Closed", by=rosa, at=NOON)

    assert records.reopen(item, by=rosa, at=NOON).state == ItemState.NEEDED


def test_an_asking_by_mistake_can_be_taken_back(asked, rosa):
    reopened = records.reopen(asked, by=rosa, at=NOON)

    assert (reopened.state, reopened.asked_on, reopened.limit_on) == (ItemState.NEEDED, None, None)


def test_what_is_in_goes_back_through_send_back_only(item, rosa):
    records.receive(item, by=rosa, at=NOON)

    with pytest.raises(Refused):
        records.reopen(item, by=rosa, at=NOON + timedelta(days=1))


def test_saying_that_it_exists_makes_it_needed(case, rosa):
    item = records.add_item(case, name="MRI", need=Need.IF_EXISTS, by=rosa, at=NOON)

    confirmed = records.confirm_exists(item, by=rosa, at=NOON)
    records.confirm_exists(item, by=rosa, at=NOON)

    assert confirmed.need == Need.REQUIRED
    assert case.events.filter(kind="item_confirmed").count() == 1


def test_a_helpful_record_is_not_made_needed_by_existing(case, rosa):
    item = records.add_item(case, name="MRI", need=Need.HELPFUL, by=rosa, at=NOON)

    with pytest.raises(Refused):
        records.confirm_exists(item, by=rosa, at=NOON)


def test_the_same_form_adds_a_record_once(case, rosa):
    once = uuid4()

    first = records.add_item(case, name="MRI", once=once, by=rosa, at=NOON)
    second = records.add_item(case, name="MRI", once=once, by=rosa, at=NOON)

    assert (first.pk, case.items.count()) == (second.pk, 1)


def test_a_record_without_a_name_is_refused(case, rosa):
    with pytest.raises(Refused):
        records.add_item(case, name="   ", by=rosa, at=NOON)


def test_an_edit_keeps_what_stood_before(item, rosa, case):
    edited = records.edit_item(item, version=1, values={"holder": "Lakeside"}, by=rosa, at=NOON)

    assert (edited.holder, edited.version) == ("Lakeside", 2)
    event = last_event(case)
    assert (event.before, event.after) == ({"holder": "Mercy Hospital"}, {"holder": "Lakeside"})


def test_an_edit_of_older_words_is_stale(item, rosa):
    records.edit_item(item, version=1, values={"holder": "Lakeside"}, by=rosa, at=NOON)

    with pytest.raises(StaleEdit):
        records.edit_item(item, version=1, values={"holder": "Elsewhere"}, by=rosa, at=NOON)


def test_nothing_happens_to_records_while_the_journey_rests(item, rosa, case):
    journey.hold(case, until=date(2026, 12, 24), why="Holiday", by=rosa, at=NOON)

    with pytest.raises(Refused):
        records.ask(item, by=rosa, at=NOON)
    item.refresh_from_db()
    assert item.state == ItemState.NEEDED


VERBS = {
    "ask": records.ask,
    "ask_again": records.ask_again,
    "chase": records.chase,
    "acknowledge": records.acknowledge,
    "fee_asked": records.fee_asked,
    "fee_settled": records.fee_settled,
    "refused": records.refused,
    "receive": records.receive,
    "check": records.check,
    "to_consultant": records.to_consultant,
    "returned": records.returned,
    "came_back": records.came_back,
    "send_back": lambda item, **told: records.send_back(item, why="Blurred", **told),
    "cant_find": lambda item, **told: records.excuse(item, to=ItemState.CANT_FIND, why="Lost", **told),
    "cant_get": lambda item, **told: records.excuse(item, to=ItemState.CANT_GET, why="Closed", **told),
    "not_applicable": lambda item, **told: records.excuse(
        item, to=ItemState.NOT_APPLICABLE, why="Never had it", **told
    ),
    "reopen": records.reopen,
}


def row(item):
    return RecordItem.objects.filter(pk=item.pk).values().get()


class TestAnySequence(TestCase):
    @fewer_examples(40)
    @given(
        st.lists(
            st.tuples(st.sampled_from(sorted(VERBS)), st.integers(min_value=-40, max_value=2)), max_size=12
        )
    )
    def test_only_legal_steps_change_a_record_and_each_is_told(self, steps):
        case, rosa = open_small_case()
        item = records.add_item(case, name="MRI images", by=rosa, at=NOON)
        for verb, days in steps:
            before, told = row(item), (case.events.count(), item.changes.count())
            try:
                VERBS[verb](item, by=rosa, at=NOON, on=TODAY + timedelta(days=days))
            except Refused:
                assert (row(item), (case.events.count(), item.changes.count())) == (before, told)
                continue
            after = row(item)
            told_now = (case.events.count() - told[0], item.changes.count() - told[1])
            if after["state"] != before["state"]:
                assert after["state"] in ITEM[ItemState(before["state"])]
            if after == before:
                assert told_now in [(0, 0), (1, 1)]
            else:
                assert (told_now, after["state_on"] <= TODAY) == ((1, 1), True)


@pytest.mark.parametrize(
    ("clock", "limit_on"), [("documents", date(2026, 12, 8)), ("images", date(2026, 12, 23))]
)
def test_a_states_own_limit_is_about_documents_not_pictures(case, rosa, item, clock, limit_on):
    Case.objects.filter(pk=case.pk).update(state="CA")
    RecordItem.objects.filter(pk=item.pk).update(clock=clock)
    assert records.ask(item, by=rosa, at=NOON, on=TODAY).limit_on == limit_on
