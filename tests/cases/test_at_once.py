"""What two people do at the same moment, in two processes, comes out as if one had been first."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invitations
from accounts.choices import SiteRole
from accounts.models import StaffInvitation
from accounts.refusals import Refused
from cases import scanning
from cases.actions import documents, journey, records, team, tick
from cases.actions import request as requests
from cases.choices import Access, MoveKind, ScanState, Stage, TeamRole
from cases.models import Case, CaseEvent, Document, Message, RequestDraft
from tests.cases import filemaking as make
from tests.cases.conftest import ANSWERS, NOON, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 0.5
"""Seconds in which everybody comes as far as the row that is held."""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@contextmanager
def held(row):
    """Keep a row to ourselves, so that everybody else waits for it."""
    with transaction.atomic():
        type(row).objects.select_for_update().get(pk=row.pk)
        yield


def outcome_of(call):
    """What a call answered in a thread of its own, or the refusal that it met; anything else is raised."""
    try:
        return call()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()


def at_once(row, *calls):
    """Make calls that all wait for one row, then let them go together; their outcomes in the calls' order."""
    with ThreadPoolExecutor(len(calls)) as threads:
        with held(row):
            waiting = [threads.submit(outcome_of, call) for call in calls]
            time.sleep(LONG_ENOUGH)
        return [one.result(timeout=30) for one in waiting]


def kinds(case):
    return sorted(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def sorts(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


# One person, twice


def test_a_message_sent_twice_at_once_stands_once(case, rosa):
    form = {"once": uuid4(), "body": "Good morning"}
    address = reverse("cases:messages", args=[case.uuid])
    first, second = signed_in(rosa), signed_in(rosa)

    answers = at_once(case, lambda: first.post(address, form), lambda: second.post(address, form))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Message.objects.count() == 1
    assert kinds(case).count("message_sent") == 1


def test_a_record_added_twice_at_once_is_listed_once(case, rosa):
    once = uuid4()
    before = case.items.count()

    def add():
        return records.add_item(case, name="Dental pictures", by=rosa, at=NOON, once=once)

    first, second = at_once(case, add, add)

    assert first == second
    assert case.items.count() == before + 1


def test_a_request_sent_twice_at_once_opens_one_journey(starter_content, rosa):
    draft = requests.begin(uuid4(), by=rosa, at=NOON)

    def send():
        return requests.submit(draft, by=rosa, at=NOON, values=ANSWERS)

    first, second = at_once(draft, send, send)

    assert first == second
    assert Case.objects.count() == 1
    assert RequestDraft.objects.count() == 0
    assert kinds(first) == ["journey_opened"]


def test_a_file_sent_twice_at_once_is_kept_once(case, rosa, media):
    item = records.add_item(case, name="MRI images", by=rosa, at=NOON)
    address = reverse("cases:item-upload", args=[case.uuid, item.pk])
    once = uuid4()

    def sender():
        browser = signed_in(rosa)
        file = SimpleUploadedFile("letter.pdf", make.pdf())
        return lambda: browser.post(address, {"once": once, "files": [file]})

    answers = at_once(case, sender(), sender())

    assert [answer.status_code for answer in answers] == [302, 302]
    document = Document.objects.get()
    assert [path for path in media.rglob("*") if path.is_file()] == [media / document.path]
    assert kinds(case).count("item_received") == 1


def test_a_double_click_does_not_jump_over_a_stage(carried, maya):
    browser = signed_in(maya)
    address = reverse("cases:advance", args=[carried.uuid])
    form = {"to": Stage.RECORDS, "why": "She knows enough"}

    answers = [browser.post(address, form), browser.post(address, form)]

    carried.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert carried.stage == Stage.RECORDS
    assert kinds(carried).count("stage_overridden") == 1


# Two people


def test_two_who_move_the_journey_on_at_once_move_it_once(carried, rosa, maya):
    def move_on(by):
        return lambda: journey.advance(carried, to=Stage.RECORDS, by=by, at=NOON, override="It is time")

    outcomes = at_once(carried, move_on(rosa), move_on(maya))

    carried.refresh_from_db()
    assert sorts(outcomes) == ["Case", "Refused"]
    assert carried.stage == Stage.RECORDS
    assert kinds(carried).count("stage_overridden") == 1


def test_of_two_corrections_at_once_one_is_shown_beside_the_other(carried, rosa, maya):
    address = reverse("cases:answers-edit", args=[carried.uuid, "told"])
    form = {"version": carried.version, "condition": "spine surgery", "family": "bones"}

    def corrector(user, diagnosis):
        browser = signed_in(user)
        return lambda: browser.post(address, {**form, "diagnosis": diagnosis})

    answers = at_once(carried, corrector(rosa, "A slipped disc"), corrector(maya, "Two slipped discs"))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert kinds(carried).count("answers_corrected") == 1


def test_two_files_that_come_at_once_are_both_kept_and_bring_the_record_in_once(carried, rosa, maya):
    item = records.add_item(carried, name="MRI images", by=rosa, at=NOON)

    def add(by, pages):
        return lambda: documents.add(item, name="letter.pdf", chunks=[make.pdf(pages)], by=by, at=NOON)

    outcomes = at_once(carried, add(rosa, 1), add(maya, 2))

    assert sorts(outcomes) == ["Document", "Document"]
    assert sorted(Document.objects.values_list("pages", flat=True)) == [1, 2]
    assert kinds(carried).count("item_received") == 1


def test_a_file_replaced_twice_at_once_has_one_newer_version(carried, rosa, maya):
    item = records.add_item(carried, name="MRI images", by=rosa, at=NOON)
    old = documents.add(item, name="letter.pdf", chunks=[make.pdf()], by=rosa, at=NOON)

    def replace(by, pages):
        return lambda: documents.replace(old, name="new.pdf", chunks=[make.pdf(pages)], by=by, at=NOON)

    outcomes = at_once(carried, replace(rosa, 3), replace(maya, 4))

    assert sorts(outcomes) == ["Document", "Refused"]
    assert Document.objects.filter(replaces=old).count() == 1


def test_an_invitation_accepted_twice_at_once_lets_in_once(case, rosa, luis):
    invitation, _token = team.invite_family(
        case, email=luis.email, name="Luis", relation="son", access=Access.DO, ends_at=None, by=rosa, at=NOON
    )

    def join():
        return team.accept_invitation(invitation, by=luis, at=NOON)

    outcomes = at_once(case, join, join)

    assert sorts(outcomes) == ["Refused", "TeamMember"]
    assert case.members.filter(user=luis).count() == 1
    assert kinds(case).count("member_joined") == 1


def test_an_invitation_accepted_while_it_is_withdrawn_is_one_of_both(case, rosa, luis):
    invitation, _token = team.invite_family(
        case, email=luis.email, name="Luis", relation="son", access=Access.DO, ends_at=None, by=rosa, at=NOON
    )

    outcomes = at_once(
        case,
        lambda: team.accept_invitation(invitation, by=luis, at=NOON),
        lambda: team.withdraw_invitation(invitation, by=rosa, at=NOON),
    )

    invitation.refresh_from_db()
    assert "Refused" in sorts(outcomes)
    assert case.members.filter(user=luis).exists() == (invitation.withdrawn_at is None)


def test_one_address_invited_by_two_at_once_gets_one_invitation(case, rosa, luis, maya):
    def invite(by):
        return lambda: team.invite_family(
            case,
            email="ana@example.org",
            name="Ana",
            relation="",
            access=Access.SEE,
            ends_at=None,
            by=by,
            at=NOON,
        )

    at_once(case, invite(rosa), invite(maya))

    assert case.invitations.unanswered().count() == 1


def test_one_advocate_invited_by_two_leads_at_once_gets_one_invitation(dana, db):
    group = dana.groups.model.objects.get_or_create(name=SiteRole.ADVOCATE)[0]

    def invite():
        return invitations.invite_staff("nora@example.org", role=SiteRole.ADVOCATE, by=dana, at=NOON)

    at_once(group, invite, invite)

    assert StaffInvitation.objects.unanswered().count() == 1


def test_of_two_leads_who_assign_at_once_one_is_told(case, maya, ben, dana):
    def assign(advocate):
        return lambda: team.assign(case, advocate, instead_of=None, by=dana, at=NOON)

    outcomes = at_once(case, assign(maya), assign(ben))

    case.refresh_from_db()
    assert sorts(outcomes) == ["Case", "Refused"]
    assert case.members.filter(role=TeamRole.ADVOCATE, ended_at=None).get().user == case.advocate
    assert kinds(case).count("advocate_assigned") == 1


# The clock


def test_two_ticks_at_once_settle_a_journey_once(case):
    Case.objects.filter(pk=case.pk).update(changes_at=NOON, move_kind="")

    def settle():
        return tick.settle_passed(at=NOON + timedelta(minutes=1))

    outcomes = at_once(case, settle, settle)

    case.refresh_from_db()
    assert sorted(outcomes) == [0, 1]
    assert case.move_kind in MoveKind.values


def test_a_tick_that_waited_leaves_alone_what_a_person_has_changed_meanwhile(carried, maya):
    Case.objects.filter(pk=carried.pk).update(changes_at=NOON)
    later = NOON + timedelta(days=3)

    at_once(
        carried,
        lambda: journey.hold(carried, until=later.date(), why="A journey by sea", by=maya, at=NOON),
        lambda: tick.settle_passed(at=NOON + timedelta(minutes=1)),
    )

    carried.refresh_from_db()
    assert carried.move_kind == MoveKind.REST
    assert carried.changes_at > NOON


def test_a_file_may_be_removed_while_the_virus_scanner_reports_on_it(carried, rosa, settings, monkeypatch):
    settings.SCAN_COMMAND = ["scan"]
    monkeypatch.setattr(scanning, "scan", lambda *_: ScanState.INFECTED)
    item = records.add_item(carried, name="MRI images", by=rosa, at=NOON)
    document = documents.add(item, name="letter.pdf", chunks=[make.pdf()], by=rosa, at=NOON)

    outcomes = at_once(
        carried,
        lambda: documents.remove(document, by=rosa, at=timezone.now()),
        lambda: documents.scan_waiting(at=timezone.now()),
    )

    document.refresh_from_db()
    assert outcomes == [document, 1]
    assert (document.removed_by, document.scan) == (rosa, ScanState.INFECTED)
