"""The starter data is whole, well-formed and readable."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

STARTER = Path(__file__).parents[3] / "cases" / "starter"
FILES = sorted(STARTER.rglob("*.toml"))

FAMILIES = ["general", "cancer", "heart", "neurology", "bones", "rare", "transplant", "children"]
# The need of every item: R required, C if it exists, H helpful.
ITEMS = {
    "general": "g1R g2R g3R g4R g5C g6C g7C g8C g9R g10H g11R g12R g13R g14H",
    "cancer": "c1R c2R c3C c4R c5C c6H c7C c8C c9C c10C c11C c12C",
    "heart": "h1R h2R h3C h4C h5C h6C h7C h8C",
    "neurology": "n1R n2R n3R n4C n5C n6C n7H n8C n9C",
    "bones": "o1R o2C o3R o4C o5C o6H",
    "rare": "r1C r2H r3H r4R r5C r6C r7C",
    "transplant": "t1R t2R t3C t4R t5R t6C t7C",
    "children": "p1R p2R p3R p4C p5R p6R p7C",
}
LOINC = {
    "g1": "51855-5",
    "g2": "34117-2 11488-4 11506-3",
    "g3": "56447-6",
    "g4": "11502-2",
    "g5": "18748-4",
    "g6": "18748-4",
    "g7": "11504-8 28570-0",
    "g8": "18842-5",
    "g9": "56445-0 48765-2",
    "g11": "48768-6",
    "g12": "59284-0",
    "g14": "64298-3 42348-3",
    "c1": "11526-1 11529-5 60568-3",
    "c4": "18748-4",
    "c5": "11504-8",
    "c6": "34098-4",
    "c7": "81247-9",
    "c8": "81247-9",
    "c9": "11502-2",
    "c10": "11486-8 74156-1",
    "c11": "74156-1",
    "c12": "48807-2",
    "h1": "34534-8",
    "h2": "59281-6",
    "h3": "18745-0",
    "h4": "18752-6",
    "h5": "18754-2",
    "h6": "18748-4",
    "h8": "11504-8",
    "n1": "18748-4",
    "n2": "18748-4",
    "n3": "11506-3",
    "n6": "11502-2",
    "n8": "11504-8",
    "n9": "11526-1",
    "o1": "18748-4",
    "o2": "18748-4",
    "o3": "28579-1",
    "o4": "11504-8",
    "r1": "81247-9",
    "r4": "51855-5",
    "r5": "11502-2",
    "r6": "57133-1",
    "t1": "57133-1",
    "t2": "34117-2",
    "t4": "48768-6",
    "p7": "18748-4",
}
NEEDS = {"R": "required", "C": "if_exists", "H": "helpful"}
STRENGTH = {"helpful": 0, "if_exists": 1, "required": 2}
HOLDERS = (
    "HIM RAD PATH LAB CARD ONC RO NEU GEN PCP PLAN PT DX PAT PHARM CLINIC CENTRE".split()  # noqa: SIM905 -- reads as the table does
)
FORMATS = {"PDF", "DICOM", "GLASS", "BLOCK", "FORM", "DATA"}
BANDS = ["T0", "T1", "T2", "T3"]
ITEM_FIELDS = {
    "key",
    "name",
    "why",
    "ask_for",
    "tip",
    "holders",
    "formats",
    "fastest",
    "slowest",
    "need",
    "only_if",
    "loinc",
    "clock",
    "replaces",
}
MAX_NAME = 120
MAX_TEXT = 1000

STAGES = ["request", "records", "appointment", "compare", "decide"]
STEP_FIELDS = {"key", "stage", "title", "why", "how", "who", "gate", "only_if"}
GATES = {
    "tell-doctor": "request",
    "check-insurance": "request",
    "ask-safe-to-wait": "request",
    "slides-returned": "decide",
    "cancel-duplicates": "decide",
}
SEED_STEPS = {
    "request-1": "tell-doctor",
    "request-2": "check-insurance",
    "request-3": "gather-records",
    "request-4": "find-specialist",
    "request-5": "prepare-questions",
    "after-1": "compare-carefully",
    "after-2": "ask-about-differences",
    "after-3": "consider-third",
    "after-4": "decide",
    "after-5": "tell-team",
}
CONDITIONS = {
    "ask-about-differences": "major_difference",
    "consider-third": "major_difference",
    "slides-returned": "slides",
}


def read(name: str) -> dict[str, Any]:
    """One file of the starter data."""
    return tomllib.loads((STARTER / name).read_text(encoding="utf-8"))


def items_of(family: str) -> list[dict[str, Any]]:
    """The record items of one family."""
    return read(f"records/{family}.toml")["items"]


def texts(node: object) -> Iterator[str]:
    """Every string anywhere in a parsed file."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


PROSE = {
    "name",
    "title",
    "why",
    "how",
    "tip",
    "what",
    "text",
    "question",
    "hint",
    "ask",
    "major_when",
    "acknowledgement",
    "good_for",
    "keep_in_mind",
    "what_to_know",
    "wait",
    "limits",
    "action",
}


def prose(node: object) -> Iterator[str]:
    """Every string that people read as text, and no codes or names of tests."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in PROSE and value:
                yield value
            elif key == "signs":
                yield from value
            elif not isinstance(value, str):
                yield from prose(value)
    elif isinstance(node, list):
        for value in node:
            yield from prose(value)


def syllables(word: str) -> int:
    """A rough count: groups of vowels, less a silent e."""
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded", "ses", "ces", "ges")):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    words = re.findall(r"[a-z’]+", text.lower())
    sentences = max(len(re.findall(r"[.!?]+(?:[”)\s]|$)", text)), 1)
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


def keys(rows: list[dict[str, Any]], field: str = "key") -> list[str]:
    """The keys of the rows, in order."""
    return [row[field] for row in rows]


def test_the_files_are_those_that_the_loader_reads() -> None:
    expected = [f"records/{family}.toml" for family in FAMILIES]
    expected += [
        f"{name}.toml"
        for name in (
            "comparison",
            "emergency",
            "holders",
            "insurance",
            "places",
            "questions",
            "reasons",
            "resolving",
            "states",
            "steps",
        )
    ]

    assert [str(path.relative_to(STARTER)) for path in FILES] == sorted(expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_keys_are_unique_within_each_list(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = [rows for rows in data.values() if isinstance(rows, list)]

    for rows in lists:
        named = [row.get("key") or row.get("code") or row["state"] for row in rows]
        assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_blames_the_reader_or_overflows(path: Path) -> None:
    for text in texts(tomllib.loads(path.read_text(encoding="utf-8"))):
        assert "invalid" not in text.lower()
        assert set(text).isdisjoint("'\"")
        assert text == text.strip()
        assert "  " not in text
        assert len(text) <= MAX_TEXT


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_texts_read_at_grade_8_at_most(path: Path) -> None:
    written = list(prose(tomllib.loads(path.read_text(encoding="utf-8"))))
    if path.stem == "states":
        assert written == [state["name"] for state in read("states.toml")["states"]]
        return
    whole = " ".join(text if text[-1] in ".!?”" else f"{text}." for text in written)

    assert grade(whole) <= 8
    assert [text for text in written if len(text.split()) >= 15 and grade(text) > 10] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_family_holds_every_item_of_its_list_with_its_need(family: str) -> None:
    found = {item["key"]: item["need"] for item in items_of(family)}

    assert found == {entry[:-1]: NEEDS[entry[-1]] for entry in ITEMS[family].split()}


@pytest.mark.parametrize("family", FAMILIES)
def test_family_file_is_keyed_by_its_name(family: str) -> None:
    data = read(f"records/{family}.toml")

    assert set(data) == {"key", "name", "items"}
    assert data["key"] == family
    assert 0 < len(data["name"]) <= MAX_NAME


@pytest.mark.parametrize("family", FAMILIES)
def test_items_use_only_known_codes(family: str) -> None:
    for item in items_of(family):
        assert set(item) == ITEM_FIELDS, item["key"]
        assert item["holders"], item["key"]
        assert set(item["holders"]) <= set(HOLDERS), item["key"]
        assert item["formats"], item["key"]
        assert set(item["formats"]) <= FORMATS, item["key"]
        assert BANDS.index(item["fastest"]) <= BANDS.index(item["slowest"]), item["key"]
        assert len(item["name"]) <= MAX_NAME, item["key"]


@pytest.mark.parametrize("family", FAMILIES)
def test_item_that_may_not_exist_says_when_it_is_wanted(family: str) -> None:
    silent = [item["key"] for item in items_of(family) if item["need"] == "if_exists" and not item["only_if"]]

    assert silent == []


def test_slides_are_required_only_after_a_biopsy() -> None:
    conditional = {
        item["key"]: item["only_if"]
        for family in FAMILIES
        for item in items_of(family)
        if item["only_if"] and item["need"] == "required"
    }

    assert conditional == {"c2": "you had a biopsy or an operation"}


@pytest.mark.parametrize("family", FAMILIES)
def test_words_to_ask_with_are_one_sentence_and_wanted_unless_the_patient_holds_it(family: str) -> None:
    for item in items_of(family):
        if item["ask_for"]:
            assert re.fullmatch(r"[A-Z][^.?!]*[.?]", item["ask_for"]), item["key"]
        else:
            assert item["holders"][0] == "PAT", item["key"]


@pytest.mark.parametrize("family", FAMILIES)
def test_clock_follows_from_the_format(family: str) -> None:
    for item in items_of(family):
        formats = set(item["formats"])
        expected = "documents"
        if formats & {"GLASS", "BLOCK"}:
            expected = "slides"
        elif "DICOM" in formats and item["key"] != "c11":  # the plan files come only with a re-treatment
            expected = "images"
        assert item["clock"] == expected, item["key"]


def test_loinc_codes_are_those_of_the_list() -> None:
    every = {item["key"]: item["loinc"] for family in FAMILIES for item in items_of(family)}

    for key, codes in every.items():
        assert set(LOINC.get(key, "").split()) <= set(codes), key
        assert all(re.fullmatch(r"\d{1,5}-\d", code) for code in codes), key
    assert {key for key, codes in every.items() if codes} == set(LOINC)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_an_item_replaces_is_not_lost(family: str) -> None:
    """A child's journey holds the general list, the children's and the condition's."""
    shared = {item["key"]: item for other in ("general", "children") for item in items_of(other)}
    replacing = [(item, old) for item in items_of(family) for old in item["replaces"]]

    for item, old in replacing:
        assert old in shared
        together = [other for other, replaced in replacing if replaced == old]
        assert any(STRENGTH[one["need"]] >= STRENGTH[shared[old]["need"]] for one in together), item["key"]
        assert set(shared[old]["loinc"]) <= {code for one in together for code in one["loinc"]}, item["key"]
        assert set(shared[old]["formats"]) <= {kind for one in together for kind in one["formats"]}
        assert set(shared[old]["holders"]) <= {held for one in together for held in one["holders"]}


def test_replacements_are_the_chosen_ones() -> None:
    chosen = {
        item["key"]: item["replaces"] for family in FAMILIES for item in items_of(family) if item["replaces"]
    }

    assert chosen == {
        "c4": ["g6", "p7"],
        "c5": ["g7"],
        "h6": ["g6", "p7"],
        "h8": ["g7"],
        "n1": ["g6", "p7"],
        "n2": ["g5"],
        "n8": ["g7"],
        "o1": ["g6", "p7"],
        "o2": ["g6", "p7"],
        "o4": ["g7"],
        "r4": ["g2"],
        "t2": ["g2"],
        "t4": ["g11"],
        "p6": ["g13"],
        "p7": ["g6"],
    }


@pytest.mark.parametrize(("family", "key"), [("cancer", "c2"), ("neurology", "n9"), ("rare", "r7")])
def test_slides_tell_how_they_must_travel(family: str, key: str) -> None:
    tip = next(item["tip"] for item in items_of(family) if item["key"] == key)

    for rule in ("signed authorization", "report must go", "recuts", "tracking number", "come back"):
        assert rule in tip


def test_every_holder_has_a_name_and_a_word_on_how_to_reach_it() -> None:
    holders = read("holders.toml")["holders"]

    assert keys(holders, "code") == HOLDERS
    assert all(set(holder) == {"code", "name", "what"} for holder in holders)
    assert all(re.fullmatch(r"[^.]+\.", holder["what"]) for holder in holders)


def test_steps_are_well_formed() -> None:
    for step in read("steps.toml")["steps"]:
        assert set(step) - {"due_days", "seed"} == STEP_FIELDS, step["key"]
        assert step["stage"] in STAGES, step["key"]
        assert step["who"] in {"patient", "advocate"}, step["key"]
        assert isinstance(step["gate"], bool), step["key"]
        assert step.get("due_days", 1) in range(1, 31), step["key"]
        assert len(step["title"]) <= MAX_NAME, step["key"]


def test_steps_stand_in_the_order_of_the_stages() -> None:
    places = [STAGES.index(step["stage"]) for step in read("steps.toml")["steps"]]

    assert places == sorted(places)
    assert set(places) == set(range(len(STAGES)))


def test_gate_steps_are_those_that_the_code_relies_on() -> None:
    assert {step["key"]: step["stage"] for step in read("steps.toml")["steps"] if step["gate"]} == GATES


def test_steps_carry_every_point_of_the_article() -> None:
    found = {step["seed"]: step["key"] for step in read("steps.toml")["steps"] if "seed" in step}

    assert found == SEED_STEPS


def test_steps_that_wait_for_a_fact_name_it() -> None:
    found = {step["key"]: step["only_if"] for step in read("steps.toml")["steps"] if step["only_if"]}

    assert found == CONDITIONS


def test_further_steps_that_the_code_names_exist() -> None:
    assert {"bring-someone", "next-care"} <= set(keys(read("steps.toml")["steps"]))


def test_question_bank_covers_every_topic() -> None:
    topics = [
        "diagnosis",
        "plan",
        "benefit_risk",
        "experience",
        "evidence",
        "time_cost",
        "difference",
        "closing",
    ]
    general = [
        question["topic"] for question in read("questions.toml")["questions"] if not question["families"]
    ]

    assert {topic: general.count(topic) for topic in topics} == {
        "diagnosis": 4,
        "plan": 4,
        "benefit_risk": 5,
        "experience": 2,
        "evidence": 2,
        "time_cost": 4,
        "difference": 2,
        "closing": 2,
    }


def test_questions_are_questions_for_known_families() -> None:
    for question in read("questions.toml")["questions"]:
        assert set(question) == {"key", "topic", "text", "why", "families"}, question["key"]
        assert question["text"].endswith("?"), question["key"]
        assert set(question["families"]) <= set(FAMILIES), question["key"]


def test_comparison_has_every_row_in_order() -> None:
    rows = read("comparison.toml")["rows"]

    assert keys(rows) == [
        "diagnosis",
        "stage",
        "certainty",
        "reviewed",
        "treatment",
        "intent",
        "timing",
        "urgency",
        "alternatives",
        "benefit",
        "risks",
        "recovery",
        "daily_life",
        "evidence",
        "trial",
        "experience",
        "place",
        "cost",
        "change_mind",
    ]
    assert all(set(row) == {"key", "question", "label", "hint", "major_when", "ask"} for row in rows)
    assert all(row["question"].endswith("?") and row["ask"].endswith("?") for row in rows)


def test_major_differences_are_those_that_change_treatment_or_outlook() -> None:
    major = [row["key"] for row in read("comparison.toml")["rows"] if row["major_when"]]

    assert major == ["diagnosis", "stage", "treatment", "intent", "urgency"]


def test_resolving_steps_are_all_there() -> None:
    steps = read("resolving.toml")["steps"]

    assert keys(steps) == [
        "same-material",
        "ask-how",
        "back-to-first",
        "ask-to-confer",
        "third-specialist",
        "tumor-board",
    ]
    assert all(set(step) == {"key", "title", "why", "how"} for step in steps)


def test_resolving_names_a_row_as_the_comparison_does() -> None:
    reviewed = next(row for row in read("comparison.toml")["rows"] if row["key"] == "reviewed")
    first = read("resolving.toml")["steps"][0]

    assert f"“{reviewed['question']}”" in first["how"]


def test_reasons_are_the_seven_of_the_article() -> None:
    reasons = read("reasons.toml")["reasons"]

    assert keys(reasons) == [
        "serious_illness",
        "surgery_advised",
        "rare",
        "not_working",
        "unsure_plan",
        "doctor_unsure",
        "all_options",
    ]
    assert all(set(reason) == {"key", "text", "acknowledgement"} for reason in reasons)


def test_emergency_list_says_what_to_do_for_each_group() -> None:
    data = read("emergency.toml")

    assert {group["key"]: len(group["signs"]) for group in data["groups"]} == {
        "adults": 11,
        "children": 4,
        "stroke": 3,
        "cancer": 4,
        "crisis": 2,
    }
    assert [("911" in group["action"], "988" in group["action"]) for group in data["groups"]] == [
        (True, False),
        (True, False),
        (True, False),
        (True, False),
        (True, True),
    ]
    assert "never wait for a second opinion" in data["wait"]
    assert "Until what date is it safe" in data["limits"]


def test_places_are_the_four_of_the_article() -> None:
    places = read("places.toml")["places"]

    assert keys(places) == ["academic", "specialty", "other_system", "telemedicine"]
    assert all(set(place) == {"key", "name", "good_for", "keep_in_mind"} for place in places)


def test_insurance_knows_every_kind_of_plan() -> None:
    data = read("insurance.toml")

    assert keys(data["plans"]) == [
        "medicare",
        "medicare_advantage",
        "medicaid",
        "hmo",
        "ppo",
        "marketplace",
        "va_military",
        "none",
        "not_sure",
    ]
    assert all(set(plan) == {"key", "name", "what_to_know"} for plan in data["plans"])
    assert data["reviewed"] == date(2026, 11, 22)


def test_insurer_call_asks_everything_in_order() -> None:
    script = read("insurance.toml")["script"]

    assert [(row["key"], row["answer"]) for row in script] == [
        ("covered", "yes_no"),
        ("referral", "yes_no"),
        ("authorization", "yes_no"),
        ("authorization_number", "text"),
        ("in_network", "text"),
        ("out_of_network_share", "text"),
        ("reread_covered", "yes_no"),
        ("remote_covered", "yes_no"),
        ("required_before", "yes_no"),
        ("deadline", "date"),
        ("call_reference", "text"),
        ("call_date", "date"),
        ("agent", "text"),
    ]


def test_states_are_the_fifty_the_district_and_the_territories() -> None:
    codes = keys(read("states.toml")["states"], "code")

    assert " ".join(codes) == (
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY "
        "NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI"
    )


def test_every_state_has_a_time_zone_that_exists() -> None:
    for state in read("states.toml")["states"]:
        assert ZoneInfo(state["time_zone"]).key == state["time_zone"]


def test_shorter_record_clocks_are_those_reviewed() -> None:
    clocks = read("states.toml")["record_clocks"]

    assert [(clock["state"], clock["days"], clock["unit"]) for clock in clocks] == [
        ("TX", 15, "working"),
        ("CA", 15, "calendar"),
        ("CO", 10, "working"),
    ]
    assert {clock["reviewed"] for clock in clocks} == {date(2026, 11, 22)}
    assert all(clock["source"] and clock["applies_to"] for clock in clocks)
