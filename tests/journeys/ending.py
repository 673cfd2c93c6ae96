"""How a journey ended and what its timeline tells, without what differs from day to day: names of rows, and dates."""

import json
import re
from pathlib import Path
from typing import Any

KNOWN = Path(__file__).with_name("ending.json")
"""The end of the patient's story, on the pages as over the API."""

RELATED = {
    "steps": ("key", "state", "note"),
    "items": ("name", "need", "state", "holder", "note"),
    "documents": ("name", "kind", "pages", "size"),
    "specialists": ("name", "specialty", "place", "place_kind", "phone", "state", "note"),
    "appointments": ("specialist__name", "way", "state", "time_zone", "place", "note"),
    "questions": ("key", "topic", "text", "ask", "answer", "position"),
    "opinions": ("ordinal", "doctor", "place", "appointment__specialist__name"),
    "rows": ("key", "rating", "rating_note"),
    "tellings": ("whom", "name", "how", "note"),
}
OWN = (
    "patient_name",
    "patient_phone",
    "patient_email",
    "condition",
    "family",
    "diagnosis",
    "advice",
    "first_doctor",
    "first_place",
    "reasons",
    "reason_words",
    "state",
    "time_zone",
    "language",
    "helper",
    "insurance_kind",
    "insurance_plan",
    "insurance_answers",
    "stage",
    "status",
    "outcome",
    "turn",
    "move_kind",
    "records_in",
    "records_wanted",
)
DECIDED = ("path", "opinion__doctor", "words", "reasons", "care_leader")
DAY = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+-]+Z?)?")


def comes_to_the_known_end(case):
    """Whether this journey ended as the patient's story does, row for row and event for event."""
    assert json.loads(json.dumps(ending(case), default=str)) == json.loads(KNOWN.read_text(encoding="utf-8"))


def ending(case):
    """Everything that two ways to the same end must have in common."""
    case.refresh_from_db()
    findings = [
        tuple(found)
        for opinion in case.opinions.all()
        for found in opinion.findings.order_by("row__position").values_list(
            "row__key", "text", "source", "page"
        )
    ]
    return {
        "case": {name: getattr(case, name) for name in OWN},
        **{
            name: list(getattr(case, name).order_by("pk").values_list(*columns))
            for name, columns in RELATED.items()
        },
        "findings": findings,
        "decision": [getattr(case.decision, name) for name in DECIDED if "__" not in name],
        "timeline": [told(event) for event in case.events.order_by("at", "pk")],
    }


def told(event):
    """One event of the timeline."""
    return (event.kind, event.by_name, event.subject, undated(event.before), undated(event.after), event.note)


def undated(value: Any) -> Any:
    """A value without days, and without the number of a row that a visit has."""
    if isinstance(value, dict):
        return {key: undated(inner) for key, inner in sorted(value.items()) if key != "appointment"}
    if isinstance(value, list):
        return [undated(inner) for inner in value]
    return DAY.sub("…", value) if isinstance(value, str) else value
