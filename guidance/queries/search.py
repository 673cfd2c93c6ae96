"""What a search finds, the same on every database: guides that hold the words, the most about them first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import log

from django.conf import settings
from django.db.models import Exists, OuterRef

from guidance import search_words
from guidance.explaining import Entry
from guidance.models import GuideWord, LibraryWord
from guidance.queries import editions, glossary, library
from guidance.queries.library import Card
from guidance.search_words import Spelling

MOST_RESULTS = 30
MOST_LOOKED_AT = 3 * MOST_RESULTS
"""Translations of one guide count once, and those for advocates are not for everyone."""
MOST_PUT_RIGHT = 3
"""Words of one search; who mistypes more has pasted something else."""
MOST_REMEMBERED = 100_000
"""Weights that one process keeps in reach, some ten megabytes: all of a small library, and of a large one
what people ask for."""

Weights = dict[int, int]
"""By guide: how much it is about a word."""
Run = tuple[str, ...]
Thing = tuple[Run, ...]
"""One thing that is asked for: the runs of words that name it, each as good as the other, the longest first."""


@dataclass(frozen=True)
class Found:
    """The guides for a search. `corrected` says which words were looked for instead of the typed ones.

    `is_partial` says that no guide holds everything that was asked for.
    """

    guides: list[Card] = field(default_factory=list)
    corrected: str = ""
    is_partial: bool = False


@dataclass(frozen=True)
class Hit:
    """A guide, how much it is about what is asked for, and how many of the things it lacks."""

    guide: int
    score: float
    misses: int


@dataclass
class Vocabulary:
    """The words by which the published guides of one language are found: by word its row, and how guides write it."""

    language: str
    rows: dict[str, int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    @cached_property
    def spelling(self) -> Spelling:
        """Every word that is spelt right."""
        return Spelling(self.shown | search_words.synonyms(self.language))


class Index:
    """The index of the search as one edition has it, of which a word is read when it is first asked for."""

    def __init__(self) -> None:
        """Know what words there are, and what the glossary says of them."""
        self.vocabularies = _vocabularies()
        self.forms = _forms()
        self._weights: dict[int, Weights] = {}

    def read(self, words: dict[str, set[str]]) -> dict[str, dict[str, Weights]]:
        """By language and word: what the word weighs in each published guide that holds it."""
        rows = {code: self._rows(code, some) for code, some in words.items()}
        weights = self._of({row for some in rows.values() for row in some.values()})
        return {
            code: {word: weights[row] for word, row in some.items() if weights[row]}
            for code, some in rows.items()
        }

    def has_all(self, things: Iterable[Thing], language: str) -> bool:
        """Whether the guides of a language hold all of these, if not each of them everything."""
        known = self.vocabularies[language].rows.keys()
        return all(any(known >= set(run) for run in thing) for thing in things)

    def _rows(self, language: str, words: Iterable[str]) -> dict[str, int]:
        rows = self.vocabularies[language].rows
        return {word: rows[word] for word in words if word in rows}

    def _of(self, rows: Iterable[int]) -> dict[int, Weights]:
        found = {row: self._weights[row] for row in rows if row in self._weights}
        unread = sorted(set(rows) - found.keys())
        if unread:
            found |= _weights(unread)
            self._remember(found)
        return found

    def _remember(self, found: dict[int, Weights]) -> None:
        kept = self._weights | found
        self._weights = kept if sum(map(len, kept.values())) <= MOST_REMEMBERED else {}


def _weights(rows: list[int]) -> dict[int, Weights]:
    weights: dict[int, Weights] = {row: {} for row in rows}
    found = GuideWord.objects.filter(word__in=rows)
    for row, guide, weight in found.values_list("word_id", "guide_id", "weight"):
        weights[row][guide] = weight
    return weights


def _vocabularies() -> dict[str, Vocabulary]:
    """The words of each language, in one query."""
    found = {code: Vocabulary(code) for code, _name in settings.LANGUAGES}
    in_use = Exists(GuideWord.objects.filter(word=OuterRef("pk")))
    rows = LibraryWord.objects.filter(in_use, language__in=found)
    for language, row, word, shown in rows.values_list("language", "pk", "word", "shown"):
        found[language].rows[word] = row
        found[language].shown.add(shown)
    return found


def _forms() -> dict[str, list[Thing]]:
    """By language: the words of the glossary that have more than one form, in one query."""
    codes = [code for code, _name in settings.LANGUAGES]
    entries = glossary.by_language(*codes)
    things = {code: [_thing(entry, code) for entry in entries.get(code, [])] for code in codes}
    return {code: [thing for thing in some if len(thing) > 1] for code, some in things.items()}


def _thing(entry: Entry, language: str) -> Thing:
    runs = {tuple(search_words.asked(form, language)) for form in entry.forms} - {()}
    return tuple(sorted(runs, key=lambda run: (-len(run), run)))


def find(text: str, *, language: str, with_advocates: bool) -> Found:
    """The published guides that a search finds for a reader of this language.

    A guide that the reader's language lacks is found by the words of its own.
    """
    edition = editions.current()
    hits, corrected = _best(text, language, edition.keep(Index))
    if not hits:
        return Found()
    shown = library.catalogue(edition, language=language, with_advocates=with_advocates)
    guides = library.named([hit.guide for hit in hits], shown)[:MOST_RESULTS]
    return Found(guides, corrected if guides else "", is_partial=hits[0].misses > 0)


def _best(text: str, language: str, index: Index) -> tuple[list[Hit], str]:
    """The guides that lack the fewest things, the best first; and the text as it was put right, if it was.

    What a guide holds as it was typed is never put right.
    """
    asked = _asked(text, language, index)
    hits = _ranked(asked, index) if _is_known(asked, index) else []
    corrected = ""
    if not hits or hits[0].misses:
        corrected = _corrected(text, index.vocabularies[language])
        put_right = _ranked(_asked(corrected, language, index), index) if corrected else []
        corrected = corrected if put_right else ""
        hits = put_right or hits or _ranked(asked, index)
    return [hit for hit in hits if hit.misses == hits[0].misses][:MOST_LOOKED_AT], corrected


def _asked(text: str, language: str, index: Index) -> dict[str, list[Thing]]:
    """What is asked for in each language, the reader's first."""
    codes = dict.fromkeys([language, *index.vocabularies])
    return {code: _things(text, code, index.forms[code]) for code in codes}


def _is_known(asked: dict[str, list[Thing]], index: Index) -> bool:
    """Whether there can be a guide that holds everything: told from the words alone, without a query."""
    return any(index.has_all(things, code) for code, things in asked.items())


def _ranked(asked: dict[str, list[Thing]], index: Index) -> list[Hit]:
    """Every guide that holds something of what is asked for, the best first."""
    held = index.read({code: _words(things) for code, things in asked.items()})
    guides = {guide for words in held.values() for weights in words.values() for guide in weights}
    hits = [hit for code, things in asked.items() for hit in _hits(things, held[code], among=len(guides))]
    return sorted(hits, key=lambda hit: (hit.misses, -hit.score, hit.guide))


def _words(things: Iterable[Thing]) -> set[str]:
    return {word for thing in things for run in thing for word in run}


def _things(text: str, language: str, glossed: Iterable[Thing]) -> list[Thing]:
    """What is asked for: each word by itself, and a word of the glossary by every form that it has."""
    left = dict.fromkeys(search_words.asked(text, language))
    things: list[Thing] = []
    for forms in glossed:
        named = next((run for run in forms if run[0] in left and left.keys() >= set(run)), ())
        if named:
            things.append(forms)
            left = {word: None for word in left if word not in named}
    return [*things, *(((word,),) for word in left)]


def _hits(things: list[Thing], held: dict[str, Weights], *, among: int) -> Iterator[Hit]:
    """How much each guide of one language is about the things, and how many of them it lacks.

    The fewer of the guides that were found hold a word, the more it tells.
    """
    rarity = {word: 1 + log(among / len(weights)) for word, weights in held.items()}
    scores: dict[int, float] = defaultdict(float)
    counts: Weights = defaultdict(int)
    for thing in things:
        for guide, score in _scores(thing, held, rarity).items():
            scores[guide] += score
            counts[guide] += 1
    return (Hit(guide, score, len(things) - counts[guide]) for guide, score in scores.items())


def _scores(thing: Thing, held: dict[str, Weights], rarity: dict[str, float]) -> dict[int, float]:
    """How much each guide is about one thing, by the name for it that serves best there."""
    best: dict[int, float] = {}
    for run in thing:
        if not held.keys() >= set(run):
            continue
        weighed = [(held[word], rarity[word] / len(run)) for word in run]
        first, factor = weighed[0]
        rest = weighed[1:]
        for guide, weight in first.items():
            if all(guide in weights for weights, _factor in rest):
                score = weight * factor + sum(weights[guide] * factor for weights, factor in rest)
                best[guide] = max(best.get(guide, 0.0), score)
    return best


# Typing slips


def _corrected(text: str, vocabulary: Vocabulary) -> str:
    """The text with the nearest known word in place of an unknown one; nothing when no word is like it."""
    typed = search_words.typed(text)
    unknown = islice(_unknown(dict.fromkeys(typed), vocabulary), MOST_PUT_RIGHT)
    better = {word: search_words.nearest(word, vocabulary.spelling) or word for word in unknown}
    put_right = [better.get(word, word) for word in typed]
    return " ".join(put_right) if put_right != typed else ""


def _unknown(typed: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The words that mean something and that no guide of this language holds."""
    synonyms = search_words.synonyms(vocabulary.language)
    for word in typed:
        stems = search_words.asked(word, vocabulary.language)[:1]
        if stems and word not in synonyms and not vocabulary.rows.keys() >= set(stems):
            yield word
