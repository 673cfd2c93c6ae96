from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import journey, steps
from cases.choices import Access, Outcome, Stage, Status, StepState, TeamRole
from cases.models import Case
from tests.cases.conftest import ANSWERS, join, signed_in

SOON = (timezone.now() + timedelta(days=9)).date()


def page(case, name="journey"):
    return reverse(f"cases:{name}", args=[case.uuid])


def words(response):
    return " ".join(response.content.decode().split())


def finish_request(case, by):
    now = timezone.now()
    for step in case.steps.filter(stage=Stage.REQUEST, is_gate=True).exclude(key="ask-safe-to-wait"):
        steps.settle_step(step, to=StepState.DONE, by=by, at=now)
    steps.answer_safe_to_wait(case, until=date(2027, 12, 1), by=by, at=now)


def test_the_patient_reads_whose_turn_it_is_and_has_one_main_button(case, rosa):
    shown = words(signed_in(rosa).get(page(case)))
    assert "Your turn" in shown
    assert shown.count("btn-primary") == 1


def test_family_who_only_see_get_no_button(case, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    shown = words(signed_in(luis).get(page(case)))
    assert "The patient’s turn" in shown
    assert "btn-primary" not in shown


def test_the_only_journey_opens_at_once(case, rosa):
    assert signed_in(rosa).get(reverse("cases:journeys"))["Location"] == page(case)


def test_several_journeys_are_listed(case, rosa):
    other = {**ANSWERS, "condition": "knee replacement"}
    journey.open_journey(by=rosa, at=timezone.now(), answers=other, as_patient=True)
    shown = words(signed_in(rosa).get(reverse("cases:journeys")))
    assert "spine surgery" in shown
    assert "knee replacement" in shown


def test_the_patient_reads_what_is_open_instead_of_going_on(case, rosa):
    shown = words(signed_in(rosa).get(page(case, "advance")))
    assert "Check what your insurance pays" in shown
    case.refresh_from_db()
    assert case.stage == Stage.REQUEST


def test_a_complete_stage_goes_on_at_one_press(case, rosa):
    finish_request(case, rosa)
    signed_in(rosa).post(page(case, "advance"), {"to": Stage.RECORDS})
    case.refresh_from_db()
    assert case.stage == Stage.RECORDS


def test_staff_go_on_early_only_with_a_reason(carried, maya):
    client = signed_in(maya)
    refused = client.post(page(carried, "advance"), {"to": Stage.RECORDS, "why": " "})
    assert refused.status_code == 422
    client.post(page(carried, "advance"), {"to": Stage.RECORDS, "why": "The scans take weeks."})
    carried.refresh_from_db()
    assert carried.stage == Stage.RECORDS


def test_the_patient_cannot_smuggle_a_reason_in(case, rosa):
    signed_in(rosa).post(page(case, "advance"), {"to": Stage.RECORDS, "why": "Because."})
    case.refresh_from_db()
    assert case.stage == Stage.REQUEST


def test_going_back_offers_only_earlier_stages(carried, maya):
    journey.advance(carried, to=Stage.RECORDS, by=maya, at=timezone.now(), override="Early.")
    client = signed_in(maya)
    assert client.post(page(carried, "go-back"), {"to": Stage.DECIDE}).status_code == 422
    client.post(page(carried, "go-back"), {"to": Stage.REQUEST})
    carried.refresh_from_db()
    assert carried.stage == Stage.REQUEST


@pytest.mark.parametrize("until", ["2020-01-01", "0000-01-01", "tomorrow", "", "9999-99-99", "\x00"])
def test_a_hold_needs_a_day_to_come_and_keeps_what_was_typed(case, rosa, until):
    response = signed_in(rosa).post(page(case, "hold"), {"until": until, "why": "My sister’s wedding"})
    assert response.status_code == 422
    assert "My sister’s wedding" in response.content.decode()


def test_a_journey_rests_and_goes_on(case, rosa):
    client = signed_in(rosa)
    client.post(page(case, "hold"), {"until": SOON.isoformat(), "why": ""})
    case.refresh_from_db()
    assert (case.status, case.hold_until) == (Status.ON_HOLD, SOON)
    assert "resting" in words(client.get(page(case)))
    client.post(page(case, "resume"))
    case.refresh_from_db()
    assert case.status == Status.LIVE


def test_a_journey_ends_and_is_opened_again(case, rosa):
    client = signed_in(rosa)
    client.post(page(case, "withdraw"), {"why": ""})
    assert "Everything stays here to read" in words(client.get(page(case)))
    client.post(page(case, "reopen"))
    case.refresh_from_db()
    assert case.status == Status.LIVE


def test_ending_twice_is_told_kindly(case, rosa):
    client = signed_in(rosa)
    client.post(page(case, "withdraw"), {"why": ""})
    again = client.post(page(case, "withdraw"), {"why": ""})
    assert again.status_code == 422


def test_the_patient_cannot_finish_too_early(case, rosa):
    assert "not reached its last stage" in words(signed_in(rosa).get(page(case, "close")))
    signed_in(rosa).post(page(case, "close"), {"outcome": Outcome.AGREED, "override": "Now"})
    case.refresh_from_db()
    assert case.status == Status.LIVE


def test_staff_finish_early_with_a_reason(carried, maya):
    client = signed_in(maya)
    typed = {"outcome": Outcome.NO_SECOND_OPINION, "note": "", "override": "Moved abroad."}
    client.post(page(carried, "close"), typed)
    carried.refresh_from_db()
    assert (carried.status, carried.outcome) == (Status.CLOSED, Outcome.NO_SECOND_OPINION)


def test_a_made_up_outcome_is_refused(carried, maya):
    typed = {"outcome": "healed", "note": "", "override": "x"}
    assert signed_in(maya).post(page(carried, "close"), typed).status_code == 422


def test_staff_mark_that_there_is_little_time(carried, maya):
    signed_in(maya).post(page(carried, "time-critical"), {"why": "Bleeding."})
    assert Case.objects.get(pk=carried.pk).is_time_critical
    assert "There is little time" in words(signed_in(maya).get(page(carried)))
