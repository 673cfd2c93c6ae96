"""What the request said: seen by the whole team, corrected by those who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import request as requests
from cases.choices import Access, TeamRole
from cases.forms.answers import FORMS
from cases.models import CaseEvent
from tests.cases.conftest import NOON, join, signed_in

TOLD = {
    "condition": "back surgery",
    "family": "bones",
    "diagnosis": "",
    "first_doctor": "",
    "first_place": "",
}


@pytest.fixture
def client_of_rosa(case, rosa):
    return signed_in(rosa)


def address(case, page=""):
    return f"/cases/{case.uuid}/answers/" + (f"{page}/" if page else "")


def test_the_answers_are_there_in_words(case, client_of_rosa):
    page = client_of_rosa.get(address(case)).content.decode()

    assert "spine surgery" in page
    assert "Bones, joints and spine" in page
    assert "Eastern (New York)" in page


def test_a_correction_is_kept_and_the_timeline_tells_it(case, client_of_rosa):
    answer = client_of_rosa.post(address(case, "told"), {**TOLD, "version": case.version})

    case.refresh_from_db()
    event = CaseEvent.objects.get(case=case, kind="answers_corrected")
    assert (answer.url, case.condition, case.version) == (address(case), "back surgery", 2)
    assert (event.before, event.after) == ({"condition": "spine surgery"}, {"condition": "back surgery"})


def test_a_correction_that_changes_nothing_is_no_event(case, client_of_rosa):
    same = {**TOLD, "condition": "spine surgery", "version": case.version}

    assert client_of_rosa.post(address(case, "told"), same).status_code == 302
    assert CaseEvent.objects.filter(kind="answers_corrected").count() == 0


def test_another_kind_of_illness_says_what_joined_the_records(case, client_of_rosa):
    changed = {**TOLD, "family": "heart", "version": case.version}

    page = client_of_rosa.post(address(case, "told"), changed, follow=True).content.decode()

    assert "joined your list. Nothing was taken away" in page


@pytest.mark.parametrize(
    ("state", "zone", "expected"),
    [
        ("CA", "America/New_York", "America/Los_Angeles"),
        ("CA", "America/Denver", "America/Denver"),
        ("NY", "America/New_York", "America/New_York"),
        ("NY", "America/Chicago", "America/Chicago"),
        ("CA", "", "America/Los_Angeles"),
        ("", "", "America/New_York"),
    ],
)
def test_a_move_takes_the_time_zone_along(case, client_of_rosa, state, zone, expected):
    client_of_rosa.post(address(case, "home"), {"state": state, "time_zone": zone, "version": case.version})

    case.refresh_from_db()
    assert (case.state, case.time_zone) == (state, expected)


def test_a_stale_correction_shows_both(case, client_of_rosa, rosa):
    requests.correct(case, by=rosa, at=NOON, version=case.version, values={"condition": "neck surgery"})

    answer = client_of_rosa.post(address(case, "told"), {**TOLD, "version": case.version})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "neck surgery" in page
    assert "back surgery" in page
    case.refresh_from_db()
    assert case.condition == "neck surgery"


def test_a_stale_choice_is_shown_in_words(case, client_of_rosa, rosa):
    requests.correct(case, by=rosa, at=NOON, version=case.version, values={"family": "heart"})

    page = client_of_rosa.post(address(case, "told"), {**TOLD, "version": case.version}).content.decode()

    assert '<td class="words">Heart or blood vessels</td>' in page


@pytest.mark.parametrize("page", FORMS)
def test_every_page_can_be_opened_and_saved_as_it_stands(case, client_of_rosa, page):
    form = client_of_rosa.get(address(case, page)).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    assert client_of_rosa.post(address(case, page), shown).status_code == 302
    assert CaseEvent.objects.filter(kind="answers_corrected").count() == 0


def test_the_safe_date_is_corrected_where_the_doctor_is_asked(case, client_of_rosa):
    later = timezone.localdate() + timedelta(days=30)

    client_of_rosa.post(
        address(case, "dates"),
        {"decide_by": str(later), "safe_to_wait_until": str(later), "version": case.version},
    )

    case.refresh_from_db()
    assert (case.decide_by, case.safe_to_wait_until) == (later, None)


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("told", {**TOLD, "condition": ""}),
        ("told", {**TOLD, "condition": "a\x00b"}),
        ("told", {**TOLD, "condition": "a" * 121}),
        ("told", {**TOLD, "version": "-1"}),
        ("told", {**TOLD, "version": "9" * 30}),
        ("told", {**TOLD, "version": "\x00"}),
        ("about", {"patient_name": "Rosa", "patient_born_on": "0000-01-01"}),
        ("about", {"patient_name": "Rosa", "patient_email": "nobody"}),
        ("home", {"state": "ZZ"}),
        ("dates", {"decide_by": "1999-01-01"}),
    ],
)
def test_wrong_input_changes_nothing(case, client_of_rosa, page, data):
    before = CaseEvent.objects.count()

    answer = client_of_rosa.post(address(case, page), {"version": case.version, **data})

    assert (answer.status_code, CaseEvent.objects.count()) == (422, before)


def test_a_page_that_is_not_there_is_not_found(case, client_of_rosa):
    assert client_of_rosa.get(address(case, "now")).status_code == 404
    assert client_of_rosa.get(address(case, "nothing")).status_code == 404


def test_family_who_may_see_reads_and_corrects_nothing(case, luis):
    join(case, luis, TeamRole.CAREGIVER, access=Access.SEE)
    client = signed_in(luis)

    assert client.get(address(case)).status_code == 200
    assert "/answers/told/" not in client.get(address(case)).content.decode()
    assert client.get(address(case, "told")).status_code == 403
    assert client.post(address(case, "told"), {**TOLD, "version": 1}).status_code == 403


def test_strangers_find_nothing(case, stranger):
    client = signed_in(stranger)

    assert [client.get(address(case)).status_code, client.post(address(case, "told")).status_code] == [
        404,
        404,
    ]
