from datetime import date

import pytest

from guidance.actions import searches
from guidance.models import MissedSearch

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Elephant  Disc", "elephant disc"),
        ("mail rosa@example.org now", "mail now"),
        ("call 212-555-0100", "call"),
        ("born 1951 mr4711", "born"),
        ("Über", "uber"),
        ("12345", ""),
        ("word " * 60, "word " * 19 + "word"),
        ("x" * 500, "x" * 40),
    ],
)
def test_words_alone_are_kept(typed, kept):
    assert searches.wanted(typed) == kept


@pytest.mark.django_db
def test_the_same_words_are_counted_in_one_row():
    searches.miss("Elephant", language="en", on=date(2026, 1, 1))
    searches.miss("elephant!", language="en", on=TODAY)
    searches.miss("elephant", language="es", on=TODAY)

    assert list(
        MissedSearch.objects.order_by("language").values_list("language", "words", "count", "last_on")
    ) == [
        ("en", "elephant", 2, TODAY),
        ("es", "elephant", 1, TODAY),
    ]


@pytest.mark.django_db
def test_what_leaves_no_words_is_not_counted():
    searches.miss("555-0100", language="en", on=TODAY)

    assert not MissedSearch.objects.exists()


@pytest.mark.django_db
def test_what_was_asked_least_makes_room(monkeypatch):
    monkeypatch.setattr(searches, "MOST_KEPT", 2)
    searches.miss("often", language="en", on=TODAY)
    searches.miss("often", language="en", on=TODAY)
    searches.miss("once", language="en", on=TODAY)
    searches.miss("new", language="en", on=TODAY)

    assert set(MissedSearch.objects.values_list("words", flat=True)) == {"often", "new"}
