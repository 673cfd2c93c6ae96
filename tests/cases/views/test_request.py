"""The pages of a request, from the landing page to the welcome."""

from datetime import date, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.kept import keep
from cases.actions import request as requests
from cases.actions import starter
from cases.choices import StepState, TeamRole
from cases.forms.request import PAGES
from cases.models import Case, RequestDraft
from tests.cases.conftest import NOON, person, signed_in
from tests.conftest import fewer_examples

DECIDE_BY = timezone.localdate() + timedelta(days=60)
SAFE_UNTIL = timezone.localdate() + timedelta(days=90)
STRAIGHT = {
    "now": {"now": "no"},
    "about": {
        "asks_for": "me",
        "patient_name": "Rosa Ortega",
        "patient_born_on": "1968-04-02",
        "patient_phone": "212 555 0142",
        "consent_given_by": "",
    },
    "told": {
        "condition": "back surgery",
        "family": "bones",
        "diagnosis": "A slipped disc",
        "first_doctor": "Dr. Anand",
        "first_place": "Mercy Hospital",
    },
    "advice": {"advice": "Fuse two bones", "advised_by": str(DECIDE_BY)},
    "reasons": {"reasons": ["surgery_advised", "all_options"], "reason_words": "I am afraid"},
    "home": {"state": "IL", "time_zone": ""},
    "insurance": {"insurance_kind": "ppo", "insurance_plan": "Prairie Blue"},
    "helper": {"helper": "My son Luis"},
    "dates": {"decide_by": str(DECIDE_BY), "safe_to_wait_until": str(SAFE_UNTIL)},
}


@pytest.fixture
def client_of_rosa(rosa):
    return signed_in(rosa)


@pytest.fixture
def draft(rosa):
    return requests.begin(uuid4(), by=rosa, at=NOON)


def at_page(draft, page):
    return reverse("cases:request-page", args=[draft.uuid, page])


def fill(client, draft, pages=PAGES):
    for page in pages:
        assert client.post(at_page(draft, page), STRAIGHT[page]).status_code == 302


def send(client, draft):
    return client.post(reverse("cases:request-check", args=[draft.uuid]))


# The way in


def test_anyone_may_read_what_a_second_opinion_is(db, client):
    answer = client.get("/request/")

    assert answer.status_code == 200
    assert "/accounts/signup/?next=/request/" in answer.content.decode()
    assert "Call 911" in answer.content.decode()


def test_starting_leads_to_the_first_question(rosa, client_of_rosa):
    once = uuid4()
    for _time in range(2):
        answer = client_of_rosa.post("/request/begin/", {"once": str(once)})
        assert answer.url == f"/request/{once}/now/"

    assert RequestDraft.objects.get().by == rosa


@pytest.mark.parametrize("once", ["", "nonsense", "0"])
def test_a_strange_key_starts_a_request_of_its_own(rosa, client_of_rosa, once):
    assert client_of_rosa.post("/request/begin/", {"once": once}).status_code == 302
    assert RequestDraft.objects.count() == 1


def test_the_key_of_somebody_else_starts_nothing(draft, luis):
    assert signed_in(luis).post("/request/begin/", {"once": str(draft.uuid)}).status_code == 404


def test_only_advocates_open_journeys_for_patients(rosa, dana, ed, maya):
    answers = [signed_in(user).get("/caseload/new/").status_code for user in (rosa, dana, ed, maya)]

    assert answers == [403, 403, 403, 200]


# One question


@pytest.mark.parametrize("page", PAGES)
def test_every_question_says_where_it_stands_among_nine(client_of_rosa, draft, page):
    answer = client_of_rosa.get(at_page(draft, page))

    assert answer.status_code == 200
    assert f"Question {PAGES.index(page) + 1} of 9" in answer.content.decode()


@pytest.mark.parametrize("page", ["nothing", "nOw", "0", "check-", "emergency"])
def test_a_page_that_is_not_there_is_not_found(client_of_rosa, draft, page):
    assert client_of_rosa.get(f"/request/{draft.uuid}/{page}/").status_code == 404
    assert client_of_rosa.post(f"/request/{draft.uuid}/{page}/", {}).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "check", "call", "discard"])
def test_the_draft_of_somebody_else_answers_like_nobodys(draft, luis, page):
    client = signed_in(luis)
    own, nobodys = f"/request/{draft.uuid}/{page}/", f"/request/{uuid4()}/{page}/"

    assert [client.get(own).status_code, client.get(nobodys).status_code] == [404, 404]
    if page != "call":
        assert [client.post(own).status_code, client.post(nobodys).status_code] == [404, 404]
    assert RequestDraft.objects.get() == draft


def test_whoever_is_not_signed_in_is_sent_to_sign_in(draft, client):
    assert client.get(at_page(draft, "told")).url.startswith("/accounts/login/")


def test_the_name_and_telephone_of_the_profile_are_there_already(rosa, client_of_rosa, draft):
    rosa.phone = "+12125550142"
    rosa.save()

    page = client_of_rosa.get(at_page(draft, "about")).content.decode()

    assert 'value="Rosa Ortega"' in page
    assert 'value="(212) 555-0142"' in page


def test_what_was_saved_is_there_after_a_reload(client_of_rosa, draft):
    fill(client_of_rosa, draft, ["told"])

    page = client_of_rosa.get(at_page(draft, "told")).content.decode()

    assert 'value="back surgery"' in page
    assert "A slipped disc" in page


def test_a_wrong_answer_is_kept_and_shown_again(client_of_rosa, draft):
    wrong = {**STRAIGHT["about"], "patient_born_on": "31 of May"}

    answer = client_of_rosa.post(at_page(draft, "about"), wrong)

    assert answer.status_code == 422
    assert "31 of May" in answer.content.decode()
    assert "31 of May" in client_of_rosa.get(at_page(draft, "about")).content.decode()


def test_an_unfinished_page_can_be_kept_for_later(client_of_rosa, draft):
    answer = client_of_rosa.post(
        at_page(draft, "told"), {"condition": "", "diagnosis": "A slip", "later": "yes"}
    )

    assert answer.url == "/request/"
    assert "A slip" in client_of_rosa.get(at_page(draft, "told")).content.decode()


def test_fields_that_the_page_does_not_have_are_not_kept(client_of_rosa, draft):
    client_of_rosa.post(at_page(draft, "helper"), {"helper": "Luis", "stage": "decide", "by": "1"})

    draft.refresh_from_db()
    assert draft.answers == {"helper": {"helper": "Luis"}}


def test_what_was_being_written_when_the_session_ended_is_there_again(rosa, client_of_rosa, draft):
    path = at_page(draft, "reasons")
    session = client_of_rosa.session
    keep(
        session,
        path=path,
        user_id=str(rosa.pk),
        fields=[("reasons", ["rare"]), ("reason_words", ["my words"])],
    )
    session.save()

    page = client_of_rosa.get(path).content.decode()

    assert "my words" in page
    assert page.count(" checked") == 1


def test_going_on_after_an_emergency_begins_with_asking_again(client_of_rosa, draft):
    client_of_rosa.post(at_page(draft, "now"), {"now": "yes"})

    assert client_of_rosa.get(f"/request/{draft.uuid}/").url == at_page(draft, "now")


def test_what_happens_now_leads_to_the_telephone_and_back(client_of_rosa, draft):
    answer = client_of_rosa.post(at_page(draft, "now"), {"now": "yes"})

    assert answer.url == f"/request/{draft.uuid}/call/"
    assert at_page(draft, "now") in client_of_rosa.get(answer.url).content.decode()


def test_each_reason_is_acknowledged_on_the_next_page(client_of_rosa, draft):
    client_of_rosa.post(at_page(draft, "reasons"), {"reasons": ["rare", "not_working"]})

    page = client_of_rosa.get(at_page(draft, "home")).content.decode()

    assert "Few doctors see it often." in page
    assert "Fresh eyes may see what else can be tried." in page


def test_the_plan_is_explained_on_the_next_page(client_of_rosa, draft):
    client_of_rosa.post(at_page(draft, "insurance"), {"insurance_kind": "medicare"})

    assert "Part B helps pay" in client_of_rosa.get(at_page(draft, "helper")).content.decode()


def test_a_change_from_the_overview_leads_back_to_it(client_of_rosa, draft):
    answer = client_of_rosa.post(at_page(draft, "home") + "?check", STRAIGHT["home"])

    assert answer.url == f"/request/{draft.uuid}/check/"


@pytest.mark.parametrize(
    ("page", "field", "value"),
    [
        ("now", "now", "perhaps"),
        ("about", "patient_name", ""),
        ("about", "patient_name", "a\x00b"),
        ("about", "patient_name", "a" * 151),
        ("about", "patient_born_on", "0000-01-01"),
        ("about", "patient_born_on", "0001-01-01"),
        ("about", "patient_born_on", "99999-01-01"),
        ("about", "patient_born_on", str(timezone.localdate() + timedelta(days=2))),
        ("about", "patient_phone", "call me"),
        ("about", "asks_for", "\x00"),
        ("told", "condition", "   "),
        ("told", "condition", "\x00"),
        ("told", "family", "nonsense"),
        ("told", "diagnosis", "a" * 4001),
        ("reasons", "reasons", ["rare", "because"]),
        ("reasons", "reasons", ["\x00"]),
        ("home", "state", "ZZ"),
        ("home", "time_zone", "Mars/Base"),
        ("home", "time_zone", "../../etc/passwd"),
        ("insurance", "insurance_kind", "gold"),
        ("dates", "decide_by", "2020-01-01"),
        ("dates", "safe_to_wait_until", "0000-00-00"),
        ("dates", "decide_by", "\x00"),
    ],
)
def test_wrong_input_gets_words_beside_the_field(client_of_rosa, draft, page, field, value):
    answer = client_of_rosa.post(at_page(draft, page), {**STRAIGHT[page], field: value})

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert client_of_rosa.get(at_page(draft, page)).status_code == 200
    assert client_of_rosa.get(f"/request/{draft.uuid}/check/").status_code == 200


def test_half_a_sign_in_the_raw_bytes_is_no_error(client_of_rosa, draft):
    body = b"condition=a%ED%A0%80b&diagnosis=%FF%FE&family=%ED%B0%80"

    answer = client_of_rosa.post(
        at_page(draft, "told"), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 422
    assert client_of_rosa.get(at_page(draft, "told")).status_code == 200


def test_ten_megabytes_are_too_much_said_kindly(client_of_rosa, draft):
    answer = client_of_rosa.post(at_page(draft, "told"), {"condition": "a" * 10_000_000})

    assert answer.status_code == 413


@pytest.mark.parametrize("query", ["?check=" + quote("\x00"), "?check[]=1&x=%FF", "?" + "a" * 5000])
def test_nonsense_after_the_question_mark_is_no_error(client_of_rosa, draft, query):
    assert client_of_rosa.get(at_page(draft, "told") + query).status_code == 200


# Sending


def test_the_straight_way_ends_with_a_journey(starter_content, rosa, client_of_rosa, draft):
    fill(client_of_rosa, draft)

    answer = send(client_of_rosa, draft)

    case = Case.objects.get()
    assert answer.url == f"/cases/{case.uuid}/welcome/"
    assert (case.patient_name, case.patient_email, case.patient_phone) == (
        "Rosa Ortega",
        "rosa@example.org",
        "+12125550142",
    )
    assert (case.family, case.state, case.time_zone) == ("bones", "IL", "America/Chicago")
    assert case.reasons == ["surgery_advised", "all_options"]
    assert (case.decide_by, case.safe_to_wait_until) == (DECIDE_BY, SAFE_UNTIL)
    assert case.steps.get(key="ask-safe-to-wait").state == StepState.DONE
    assert case.members.get().role == TeamRole.PATIENT
    assert client_of_rosa.get(answer.url).status_code == 200


def test_an_empty_request_is_not_sent_and_says_what_is_open(starter_content, client_of_rosa, draft):
    answer = send(client_of_rosa, draft)

    assert answer.status_code == 422
    assert f"/request/{draft.uuid}/told/?check" in answer.content.decode()
    assert Case.objects.count() == 0


def test_the_least_that_a_journey_needs_is_a_name_and_a_condition(starter_content, client_of_rosa, draft):
    client_of_rosa.post(at_page(draft, "now"), {"now": "no"})
    client_of_rosa.post(at_page(draft, "about"), {"patient_name": "Rosa"})
    client_of_rosa.post(at_page(draft, "told"), {"condition": "back"})

    assert send(client_of_rosa, draft).status_code == 302
    assert Case.objects.get().family == "general"


def test_nothing_is_sent_while_something_cannot_wait(starter_content, client_of_rosa, draft):
    fill(client_of_rosa, draft)
    client_of_rosa.post(at_page(draft, "now"), {"now": "yes"})

    answer = send(client_of_rosa, draft)

    assert answer.status_code == 422
    assert f"/request/{draft.uuid}/call/" in answer.content.decode()
    assert Case.objects.count() == 0


def test_sending_twice_leads_to_the_same_journey(starter_content, client_of_rosa, draft):
    fill(client_of_rosa, draft)

    assert send(client_of_rosa, draft).url == send(client_of_rosa, draft).url
    assert Case.objects.count() == 1


def test_a_page_of_a_request_that_was_sent_leads_to_its_journey(starter_content, client_of_rosa, draft):
    fill(client_of_rosa, draft)
    send(client_of_rosa, draft)
    journey = f"/cases/{Case.objects.get().uuid}/"

    answers = [
        client_of_rosa.get(at_page(draft, "told")),
        client_of_rosa.post(at_page(draft, "told"), STRAIGHT["told"]),
        client_of_rosa.get(f"/request/{draft.uuid}/"),
        client_of_rosa.get(f"/request/{draft.uuid}/discard/"),
        client_of_rosa.get(f"/request/{draft.uuid}/call/"),
    ]

    assert [answer.url for answer in answers] == [journey] * 5
    assert Case.objects.get().condition == "back surgery"


def test_a_parent_asks_for_a_child(starter_content, rosa, client_of_rosa, draft):
    fill(client_of_rosa, draft)
    child = {
        "asks_for": "other",
        "patient_name": "Nico Ortega",
        "patient_born_on": str(date(timezone.localdate().year - 7, 1, 1)),
        "patient_phone": "",
        "consent_given_by": "I am his mother",
    }
    client_of_rosa.post(at_page(draft, "about"), child)

    send(client_of_rosa, draft)

    case = Case.objects.get()
    assert (case.patient_name, case.patient_email, case.consent_given_by) == (
        "Nico Ortega",
        "",
        "I am his mother",
    )
    assert case.members.get().user == rosa
    assert case.items.filter(family="children").exists()


def test_a_patient_with_a_journey_may_start_another(case, rosa, client_of_rosa):
    draft = requests.begin(uuid4(), by=rosa, at=NOON)
    fill(client_of_rosa, draft)
    send(client_of_rosa, draft)

    assert Case.objects.visible_to(rosa).count() == 2


# Advocates


@pytest.fixture
def patients_draft(maya):
    once = uuid4()
    signed_in(maya).post("/caseload/new/", {"once": str(once)})
    return RequestDraft.objects.get(uuid=once)


def test_an_advocate_opens_a_journey_for_a_patient(starter_content, maya, patients_draft):
    client = signed_in(maya)
    fill(client, patients_draft)
    patient = {
        "patient_name": "Walter Gray",
        "has_no_email": "on",
        "consent_given_by": "The patient, on the phone",
    }
    client.post(at_page(patients_draft, "about"), patient)

    answer = send(client, patients_draft)

    case = Case.objects.get()
    assert (case.patient_name, case.patient_email, case.consent_given_by, case.advocate) == (
        "Walter Gray",
        "",
        "The patient, on the phone",
        maya,
    )
    assert client.get(answer.url).status_code == 200


def test_an_address_and_no_e_mail_do_not_go_together(maya, patients_draft):
    both = {"patient_name": "Walter", "patient_email": "w@example.org", "has_no_email": "on"}

    assert signed_in(maya).post(at_page(patients_draft, "about"), both).status_code == 422


def test_whoever_is_no_advocate_any_more_cannot_go_on(maya, patients_draft):
    maya.groups.clear()

    assert signed_in(maya).get(at_page(patients_draft, "told")).status_code == 403


# Drafts


def test_drafts_are_offered_where_requests_begin(rosa, client_of_rosa, draft, luis):
    fill(client_of_rosa, draft, ["told"])

    assert "back surgery" in client_of_rosa.get("/request/").content.decode()
    assert "back surgery" not in signed_in(luis).get("/request/").content.decode()


def test_going_on_leads_to_the_first_open_question(client_of_rosa, draft):
    fill(client_of_rosa, draft, ["now", "about", "advice"])

    assert client_of_rosa.get(f"/request/{draft.uuid}/").url == at_page(draft, "told")


def test_going_on_with_everything_answered_leads_to_the_overview(client_of_rosa, draft):
    fill(client_of_rosa, draft)

    assert client_of_rosa.get(f"/request/{draft.uuid}/").url == f"/request/{draft.uuid}/check/"


def test_a_draft_can_be_thrown_away(client_of_rosa, draft):
    assert client_of_rosa.get(f"/request/{draft.uuid}/discard/").status_code == 200
    assert client_of_rosa.post(f"/request/{draft.uuid}/discard/").url == "/request/"
    assert RequestDraft.objects.count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_landing_page_asks_the_database_as_often_for_many_drafts(
    rosa, client_of_rosa, count, django_assert_num_queries
):
    for _number in range(count):
        requests.begin(uuid4(), by=rosa, at=NOON)
    client_of_rosa.get("/request/")

    with django_assert_num_queries(4):
        client_of_rosa.get("/request/")


def test_strangers_find_no_welcome(case, stranger):
    assert signed_in(stranger).get(f"/cases/{case.uuid}/welcome/").status_code == 404


# Any order


def what_stands(case):
    """Everything that a request decides about a journey."""
    own = (
        *("id", "uuid", "reference", "once"),
        *("created_at", "created_by_id", "stage_since", "changes_at", "changed_at"),
    )
    fields = {
        name: value
        for name, value in Case.objects.filter(pk=case.pk).values().get().items()
        if name not in (*own, "move_subject")
    }
    steps = list(case.steps.values_list("key", "state", "note"))
    return fields, steps, list(case.items.values_list("key", "need", "asker"))


class AnyOrder(TestCase):
    """Pages may be saved in any order, again and with mistakes in between."""

    @fewer_examples(10)
    @given(
        order=st.permutations(PAGES),
        again=st.lists(st.sampled_from(PAGES), max_size=4),
        wrong_first=st.lists(st.sampled_from(("now", "about", "told", "dates")), max_size=2),
    )
    def test_any_order_of_pages_gives_the_same_journey(self, order, again, wrong_first):
        starter.load()
        rosa = person("Rosa Ortega")
        client = signed_in(rosa)
        found = []
        for pages in (PAGES, [*order, *again]):
            draft = requests.begin(uuid4(), by=rosa, at=NOON)
            if pages is not PAGES:
                for page in wrong_first:
                    client.post(at_page(draft, page), {"patient_name": "", "decide_by": "soon"})
            fill(client, draft, pages)
            send(client, draft)
            found.append(what_stands(Case.objects.get(once=draft.uuid)))

        assert found[0] == found[1]
