"""Reading requests: drafts, the answers in words, and what comes after sending."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import US_ZONES, readable_phone
from accounts.models import User
from cases import deadlines, starter_content
from cases.choices import Need
from cases.models import Case, RequestDraft
from cases.queries.facts import local_day

Words = str | Promise

TITLES: dict[str, Words] = {
    "now": _("Is any of this happening now?"),
    "about": _("Who is this for?"),
    "told": _("What were you told?"),
    "advice": _("What is advised, and by when?"),
    "reasons": _("Why would you like a second opinion?"),
    "home": _("Where do you live?"),
    "insurance": _("How are you insured?"),
    "helper": _("Who is helping you?"),
    "dates": _("Is there a date to keep in mind?"),
}
"""The question of each page, in the order of asking."""

GROUPS: dict[str, tuple[tuple[str, Words], ...]] = {
    "about": (
        ("patient_name", _("Name")),
        ("patient_born_on", _("Date of birth")),
        ("patient_email", _("E-mail")),
        ("patient_phone", _("Telephone")),
        ("consent_given_by", _("Who agreed to this")),
    ),
    "told": (
        ("condition", _("In a few words")),
        ("family", _("Kind of illness")),
        ("diagnosis", _("What you were told")),
        ("first_doctor", _("Who told you")),
        ("first_place", _("Where they work")),
    ),
    "advice": (("advice", _("What is advised")), ("advised_by", _("By when"))),
    "reasons": (("reasons", _("Reasons")), ("reason_words", _("In your own words"))),
    "home": (("state", _("State")), ("time_zone", _("Time zone"))),
    "insurance": (("insurance_kind", _("Kind of insurance")), ("insurance_plan", _("Plan"))),
    "helper": (("helper", _("Who is helping")),),
    "dates": (
        ("decide_by", _("Date by which you must decide")),
        ("safe_to_wait_until", _("Safe to wait until, says your doctor")),
    ),
}
"""Fields of Case by page, with what people call them."""


@dataclass(frozen=True)
class Group:
    """The answers of one page: `facts` are {label, value} in words."""

    slug: str
    title: Words
    facts: list[dict[str, Any]]


def draft_of(user: User, uuid: UUID) -> RequestDraft | None:
    """This person's own draft with this id."""
    return RequestDraft.objects.filter(by=user, uuid=uuid).first()


def sent_from(user: User, uuid: UUID) -> Case | None:
    """The journey that came of a draft, if this person may see it."""
    return Case.objects.visible_to(user).filter(once=uuid).first()


def drafts_of(user: User, *, for_patient: bool) -> QuerySet[RequestDraft]:
    """The requests that this person has not sent yet, the newest first."""
    return RequestDraft.objects.filter(by=user, for_patient=for_patient)


def draft_name(draft: RequestDraft) -> str:
    """What a draft is about, as far as it says."""
    told, about = draft.answers.get("told", {}), draft.answers.get("about", {})
    parts = (about.get("patient_name") if draft.for_patient else "", told.get("condition"))
    return " · ".join(filter(None, parts))


def groups(case: Case, *, for_patient: bool = False) -> list[Group]:
    """What was answered, page by page, in words; `case` may be one that is not saved yet.

    Who agreed is only missed where somebody asks on behalf of the patient.
    """
    left_out = {"consent_given_by"} if not (for_patient or case.consent_given_by) else set()
    return [
        Group(
            page,
            TITLES[page],
            [
                {"label": label, "value": in_words(name, getattr(case, name))}
                for name, label in fields
                if name not in left_out
            ],
        )
        for page, fields in GROUPS.items()
    ]


def in_words(name: str, value: Any) -> str:  # noqa: ANN401 -- the value of any field
    """One answer as people read it."""
    if not value:
        return ""
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if name == "reasons":
        texts = {reason["key"]: reason["text"] for reason in starter_content.reasons()}
        return "\n".join(texts.get(key, key) for key in value)
    if name == "patient_phone":
        return readable_phone(value)
    if name == "time_zone":
        return str(dict(US_ZONES).get(value, value.replace("_", " ")))
    return str(labels(name).get(value, value))


def labels(name: str) -> dict[str, Words]:
    """What the values of a closed list are called."""
    match name:
        case "family":
            return dict(starter_content.family_choices())
        case "state":
            return {state["code"]: state["name"] for state in starter_content.states()}
        case "insurance_kind":
            return {plan["key"]: plan["name"] for plan in starter_content.insurance()["plans"]}
        case _:
            return {}


def plan_of(kind: str) -> dict[str, Any] | None:
    """What to know about a kind of insurance; None for one that we don't know."""
    return next((plan for plan in starter_content.insurance()["plans"] if plan["key"] == kind), None)


def acknowledgements(reasons: Iterable[str]) -> list[str]:
    """A kind word about each reason that was given."""
    return [
        reason["acknowledgement"] for reason in starter_content.reasons() if reason["key"] in set(reasons)
    ]


def insurer_facts(case: Case) -> list[dict[str, Any]]:
    """What the insurer said, question by question; empty before the call."""
    words = {"yes": _("Yes"), "no": _("No"), "unknown": _("They did not know")}
    return [
        {"label": line["question"], "value": insurer_words(line, case.insurance_answers[line["key"]], words)}
        for line in starter_content.insurance()["script"]
        if case.insurance_answers.get(line["key"])
    ]


def insurer_words(line: dict[str, Any], value: str, words: Mapping[str, Words]) -> Words:
    """One answer of the insurer as people read it."""
    if line["answer"] == "date":
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    return words.get(value, value) if line["answer"] == "yes_no" else value


def records_needed(case: Case) -> int:
    """How many records the journey can't do without."""
    return case.items.filter(need=Need.REQUIRED).count()


def advocate_by(case: Case) -> date:
    """The day by which somebody is given an advocate."""
    return deadlines.after(local_day(case.created_at, case.zone), deadlines.ASSIGN, state=case.state)
