"""A request: saved page by page, sent once, corrected later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from accounts.refusals import StaleEdit
from cases.actions import journey, request, steps
from cases.choices import Asker, ItemState, Status, StepState, TeamRole
from cases.models import Case, CaseEvent, RequestDraft
from cases.queries import templates
from tests.cases.conftest import ANSWERS, NOON

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def draft(rosa):
    return request.begin(uuid4(), by=rosa, at=NOON)


def kinds_of(case):
    return list(case.events.order_by("pk").values_list("kind", flat=True))


def test_a_request_begun_twice_is_begun_once(rosa):
    once = uuid4()

    assert request.begin(once, by=rosa, at=NOON) == request.begin(once, by=rosa, at=LATER)
    assert RequestDraft.objects.count() == 1


def test_nobody_begins_under_the_key_of_somebody_else(draft, luis):
    with pytest.raises(Http404):
        request.begin(draft.uuid, by=luis, at=NOON)


def test_a_key_that_became_a_journey_begins_nothing(starter_content, draft, rosa):
    request.submit(draft, by=rosa, at=NOON, values=ANSWERS)

    assert request.begin(draft.uuid, by=rosa, at=NOON) is None
    assert RequestDraft.objects.count() == 0


def test_saving_a_page_leaves_the_others_as_they_are(draft, rosa):
    request.save_answers(draft, by=rosa, at=NOON, page="told", answers={"condition": "spine"})
    request.save_answers(draft, by=rosa, at=LATER, page="home", answers={"state": "NY"})

    draft.refresh_from_db()
    assert (draft.answers, draft.updated_at) == (
        {"told": {"condition": "spine"}, "home": {"state": "NY"}},
        LATER,
    )


def test_a_draft_keeps_what_a_database_can_hold(draft, rosa):
    hostile = {"condition": "a\x00b\ud800c", "reasons": ["rare\x00", "x" * 30_000]}

    saved = request.save_answers(draft, by=rosa, at=NOON, page="told", answers=hostile)

    saved.refresh_from_db()
    assert saved.answers["told"] == {"condition": "ab?c", "reasons": ["rare", "x" * 20_000]}


def test_nobody_saves_into_the_draft_of_somebody_else(draft, luis):
    with pytest.raises(RequestDraft.DoesNotExist):
        request.save_answers(draft, by=luis, at=NOON, page="told", answers={})


def test_nobody_discards_the_draft_of_somebody_else(draft, luis, rosa):
    request.discard(draft, by=luis, at=NOON)
    assert RequestDraft.objects.count() == 1

    request.discard(draft, by=rosa, at=NOON)
    assert RequestDraft.objects.count() == 0


def test_sending_opens_a_journey_and_lets_the_draft_go(starter_content, draft, rosa):
    case = request.submit(draft, by=rosa, at=NOON, values=ANSWERS)

    assert (case.patient_name, case.once, case.created_by) == ("Rosa Ortega", draft.uuid, rosa)
    assert case.members.get().role == TeamRole.PATIENT
    assert RequestDraft.objects.count() == 0


def test_sending_twice_opens_one_journey(starter_content, draft, rosa):
    first = request.submit(draft, by=rosa, at=NOON, values=ANSWERS)
    second = request.submit(draft, by=rosa, at=LATER, values=ANSWERS)

    assert (first, Case.objects.count()) == (second, 1)


def test_an_advocate_who_sends_carries_the_journey(starter_content, maya):
    draft = request.begin(uuid4(), by=maya, at=NOON, for_patient=True)

    case = request.submit(draft, by=maya, at=NOON, values=ANSWERS)

    assert (case.advocate, case.members.get().role) == (maya, TeamRole.ADVOCATE)
    assert set(case.items.values_list("asker", flat=True)) == {Asker.ADVOCATE}


def test_a_safe_date_settles_the_step_that_asks_for_it(starter_content, draft, rosa):
    until = date(2027, 1, 20)

    case = request.submit(draft, by=rosa, at=NOON, values={**ANSWERS, "safe_to_wait_until": until})

    assert case.safe_to_wait_until == until
    assert case.steps.get(key="ask-safe-to-wait").state == StepState.DONE
    assert kinds_of(case) == ["journey_opened", "safe_date_set", "step_done"]


def test_answers_that_changed_since_they_were_read_are_not_sent(starter_content, draft, rosa):
    request.save_answers(draft, by=rosa, at=LATER, page="told", answers={"condition": "knee"})

    with pytest.raises(StaleEdit):
        request.submit(draft, by=rosa, at=LATER, values=ANSWERS)
    assert (Case.objects.count(), RequestDraft.objects.count()) == (0, 1)


def test_a_draft_thrown_away_cannot_be_sent(starter_content, draft, rosa):
    request.discard(draft, by=rosa, at=NOON)

    with pytest.raises(RequestDraft.DoesNotExist):
        request.submit(draft, by=rosa, at=NOON, values=ANSWERS)


def test_another_family_adds_its_records_and_drops_none(case, rosa):
    before = set(case.items.values_list("key", flat=True))

    added = request.correct(case, by=rosa, at=LATER, version=case.version, values={"family": "cancer"})

    wanted = {
        template.key for template in templates.records_for(Case.objects.get(pk=case.pk), on=NOON.date())
    }
    after = set(case.items.values_list("key", flat=True))
    assert after == before | wanted
    assert {item.key for item in added} == wanted - before
    assert {item.asker for item in added} == {Asker.PATIENT}
    assert CaseEvent.objects.filter(case=case, kind="item_added").count() == len(added)


def test_the_birth_date_of_a_child_adds_the_records_of_children(case, rosa):
    request.correct(
        case, by=rosa, at=LATER, version=case.version, values={"patient_born_on": date(2019, 5, 1)}
    )

    assert case.items.filter(family="children").exists()


def test_a_correction_that_asks_for_nothing_more_adds_nothing(case, rosa):
    count = case.items.count()

    assert request.correct(case, by=rosa, at=LATER, version=case.version, values={"condition": "back"}) == []
    assert case.items.count() == count


def test_a_journey_that_has_ended_gets_no_more_records(case, rosa):
    journey.withdraw(case, why="", by=rosa, at=NOON)
    count = case.items.count()

    assert request.correct(case, by=rosa, at=LATER, version=case.version, values={"family": "cancer"}) == []
    case.refresh_from_db()
    assert (case.items.count(), case.family, case.status) == (count, "cancer", Status.WITHDRAWN)


def test_records_that_stand_are_left_alone_by_a_correction(case, rosa):
    item = case.items.first()
    type(item).objects.filter(pk=item.pk).update(state=ItemState.IN)

    request.correct(case, by=rosa, at=LATER, version=case.version, values={"family": "heart"})

    item.refresh_from_db()
    assert item.state == ItemState.IN


def test_a_stale_correction_changes_nothing(case, rosa):
    with pytest.raises(StaleEdit):
        request.correct(case, by=rosa, at=LATER, version=case.version + 7, values={"family": "cancer"})
    case.refresh_from_db()
    assert case.family == "bones"


def test_an_older_form_does_not_overwrite_another_safe_date(case, rosa):
    seen = case.version
    steps.answer_safe_to_wait(case, until=date(2027, 1, 20), by=rosa, at=NOON, version=seen)

    with pytest.raises(StaleEdit):
        steps.answer_safe_to_wait(case, until=date(2027, 3, 1), by=rosa, at=LATER, version=seen)
    case.refresh_from_db()
    assert case.safe_to_wait_until == date(2027, 1, 20)


def test_the_same_safe_date_sent_twice_is_no_conflict(case, rosa):
    seen = case.version
    for _time in range(2):
        steps.answer_safe_to_wait(case, until=date(2027, 1, 20), by=rosa, at=NOON, version=seen)

    assert case.events.filter(kind="safe_date_set").count() == 1


def test_an_older_form_does_not_overwrite_what_the_insurer_said(case, rosa):
    seen = case.version
    steps.record_insurer_call(case, answers={"covered": "yes"}, by=rosa, at=NOON, version=seen)

    with pytest.raises(StaleEdit):
        steps.record_insurer_call(case, answers={"covered": "no"}, by=rosa, at=LATER, version=seen)
    case.refresh_from_db()
    assert case.insurance_answers == {"covered": "yes"}
