"""The words by which a guide is found, as the index keeps them and as people type them.

Both lose capitals, accents, endings and the little words, and both call a thing by one name: whoever
types "CD from hospital" finds the guide that speaks of discs.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import snowballstemmer

SYNONYMS = Path(__file__).parent / "starter" / "synonyms.toml"
STEMMERS = {"en": "english", "es": "spanish"}

LONGEST_WORD = 40
MOST_ASKED = 12
MOST_TYPED = 300
"""Characters of a query that are read; the rest of a pasted letter adds nothing to a search."""

ONE_SLIP_FROM = 4
TWO_SLIPS_FROM = 7
MOST_SLIPS = 2
"""How many letters a word needs before one typing slip is forgiven, and before two are; never more."""

APOSTROPHES = re.compile("['’‘ʼ]")


@dataclass(frozen=True)
class Book:
    """The synonyms of one language: runs of stems with the one name that each goes by."""

    names: dict[tuple[str, ...], str]
    longest: int


def plain(text: str) -> list[str]:
    """The words as they stand, in small letters and digits without accents."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in folded if unicodedata.category(letter)[0] != "M")
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", APOSTROPHES.sub("", bare))]


def typed(text: str) -> list[str]:
    """The words of a query. A single sign can stand for many letters: what comes after MOST_TYPED is left out."""
    words = plain(text[:MOST_TYPED])
    lengths = accumulate(len(word) for word in words)
    return [word for word, length in zip(words, lengths, strict=True) if length <= MOST_TYPED]


def words_of(text: str, language: str) -> list[str]:
    """What the index keeps of a text: every word, and every name that a run of words goes by."""
    words = plain(text)
    return [name for at in range(len(words)) for _, name in _readings(words, at, language)]


def asked(text: str, language: str) -> list[str]:
    """What the index is asked for: each thing once, a run of words by its longest name."""
    words = typed(text)
    if len(text) > MOST_TYPED:
        words = words[:-1]
    return list(dict.fromkeys(_longest_readings(words, language)))[:MOST_ASKED]


@lru_cache(maxsize=8)
def synonyms(language: str) -> frozenset[str]:
    """Every single word that has a synonym: known even where no guide uses it, so it is no typing slip."""
    return frozenset(
        words[0] for group in _groups(language) for words in map(plain, group) if len(words) == 1
    )


class Spelling:
    """The words that are spelt right, put so that those like another are found fast."""

    def __init__(self, known: Iterable[str]) -> None:
        """Look at every word once."""
        self.known = frozenset(known)
        self._by_length: dict[int, list[tuple[str, int]]] = {}
        for word in self.known:
            self._by_length.setdefault(len(word), []).append((word, _letters(word)))

    def alike(self, word: str, slips: int) -> list[str]:
        """Those of which lengths and letters leave it possible; of thousands only a few."""
        has, lengths = _letters(word), range(len(word) - slips, len(word) + slips + 1)
        return [
            other
            for length in lengths
            for other, holds in self._by_length.get(length, ())
            if (has & ~holds).bit_count() <= slips and (holds & ~has).bit_count() <= slips
        ]


def nearest(word: str, spelling: Spelling) -> str | None:
    """The known word that was most likely meant; none for a short word or one that is like no other."""
    if word in spelling.known:
        return word
    slips = _slips_forgiven(word)
    close = (
        [(distance(word, other, most=slips), other) for other in spelling.alike(word, slips)] if slips else []
    )
    forgiven = [(far, other[:1] != word[:1], other) for far, other in close if far <= slips]
    return min(forgiven)[-1] if forgiven else None


def distance(one: str, other: str, *, most: int = LONGEST_WORD) -> int:
    """How many slips lie between two words: a letter too many, too few, wrong, or swapped with the next.

    Beyond `most` it is any number that is greater.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        this = [row]
        for column, its in enumerate(other, start=1):
            slips = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                slips = min(slips, before[column - 2] + 1)
            this.append(slips)
        if min(this) > most and min(last) > most:
            return most + 1
        before, last = last, this
    return last[-1]


def _slips_forgiven(word: str) -> int:
    if len(word) < ONE_SLIP_FROM:
        return 0
    return 1 if len(word) < TWO_SLIPS_FROM else MOST_SLIPS


def _letters(word: str) -> int:
    """Which letters a word has and how often, as bits; two that share a bit only make words more alike."""
    bits = 0
    for letter in word:
        bit = 1 << ord(letter) % 64
        while bits & bit:
            bit <<= 64
        bits |= bit
    return bits


def _longest_readings(words: Sequence[str], language: str) -> Iterator[str]:
    at = 0
    while at < len(words):
        length, name = max(_readings(words, at, language), default=(1, ""))
        if name:
            yield name
        at += length


def _readings(words: Sequence[str], at: int, language: str) -> Iterator[tuple[int, str]]:
    """Each way to read on from one word: how many words it takes, and the name that it gives them."""
    code = language.partition("-")[0]
    book = _book(code)
    stems = [_stem(word, code) for word in words[at : at + book.longest]]
    if words[at] not in _listed("little", code):
        yield 1, book.names.get((stems[0],), stems[0])
    for length in range(2, len(stems) + 1):
        name = book.names.get(tuple(stems[:length]))
        if name:
            yield length, name


@lru_cache(maxsize=8)
def _book(code: str) -> Book:
    names = {}
    for group in _groups(code):
        runs = [tuple(_stem(word, code) for word in plain(words)) for words in group]
        names.update(dict.fromkeys(runs, "".join(runs[0])))
    return Book(names, longest=max(map(len, names), default=1))


@lru_cache(maxsize=4096)
def _stem(word: str, code: str) -> str:
    """The word without its ending. A stemmer keeps state while it works, so no two threads share one."""
    if code not in STEMMERS or word in _listed("unlike", code):
        return word
    return snowballstemmer.stemmer(STEMMERS[code]).stemWord(word)


def _groups(language: str) -> Iterable[list[str]]:
    return _file().get(language.partition("-")[0], {}).get("groups", [])


@lru_cache(maxsize=16)
def _listed(which: str, code: str) -> frozenset[str]:
    """The little words that nobody searches for, or the words that keep their ending."""
    return frozenset(_file().get(code, {}).get(which, []))


@lru_cache(maxsize=1)
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
