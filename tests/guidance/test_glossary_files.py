"""The glossary explains the same words in both languages, each in plain sentences."""

import tomllib
from pathlib import Path

import pytest

from guidance.reading import WARN_ABOVE, grade

STARTER = Path(__file__).parents[2] / "guidance" / "starter"
LANGUAGES = ["en", "es"]


def terms(language):
    file = STARTER / language / "glossary" / "terms.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["terms"]


def test_both_languages_explain_the_same_words():
    assert [term["key"] for term in terms("en")] == [term["key"] for term in terms("es")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_spelling_stands_for_two_words(language):
    spellings = [
        spelling.casefold() for term in terms(language) for spelling in [term["term"], *term["also"]]
    ]

    assert sorted(set(spellings)) == sorted(spellings)
    assert len({term["key"] for term in terms(language)}) == len(terms(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_meaning_in_one_or_two_whole_sentences(language):
    for term in terms(language):
        assert set(term) == {"key", "term", "also", "means"}
        assert term["means"].endswith(".")
        assert 1 <= term["means"].count(". ") + 1 <= 2
        assert not {'"', "'"} & set(term["means"])


def test_the_english_meanings_are_plain_all_together_and_one_by_one():
    meanings = {term["key"]: term["means"] for term in terms("en")}

    assert grade(meanings.values(), "en") <= WARN_ABOVE - 2
    assert {key for key, means in meanings.items() if grade([means], "en") > WARN_ABOVE} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_meaning_leans_on_the_word_that_it_explains(language):
    for term in terms(language):
        assert term["term"].casefold() not in term["means"].casefold()
