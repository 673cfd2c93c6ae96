"""The summary of a comparison says what the ratings say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import Rating
from cases.compare_words import POINTS, Point, summary
from cases.starter_content import read


def points(**ratings):
    return [Point(key, key, rating) for key, rating in ratings.items()]


@pytest.mark.parametrize(
    ("ratings", "sentences"),
    [
        ({}, ["Nothing is written down yet. Start with what each doctor said."]),
        ({"diagnosis": "same"}, ["They agree on what you have."]),
        (
            {"diagnosis": "same", "treatment": "major"},
            ["They agree on what you have and differ on one major point: how to treat it."],
        ),
        (
            {"diagnosis": "same", "stage": "same", "treatment": "major", "urgency": "major"},
            [
                "They agree on what you have and how far it has gone. They differ on 2 major points: how to treat it and how long it is safe to wait.",
            ],
        ),
        ({"treatment": "major"}, ["They differ on one major point: how to treat it."]),
        (
            {"diagnosis": "same", "stage": "same", "intent": "same", "urgency": "same"},
            ["They agree on what you have, how far it has gone and 2 more points."],
        ),
        (
            {
                "diagnosis": "same",
                "treatment": "major",
                "timing": "moderate",
                "urgency": "minor",
                "risks": "minor",
            },
            [
                "They agree on what you have and differ on one major point: how to treat it.",
                "They also differ in part on one point: what comes first.",
                "There are also 2 small differences: how long it is safe to wait and the risks.",
            ],
        ),
        (
            {"diagnosis": "same", "timing": "moderate"},
            ["They agree on what you have and differ in part on one point: what comes first."],
        ),
        ({"timing": "moderate"}, ["They differ in part on one point: what comes first."]),
        (
            {"diagnosis": "same", "urgency": "minor"},
            ["They agree on what you have. There is one small difference: how long it is safe to wait."],
        ),
        ({"urgency": "minor"}, ["There is one small difference: how long it is safe to wait."]),
        (
            {"diagnosis": "same", "experience": "cant_compare"},
            [
                "They agree on what you have.",
                "One point can’t be compared yet: how many people like you they treat.",
            ],
        ),
        (
            {"experience": "cant_compare"},
            [
                "So far we can’t say where they agree.",
                "One point can’t be compared yet: how many people like you they treat.",
            ],
        ),
        ({"house_rule": "major"}, ["They differ on one major point: “house_rule”."]),
    ],
)
def test_the_summary_reads_as_a_person_would_say_it(ratings, sentences):
    assert summary(points(**ratings)) == sentences


def test_what_waits_for_a_rating_is_counted():
    rows = [*points(diagnosis="same"), Point("stage", "Stage", is_open=True)]

    assert summary(rows) == [
        "They agree on what you have.",
        "One question still waits for you to compare the answers.",
    ]


def test_two_open_questions_are_told_before_anything_is_rated():
    rows = [Point("stage", "Stage", is_open=True), Point("intent", "Intent", is_open=True)]

    assert summary(rows) == [
        "So far we can’t say where they agree.",
        "2 questions still wait for you to compare the answers.",
    ]


def test_every_question_that_ships_has_its_place_in_a_sentence():
    assert [row["key"] for row in read("comparison")["rows"]] == list(POINTS)


@given(st.lists(st.sampled_from([*Rating, ""]), max_size=19))
def test_any_ratings_make_whole_sentences(ratings):
    said = summary([Point(key, key, rating) for key, rating in zip(POINTS, ratings, strict=False)])

    assert said
    for sentence in said:
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")
        assert "%" not in sentence
