"""What holds at every address: who is let in, what is read, how often, in which language, and how a no sounds."""

import json
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.actions import access, replays, tokens
from accounts.api.reading import LARGEST
from accounts.models import ApiReplay, ApiToken, User
from cases.actions import team
from cases.choices import TeamRole
from cases.models import Case
from tests.api.conftest import ROOT, Program, kind, pointers
from tests.cases.conftest import join, person, signed_in

pytestmark = pytest.mark.django_db
ASKED = {"now": "no", "patient_name": "Rosa Ortega", "condition": "back surgery"}
JOURNEYS = "journeys/"


# Who is let in


def test_a_token_ends_with_its_day_its_revocation_and_its_account(program, case, rosa, dana, time_machine):
    asks = program(rosa)
    assert asks.read(JOURNEYS).status_code == 200

    now = timezone.now()
    time_machine.move_to(now + timedelta(days=31))
    assert asks.read(JOURNEYS).status_code == 401
    time_machine.move_to(now)
    assert asks.read(JOURNEYS).status_code == 200
    tokens.revoke(asks.token, by=rosa, at=timezone.now())
    assert asks.read(JOURNEYS).status_code == 401

    other = program(rosa)
    access.deactivate(rosa, by=dana, at=timezone.now())
    assert other.read(JOURNEYS).status_code == 401
    access.reactivate(rosa, by=dana, at=timezone.now())
    assert other.read(JOURNEYS).status_code == 401


def test_whoever_was_removed_a_moment_ago_reaches_nothing(program, carried, luis, rosa):
    member = join(carried, luis, TeamRole.CAREGIVER)
    asks = program(luis)
    assert asks.read(f"journeys/{carried.uuid}/").status_code == 200

    team.end_access(member, by=rosa, at=timezone.now())

    assert asks.read(f"journeys/{carried.uuid}/").status_code == 404
    assert asks.rows(JOURNEYS) == []


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Basic cm9zYTp4",
        "bearer a b",
        "Token x",
        "Bearer " + "x" * 500,
    ],
)
def test_what_is_no_token_opens_nothing(client, case, header):
    answer = client.get(ROOT + JOURNEYS, headers={"Authorization": header})

    assert (answer.status_code, kind(answer)) == (401, "not-signed-in")


def test_a_token_in_an_address_opens_nothing(program, case, rosa):
    asks = program(rosa)

    assert asks.client.get(f"{ROOT}{JOURNEYS}?token={asks.word}").status_code == 401


def test_no_session_is_begun_for_a_program(program, case, rosa):
    answer = program(rosa).read(JOURNEYS)

    assert not answer.cookies
    assert not answer.client.cookies


def test_our_own_pages_ask_with_their_session_and_change_with_their_csrf_token(case, rosa):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rosa)
    assert client.get(ROOT + JOURNEYS).status_code == 200
    headers = {"Idempotency-Key": "k"}

    without = client.post(
        ROOT + JOURNEYS, json.dumps(ASKED), content_type="application/json", headers=headers
    )
    client.get("/api/docs/")
    headers["X-CSRFToken"] = client.cookies["csrf"].value
    within = client.post(ROOT + JOURNEYS, json.dumps(ASKED), content_type="application/json", headers=headers)

    assert (without.status_code, kind(without)) == (403, "forbidden")
    assert within.status_code == 201


def test_staff_without_their_second_factor_ask_for_nothing(carried, maya, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True

    answer = signed_in(maya).get(ROOT + JOURNEYS)

    assert (answer.status_code, kind(answer)) == (403, "forbidden")


# What is read


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[1",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"condition": "\\u0000"}',
        b'{"condition": "\\ud800"}',
        b'{"\\ud800": 1}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_json_of_ours_is_refused_and_changes_nothing(program, starter_content, rosa, body):
    asks = program(rosa)
    headers = {"Authorization": f"Bearer {asks.word}", "Idempotency-Key": "k"}

    answer = asks.client.post(ROOT + JOURNEYS, body, content_type="application/json", headers=headers)

    assert (answer.status_code, kind(answer)) == (400, "malformed")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "body", ["[]", "1", "null", '"x"', "true", "{}", '{"now": {}}', '{"now": [1]}', '{"now": 1e400}']
)
def test_what_is_json_but_no_answer_is_pointed_at(program, starter_content, rosa, body):
    asks = program(rosa)
    headers = {"Authorization": f"Bearer {asks.word}", "Idempotency-Key": "k"}

    answer = asks.client.post(ROOT + JOURNEYS, body, content_type="application/json", headers=headers)

    assert answer.status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("condition", 5),
        ("condition", True),
        ("decide_by", 20261130),
        ("for_patient", "yes"),
        ("for_patient", 1),
    ],
)
def test_a_value_of_another_kind_is_pointed_at_and_not_guessed(program, starter_content, rosa, field, value):
    answer = program(rosa).create(JOURNEYS, {**ASKED, field: value})

    assert (answer.status_code, pointers(answer)) == (422, [f"/{field}"])


def test_too_much_is_refused_before_it_is_read(program, starter_content, rosa):
    answer = program(rosa).create(JOURNEYS, {**ASKED, "diagnosis": "x" * LARGEST})

    assert (answer.status_code, kind(answer)) == (413, "too-large")


def test_other_content_than_json_is_not_taken(program, starter_content, rosa):
    asks = program(rosa)
    headers = {"Authorization": f"Bearer {asks.word}", "Idempotency-Key": "k"}

    answer = asks.client.post(ROOT + JOURNEYS, ASKED, headers=headers)

    assert (answer.status_code, kind(answer)) == (415, "media-type")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_what_can_not_be_done_at_an_address_is_said_so(program, case, rosa, method):
    answer = program(rosa).ask(method, JOURNEYS)

    assert (answer.status_code, kind(answer)) == (405, "method-not-allowed")
    assert answer["Allow"] == "GET, HEAD, POST"


# Keys


def test_a_key_belongs_to_one_person(program, starter_content, rosa, luis):
    first = program(rosa).create(JOURNEYS, ASKED, key="same")
    other = program(luis).create(JOURNEYS, ASKED, key="same")

    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["id"] != other.json()["id"]


def test_a_key_that_led_to_a_refusal_may_be_used_again(program, starter_content, rosa):
    asks = program(rosa)
    assert asks.create(JOURNEYS, {**ASKED, "condition": ""}, key="k").status_code == 422

    assert asks.create(JOURNEYS, ASKED, key="k").status_code == 201


def test_answers_are_forgotten_after_a_day(program, starter_content, rosa):
    program(rosa).create(JOURNEYS, ASKED)

    assert replays.forget_old(at=timezone.now()) == 0
    assert replays.forget_old(at=timezone.now() + timedelta(hours=25)) == 1
    assert not ApiReplay.objects.exists()


def test_a_journey_that_is_out_of_reach_now_is_not_told_again(program, starter_content, maya, dana):
    sent = {**ASKED, "for_patient": True, "patient_email": "rosa@example.org"}
    asks, narrower = program(maya), program(maya, reach="own")
    case = Case.objects.get(uuid=asks.create(JOURNEYS, sent, key="k").json()["id"])
    assert asks.create(JOURNEYS, sent, key="k").status_code == 201

    assert narrower.create(JOURNEYS, sent, key="k").status_code == 404
    team.assign(case, person("Ed Other", "advocate"), instead_of=maya.pk, by=dana, at=timezone.now())
    assert asks.create(JOURNEYS, sent, key="k").status_code == 404


def test_an_answer_without_a_body_comes_again_without_one(program, carried, rosa, monkeypatch):
    # A length beside a 204 would be taken for the beginning of the next answer.
    monkeypatch.setattr("django.test.client.conditional_content_removal", lambda _request, answer: answer)
    asks = program(rosa)
    answers = [asks.create("notices/reads/", key="k") for _number in range(2)]

    assert answers[1]["Idempotent-Replayed"] == "true"
    assert [(one.status_code, one.content, one["Content-Length"]) for one in answers] == [(204, b"", "0")] * 2


def test_an_empty_key_is_no_key_where_none_is_needed(program, starter_content, rosa):
    assert program(rosa).create("notices/reads/", key=" ").status_code == 400


@pytest.mark.parametrize("key", ["x" * 201, "naïve"])
def test_a_key_that_is_none_is_refused(program, starter_content, rosa, key):
    asks = program(rosa)
    meta = {"HTTP_AUTHORIZATION": f"Bearer {asks.word}", "HTTP_IDEMPOTENCY_KEY": key}

    answer = asks.client.post(ROOT + JOURNEYS, json.dumps(ASKED), content_type="application/json", **meta)

    assert (answer.status_code, kind(answer)) == (400, "malformed")


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_moment_creates_once(starter_content):
    asks, key = Program(person("Rosa Ortega")), str(uuid.uuid4())
    answers = []

    def send():
        answers.append(asks.create(JOURNEYS, ASKED, key=key))
        connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_of_the_same_version_one_is_told_to_read_again(starter_content):
    asks = Program(person("Rosa Ortega"))
    path = f"journeys/{asks.create(JOURNEYS, ASKED).json()['id']}/"
    tag = asks.read(path)["ETag"]
    answers = []

    def send(note):
        body = {"verb": "answer_safe_to_wait", "note": note}
        answers.append(asks.ask("post", path + "changes/", body, If_Match=tag).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(word,)) for word in ("No hurry.", "Next week.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 412]


# How often


def test_a_token_may_ask_so_often_a_minute_and_is_told_when_to_come_back(program, case, rosa, settings):
    settings.API_PER_MINUTE = {"token": 2, "person": 100}
    asks, other = program(rosa), program(rosa)

    answers = [asks.read(JOURNEYS) for _number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert kind(answers[2]) == "too-many"
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert other.read(JOURNEYS).status_code == 200


def test_a_person_may_ask_so_often_a_minute_over_all_tokens(program, case, rosa, settings):
    settings.API_PER_MINUTE = {"token": 100, "person": 2}

    assert [program(rosa).read(JOURNEYS).status_code for _number in range(3)] == [200, 200, 429]


# Versions


def test_whoever_has_it_already_is_told_nothing_again(program, case, rosa):
    asks = program(rosa)
    tag = asks.read(f"journeys/{case.uuid}/")["ETag"]

    answer = asks.read(f"journeys/{case.uuid}/", If_None_Match=tag)

    assert (answer.status_code, answer["ETag"], answer.content) == (304, tag, b"")


def test_whoever_has_an_answer_with_an_older_name_in_it_is_told_the_newer_one(program, carried, rosa, maya):
    note = program(rosa).create(f"journeys/{carried.uuid}/messages/", {"body": "Hello"})["Location"]
    asks = program(maya)
    read = asks.read(note)
    User.objects.filter(pk=rosa.pk).update(name="Rosa Vega")

    again = asks.read(note, If_None_Match=read["ETag"])

    assert (again.status_code, again.json()["by"]["name"]) == (200, "Rosa Vega")
    assert again.json()["version"] == read.json()["version"]


# Words


def test_times_are_told_with_the_offset_of_whoever_asks(program, case, rosa):
    rosa.time_zone = "Asia/Kathmandu"
    rosa.save(update_fields=["time_zone"])

    assert program(rosa).read(f"journeys/{case.uuid}/").json()["created_at"].endswith("+05:45")


def test_private_answers_are_kept_by_nobody_and_differ_by_who_asks(program, case, rosa):
    answer = program(rosa).read(JOURNEYS)

    assert answer["Cache-Control"] == "no-store, private"
    assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
    assert answer["Content-Language"] == "en"


def test_a_language_that_the_house_speaks_is_spoken(program, case, rosa, settings):
    settings.INTERFACE_LANGUAGES = settings.LANGUAGES
    asks = program(rosa)

    answer = asks.ask("post", JOURNEYS, ASKED, Accept_Language="es-MX,es;q=0.9,en;q=0.5")

    assert answer["Content-Language"] == "es"
    assert asks.read(f"journeys/{case.uuid}/", Accept_Language="fr")["Content-Language"] == "en"


def test_what_was_read_in_one_language_may_be_changed_in_another(program, carried, maya, settings):
    settings.INTERFACE_LANGUAGES = settings.LANGUAGES
    asks = program(maya)
    tag = asks.read(f"journeys/{carried.uuid}/", Accept_Language="es")["ETag"]

    body = {"verb": "mark_time_critical", "why": "The doctor said so."}
    answer = asks.ask("post", f"journeys/{carried.uuid}/changes/", body, If_Match=tag)

    assert ".es." in tag
    assert answer.status_code == 200


def test_a_mistake_of_ours_tells_nothing_but_a_number_to_quote(program, case, rosa, monkeypatch, settings):
    User.objects.filter(pk=rosa.pk).update(time_zone="Asia/Kathmandu")
    asks = program(rosa)
    asks.client.raise_request_exception = False
    monkeypatch.setattr("cases.api.journeys.detail", lambda *_args, **_more: 1 / 0)

    answer = asks.read(f"journeys/{case.uuid}/")

    assert (answer.status_code, kind(answer)) == (500, "our-mistake")
    assert answer.json()["request_id"]
    assert "division" not in answer.content.decode()
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_a_foreign_canary_is_in_no_answer(program, carried, stranger):
    Case.objects.filter(pk=carried.pk).update(patient_name="Canary Finch", condition="canary")
    asks = program(stranger)
    path = f"journeys/{carried.uuid}/"

    answers = [
        asks.read(JOURNEYS + "?show=any&q=Canary"),
        asks.read(path),
        asks.ask("post", path + "changes/", {"verb": "hold"}, If_Match="*"),
        asks.ask("patch", path + "answers/", {"condition": "x"}, If_Match="*"),
    ]

    assert all("anary" not in answer.content.decode() for answer in answers)
    assert connection.vendor in ("sqlite", "postgresql")
    assert ApiToken.objects.get().last_used_at is not None


def test_pointers_follow_json_pointer(program, starter_content, rosa):
    answer = program(rosa).create(JOURNEYS, {**ASKED, "a/b~c": 1})

    assert pointers(answer) == ["/a~1b~0c"]
