"""A guide is found by the words that people have for it, however they type them."""

import tomllib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.search_words import (
    LONGEST_WORD,
    MOST_ASKED,
    SYNONYMS,
    Spelling,
    _listed,
    _stem,
    asked,
    distance,
    nearest,
    plain,
    synonyms,
    words_of,
)

LANGUAGES = st.sampled_from(["en", "en-us", "es", "vi", ""])
LATIN = st.text(st.characters(max_codepoint=0x24F, exclude_characters="ıŉſ"), max_size=60)
WORDS = st.text("abcdeé ", max_size=12)


def groups():
    file = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    return [(code, group) for code, language in file.items() for group in language["groups"]]


@pytest.mark.parametrize(
    ("typed", "text", "language"),
    [
        ("cd from hospital", "The pictures come on a disc.", "en"),
        ("picture of my brain", "Get your scans, not only the report", "en"),
        ("X-RAY", "Take your xrays with you", "en"),
        ("xrays", "An X-ray is quick", "en"),
        ("magnetic resonance", "Your MRI", "en"),
        ("MRI", "magnetic-resonance imaging", "en"),
        ("operations", "Before surgery", "en"),
        ("insurer", "Call your health plan", "en"),
        ("Physicians", "What your doctor's office keeps", "en"),
        ("kids", "For children", "en"),
        ("says no", "When your claim is denied", "en"),
        ("poa", "The power of attorney", "en"),
        ("diagnosis", "You have been diagnosed", "en"),
        ("imagenes", "Pida cada imagen en un disco", "es"),
        ("doctora", "Dígale a su médico", "es"),
        ("operacion", "Antes de una cirugía", "es"),
        ("fuera de la red", "Un hospital fuera de red", "es"),
        ("ninos", "Para su niño", "es"),
    ],
)
def test_what_people_type_meets_what_a_guide_says(typed, text, language):
    assert set(asked(typed, language)) & set(words_of(text, language))


def test_a_run_of_words_with_a_name_of_its_own_is_asked_for_by_that_name_alone():
    assert asked("medical records office", "en") == asked("records department", "en")
    assert len(asked("medical records office", "en")) == 1


def test_the_parts_of_a_run_of_words_are_found_too():
    kept = words_of("Call the medical records office", "en")

    assert set(asked("medical", "en") + asked("record", "en") + asked("medical records office", "en")) <= set(
        kept
    )


def test_medical_is_not_medicine_though_they_share_a_stem():
    assert not set(asked("medical", "en")) & set(asked("medicine medication", "en"))


def test_a_scan_of_one_kind_is_not_taken_for_another():
    assert not set(asked("mri", "en")) & set(asked("ct", "en"))


def test_an_apostrophe_splits_no_word():
    assert plain("the doctor’s, don't") == ["the", "doctors", "dont"]


def test_little_words_ask_for_nothing():
    assert asked("what do I do with it?", "en") == []
    assert asked("¿Qué es lo que puedo?", "es") == []


def test_numbers_and_single_letters_are_kept():
    assert asked("Part B, form 2728", "en") == ["part", "b", "form", "2728"]


def test_words_of_an_unknown_language_are_kept_as_they_stand():
    assert words_of("Bác sĩ", "vi") == ["bac", "si"]


def test_a_query_asks_for_each_thing_once_and_for_a_dozen_at_most():
    many = " ".join(f"word{number}" for number in range(40))

    assert asked("disc disk CD discs", "en") == ["disc"]
    assert len(asked(many, "en")) == MOST_ASKED


def test_of_a_pasted_letter_only_the_beginning_is_read():
    assert asked("scan " * 100 + "heart disease", "en") == ["scan"]
    assert asked("scan " + "x" * 100_000, "en") == ["scan"]


def test_an_index_word_has_a_greatest_length():
    assert {len(word) for word in words_of("9" * 500, "en")} == {LONGEST_WORD}


@given(st.text(), LANGUAGES)
def test_any_text_gives_words_of_small_letters_and_digits(text, language):
    for word in words_of(text, language):
        assert word.isalnum()
        assert len(word) <= LONGEST_WORD * 5


@given(st.text(), LANGUAGES)
def test_a_text_is_found_by_every_word_that_it_would_ask_for(text, language):
    assert set(asked(text, language)) <= set(words_of(text, language))


@given(st.lists(st.sampled_from([word for _, group in groups() for word in group]), min_size=1), LANGUAGES)
def test_a_text_of_synonyms_is_found_by_every_word_that_it_would_ask_for(words, language):
    text = " ".join(words)

    assert set(asked(text, language)) <= set(words_of(text, language))


@given(LATIN, LANGUAGES)
def test_capitals_and_accents_do_not_matter(text, language):
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))

    assert words_of(text.upper(), language) == words_of(text, language) == words_of(bare, language)


@pytest.mark.parametrize(("code", "group"), groups())
def test_every_word_of_a_group_is_asked_for_by_one_and_the_same_name(code, group):
    assert len({tuple(asked(word, code)) for word in group}) == 1
    assert len(asked(group[0], code)) == 1


@pytest.mark.parametrize("code", ["en", "es"])
def test_no_two_groups_share_a_name_or_a_word(code):
    runs = [
        {tuple(_stem(word, code) for word in plain(words)) for words in group}
        for language, group in groups()
        if language == code
    ]
    names = [asked(group[0], code)[0] for language, group in groups() if language == code]

    assert len(set(names)) == len(names)
    assert len(set().union(*runs)) == sum(map(len, runs))


@pytest.mark.parametrize("code", ["en", "es"])
def test_no_little_word_has_a_synonym(code):
    assert not _listed("little", code) & synonyms(code)


@pytest.mark.parametrize(("which", "code"), [("little", "en"), ("unlike", "en"), ("little", "es")])
def test_words_are_listed_as_they_are_read(which, code):
    assert _listed(which, code)
    assert {plain(word)[0] for word in _listed(which, code)} == _listed(which, code)


def test_words_with_a_synonym_are_known_even_where_no_guide_uses_them():
    assert {"physician", "tumour", "cd"} <= synonyms("en")
    assert nearest("physicain", Spelling(synonyms("en"))) == "physician"
    assert synonyms("vi") == frozenset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("surgrey", "surgery"),
        ("hopsital", "hospital"),
        ("insurence", "insurance"),
        ("insurrence", "insurance"),
        ("tumr", "tumor"),
        ("bons", "bone"),
        ("recrods", "records"),
        ("scan", "scan"),
        ("pathollogy", "pathology"),
    ],
)
def test_a_typing_slip_finds_the_word_that_was_meant(typed, meant):
    known = {"bone", "surgery", "hospital", "insurance", "tumor", "records", "scan", "pathology", "surgeon"}

    assert nearest(typed, Spelling(known)) == meant


@pytest.mark.parametrize("typed", ["mir", "ct", "", "tumrs", "banana", "surge"])
def test_a_short_word_and_one_too_far_off_are_taken_for_no_other(typed):
    assert nearest(typed, Spelling({"mri", "cat", "tumor", "surgery"})) is None


def test_of_two_words_as_near_the_one_with_the_same_first_letter_is_meant():
    assert nearest("slides", Spelling({"glides", "sliders"})) == "sliders"
    assert nearest("batch", Spelling({"match", "catch"})) == "catch"


@given(WORDS, WORDS)
def test_slips_count_alike_both_ways(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@given(WORDS, st.sets(WORDS, max_size=8))
def test_a_known_word_is_itself_and_any_other_is_near(word, known):
    found = nearest(word, Spelling(known))

    assert nearest(word, Spelling(known | {word})) == word
    assert found is None or (found in known and distance(word, found) <= 2)
