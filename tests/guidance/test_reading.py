"""The reading grade is the formula’s, over sentences as people hear them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.reading import REFUSE_ABOVE, WARN_ABOVE, grade, minutes


def test_the_grade_is_what_the_formula_gives():
    # 6 words in 1 sentence, 7 syllables: 0.39 * 6 + 11.8 * 7 / 6 - 15.59
    assert grade(["Ask the doctor for the scan."], "en") == pytest.approx(0.5)


def test_plain_words_are_fit_to_print_and_learned_ones_are_refused():
    plain = (
        "Call the hospital. Ask for the records office. Say which records you need and where to send them."
    )
    learned = (
        "Interdisciplinary reconsideration of histopathological determinations necessitates comprehensive "
        "documentation, including immunohistochemical characterization and retrospective correlation."
    )

    assert grade([plain], "en") < WARN_ABOVE
    assert grade([learned], "en") > REFUSE_ABOVE


@pytest.mark.parametrize(
    ("text", "the_same"),
    [
        ("Dr. Lopez reads it", "Doc Lopez reads it"),
        ("Ask a clinic, e.g. Mayo", "Ask a clinic, e, g Mayo"),
        ("It rose by 2.5% in a year", "It rose by in a year"),
        ("Send it to St. Luke", "Send it to St Luke"),
        ("Wait approx. 2 days", "Wait approx 2 days"),
        ("“May I see it?” you ask", "May I see it you ask"),
        ("• call them\n• ask them", "Call them. Ask them."),
        ("Bring these: a list; a pen", "Bring these. A list. A pen."),
        ("“Please wait.” Then she left…", "Please wait. Then she left."),
    ],
)
def test_a_dot_ends_a_sentence_only_where_one_ends(text, the_same):
    assert grade([text], "en") == grade([the_same], "en")


def test_two_lines_are_two_sentences_though_no_dot_ends_them():
    assert grade(["Call them", "Ask them"], "en") == grade(["Call them. Ask them."], "en")


def test_the_parts_of_a_compound_are_counted_apart():
    assert grade(["a-b-c"], "en") > grade(["abc"], "en")


@pytest.mark.parametrize(("text", "language"), [("Llame hoy.", "es"), ("", "en"), ("2.5%, 10–62", "en")])
def test_where_there_is_no_measure_or_no_word_there_is_no_grade(text, language):
    assert grade([text], language) is None


def test_an_ending_that_nobody_hears_is_no_syllable():
    assert (
        grade(["Rules named the notes"], "en")
        == grade(["Rule name the note"], "en")
        == grade(["A b c d"], "en")
    )
    assert grade(["Tables needed"], "en") == grade(["Body body"], "en")


def test_every_english_is_graded_alike():
    assert grade(["Call them."], "en-us") == grade(["Call them."], "en")


def test_minutes_are_counted_over_all_texts_and_are_at_least_one():
    assert minutes([], "en") == 1
    assert minutes(["word " * 360, "word " * 360], "en") == 4
    assert minutes(["palabra " * 840], "es") == 4
    assert minutes(["từ " * 720], "vi") == 4


@given(st.lists(st.text()), st.sampled_from(["en", "es", ""]))
def test_any_text_can_be_measured(texts, language):
    found = grade(texts, language)

    assert found is None or isinstance(found, float)
    assert minutes(texts, language) >= 1
