"""The records checklist and its records on the page: who sees what, who may say what."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import journey, records
from cases.choices import Access, ItemState, Need, TeamRole
from cases.models import RecordItem
from cases.views.records import VERBS
from tests.cases.conftest import ANSWERS, NOON, join, signed_in

MOST_QUERIES = 15
HAPPENED = {"on": "2026-11-02", "note": "By phone"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def item(case):
    return case.items.filter(need=Need.REQUIRED, is_at_home=False).first()


@pytest.fixture
def client(rosa):
    return signed_in(rosa)


def address(name, case, *args):
    return reverse(f"cases:{name}", args=[case.uuid, *args])


def post(client, name, item, data):
    return client.post(address(name, item.case, item.pk), data)


def test_the_checklist_shows_what_is_in_and_what_is_wanted(client, case, item, rosa):
    records.receive(item, by=rosa, at=NOON)

    page = client.get(address("records", case)).content.decode()

    case.refresh_from_db()
    assert f"1 of {case.records_wanted} are in" in page
    assert item.name in page


def test_a_question_is_answered_in_its_row(client, case):
    item = case.items.filter(need=Need.IF_EXISTS).first()

    answer = post(client, "item-exists", item, {"answer": "yes"})

    item.refresh_from_db()
    assert (answer.status_code, answer.url, item.need) == (302, address("records", case), Need.REQUIRED)


def test_no_takes_a_question_off_the_list(client, case):
    item = case.items.filter(need=Need.IF_EXISTS).first()

    post(client, "item-exists", item, {"answer": "no"})

    item.refresh_from_db()
    assert item.state == ItemState.NOT_APPLICABLE


@pytest.mark.parametrize("answer", ["", "maybe", "\0"])
def test_another_answer_changes_nothing(client, case, answer):
    item = case.items.filter(need=Need.IF_EXISTS).first()

    assert post(client, "item-exists", item, {"answer": answer}).status_code == 302
    item.refresh_from_db()
    assert (item.need, item.state) == (Need.IF_EXISTS, ItemState.NEEDED)


def test_no_does_not_take_a_needed_record_off_the_list(client, item):
    post(client, "item-exists", item, {"answer": "no"})

    item.refresh_from_db()
    assert item.state == ItemState.NEEDED


def test_asking_is_told_with_its_day(client, case, item):
    answer = post(client, "item-ask", item, HAPPENED)

    item.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, address("item", case, item.pk))
    assert (item.state, item.asked_on.isoformat()) == (ItemState.ASKED, "2026-11-02")


def test_the_form_starts_with_today(client, case, item):
    page = client.get(address("item-ask", case, item.pk)).content.decode()

    assert 'value="2026-11-23"' in page


@pytest.mark.parametrize(
    "on", ["2026-11-24", "0000-01-01", "1899-12-31", "2026-02-30", "soon", "", "9" * 400, "2026-11-02\0"]
)
def test_a_day_that_cannot_be_comes_back_with_what_was_typed(client, item, on):
    answer = post(client, "item-ask", item, {"on": on, "note": "By phone"})

    item.refresh_from_db()
    assert (answer.status_code, item.state) == (422, ItemState.NEEDED)
    assert "By phone" in answer.content.decode()


@pytest.mark.parametrize("note", ["a\0b", "x" * 1001])
def test_a_note_that_cannot_be_kept_comes_back(client, item, note):
    assert post(client, "item-ask", item, {"on": "2026-11-02", "note": note}).status_code == 422


def test_half_a_letter_is_no_accident(client, case, item):
    raw = b"on=2026-11-02&note=%ED%A0%80"
    answer = client.post(
        address("item-ask", case, item.pk), raw, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 302


def test_a_verb_whose_moment_has_passed_leads_back_to_the_record(client, case, item):
    answer = client.get(address("item-chase", case, item.pk))

    assert (answer.status_code, answer.url) == (302, address("item", case, item.pk))


def test_a_verb_that_is_refused_says_so(client, item):
    answer = post(client, "item-chase", item, HAPPENED)

    assert (answer.status_code, "changed in the meantime" in answer.content.decode()) == (422, True)


def test_a_needed_record_is_not_excused_without_a_reason(client, item):
    assert post(client, "item-cant-get", item, {"why": ""}).status_code == 422
    assert post(client, "item-cant-get", item, {"why": "The clinic closed"}).status_code == 302

    item.refresh_from_db()
    assert item.state == ItemState.CANT_GET


@pytest.mark.parametrize("key", sorted(VERBS))
def test_who_may_only_see_says_nothing(case, item, luis, key):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    before = RecordItem.objects.filter(pk=item.pk).values().get()

    answer = post(signed_in(luis), f"item-{key}", item, {**HAPPENED, "why": "Because"})

    assert answer.status_code == 403
    assert RecordItem.objects.filter(pk=item.pk).values().get() == before


@pytest.mark.parametrize("name", ["records", "item"])
def test_who_may_only_see_sees_no_buttons(case, item, luis, name):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    place = [item.pk] if name == "item" else []

    page = signed_in(luis).get(address(name, case, *place)).content.decode()

    assert item.name in page
    assert f"/records/{item.pk}/ask/" not in page
    assert "/records/add/" not in page
    assert "exists/" not in page


def test_only_staff_check_a_record(client, item, rosa, maya, case):
    join(case, maya, TeamRole.ADVOCATE)
    records.receive(item, by=rosa, at=NOON)

    assert post(client, "item-check", item, HAPPENED).status_code == 403
    assert post(signed_in(maya), "item-check", item, {"on": "2026-11-23"}).status_code == 302
    item.refresh_from_db()
    assert item.state == ItemState.CHECKED


@pytest.mark.parametrize("name", ["item", "item-ask", "item-edit", "item-upload"])
def test_a_record_of_another_journey_is_not_found(client, case, name, maya):
    other = journey.open_journey(by=maya, at=NOON, answers=ANSWERS, as_patient=False)
    foreign = other.items.first()

    assert client.get(address(name, case, foreign.pk)).status_code == 404
    assert client.get(address(name, other, foreign.pk)).status_code == 404
    assert client.post(address("item-exists", case, foreign.pk), {"answer": "yes"}).status_code == 404


def test_a_stranger_finds_nothing(case, item, stranger):
    client = signed_in(stranger)

    assert client.get(address("records", case)).status_code == 404
    assert client.get(address("item", case, item.pk)).status_code == 404
    assert client.post(address("item-ask", case, item.pk), HAPPENED).status_code == 404


def test_staff_read_states_and_patients_sentences(client, case, item, rosa, maya):
    join(case, maya, TeamRole.ADVOCATE)
    records.ask(item, by=rosa, at=NOON)

    theirs = client.get(address("item", case, item.pk)).content.decode()
    ours = signed_in(maya).get(address("item", case, item.pk)).content.decode()

    assert "You don’t need to do anything." in theirs
    assert "You don’t need to do anything." not in ours
    assert "They must answer by Wednesday 23 December: 30 days after the request." in ours


def test_staff_look_at_some_records_alone(case, item, maya, rosa):
    join(case, maya, TeamRole.ADVOCATE)
    records.ask(item, by=rosa, at=NOON)
    other = case.items.exclude(pk=item.pk).first()

    page = signed_in(maya).get(address("records", case) + "?show=holders").content.decode()

    assert (item.name in page, other.name in page) == (True, False)


@pytest.mark.parametrize("query", ["?show=nonsense", "?show=%00", "?show=" + "x" * 5000, "?page=-1"])
def test_a_strange_filter_shows_everything(case, item, maya, query):
    join(case, maya, TeamRole.ADVOCATE)

    answer = signed_in(maya).get(address("records", case) + query)

    assert (answer.status_code, item.name in answer.content.decode()) == (200, True)


def test_a_record_of_ones_own_is_added_once(client, case):
    data = {"name": "X-ray of the knee", "need": "required", "asker": "patient", "once": str(uuid4())}

    for _click in range(2):
        assert client.post(address("item-add", case), data).status_code == 302

    assert case.items.filter(name="X-ray of the knee").count() == 1


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"name": "x" * 201}, {"need": "urgent"}, {"asker": "nobody"}]
)
def test_a_record_that_cannot_be_added_comes_back(client, case, changed):
    before = case.items.count()
    data = {
        "name": "X-ray",
        "need": "required",
        "asker": "patient",
        "once": str(uuid4()),
        "note": "Ask twice",
    }

    answer = client.post(address("item-add", case), {**data, **changed})

    assert (answer.status_code, case.items.count()) == (422, before)
    assert "Ask twice" in answer.content.decode()


def edit_data(item, **changed):
    fields = {"name": item.name, "holder": item.holder, "asker": item.asker, "note": "", "version": 1}
    return {**fields, **changed}


def test_the_holder_is_corrected(client, item):
    assert post(client, "item-edit", item, edit_data(item, holder="Lakeside")).status_code == 302

    item.refresh_from_db()
    assert (item.holder, item.version) == ("Lakeside", 2)


def test_a_stale_correction_shows_both(client, item, rosa):
    records.edit_item(item, version=1, values={"holder": "Mercy"}, by=rosa, at=NOON)

    answer = post(client, "item-edit", item, edit_data(item, holder="Lakeside"))

    page = answer.content.decode()
    assert (answer.status_code, "Mercy" in page, "Lakeside" in page) == (409, True, True)


def test_the_patient_side_does_not_decide_how_much_a_listed_record_is_needed(client, item):
    post(client, "item-edit", item, edit_data(item, need="helpful"))

    item.refresh_from_db()
    assert item.need == Need.REQUIRED


def test_a_journey_that_rests_shows_its_records_and_no_buttons(client, case, item, rosa):
    journey.hold(case, until=NOON.date(), why="", by=rosa, at=NOON)

    page = client.get(address("item", case, item.pk)).content.decode()

    assert "/ask/" not in page
    assert post(client, "item-ask", item, HAPPENED).status_code == 422


def queries_of(client, place):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(place).status_code == 200
    return len(captured)


def test_the_checklist_asks_the_database_as_often_for_many_rows_as_for_one(client, case, rosa):
    RecordItem.objects.filter(case=case).delete()
    records.add_item(case, name="One", by=rosa, at=NOON)
    client.get(address("records", case))
    one = queries_of(client, address("records", case))
    for number in range(30):
        records.add_item(case, name=f"Record {number}", by=rosa, at=NOON)

    assert queries_of(client, address("records", case)) == one
    assert one <= MOST_QUERIES


def test_a_record_asks_the_database_as_often_for_a_long_history_as_for_a_short_one(client, case, item, rosa):
    records.ask(item, by=rosa, at=NOON)
    client.get(address("item", case, item.pk))
    one = queries_of(client, address("item", case, item.pk))
    for _time in range(15):
        records.reopen(item, by=rosa, at=NOON)
        records.ask(item, by=rosa, at=NOON)

    assert queries_of(client, address("item", case, item.pk)) == one
    assert one <= MOST_QUERIES


def test_the_history_tells_an_asking_from_an_asking_again(client, case, item, rosa):
    records.ask(item, by=rosa, at=NOON, on=date(2026, 11, 2))
    records.chase(item, by=rosa, at=NOON, on=date(2026, 11, 12))

    page = client.get(address("item", case, item.pk)).content.decode()

    assert page.index("<strong>Asked again</strong>") < page.index("<strong>Asked for</strong>")


def test_what_is_in_waits_for_staff_to_check_it(case, item, rosa, maya):
    join(case, maya, TeamRole.ADVOCATE)
    records.receive(item, by=rosa, at=NOON)

    page = signed_in(maya).get(address("records", case) + "?show=ours").content.decode()

    assert (item.name in page, "To be checked" in page) == (True, True)
