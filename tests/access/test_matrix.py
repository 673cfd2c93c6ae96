"""Who may open what: every route of the resolver × every kind of person. A route without a row fails."""

import re
import uuid
from datetime import time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.actions import invitations as staff_invitations
from accounts.actions import tokens
from accounts.choices import SiteRole, TokenReach
from cases.actions import (
    appointments,
    decision,
    documents,
    journey,
    messages,
    notes,
    opinions,
    questions,
    records,
    remembering,
    request,
    specialists,
)
from cases.choices import Access, DecisionPath, PlaceKind, TeamRole, ToldHow, ToldWhom, Way
from cases.models import TeamInvitation, Upload
from guidance.actions.library import establish
from notifications import stopping
from notifications.account_kinds import ACCOUNT, NEW_SIGN_IN
from notifications.actions import calendar_keys, notices
from notifications.choices import Audience
from notifications.models import Reminder
from tests.cases.conftest import ANSWERS, join, person, signed_in
from tests.guidance.conftest import guide

PEOPLE = (
    "anonymous",
    "patient",
    "may see",
    "may do",
    "advocate",
    "other advocate",
    "formerly",
    "lead",
    "editor",
    "reviewer",
    "administrator",
)
IN, LOGIN, FORBIDDEN, HIDDEN, NOT_SERVED = "in", "login", 403, 404, 405


def row(others, **by_person):
    """One row of the matrix: what each kind of person gets, `others` where nothing else is said."""
    named = {name.replace("_", " "): answer for name, answer in by_person.items()}
    return {name: named.get(name, others) for name in PEOPLE} | {"anonymous": named.get("anonymous", LOGIN)}


TEAM = {"patient": IN, "may_see": IN, "may_do": IN, "advocate": IN, "lead": IN}
ANYONE = row(IN, anonymous=IN)
SIGNED_IN = row(IN)
SEE = row(HIDDEN, **TEAM)
DO = row(HIDDEN, **TEAM | {"may_see": FORBIDDEN})
END = row(HIDDEN, **TEAM | {"may_see": FORBIDDEN, "may_do": FORBIDDEN})
STAFF = row(HIDDEN, **TEAM | {"patient": FORBIDDEN, "may_see": FORBIDDEN, "may_do": FORBIDDEN})
LEAD = row(HIDDEN, **dict.fromkeys(TEAM, FORBIDDEN) | {"lead": IN})
LEAVE = row(HIDDEN, **TEAM | {"may_see": FORBIDDEN})  # the member in question may end their own access
OWN_UPLOAD = row(HIDDEN, patient=IN, may_see=FORBIDDEN)
OWN_NOTE = row(HIDDEN, **dict.fromkeys(TEAM, FORBIDDEN) | {"advocate": IN})
OWN_DRAFT = row(HIDDEN, patient=IN)
OWN_REMINDER = row(HIDDEN, patient=IN)
OWN_NOTICE = row(HIDDEN, patient=IN)
OWN_TOKEN = row(HIDDEN, patient=IN)
CASELOAD = row(FORBIDDEN, advocate=IN, other_advocate=IN, lead=IN)
ADVOCATES = row(FORBIDDEN, advocate=IN, other_advocate=IN)
PEOPLE_PAGES = row(FORBIDDEN, lead=IN, administrator=IN)
ADMINISTRATORS = row(FORBIDDEN, administrator=IN)

MATRIX = {
    "home": SIGNED_IN,
    "healthz": ANYONE,
    "healthz-reminders": ANYONE,
    "emergency": ANYONE,
    "privacy": ANYONE,
    # the library
    "guidance:library": ANYONE,
    "guidance:words": ANYONE,
    "guidance:guide": ANYONE,
    "guidance:vote": ANYONE,
    "guidance:picture": ANYONE,
    # accounts
    "profile": SIGNED_IN,
    "tokens": SIGNED_IN,
    "token-make": SIGNED_IN,
    "token-revoke": OWN_TOKEN,
    "join": ANYONE,
    "join-token": ANYONE,
    "people": PEOPLE_PAGES,
    "people-invite": PEOPLE_PAGES,
    "people-invitation-resend": PEOPLE_PAGES,
    "people-invitation-withdraw": PEOPLE_PAGES,
    "person": ADMINISTRATORS,
    "person-deactivate": ADMINISTRATORS,
    "person-reactivate": ADMINISTRATORS,
    "services": ADMINISTRATORS,
    "service-add": ADMINISTRATORS,
    "service": ADMINISTRATORS,
    "service-off": ADMINISTRATORS,
    "service-on": ADMINISTRATORS,
    "service-token-make": ADMINISTRATORS,
    "service-token-revoke": ADMINISTRATORS,
    # notifications
    "notifications:notices": SIGNED_IN,
    "notifications:read-all": SIGNED_IN,
    "notifications:notice": OWN_NOTICE,
    "notifications:preferences": SIGNED_IN,
    "notifications:address": SIGNED_IN,
    "notifications:calendar-make": SIGNED_IN,
    "notifications:calendar-end": SIGNED_IN,
    "notifications:calendar": ANYONE,
    "notifications:stop": ANYONE,
    "dev-mail": ANYONE,
    "dev-letter": ANYONE,
    # request
    "cases:request-start": ANYONE,
    "cases:request-begin": SIGNED_IN,
    "cases:request-resume": OWN_DRAFT,
    "cases:request-call": OWN_DRAFT,
    "cases:request-check": OWN_DRAFT,
    "cases:request-discard": OWN_DRAFT,
    "cases:request-page": OWN_DRAFT,
    "cases:journey-new": ADVOCATES,
    "cases:caseload": CASELOAD,
    "cases:journeys": SIGNED_IN,
    # the journey
    "cases:journey": SEE,
    "cases:welcome": SEE,
    "cases:advance": DO,
    "cases:go-back": DO,
    "cases:hold": END,
    "cases:resume": END,
    "cases:reopen": END,
    "cases:withdraw": END,
    "cases:close": END,
    "cases:time-critical": STAFF,
    "cases:answers": SEE,
    "cases:answers-edit": DO,
    "cases:step": SEE,
    "cases:step-answer": DO,
    "cases:step-reopen": DO,
    "cases:step-remove": DO,
    "cases:safe-to-wait": DO,
    "cases:insurer-call": DO,
    "cases:insurer-script": SEE,
    # the team
    "cases:team": SEE,
    "cases:team-invite": END,
    "cases:team-invite-patient": STAFF,
    "cases:team-invitation-resend": END,
    "cases:team-invitation-withdraw": END,
    "cases:team-member": END,
    "cases:team-member-end": LEAVE,
    "cases:assign": LEAD,
    "cases:team-helper": LEAD,
    # records
    "cases:records": SEE,
    "cases:item": SEE,
    "cases:record-offer": STAFF,
    "cases:item-add": DO,
    "cases:item-edit": DO,
    "cases:item-exists": DO,
    "cases:item-ask": DO,
    "cases:item-chase": DO,
    "cases:item-acknowledge": DO,
    "cases:item-fee-asked": DO,
    "cases:item-fee-settled": DO,
    "cases:item-refused": DO,
    "cases:item-ask-again": DO,
    "cases:item-receive": DO,
    "cases:item-check": STAFF,
    "cases:item-send-back": DO,
    "cases:item-to-consultant": DO,
    "cases:item-returned": DO,
    "cases:item-came-back": DO,
    "cases:item-cant-find": DO,
    "cases:item-cant-get": DO,
    "cases:item-not-applicable": DO,
    "cases:item-reopen": DO,
    "cases:item-upload": DO,
    "cases:item-upload-start": DO,
    "cases:item-upload-part": OWN_UPLOAD,
    "cases:item-upload-finish": OWN_UPLOAD,
    "cases:document": SEE,
    "cases:document-replace": DO,
    "cases:document-remove": DO,
    # appointment
    "cases:appointment": SEE,
    "cases:appointment-add": DO,
    "cases:appointment-add-review": DO,
    "cases:appointment-offers": DO,
    "cases:appointment-edit": DO,
    "cases:appointment-choose": DO,
    "cases:appointment-cancel": DO,
    "cases:appointment-held": DO,
    "cases:appointment-missed": DO,
    "cases:appointment-undo": DO,
    "cases:appointment-restore": DO,
    "cases:appointment-chase": DO,
    "cases:specialist-add": DO,
    "cases:specialist-edit": DO,
    "cases:specialist-state": DO,
    "cases:questions": SEE,
    "cases:question-add": DO,
    "cases:questions-bank": DO,
    "cases:questions-print": SEE,
    "cases:question-edit": DO,
    "cases:question-answer": DO,
    "cases:question-move": DO,
    "cases:question-remove": DO,
    # compare
    "cases:compare": SEE,
    "cases:third-opinion": DO,
    "cases:opinion-add": DO,
    "cases:opinion-findings": DO,
    "cases:opinion-edit": DO,
    "cases:opinion-remove": DO,
    "cases:row": DO,
    "cases:row-rate": DO,
    "cases:row-ask": DO,
    # decide
    "cases:decide": SEE,
    "cases:decision-edit": DO,
    "cases:tell": DO,
    "cases:untell": DO,
    # guides
    "cases:guides": SEE,
    "cases:guide": SEE,
    "cases:guide-send": STAFF,
    "cases:guide-copy": DO,
    # reminders
    "cases:reminders": SEE,
    "cases:reminder-put-off": DO,
    "cases:reminder-skip": DO,
    "cases:reminder-send": DO,
    "cases:reminder-cancel": OWN_REMINDER,
    # words
    "cases:messages": SEE,
    "cases:notes": STAFF,
    "cases:note-edit": OWN_NOTE,
    "cases:timeline": SEE,
}


def routes(patterns=None, namespace=""):
    """Every named route of ours; allauth's own pages show a person nothing but themselves."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if str(pattern.pattern) == "admin/":
            continue  # tests/security/test_admin.py holds these against every kind of person
        if str(pattern.pattern) == "api/":
            continue  # and tests/api/test_access.py these
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        elif pattern.name and not pattern.callback.__module__.startswith("allauth"):
            yield namespace + pattern.name, pattern.pattern.converters


def build(patient, *others):
    """A journey of `patient` in which every table has a row."""
    now = timezone.now()
    case = journey.open_journey(by=patient, at=now, answers=ANSWERS, as_patient=True)
    how = {"by": patient, "at": now}
    item = case.items.get(key="o1")
    records.ask(item, **how)
    doctor = specialists.add(case, values={"name": "Dr. Feld", "place_kind": PlaceKind.ACADEMIC}, **how)
    visit = appointments.book(
        doctor, way=Way.VIDEO, time_zone="America/New_York", starts_at=now + timedelta(days=9), **how
    )
    opinion = opinions.record(case, doctor="Dr. Anand", **how)
    decision.decide(
        case, path=DecisionPath.WAIT, words="I wait.", decided_on=now.date() - timedelta(days=1), **how
    )
    messages.send(case, body="Hello", from_patient_side=True, **how)
    document = documents.add(item, name="letter.txt", chunks=[b"A letter"], **how)
    upload = Upload.objects.create(case=case, item=item, by=patient, name="b.dcm", size=9, started_at=now)
    invitation = TeamInvitation.objects.create(
        case=case,
        email=f"{uuid.uuid4().hex}@example.org",
        token_hash=uuid.uuid4().hex,
        invited_by=patient,
        created_at=now,
        expires_at=now + timedelta(days=14),
        role=TeamRole.CAREGIVER,
    )
    telling = decision.tell(
        case, whom=ToldWhom.FIRST_DOCTOR, how=ToldHow.PHONE, told_on=now.date() - timedelta(days=1), **how
    )
    member = case.members.get(user=patient)
    children = {
        "step": case.steps.first().pk,
        "item": item.pk,
        "document": document.uuid,
        "appointment": visit.pk,
        "specialist": doctor.pk,
        "question": questions.add(case, text="Why?", **how).pk,
        "opinion": opinion.pk,
        "row": case.rows.first().pk,
        "untell": telling.pk,
        "note": notes.write(case, body="Between us.", **how).pk,
        "team-member": member.pk,
        "team-invitation": invitation.pk,
        "upload": upload.uuid,
        "reminder": planned(case).uuid,
        "own": own_reminder(case, by=patient, at=now).uuid,
    }
    return case, children


def planned(case):
    """A reminder to the patient side: the last before the visit."""
    ahead = Reminder.objects.filter(subject="journey", subject_id=case.pk, kind="visit_ahead")
    return ahead.filter(audience=Audience.PATIENT_SIDE).latest("due_at")


def own_reminder(case, *, by, at):
    """A reminder that somebody has set for themselves."""
    on = at.date() + timedelta(days=2)
    return remembering.set_own(case, words="Call", on=on, clock=time(9), by=by, at=at, once=uuid.uuid4())


def tell_of_sign_in(user, *, at):
    """A notice to one person about their own account."""
    fields = {"browser": "Firefox"}
    return notices.tell([user], NEW_SIGN_IN, subject=ACCOUNT, subject_id=user.pk, at=at, fields=fields)[0]


def programs(patient, administrator, *, at):
    """A token of one person, and a connected system with one of its own: what addresses call them."""
    kind = {"name": "A script", "may_write": False, "expires_at": at + timedelta(days=9), "at": at}
    own, _shown = tokens.make(patient, reach=TokenReach.OWN, by=patient, **kind)
    service = tokens.open_service(name="Lab bridge", by=administrator, at=at)
    its, _shown = tokens.make(service, reach=TokenReach.CASELOAD, by=administrator, **kind)
    return {"own_token": own.uuid, "service_uuid": service.uuid, "service_token": its.uuid}


def stop_token(user):
    """What the link in a letter is made of that stops letters like it."""
    return stopping.link(user.pk, channel="mail", groups=["news"]).rstrip("/").rpartition("/")[2]


@pytest.fixture
def world(starter_content):
    now = timezone.now()
    users = {
        "patient": person("Rosa Ortega"),
        "may see": person("Sofia Sees"),
        "may do": person("Luis Ortega"),
        "advocate": person("Maya Chen", SiteRole.ADVOCATE),
        "other advocate": person("Ben Adler", SiteRole.ADVOCATE),
        "formerly": person("Fay Former"),
        "lead": person("Dana Reyes", SiteRole.LEAD),
        "editor": person("Ed Novak", SiteRole.EDITOR),
        "reviewer": person("Rita Haddad", SiteRole.REVIEWER),
        "administrator": person("Ada Admin", SiteRole.ADMINISTRATOR),
    }
    establish()
    guide("A guide")
    case, children = build(users["patient"])
    join(case, users["advocate"], TeamRole.ADVOCATE, at=now)
    join(case, users["may see"], TeamRole.CAREGIVER, access=Access.SEE, at=now)
    member = join(case, users["may do"], TeamRole.CAREGIVER, at=now)
    gone = join(case, users["formerly"], TeamRole.CAREGIVER, at=now)
    type(gone).objects.filter(pk=gone.pk).update(ended_at=now, ended_by=users["patient"])
    invitation, _token = staff_invitations.invite_staff(
        "new@example.org", role=SiteRole.ADVOCATE, by=users["lead"], at=now
    )
    note = notes.write(case, body="Between us.", by=users["advocate"], at=now)
    draft = request.begin(uuid.uuid4(), by=users["patient"], at=now)
    foreign_case, foreign = build(person("Fred Foreign"))
    return {
        "users": users,
        "case": case,
        "children": children | {"team-member": member.pk, "note": note.pk},
        "foreign_case": foreign_case,
        "foreign": foreign,
        "draft": draft,
        "notice": tell_of_sign_in(users["patient"], at=now).uuid,
        "tokens": {
            "notifications:calendar": calendar_keys.make(users["patient"], by=users["patient"], at=now),
            "notifications:stop": stop_token(users["patient"]),
        },
        "typed": {
            "cases:specialist-state": {"to": "contacted"},
            "cases:question-move": {"direction": "up"},
            "cases:row-ask": {"opinion": children["opinion"]},
        },
        "own": {"staff-invitation": invitation.pk, "person": users["editor"].pk},
        "programs": programs(users["patient"], users["administrator"], at=now),
        "clients": {"anonymous": Client()} | {name: signed_in(user) for name, user in users.items()},
    }


def child_of(name):
    """Which child of a journey a route's number means, told by the route's name."""
    short = name.removeprefix("cases:")
    kinds = ("team-invitation", "team-member", "appointment", "specialist", "question", "opinion", "document")
    kinds += ("untell", "step", "item", "note", "row")
    return next((kind for kind in kinds if short.startswith(kind)), None)


def address(name, converters, world, *, case, children):
    """The address of a route inside a journey."""
    values = {}
    for key in converters:
        if key == "uuid" and name == "notifications:notice":
            values[key] = world["notice"]
        elif key == "uuid":
            values[key] = world["draft"].uuid if name.startswith("cases:request") else case.uuid
        elif key == "token" and name in world["tokens"]:
            values[key] = world["tokens"][name]
        elif key == "pk":
            values[key] = world["own"]["staff-invitation" if "invitation" in name else "person"]
            if name.startswith("cases:"):
                values[key] = children[child_of(name)]
        elif key in children or key in world["programs"]:
            values[key] = children[key] if key in children else world["programs"][key]
        else:
            values[key] = OTHERS[key] if key in OTHERS else page_for(name)
    return reverse(name, kwargs=values)


OTHERS = {
    "token": "no-such-token",
    "name": "no-such-letter",
    "slug": "a-guide",
    "folder": "images",
    "template": 1,
}
"""What addresses name that belongs to no journey."""


def page_for(name):
    """A page of a form in several pages."""
    return "insurance" if name.startswith("cases:") else ""


def answer(client, method, url, data=None):
    """What a person gets, in the words of the matrix; nothing that it changes stays."""
    with transaction.atomic():
        response = getattr(client, method)(url, data)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code == 405:
        return NOT_SERVED
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return LOGIN
    return response.status_code if response.status_code in (FORBIDDEN, HIDDEN) else IN


def test_every_route_has_a_row():
    assert {name for name, _converters in routes()} == set(MATRIX)


MAY_BE_MISSING = {"dev-letter", "guidance:picture", "join", "join-token"}
"""Routes whose object does not exist in this world; who may ask is what counts."""


PARTS = 4
"""In how many tests the matrix is checked, so that several cores share it; each makes a world of its own."""


def wrong_answers(world, name, converters):
    """Where a route answers otherwise than its row says."""
    url = address(name, converters, world, case=world["case"], children=world["children"])
    for who, expected in MATRIX[name].items():
        for method in ("get", "post"):
            got = answer(world["clients"][who], method, url, world["typed"].get(name))
            is_missing = name in MAY_BE_MISSING and expected == IN and got == HIDDEN
            if got not in (expected, NOT_SERVED) and not is_missing:
                yield f"{name} {method} {who}: expected {expected}, got {got}"


@pytest.mark.parametrize("part", range(PARTS))
def test_each_person_gets_what_their_row_says(world, part):
    ours = [route for index, route in enumerate(routes()) if index % PARTS == part]
    wrong = [problem for name, converters in ours for problem in wrong_answers(world, name, converters)]
    assert wrong == [], "\n".join(map(str, wrong))


def journey_routes():
    return [
        (name, converters) for name, converters in routes() if MATRIX[name] in (SEE, DO, END, STAFF, LEAD)
    ]


def anonymised(response):
    """A page without what differs from one request to the next."""
    text = re.sub(r"[0-9a-f]{12}", "", response.content.decode())
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


def test_a_foreign_journey_answers_like_one_that_does_not_exist(world):
    class Nowhere:
        uuid = uuid.uuid4()

    wrong = []
    for who in ("patient", "other advocate", "formerly", "editor"):
        client = world["clients"][who]
        for name, converters in journey_routes():
            foreign = address(name, converters, world, case=world["foreign_case"], children=world["foreign"])
            nowhere = address(name, converters, world, case=Nowhere, children=world["foreign"])
            if anonymised(client.get(foreign)) != anonymised(client.get(nowhere)):
                wrong.append((name, who))
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_foreign_child_inside_ones_own_journey_is_not_found(world):
    wrong = []
    for who in ("patient", "advocate"):
        for name, converters in journey_routes():
            if not ({"pk", "document", "upload", "reminder"} & set(converters)) or MATRIX[name][who] != IN:
                continue
            url = address(name, converters, world, case=world["case"], children=world["foreign"])
            for method in ("get", "post"):
                got = answer(world["clients"][who], method, url)
                if got not in (HIDDEN, NOT_SERVED):
                    wrong.append((name, who, method, got))
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_person_who_was_deactivated_is_out_at_once(world):
    client, user = world["clients"]["patient"], world["users"]["patient"]
    url = reverse("cases:journey", args=[world["case"].uuid])
    assert client.get(url).status_code == 200
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert answer(client, "get", url) == LOGIN
