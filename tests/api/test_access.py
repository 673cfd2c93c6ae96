"""Who may do what over the API: every operation and verb × every kind of person and token. What has no row fails."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import tokens
from accounts.api.operations import operation_of
from accounts.choices import TokenReach
from accounts.models import ApiToken
from cases.actions import guides, notes
from cases.models import (
    Appointment,
    ComparisonRow,
    Message,
    Note,
    Opinion,
    Question,
    RecordItem,
    Specialist,
    Step,
    TeamInvitation,
    TeamMember,
    Telling,
)
from tests.access import test_matrix as pages
from tests.access.test_matrix import (
    DO,
    END,
    FORBIDDEN,
    HIDDEN,
    IN,
    LEAD,
    LOGIN,
    OWN_NOTE,
    OWN_NOTICE,
    OWN_REMINDER,
    PEOPLE,
    SEE,
    SIGNED_IN,
    STAFF,
    row,
)
from tests.api.test_schema import METHODS, routes

world = pages.world
PATIENT_SIDE = row(HIDDEN, patient=IN, may_see=IN, may_do=IN, advocate=FORBIDDEN, lead=FORBIDDEN)
LEADS = row(FORBIDDEN, lead=IN)
J = "journeys/{journey}/"
MATRIX = {
    "GET me/": SIGNED_IN,
    "PATCH me/": SIGNED_IN,
    "GET advocates/": LEADS,
    "GET notices/": SIGNED_IN,
    "POST notices/reads/": SIGNED_IN,
    "GET notices/{notice}/": OWN_NOTICE,
    "POST notices/{notice}/changes/ read": OWN_NOTICE,
    "GET preferences/": SIGNED_IN,
    "PATCH preferences/": SIGNED_IN,
    "POST preferences/changes/ try_address_again": SIGNED_IN,
    "GET guides/": SIGNED_IN,
    "GET guides/{slug}/": SIGNED_IN,
    # journeys
    "GET journeys/": SIGNED_IN,
    "POST journeys/": SIGNED_IN,
    f"GET {J}": SEE,
    f"GET {J}answers/": SEE,
    f"PATCH {J}answers/": DO,
    f"POST {J}changes/ advance": DO,
    f"POST {J}changes/ go_back": DO,
    f"POST {J}changes/ hold": END,
    f"POST {J}changes/ resume": END,
    f"POST {J}changes/ withdraw": END,
    f"POST {J}changes/ reopen": END,
    f"POST {J}changes/ close": END,
    f"POST {J}changes/ mark_time_critical": STAFF,
    f"POST {J}changes/ unmark_time_critical": STAFF,
    f"POST {J}changes/ answer_safe_to_wait": DO,
    f"POST {J}changes/ record_insurer_call": DO,
    f"POST {J}changes/ seek_third_opinion": DO,
    f"POST {J}changes/ decline_third_opinion": DO,
    f"GET {J}timeline/": SEE,
    # the team
    f"GET {J}members/": SEE,
    f"POST {J}members/": LEAD,
    f"GET {J}members/{{member}}/": SEE,
    f"PATCH {J}members/{{member}}/": END,
    f"DELETE {J}members/{{member}}/": pages.LEAVE,
    f"GET {J}advocate/": SEE,
    f"PUT {J}advocate/": LEAD,
    f"GET {J}invitations/": END,
    f"POST {J}invitations/": END,
    f"GET {J}invitations/{{invitation}}/": END,
    f"DELETE {J}invitations/{{invitation}}/": END,
    f"POST {J}invitations/{{invitation}}/changes/ resend": END,
    # steps
    f"GET {J}steps/": SEE,
    f"GET {J}steps/{{step}}/": SEE,
    f"DELETE {J}steps/{{step}}/": DO,
    **{f"POST {J}steps/{{step}}/changes/ {verb}": DO for verb in ("done", "not_yet", "not_needed", "reopen")},
    # records
    f"GET {J}records/": SEE,
    f"POST {J}records/": DO,
    f"GET {J}records/{{record}}/": SEE,
    f"PATCH {J}records/{{record}}/": DO,
    f"GET {J}records/{{record}}/changes/": SEE,
    **{
        f"POST {J}records/{{record}}/changes/ {verb}": DO
        for verb in (
            "ask",
            "chase",
            "acknowledge",
            "fee_asked",
            "fee_settled",
            "refused",
            "ask_again",
            "receive",
            "send_back",
            "to_consultant",
            "returned",
            "came_back",
            "cant_find",
            "cant_get",
            "not_applicable",
            "reopen",
            "exists",
            "does_not_exist",
        )
    },
    f"POST {J}records/{{record}}/changes/ check": STAFF,
    f"GET {J}record-offers/": STAFF,
    f"GET {J}record-offers/{{slug}}/": STAFF,
    f"POST {J}record-offers/{{slug}}/changes/ take": STAFF,
    f"POST {J}record-offers/{{slug}}/changes/ leave": STAFF,
    f"GET {J}documents/": SEE,
    f"POST {J}records/{{record}}/documents/": DO,
    f"GET {J}documents/{{document}}/": SEE,
    f"DELETE {J}documents/{{document}}/": DO,
    f"GET {J}documents/{{document}}/content/": SEE,
    f"POST {J}documents/{{document}}/versions/": DO,
    # the appointment
    f"GET {J}specialists/": SEE,
    f"POST {J}specialists/": DO,
    f"GET {J}specialists/{{specialist}}/": SEE,
    f"PATCH {J}specialists/{{specialist}}/": DO,
    **{
        f"POST {J}specialists/{{specialist}}/changes/ {verb}": DO
        for verb in ("considered", "contacted", "chosen", "declined")
    },
    f"GET {J}appointments/": SEE,
    **{f"POST {J}appointments/ {verb}": DO for verb in ("book_visit", "book_review", "offer_dates")},
    f"GET {J}appointments/{{appointment}}/": SEE,
    f"PATCH {J}appointments/{{appointment}}/": DO,
    **{
        f"POST {J}appointments/{{appointment}}/changes/ {verb}": DO
        for verb in ("choose", "cancel", "held", "missed", "undo", "restore", "chase")
    },
    f"GET {J}preparation/": SEE,
    f"GET {J}questions/": SEE,
    f"POST {J}questions/": DO,
    f"GET {J}questions/{{question}}/": SEE,
    f"PATCH {J}questions/{{question}}/": DO,
    f"DELETE {J}questions/{{question}}/": DO,
    f"POST {J}questions/{{question}}/changes/ move_up": DO,
    f"POST {J}questions/{{question}}/changes/ move_down": DO,
    f"GET {J}question-bank/": SEE,
    f"POST {J}question-bank/": DO,
    # compare
    f"GET {J}opinions/": SEE,
    f"POST {J}opinions/": DO,
    f"GET {J}opinions/{{opinion}}/": SEE,
    f"PATCH {J}opinions/{{opinion}}/": DO,
    f"DELETE {J}opinions/{{opinion}}/": DO,
    f"GET {J}opinions/{{opinion}}/findings/": SEE,
    f"PUT {J}opinions/{{opinion}}/findings/": DO,
    f"GET {J}opinions/{{opinion}}/findings/{{row}}/": SEE,
    f"PUT {J}opinions/{{opinion}}/findings/{{row}}/": DO,
    f"DELETE {J}opinions/{{opinion}}/findings/{{row}}/": DO,
    f"GET {J}comparison/": SEE,
    f"GET {J}comparison-rows/": SEE,
    f"GET {J}comparison-rows/{{row}}/": SEE,
    f"PATCH {J}comparison-rows/{{row}}/": DO,
    f"POST {J}comparison-rows/{{row}}/questions/": DO,
    # decide
    f"GET {J}decision/": SEE,
    f"POST {J}decision/": DO,
    f"PATCH {J}decision/": DO,
    f"GET {J}tellings/": SEE,
    f"POST {J}tellings/": DO,
    f"GET {J}tellings/{{telling}}/": SEE,
    f"DELETE {J}tellings/{{telling}}/": DO,
    f"GET {J}follow-up/": SEE,
    # words
    f"GET {J}messages/": SEE,
    f"POST {J}messages/": SEE,
    f"POST {J}messages/reads/": SEE,
    f"GET {J}messages/{{message}}/": SEE,
    f"GET {J}notes/": STAFF,
    f"POST {J}notes/": STAFF,
    f"GET {J}notes/{{note}}/": STAFF,
    f"PATCH {J}notes/{{note}}/": OWN_NOTE,
    f"GET {J}reminders/": SEE,
    f"POST {J}reminders/": SEE,
    f"GET {J}reminders/{{reminder}}/": SEE,
    f"DELETE {J}reminders/{{reminder}}/": OWN_REMINDER,
    **{f"POST {J}reminders/{{reminder}}/changes/ {verb}": DO for verb in ("put_off", "skip", "send_now")},
    f"GET {J}told-reminders/": SEE,
    # guides
    f"GET {J}guides/": SEE,
    f"GET {J}sent-guides/": SEE,
    f"POST {J}sent-guides/": STAFF,
    f"GET {J}sent-guides/{{sent}}/": SEE,
    f"POST {J}sent-guides/{{sent}}/changes/ open": PATIENT_SIDE,
    f"POST {J}guide-copies/": DO,
}

KINDS = {
    "record": (RecordItem, "item"),
    "step": (Step, "step"),
    "specialist": (Specialist, "specialist"),
    "appointment": (Appointment, "appointment"),
    "question": (Question, "question"),
    "opinion": (Opinion, "opinion"),
    "row": (ComparisonRow, "row"),
    "telling": (Telling, "untell"),
    "member": (TeamMember, "team-member"),
    "invitation": (TeamInvitation, "team-invitation"),
    "note": (Note, "note"),
}
"""What an address names, and under which name the tests of the pages keep its number."""


def operations():
    """Every operation: what it is called here, its method, its address, and its verb where it has several."""
    for address, view in routes():
        if not address.startswith("v1/"):
            continue
        for method in METHODS:
            told = operation_of(view.cls, method)
            if told:
                path = address.removeprefix("v1/")
                for verb in told.verbs or [""]:
                    yield f"{method.upper()} {path} {verb}".strip(), method, path, verb


def children(world_part, case):
    """What addresses inside a journey name, each by its UUID."""
    named = {
        name: model.objects.get(pk=world_part[key]).uuid
        for name, (model, key) in KINDS.items()
        if key in world_part
    }
    message = Message.objects.filter(case=case).first()
    how = {"by": case.created_by, "at": timezone.now()}
    sent = guides.send(case, translation_key=uuid.uuid4(), title="A guide", note="", **how)
    return {
        **named,
        "document": world_part["document"],
        "message": message.uuid,
        "reminder": world_part["reminder"],
        "own": world_part["own"],
        "sent": sent.uuid,
    }


@pytest.fixture
def programs(world):
    """A token for each kind of person: for their work where they have some, else for their own journeys."""
    at = timezone.now()
    words = {"anonymous": ""}
    for name, user in world["users"].items():
        works = user.has_site_role("advocate", "lead")
        words[name] = tokens.make(
            user,
            name="t",
            reach=TokenReach.CASELOAD if works else TokenReach.OWN,
            may_write=True,
            expires_at=at + timedelta(days=9),
            by=user,
            at=at,
        )[1]
    return words


@pytest.fixture
def places(world):
    """What the addresses of one's own journey name, and what those of a foreign one do."""
    mine = children(world["children"], world["case"])
    mine["note"] = notes.write(
        world["case"], body="Between us.", by=world["users"]["advocate"], at=timezone.now()
    ).uuid
    foreign = children(world["foreign"], world["foreign_case"])
    common = {"notice": world["notice"], "slug": "a-guide"}
    return (
        {"journey": world["case"].uuid, **mine, **common},
        {"journey": world["foreign_case"].uuid, **foreign, **common},
    )


def filled(path, values, name=""):
    """The address with its gaps filled in; what somebody has set for themselves where that is meant."""
    values = {**values, "reminder": values["own"]} if name.startswith("DELETE") else values
    return "/api/v1/" + re.sub(r"\{(\w+)\}", lambda gap: str(values[gap[1]]), path)


def ask(word, method, url, verb=""):
    """What a program gets, and nothing that it changes stays."""
    headers = {"If-Match": "*", "Idempotency-Key": uuid.uuid4().hex}
    if word:
        headers["Authorization"] = f"Bearer {word}"
    sent = (
        {"data": {"verb": verb} if verb else {}, "content_type": "application/json"}
        if method != "get"
        else {}
    )
    with transaction.atomic():
        response = getattr(Client(), method)(url, headers=headers, **sent)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return response


def answer(word, method, url, verb=""):
    """What a program gets, in the words of the matrix."""
    status = ask(word, method, url, verb).status_code
    assert status < 500
    return {401: LOGIN, 403: FORBIDDEN, 404: HIDDEN}.get(status, IN)


def test_every_operation_has_a_row():
    assert {name for name, *_rest in operations()} == set(MATRIX)


MAY_BE_MISSING = ("record-offers/{slug}",)
"""Addresses whose object does not exist in this world; who may ask is what counts."""
PARTS = 4
TWO_GAPS = 2


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_each_person_gets_what_their_row_says(world, programs, places, part):
    wrong = []
    for index, (name, method, path, verb) in enumerate(operations()):
        if index % PARTS != part:
            continue
        url = filled(path, places[0], name)
        for who in PEOPLE:
            expected, got = MATRIX[name][who], answer(programs[who], method, url, verb)
            is_missing = expected == IN and got == HIDDEN and any(gap in path for gap in MAY_BE_MISSING)
            if got != expected and not is_missing:
                wrong.append(f"{name} {who}: expected {expected}, got {got}")
    assert wrong == [], "\n".join(wrong)


def in_journeys():
    return [one for one in operations() if "{journey}" in one[2]]


def anonymised(response):
    return response.status_code, re.sub(rb"[0-9a-f]{12}", b"", response.content)


@pytest.mark.django_db
def test_a_foreign_journey_answers_like_one_that_does_not_exist(world, programs, places):
    wrong = []
    nowhere = {**places[1], "journey": uuid.uuid4()}
    for who in ("patient", "other advocate", "formerly", "editor"):
        for name, method, path, verb in in_journeys():
            foreign = ask(programs[who], method, filled(path, places[1], name), verb)
            none = ask(programs[who], method, filled(path, nowhere, name), verb)
            if anonymised(foreign) != anonymised(none) or foreign.status_code != HIDDEN:
                wrong.append((name, who, foreign.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_a_foreign_child_inside_ones_own_journey_answers_like_one_that_does_not_exist(
    world, programs, places
):
    """A body that needs another look may be told so first, and then for both alike."""
    wrong = []
    mine = places[0]["journey"]
    mixed = {**places[1], "journey": mine}
    none = {name: uuid.uuid4() for name in mixed} | {"journey": mine}
    for name, method, path, verb in in_journeys():
        if path.count("{") < TWO_GAPS or "{slug}" in path or MATRIX[name]["advocate"] != IN:
            continue
        foreign = ask(programs["advocate"], method, filled(path, mixed, name), verb)
        nobodys = ask(programs["advocate"], method, filled(path, none, name), verb)
        if foreign.status_code not in (404, 422) or anonymised(foreign) != anonymised(nobodys):
            wrong.append((name, foreign.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_a_token_of_narrower_reach_an_expired_and_a_reading_one_are_refused(world, programs, places):
    at = timezone.now()
    maya = world["users"]["advocate"]
    how = {"name": "t", "expires_at": at + timedelta(days=9), "by": maya, "at": at}
    own = tokens.make(maya, reach=TokenReach.OWN, may_write=True, **how)[1]
    reading = tokens.make(maya, reach=TokenReach.CASELOAD, may_write=False, **how)[1]
    expired, over = tokens.make(maya, reach=TokenReach.CASELOAD, may_write=True, **how)
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=at)
    wrong = []
    for name, method, path, verb in in_journeys():
        url = filled(path, places[0], name)
        if answer(own, method, url, verb) != HIDDEN:
            wrong.append(f"{name}: reaches the caseload with a token for one's own")
        if answer(over, method, url, verb) != LOGIN:
            wrong.append(f"{name}: an expired token is let in")
        if method != "get" and answer(reading, method, url, verb) != FORBIDDEN:
            wrong.append(f"{name}: a reading token changes something")
    assert wrong == []
