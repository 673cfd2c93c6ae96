"""Every kind that an action writes has words, and no words are for nothing."""

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

from cases import choices
from cases.event_words import WORDS, words_for

ACTIONS = Path(__file__).resolve().parents[2] / "cases" / "actions"


def written_kinds():
    """The text constants in the second place of every `timeline.write(…)`; variables count by their values."""
    kinds = {f"status_{status}" for status in choices.Status}
    for file in ACTIONS.glob("*.py"):
        tree = ast.parse(file.read_text())
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") == "write"
                and len(node.args) > 1
            ):
                found = [n.value for n in ast.walk(node.args[1]) if isinstance(n, ast.Constant)]
                kinds.update(text for text in found if isinstance(text, str) and not text.endswith("_"))
    return kinds


def event(kind, subject="", before=None, after=None):
    return SimpleNamespace(kind=kind, subject=subject, before=before or {}, after=after or {})


def test_every_kind_that_is_written_has_words():
    assert sorted(written_kinds() - set(WORDS)) == []


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_words_stand_even_when_nothing_can_be_filled_in(kind):
    assert "%(" not in words_for(event(kind))


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (
            event("stage_advanced", before={"stage": "request"}, after={"stage": "records"}),
            "Went on from Request to Records",
        ),
        (
            event("status_on_hold", after={"hold_until": "2026-11-28"}),
            "The journey rests until Saturday 28 November 2026",
        ),
        (
            event("status_closed", after={"outcome": "agreed"}),
            "The journey is finished: The opinions agreed",
        ),
        (event("step_done", "Call the insurer"), "Done: Call the insurer"),
        (event("step_done", "100 % of %(subject)s"), "Done: 100 % of %(subject)s"),
        (
            event("safe_date_set", after={"safe_to_wait_until": None}),
            "The doctor was asked until when it is safe to wait: –",
        ),
        (event("status_on_hold", after={"hold_until": "20261128"}), "The journey rests until 20261128"),
    ],
)
def test_an_event_reads_as_a_sentence(happened, words):
    assert words_for(happened) == words
