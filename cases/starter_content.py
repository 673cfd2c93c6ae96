"""What ships with the product as data files: read once, never written."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cases.deadlines import Wait

FOLDER = Path(__file__).parent / "starter"
FAMILIES = ("general", "cancer", "heart", "neurology", "bones", "rare", "transplant", "children")

Table = dict[str, Any]


@lru_cache(maxsize=32)
def read(name: str) -> Table:
    """One file of starter content as it stands; callers do not change it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def families() -> list[Table]:
    """The condition families with their records, the general one first."""
    return [read(f"records/{key}") for key in FAMILIES]


def all_families() -> list[tuple[str, str]]:
    """Every family by key and name, the general one first."""
    return [(family["key"], family["name"]) for family in families()]


def holders() -> list[tuple[str, str]]:
    """Every kind of office that keeps records, by code and name."""
    return [(holder["code"], holder["name"]) for holder in read("holders")["holders"]]


def family_choices() -> list[tuple[str, str]]:
    """The families a patient picks from; the children's list is added by age, and "something else" is last."""
    picked = [(family["key"], family["name"]) for family in families() if family["key"] != "children"]
    return [*picked[1:], picked[0]]


def reasons() -> list[Table]:
    """The seven reasons for a second opinion."""
    return read("reasons")["reasons"]


def places() -> list[Table]:
    """The four kinds of place where second opinions are given."""
    return read("places")["places"]


def resolving_steps() -> list[Table]:
    """What helps when opinions differ."""
    return read("resolving")["steps"]


def emergency() -> Table:
    """The signs that cannot wait, and the sentence about them."""
    return read("emergency")


def insurance() -> Table:
    """Kinds of plan, and the questions for a call to the insurer."""
    return read("insurance")


def states() -> list[Table]:
    """States, district and territories with their main time zone."""
    return read("states")["states"]


def holder_name(code: str) -> str:
    """What a patient calls the office with this code; empty for an unknown one."""
    return next((holder["name"] for holder in read("holders")["holders"] if holder["code"] == code), "")


def record_clock(state: str) -> Wait | None:
    """The state's own limit for answering a request for records, where it has a shorter one."""
    for clock in read("states")["record_clocks"]:
        if clock["state"] == state:
            return Wait(clock["days"], working=clock["unit"] == "working")
    return None
