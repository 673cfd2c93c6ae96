"""The page of the timeline."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.actions import journey, steps, timeline
from cases.event_words import WORDS
from cases.models import CaseEvent
from cases.queries.timeline import CORRECTED
from tests.cases.conftest import ANSWERS, NOON, signed_in

pytestmark = pytest.mark.django_db


def page(case, query=""):
    return reverse("cases:timeline", args=[case.uuid]) + query


def texts(answer):
    return [entry.text for day in answer.context["timeline"].days for entry in day.entries]


def test_corrected_answers_read_as_was_and_is_now(case, rosa):
    journey.correct(
        case,
        by=rosa,
        at=NOON,
        version=1,
        values={"family": "cancer", "reasons": ["rare"], "patient_phone": "555 0100"},
    )

    html = " ".join(signed_in(rosa).get(page(case)).content.decode().split())

    assert "Why a second opinion: What I have is rare or unusual" in html
    assert "Telephone: 555 0100" in html
    assert "Kind of condition: was “Bones, joints and spine”, is now “Cancer or a blood cancer”" in html


def test_what_the_insurer_said_reads_as_questions_and_answers(case, rosa):
    said = {"covered": "yes", "call_reference": "A-1", "call_date": "2026-11-20"}
    steps.record_insurer_call(case, answers=said, by=rosa, at=NOON)

    html = " ".join(signed_in(rosa).get(page(case)).content.decode().split())

    assert "Does my plan pay for a second opinion? Yes" in html
    assert "What is the reference number of this call? A-1" in html
    assert "On what date did you call? Friday 20 November 2026" in html


def test_kinds_that_tell_their_changes_have_words():
    assert sorted(set(CORRECTED) - set(WORDS)) == []


def test_the_patient_reads_only_what_is_shown_to_the_patient_side(carried, rosa, maya):
    timeline.write(carried, "note_written", by=maya, at=NOON, shown=False)

    assert "An internal note was written" not in texts(signed_in(rosa).get(page(carried)))
    assert "An internal note was written" in texts(signed_in(maya).get(page(carried)))


def test_a_filter_keeps_its_topic(carried, rosa):
    timeline.write(carried, "message_sent", by=rosa, at=NOON)

    assert texts(signed_in(rosa).get(page(carried, "?only=team"))) == ["A message was written"]
    assert texts(signed_in(rosa).get(page(carried, "?only=stages"))) == ["The journey began"]


def test_pages_of_50_leave_nothing_out(case, rosa):
    for number in range(120):
        at = NOON + timedelta(minutes=number // 10)
        timeline.write(case, "step_done", by=rosa, at=at, subject=str(number))
    browser, query, seen = signed_in(rosa), "", []
    while query is not None:
        answer = browser.get(page(case, query))
        seen += texts(answer)
        earlier = answer.context["timeline"].earlier
        query = f"?before={earlier}" if earlier else None

    assert seen == [f"Done: {number}" for number in reversed(range(120))] + ["The journey began"]


@pytest.mark.parametrize("query", ["?only=x", "?only=%00", "?before=x", "?before=0", "?before=" + "9" * 30])
def test_garbage_in_the_address_is_404(case, rosa, query):
    assert signed_in(rosa).get(page(case, query)).status_code == 404


def test_an_event_of_another_journey_or_an_unseen_one_is_no_mark(carried, rosa, luis, maya):
    other = journey.open_journey(by=luis, at=NOON, answers=ANSWERS, as_patient=True)
    hidden = timeline.write(carried, "note_written", by=maya, at=NOON, shown=False)

    for event in (CaseEvent.objects.filter(case=other).first(), hidden):
        assert signed_in(rosa).get(page(carried, f"?before={event.pk}")).status_code == 404


def test_an_unknown_kind_is_no_crash(case, rosa):
    timeline.write(case, "from_the_future", by=None, at=NOON, subject="<b>x</b>")

    assert "Something changed" in texts(signed_in(rosa).get(page(case)))


def test_days_are_those_of_the_reader(case, rosa):
    rosa.time_zone = "Pacific/Auckland"
    rosa.save()

    assert "Tuesday 24 November 2026" in signed_in(rosa).get(page(case)).content.decode()


def test_the_timeline_asks_the_same_number_of_queries_at_any_length(
    case, rosa, django_assert_max_num_queries, django_assert_num_queries
):
    browser = signed_in(rosa)
    browser.get(page(case))
    with django_assert_max_num_queries(15) as few:
        browser.get(page(case))
    for _ in range(30):
        timeline.write(case, "message_sent", by=rosa, at=NOON)

    with django_assert_num_queries(len(few)):
        browser.get(page(case))
