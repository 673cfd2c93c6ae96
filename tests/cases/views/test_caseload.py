"""The worklist."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cases.actions import journey, messages, team
from cases.choices import Stage, Status, TeamRole, Turn
from cases.models import Case, TeamMember
from cases.queries import caseload
from tests.cases.conftest import ANSWERS, NOON, TODAY, join, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/caseload/"


@pytest.fixture(autouse=True)
def _monday_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def opened(advocate, name="Rosa Ortega", **columns):
    """A journey carried by an advocate, with columns that settle would have derived."""
    case = journey.open_journey(
        by=advocate, at=NOON, answers={**ANSWERS, "patient_name": name}, as_patient=False
    )
    Case.objects.filter(pk=case.pk).update(**columns)
    return case


def names(answer):
    return [row.name for row in answer.context["rows"]]


def listed(user, query=""):
    return names(signed_in(user).get(ADDRESS + query))


def numbers(answer):
    return {str(chip["label"]): chip["number"] for chip in answer.context["chips"]}


def test_an_advocate_sees_their_own_journeys_and_never_anothers(starter_content, maya, ben):
    opened(maya, "Rosa Ortega")
    opened(ben, "James Whitfield")

    assert listed(maya, "?show=live") == ["Rosa Ortega"]
    assert listed(maya, "?show=live&whose=all") == ["Rosa Ortega"]
    assert listed(maya, f"?show=live&whose={ben.pk}") == ["Rosa Ortega"]
    assert listed(maya, "?q=James") == []


def test_a_helping_advocate_sees_the_journey_until_the_help_ends(starter_content, maya, ben, dana):
    member = team.add_helping_advocate(opened(maya), ben, by=dana, at=NOON)
    assert listed(ben, "?show=live") == ["Rosa Ortega"]

    team.end_access(member, by=dana, at=NOON)

    assert listed(ben, "?show=live") == []


def test_journeys_that_an_advocate_follows_as_family_are_not_work(case, maya):
    join(case, maya, TeamRole.CAREGIVER)

    assert listed(maya, "?show=live") == []


def test_a_lead_sees_everybodys_mine_or_one_advocates(starter_content, case, maya, ben, dana):
    opened(maya, "Priya Raman")
    opened(ben, "James Whitfield")

    assert sorted(listed(dana, "?show=live")) == ["James Whitfield", "Priya Raman", "Rosa Ortega"]
    assert listed(dana, "?show=unassigned") == ["Rosa Ortega"]
    assert listed(dana, f"?show=live&whose={ben.pk}") == ["James Whitfield"]
    assert listed(dana, "?show=live&whose=mine") == []


@pytest.mark.parametrize("who", ["rosa", "ed", "stranger"])
def test_others_have_no_worklist(who, request):
    assert signed_in(request.getfixturevalue(who)).get(ADDRESS).status_code == 403


def test_what_presses_most_comes_first(starter_content, maya):
    turn = {"turn": Turn.ADVOCATE}
    opened(maya, "Someday", **turn, move_due_on=None)
    opened(maya, "Tomorrow", **turn, move_due_on=TODAY + timedelta(days=1))
    opened(maya, "Late", **turn, move_due_on=TODAY - timedelta(days=2))
    opened(maya, "Today", **turn, move_due_on=TODAY)
    answer = signed_in(maya).get(ADDRESS)

    assert [(row.name, row.by, row.is_late) for row in answer.context["rows"]] == [
        ("Late", "2 days late", True),
        ("Today", "Today", False),
        ("Tomorrow", "Tomorrow", False),
        ("Someday", "", False),
    ]
    text = " ".join(answer.content.decode().split())
    assert "4 live journeys · 3 need you today · 1 late" in text
    assert "Good afternoon, Maya" in text


def test_chips_count_what_their_lists_hold(starter_content, maya):
    opened(maya, "A", turn=Turn.HOLDER, move_due_on=TODAY - timedelta(days=1))
    opened(maya, "B", turn=Turn.PATIENT, is_time_critical=True)
    opened(maya, "C", turn=Turn.ADVOCATE)
    opened(maya, "D", status=Status.ON_HOLD, turn=Turn.NOBODY)
    opened(maya, "E", status=Status.WITHDRAWN, ended_at=NOON, turn=Turn.NOBODY)
    browser = signed_in(maya)
    answer = browser.get(ADDRESS)

    assert numbers(answer) == {
        "Needs me": 1,
        "Late": 1,
        "Waiting for a hospital": 1,
        "Waiting for the patient": 1,
        "Time-critical": 1,
        "On hold": 1,
        "Ended": 1,
        "All live": 3,
    }
    for chip in answer.context["chips"]:
        assert len(names(browser.get(ADDRESS + chip["url"]))) == chip["number"]
    assert [chip["number"] for chip in answer.context["stages"]] == [3, 0, 0, 0, 0]


def test_a_message_to_a_journey_at_rest_needs_somebody(carried, rosa, maya):
    journey.hold(carried, until=date(2027, 1, 4), why="", by=rosa, at=NOON)
    assert listed(maya) == []
    messages.send(carried, body="Hello?", from_patient_side=True, by=rosa, at=NOON)

    (row,) = signed_in(maya).get(ADDRESS).context["rows"]

    assert row.move == "Answer the patient’s message"


def test_today_is_the_readers_own(starter_content, maya, time_machine):
    time_machine.move_to(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), tick=False)
    opened(maya, turn=Turn.ADVOCATE, move_due_on=TODAY)
    assert [row.by for row in signed_in(maya).get(ADDRESS).context["rows"]] == ["Today"]
    maya.time_zone = "Europe/Berlin"
    maya.save()

    assert [row.by for row in signed_in(maya).get(ADDRESS).context["rows"]] == ["1 day late"]


def test_your_turn_is_said_as_you_and_anothers_by_name(starter_content, maya, ben, dana):
    case = opened(maya, turn=Turn.ADVOCATE)
    team.add_helping_advocate(case, ben, by=dana, at=NOON)
    Case.objects.update(turn=Turn.ADVOCATE)

    turns = [
        (row.turn, row.turn_kind)
        for user in (maya, ben, dana)
        for row in signed_in(user).get(ADDRESS).context["rows"]
    ]

    assert turns == [("You", "yours"), ("Maya Chen", "wait"), ("Maya Chen", "wait")]


def test_a_journey_is_found_by_parts_of_its_name_or_by_its_reference(starter_content, maya):
    case = opened(maya, "Rosa Ortega", status=Status.WITHDRAWN, ended_at=NOON)
    opened(maya, "José Émile Núñez")
    reference = case.reference

    for words in ("ortega", "ros ORT", "rosa", reference, reference.lower(), reference[3:], reference[3:6]):
        assert (words, listed(maya, f"?q={words}")) == (words, ["Rosa Ortega"])
    assert listed(maya, "?q=josé+émile") == ["José Émile Núñez"]
    assert listed(maya, "?q=nobody") == []


@pytest.mark.parametrize(
    "words", ["%25", "_", "%5C", "' OR 1=1 --", "%3Cscript%3E", "%F0%9F%92%99", "(", "%ED%A0%80"]
)
def test_hostile_words_find_nothing(starter_content, maya, words):
    opened(maya)

    answer = signed_in(maya).get(f"{ADDRESS}?q={words}")

    assert (answer.status_code, names(answer)) == (200, [])
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("words", ["%00", "a%00b", "x" * 101, "x" * 100_000])
def test_words_nobody_means_are_refused_beside_the_field(starter_content, maya, words):
    answer = signed_in(maya).get(f"{ADDRESS}?q={words}")

    assert answer.status_code == 422
    assert 'id="id_q_error"' in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "show=x",
        "stage=x",
        "show=%00",
        "stage=%00",
        "whose=x",
        "whose=999",
        "whose=%00",
        "whose=²",
        "whose=" + "9" * 5000,
    ],
)
def test_garbage_in_the_address_is_404(dana, query):
    assert signed_in(dana).get(f"{ADDRESS}?{query}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 50, "%00"])
def test_a_page_that_is_not_there_is_the_nearest_one(starter_content, maya, page):
    opened(maya)

    assert listed(maya, f"?show=live&page={page}") == ["Rosa Ortega"]


def test_pages_hold_25_and_leave_nothing_out(starter_content, maya):
    make_many(maya, 60)
    found = [name for page in (1, 2, 3) for name in listed(maya, f"?show=live&page={page}")]

    assert (len(found), len(set(found))) == (60, 60)


def make_many(advocate, number):
    opened(advocate)
    cases = Case.objects.bulk_create(
        Case(
            created_at=NOON,
            created_by=advocate,
            stage_since=NOON,
            changed_at=NOON,
            patient_name=f"Patient {index}",
            advocate=advocate,
            turn=Turn.ADVOCATE,
            move_kind="advance",
            stage=Stage.REQUEST,
            condition="knee",
        )
        for index in range(number - 1)
    )
    TeamMember.objects.bulk_create(
        TeamMember(case=case, user=advocate, role=TeamRole.ADVOCATE, started_at=NOON, granted_by=advocate)
        for case in cases
    )


def test_typing_gets_the_rows_alone(starter_content, maya):
    opened(maya)

    html = signed_in(maya).get(f"{ADDRESS}?q=rosa", headers={"HX-Request": "true"}).content.decode()

    assert ("Rosa Ortega" in html, "<html" in html) == (True, False)


def test_the_list_asks_the_same_number_of_queries_at_any_length(
    starter_content, maya, dana, django_assert_max_num_queries, django_assert_num_queries
):
    opened(maya)
    queries = {}
    for user, query in ((maya, "?show=live"), (dana, "?show=live"), (dana, "?q=a"), (dana, "?stage=request")):
        browser = signed_in(user)
        browser.get(ADDRESS)
        with django_assert_max_num_queries(15) as few:
            browser.get(ADDRESS + query)
        queries[user, query] = (browser, len(few))
    make_many(maya, 30)

    for (_user, query), (browser, number) in queries.items():
        with django_assert_num_queries(number):
            browser.get(ADDRESS + query)


def test_the_counts_of_the_page_are_one_query(starter_content, maya, django_assert_num_queries):
    opened(maya)
    maya.site_roles  # noqa: B018 -- read once per request in any case

    with django_assert_num_queries(1):
        caseload.counts(caseload.Reader(user=maya, today=TODAY))


def test_rows_lead_to_the_journey(starter_content, maya):
    case = opened(maya)

    (row,) = signed_in(maya).get(f"{ADDRESS}?show=live").context["rows"]

    assert row.url == reverse("cases:journey", args=[case.uuid])
