"""The pages and the API are two faces of one house: whatever is done on either, the rows are the same.

Two journeys begin alike. Each of a random sequence of things is done to the one by sending the form of a page, and
to the other by a program, by the same person at the same moment; after each, allowed or refused, everything that
their tables say is compared.
"""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.models import ForeignKey
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions import journey
from cases.actions.settle import settle
from cases.choices import Outcome, Rating, Stage
from cases.models import Case
from cases.queries.opinions import stamp
from notifications.models import Reminder
from tests.api.conftest import Program
from tests.cases.conftest import ANSWERS, NOON, join, person, signed_in
from tests.conftest import fewer_examples

pytestmark = pytest.mark.prove
EACH_ROLLS_BACK = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
TABLES = (
    "steps",
    "items",
    "rows",
    "specialists",
    "appointments",
    "questions",
    "opinions",
    "tellings",
    "messages",
    "notes",
    "members",
    "events",
)
ITS_OWN = {"id", "uuid", "once", "case_id", "reference", "changed_at"}
"""What differs between any two rows; and `changed_at`, which a page moves on that says what is so already."""


class Side:
    """One of the two journeys."""

    def __init__(self, patient, advocate):
        self.case = journey.open_journey(by=patient, at=NOON, answers=ANSWERS, as_patient=True)
        join(self.case, advocate, "advocate")
        settle(self.case, at=NOON)

    def pick(self, table, number):
        """One row of a table, the same on both sides."""
        found = list(getattr(self.case, table).order_by("pk"))
        return found[number % len(found)] if found else None


class Page(Side):
    """The journey that people look after on the pages."""

    def send(self, by, path, /, **typed):
        self.case.refresh_from_db()
        signed_in(by).post(f"/cases/{self.case.uuid}/{path}", typed)


class Api(Side):
    """The journey that programs look after."""

    programs: dict

    @property
    def here(self):
        return f"journeys/{self.case.uuid}/"

    def say(self, by, path, verb, /, **more):
        self.programs[by.pk].say(f"{self.here}{path}", verb, **more)

    def create(self, by, path, /, **body):
        self.programs[by.pk].create(f"{self.here}{path}", body)

    def change(self, by, path, /, method="patch", **body):
        self.programs[by.pk].change(f"{self.here}{path}", body, method=method)

    def remove(self, by, path):
        if self.programs[by.pk].read(f"{self.here}{path}").status_code == 200:
            self.programs[by.pk].remove(f"{self.here}{path}")


def once():
    return str(uuid.uuid4())


# What is done: first as a page sends it, then as a program says it


def step(page, api, by, n):
    to = ["done", "not_yet", "not_needed"][n % 3]
    page.send(by, f"steps/{page.pick('steps', n).pk}/answer/", to=to, note="By phone.")
    api.say(by, f"steps/{api.pick('steps', n).uuid}/", to, note="By phone.")


def unstep(page, api, by, n):
    page.send(by, f"steps/{page.pick('steps', n).pk}/reopen/")
    api.say(by, f"steps/{api.pick('steps', n).uuid}/", "reopen")


def safe_date(page, api, by, n):
    until = str(today() + timedelta(days=n)) if n % 3 else ""
    page.send(by, "safe-to-wait/", safe_to_wait_until=until, note="No hurry.", version=page.case.version)
    api.say(by, "", "answer_safe_to_wait", safe_to_wait_until=until or None, note="No hurry.")


def insurer(page, api, by, n):
    page.send(by, "insurer-call/", covered="yes", call_reference=f"No. {n}", version=page.case.version)
    api.say(by, "", "record_insurer_call", covered="yes", call_reference=f"No. {n}")


RECORD_VERBS = [
    "ask",
    "chase",
    "acknowledge",
    "fee-asked",
    "fee-settled",
    "refused",
    "ask-again",
    "receive",
    "check",
    "to-consultant",
    "returned",
    "came-back",
]


def record(page, api, by, n):
    verb = RECORD_VERBS[n % len(RECORD_VERBS)]
    page.send(by, f"records/{page.pick('items', n).pk}/{verb}/", on=str(today()), note="Ms. Lee")
    api.say(
        by, f"records/{api.pick('items', n).uuid}/", verb.replace("-", "_"), on=str(today()), note="Ms. Lee"
    )


def excuse(page, api, by, n):
    verb = ["cant-find", "cant-get", "not-applicable", "send-back", "reopen"][n % 5]
    page.send(by, f"records/{page.pick('items', n).pk}/{verb}/", why="Asked twice.")
    api.say(by, f"records/{api.pick('items', n).uuid}/", verb.replace("-", "_"), why="Asked twice.")


def exists(page, api, by, n):
    page.send(by, f"records/{page.pick('items', n).pk}/exists/", answer="no" if n % 2 else "yes")
    api.say(by, f"records/{api.pick('items', n).uuid}/", "does_not_exist" if n % 2 else "exists")


def add_record(page, api, by, n):
    told = {"name": f"Record {n}", "holder": "Mercy", "need": "helpful", "asker": "patient", "note": ""}
    page.send(by, "records/add/", once=once(), **told)
    api.create(by, "records/", **told)


def edit_record(page, api, by, n):
    row, other = page.pick("items", n), api.pick("items", n)
    told = {"name": row.name, "holder": f"Holder {n}", "asker": row.asker, "need": row.need, "note": row.note}
    page.send(by, f"records/{row.pk}/edit/", version=row.version, **told)
    api.change(by, f"records/{other.uuid}/", holder=f"Holder {n}")


def advance(page, api, by, n):
    stages, why = list(Stage), "We know why." if n % 2 else ""
    page.case.refresh_from_db()
    at = stages.index(Stage(page.case.stage))
    if at + 1 < len(stages):
        page.send(by, "advance/", to=stages[at + 1].value, why=why)
    api.say(by, "", "advance", **({"override": why} if why else {}))


def go_back(page, api, by, n):
    to = list(Stage)[n % 4].value
    page.send(by, "go-back/", to=to, why="Once more.")
    api.say(by, "", "go_back", to=to, why="Once more.")


def hold(page, api, by, n):
    until = str(today() + timedelta(days=n % 9))
    page.send(by, "hold/", until=until, why="")
    api.say(by, "", "hold", until=until)


def resume(page, api, by, n):
    page.send(by, "resume/")
    api.say(by, "", "resume")


def withdraw(page, api, by, n):
    page.send(by, "withdraw/", why="Enough.")
    api.say(by, "", "withdraw", why="Enough.")


def reopen(page, api, by, n):
    page.send(by, "reopen/")
    api.say(by, "", "reopen")


def close(page, api, by, n):
    outcome, override = list(Outcome)[n % len(Outcome)].value, "Done." if n % 2 else ""
    page.send(by, "close/", outcome=outcome, note="Thanks.", override=override)
    api.say(by, "", "close", outcome=outcome, note="Thanks.", **({"override": override} if override else {}))


def critical(page, api, by, n):
    page.case.refresh_from_db()
    verb = "unmark_time_critical" if page.case.is_marked_time_critical else "mark_time_critical"
    page.send(by, "time-critical/", why="The doctor said so.")
    api.say(by, "", verb, why="The doctor said so.")


def correct(page, api, by, n):
    page.case.refresh_from_db()
    kept = {name: getattr(page.case, name) for name in ("condition", "family", "first_doctor", "first_place")}
    page.send(by, "answers/told/", version=page.case.version, diagnosis=f"Words {n}", **kept)
    api.change(by, "answers/", diagnosis=f"Words {n}")


DOCTOR = {"specialty": "", "place": "Lakeside", "phone": "", "note": "", "place_kind": "academic"}
UNKNOWN = dict.fromkeys(("same_system", "in_network", "licensed", "needs_local_doctor"), "unknown")


def specialist(page, api, by, n):
    page.send(by, "appointment/doctors/add/", once=once(), name=f"Dr. {n}", **DOCTOR, **UNKNOWN)
    api.create(by, "specialists/", name=f"Dr. {n}", **DOCTOR)


def specialist_state(page, api, by, n):
    row, other = page.pick("specialists", n), api.pick("specialists", n)
    if row and other:
        to = ["considered", "contacted", "chosen", "declined"][n % 4]
        page.send(by, f"appointment/doctors/{row.pk}/state/", to=to)
        api.say(by, f"specialists/{other.uuid}/", to)


def book(page, api, by, n):
    row, other = page.pick("specialists", n), api.pick("specialists", n)
    if not (row and other):
        return
    day, zone = today() + timedelta(days=n % 12), "America/New_York"
    told = {"way": "video", "time_zone": zone, "place": "By link", "note": ""}
    page.send(by, "appointment/add/", once=once(), specialist=row.pk, day=str(day), clock="10:30", **told)
    api.create(
        by,
        "appointments/",
        verb="book_visit",
        specialist=str(other.uuid),
        starts_at=f"{day}T10:30:00-05:00",
        **told,
    )


def review(page, api, by, n):
    row, other = page.pick("specialists", n), api.pick("specialists", n)
    if row and other:
        told = {"expected_on": str(today() + timedelta(days=n % 9)), "place": "", "note": ""}
        page.send(by, "appointment/add-review/", once=once(), specialist=row.pk, **told)
        api.create(by, "appointments/", verb="book_review", specialist=str(other.uuid), **told)


def visit(page, api, by, n):
    row, other = page.pick("appointments", n), api.pick("appointments", n)
    if not (row and other):
        return
    on = {"on": str(today())}
    verb, typed = [
        ("held", on),
        ("cancel", {"why": "Ill."}),
        ("missed", {"why": "Snow."}),
        ("undo", {}),
        ("restore", {}),
        ("chase", {**on, "note": "Soon."}),
    ][n % 6]
    page.send(by, f"appointment/{row.pk}/{verb}/", **typed)
    api.say(by, f"appointments/{other.uuid}/", verb, **typed)


def question(page, api, by, n):
    page.send(by, "appointment/questions/add/", once=once(), text=f"Question {n}?", ask="")
    api.create(by, "questions/", text=f"Question {n}?", ask="")


def question_change(page, api, by, n):
    row, other = page.pick("questions", n), api.pick("questions", n)
    if not (row and other):
        return
    where, there = f"appointment/questions/{row.pk}/", f"questions/{other.uuid}/"
    match n % 4:
        case 0:
            page.send(by, f"{where}answer/", version=row.version, answer="Yes.", answered_on=str(today()))
            api.change(by, there, answer="Yes.", answered_on=str(today()))
        case 1:
            page.send(by, f"{where}move/", direction="up")
            api.say(by, there, "move_up")
        case 2:
            page.send(by, where, version=row.version, text=f"Other {n}?", ask=row.ask)
            api.change(by, there, text=f"Other {n}?")
        case _:
            page.send(by, f"{where}remove/")
            api.remove(by, there)


def opinion(page, api, by, n):
    told = {"doctor": f"Dr. {n}", "place": "", "given_on": str(today())}
    page.send(by, "compare/opinions/add/", once=once(), **told)
    api.create(by, "opinions/", **told)


def finding(page, api, by, n):
    row, other = page.pick("opinions", n), api.pick("opinions", n)
    if not (row and other):
        return
    asked, there = page.pick("rows", n), api.pick("rows", n)
    found = row.findings.filter(row=asked).first()
    seen = stamp_of(found)
    text, source = ("", "not_stated") if n % 3 == 0 else (f"Words {n % 5}", "said")
    cell = f"{asked.pk}-{row.pk}"
    typed = {f"{cell}-seen": seen, f"{cell}-text": text, f"{cell}-source": source, f"{cell}-page": ""}
    page.send(by, f"compare/rows/{asked.pk}/", **typed)
    api.change(by, f"opinions/{other.uuid}/findings/{there.uuid}/", method="put", text=text, source=source)


def stamp_of(found):
    return stamp(found.text, found.source, found.document_id, found.page) if found else stamp()


def rate(page, api, by, n):
    row, other = page.pick("rows", n), api.pick("rows", n)
    rating = list(Rating)[n % 5].value
    page.send(by, f"compare/rows/{row.pk}/rate/", version=row.version, rating=rating, rating_note="")
    api.change(by, f"comparison-rows/{other.uuid}/", rating=rating, rating_note="")


def decide(page, api, by, n):
    told = {
        "words": f"I wait {n}.",
        "reasons": "",
        "care_leader": "",
        "decided_on": str(today()),
        "path": "wait",
    }
    decided = getattr(Case.objects.select_related("decision").get(pk=page.case.pk), "decision", None)
    if decided is None:
        page.send(by, "decide/edit/", once=once(), **told)
        api.create(by, "decision/", **told)
    else:
        page.send(by, "decide/edit/", version=decided.version, **told)
        api.change(by, "decision/", **told)


def tell(page, api, by, n):
    told = {"whom": "first_doctor", "name": "", "how": "phone", "told_on": str(today()), "note": ""}
    page.send(by, "decide/tell/", once=once(), **told)
    api.create(by, "tellings/", **told)


def write(page, api, by, n):
    page.send(by, "messages/", once=once(), body=f"A word {n}.")
    api.create(by, "messages/", body=f"A word {n}.")


def note(page, api, by, n):
    page.send(by, "notes/", once=once(), body=f"Between us {n}.")
    api.create(by, "notes/", body=f"Between us {n}.")


THINGS = [
    step,
    unstep,
    safe_date,
    insurer,
    record,
    excuse,
    exists,
    add_record,
    edit_record,
    advance,
    go_back,
    hold,
    resume,
    withdraw,
    reopen,
    close,
    critical,
    correct,
    specialist,
    specialist_state,
    book,
    review,
    visit,
    question,
    question_change,
    opinion,
    finding,
    rate,
    decide,
    tell,
    write,
    note,
]
LIKELY = [advance, specialist, specialist_state, book, opinion, opinion, finding, record, decide]
script = st.lists(
    st.tuples(
        st.sampled_from(THINGS + LIKELY), st.booleans(), st.integers(0, 60), st.sampled_from([0, 1, 3])
    ),
    min_size=1,
    max_size=9,
)


def today():
    """The day where Rosa lives."""
    return timezone.localdate(timezone=Case(time_zone=ANSWERS["time_zone"]).zone)


def numbers(case):
    """Where each row of a journey stands in its table: what a number of ours means on either side."""
    found = {("Case", case.pk): "this"}
    for table in TABLES:
        rows = getattr(case, table).order_by("pk")
        found |= {
            (rows.model.__name__, pk): index for index, pk in enumerate(rows.values_list("pk", flat=True))
        }
    return found


def snapshot(case):
    """Everything that the tables of a journey say, in words that mean the same on both sides."""
    case.refresh_from_db()
    placed = numbers(case)
    tables = {table: [plain(row, placed) for row in getattr(case, table).order_by("pk")] for table in TABLES}
    findings = [
        plain(row, placed)
        for opinion in case.opinions.order_by("pk")
        for row in opinion.findings.order_by("pk")
    ]
    changes = [
        plain(row, placed) for item in case.items.order_by("pk") for row in item.changes.order_by("pk")
    ]
    decision = [
        plain(row, placed) for row in type(case).decision.related.related_model.objects.filter(case=case)
    ]
    reminders = Reminder.objects.filter(subject="journey", subject_id=case.pk)
    columns = ("kind", "audience", "local_at", "zone", "due_at", "state")
    planned = sorted(map(repr, reminders.values_list(*columns)))
    return {
        "case": plain(case, placed),
        **tables,
        "findings": findings,
        "changes": changes,
        "decision": decision,
        "reminders": planned,
    }


def plain(row, placed):
    """One row without what is its own alone; other rows by where they stand."""
    told = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.attname in ITS_OWN:
            continue
        if isinstance(field, ForeignKey) and (field.related_model.__name__, value) in placed:
            value = placed[field.related_model.__name__, value]
        told[field.attname] = value
    if "move_subject" in told:
        told["move_subject"] = told["move_subject"] and "a row"
    return {name: without_numbers(value) for name, value in told.items()}


def without_numbers(value):
    """JSON without the numbers of rows."""
    if isinstance(value, dict):
        return {
            key: without_numbers(inner)
            for key, inner in value.items()
            if key not in ("appointment", "opinion")
        }
    if isinstance(value, str):
        return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", value)
    return value


@pytest.mark.django_db
@settings(fewer_examples(25), suppress_health_check=EACH_ROLLS_BACK)
@given(script=script)
def test_whatever_is_done_on_the_pages_or_over_the_api_the_rows_are_the_same(
    starter_content, settings, script
):
    settings.API_PER_MINUTE = {"token": 10**6, "person": 10**6}
    with transaction.atomic():
        rosa, maya = person("Rosa Ortega"), person("Maya Chen", "advocate")
        with time_machine.travel(NOON, tick=False):
            page, api = Page(rosa, maya), Api(rosa, maya)
            api.programs = {rosa.pk: Program(rosa), maya.pk: Program(maya)}
        moment = NOON
        for thing, by_patient, number, days in script:
            moment += timedelta(days=days, minutes=1)
            with time_machine.travel(moment, tick=False):
                thing(page, api, rosa if by_patient else maya, number)
                assert snapshot(page.case) == snapshot(api.case), thing.__name__
        transaction.set_rollback(True)
