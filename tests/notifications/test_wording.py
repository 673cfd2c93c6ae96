"""The words of rules, filled in with the facts of the moment."""

import pytest

from notifications.wording import render


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-12-03", "Thursday 3 December"),
        ("10:30", "10:30 a.m."),
        ("2024-02-30", "2024-02-30"),
        ("25:99", "25:99"),
        ("٢٠٢٤-٠٢-٠٣", "٢٠٢٤-٠٢-٠٣"),
        ("2026-12-03 scan", "2026-12-03 scan"),
        ("{{ what }}", "{{ what }}"),
    ],
)
def test_days_and_times_are_said_as_people_say_them_and_anything_else_as_it_is(value, expected):
    assert render("{{ what }}", {"what": value}) == expected
