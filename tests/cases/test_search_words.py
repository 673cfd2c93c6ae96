"""The words by which a journey is found."""

import pytest

from cases.search_words import LONGEST, typed, words_of

REFERENCE = "SP-7K3M-Q2"


def test_names_and_references_lose_capitals_accents_and_punctuation():
    assert words_of("José O’Brien-Núñez", REFERENCE) == {
        b"jose",
        b"obriennunez",
        b"o",
        b"brien",
        b"nunez",
        b"7k3mq2",
        b"7k3m",
        b"q2",
    }


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("NÚÑ  ros", [b"nun", b"ros"]),
        ("O'Brien", [b"obrien"]),
        ("sp-7k3m-q2", [b"7k3mq2"]),
        ("Łukasz Sørensen Weiß", [b"lukasz", b"sorensen", b"weiss"]),
        ("王小", ["王小".encode()]),
        ("% _ \\ '", []),
        ("SP-", []),
        ("", []),
    ],
)
def test_what_is_typed_is_told_the_same_way(words, plain):
    assert typed(words) == plain


def test_an_endless_word_is_cut_alike_on_both_sides():
    endless = "x" * 150

    assert typed(endless) == [b"x" * LONGEST]
    assert typed(endless)[0] in words_of(endless, REFERENCE)
