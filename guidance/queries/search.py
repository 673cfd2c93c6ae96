"""What a search finds, the same on every database: guides that hold the words, the most about them first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from guidance import search_words
from guidance.explaining import Entry
from guidance.models import GuideWord, LibraryWord
from guidance.queries import glossary
from guidance.queries.library import Card, named_cards

MOST_RESULTS = 30
MOST_LOOKED_AT = 3 * MOST_RESULTS
"""Translations of one guide count once, and those for advocates are not for everyone."""
MOST_PUT_RIGHT = 3
"""Words of one search; who mistypes more has pasted something else."""

Run = tuple[str, ...]
Thing = frozenset[Run]
"""One thing that is asked for: the runs of words that name it, each as good as the other."""


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


class Index:
    """The index of the search, of which every word is read at most once while one search is made."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._numbers: dict[tuple[str, str], int | None] = {}
        self._weights: dict[int, dict[int, int]] = {}

    def read(self, words: dict[str, set[str]]) -> dict[str, dict[str, dict[int, int]]]:
        """By language and word: what the word weighs in each published guide that holds it."""
        numbers = self._numbered(words)
        unread = sorted(set(numbers.values()) - self._weights.keys())
        if unread:
            self._weights.update((number, {}) for number in unread)
            rows = GuideWord.objects.filter(word__in=unread)
            for number, guide, weight in rows.values_list("word_id", "guide_id", "weight"):
                self._weights[number][guide] = weight
        held: dict[str, dict[str, dict[int, int]]] = {language: {} for language in words}
        for (language, word), number in numbers.items():
            if self._weights[number]:
                held[language][word] = self._weights[number]
        return held

    def _numbered(self, words: dict[str, set[str]]) -> dict[tuple[str, str], int]:
        wanted = {(language, word) for language, some in words.items() for word in some}
        unknown = wanted - self._numbers.keys()
        if unknown:
            self._numbers.update(dict.fromkeys(unknown))
            asked = Q(pk__in=[])
            for language in words:
                asked |= Q(language=language, word__in=[word for code, word in unknown if code == language])
            for number, language, word in LibraryWord.objects.filter(asked).values_list(
                "pk", "language", "word"
            ):
                self._numbers[language, word] = number
        return {pair: found for pair in wanted if (found := self._numbers[pair]) is not None}


def find(text: str, *, language: str, with_advocates: bool) -> Found:
    """The published guides that a search finds for a reader of this language.

    A guide that the reader's language lacks is found by the words of its own.
    """
    languages = [language, *(code for code, _name in settings.LANGUAGES if code != language)]
    entries = glossary.by_language(*languages)
    index = Index()
    hits, corrected = _ranked(text, languages, entries, index), ""
    if not hits or hits[0].misses:
        corrected = _corrected(text, language)
        hits = _ranked(corrected, languages, entries, index) or hits if corrected else hits
    fewest = hits[0].misses if hits else 0
    best = [hit.guide for hit in hits if hit.misses == fewest][:MOST_LOOKED_AT]
    shown = named_cards(best, language=language, with_advocates=with_advocates) if best else []
    return Found(guides=shown[:MOST_RESULTS], corrected=corrected if shown else "", is_partial=fewest > 0)


def _ranked(text: str, languages: Iterable[str], entries: dict[str, list[Entry]], index: Index) -> list[Hit]:
    """Every guide that holds something of what is asked for, the best first."""
    things = {code: _things(text, code, entries.get(code, [])) for code in languages}
    held = index.read({code: _words(wanted) for code, wanted in things.items()})
    guides = {guide for words in held.values() for weights in words.values() for guide in weights}
    hits = [hit for code, wanted in things.items() for hit in _hits(wanted, held[code], among=len(guides))]
    return sorted(hits, key=lambda hit: (hit.misses, -hit.score, hit.guide))


def _words(things: Iterable[Thing]) -> set[str]:
    return {word for thing in things for run in thing for word in run}


def _things(text: str, language: str, entries: Iterable[Entry]) -> list[Thing]:
    """What is asked for: each word by itself, and a word of the glossary by every form that it has."""
    left = search_words.asked(text, language)
    things: list[Thing] = []
    for forms in _forms(tuple(entries), language):
        named = next((run for run in sorted(forms, key=len, reverse=True) if set(run) <= set(left)), None)
        if named:
            things.append(forms)
            left = [word for word in left if word not in named]
    return [*things, *(frozenset({(word,)}) for word in left)]


@lru_cache(maxsize=8)
def _forms(entries: tuple[Entry, ...], language: str) -> list[Thing]:
    """The words of the glossary that have more than one form; stemming them anew for each search takes long."""
    forms = (
        frozenset(tuple(search_words.asked(form, language)) for form in entry.forms) for entry in entries
    )
    return [thing for thing in (runs - {()} for runs in forms) if len(thing) > 1]


def _hits(things: list[Thing], held: dict[str, dict[int, int]], *, among: int) -> Iterator[Hit]:
    """How much each guide of one language is about the things, and how many of them it lacks.

    The fewer of the guides that were found hold a word, the more it tells.
    """
    rarity = {word: 1 + log(among / len(weights)) for word, weights in held.items()}
    scores: dict[int, float] = defaultdict(float)
    counts: dict[int, int] = defaultdict(int)
    for thing in things:
        for guide, score in _scores(thing, held, rarity).items():
            scores[guide] += score
            counts[guide] += 1
    return (Hit(guide, score, len(things) - counts[guide]) for guide, score in scores.items())


def _scores(thing: Thing, held: dict[str, dict[int, int]], rarity: dict[str, float]) -> dict[int, float]:
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


def _corrected(text: str, language: str) -> str:
    """The text with the nearest known word in place of an unknown one; nothing when no word is like it."""
    typed = search_words.typed(text)
    unknown = _unknown(typed, language)[:MOST_PUT_RIGHT]
    if not unknown:
        return ""
    vocabulary = _vocabulary(unknown, language) | search_words.synonyms(language)
    better = {word: search_words.nearest(word, vocabulary) or word for word in unknown}
    put_right = [better.get(word, word) for word in typed]
    return " ".join(put_right) if put_right != typed else ""


def _unknown(typed: Iterable[str], language: str) -> list[str]:
    """The words that mean something and that no guide of this language holds."""
    stems = {word: search_words.asked(word, language)[:1] for word in typed}
    asked = [stem for some in stems.values() for stem in some]
    held = set(_in_use(language).filter(word__in=asked).values_list("word", flat=True))
    known = held | search_words.synonyms(language)
    return [word for word, some in stems.items() if some and word not in known and not held.issuperset(some)]


def _vocabulary(words: Sequence[str], language: str) -> set[str]:
    """Every word of the guides, as it is written, that is about as long as one of these."""
    lengths = [len(word) for word in words]
    slips = search_words.MOST_SLIPS
    about = Q(length__range=(min(lengths) - slips, max(lengths) + slips))
    rows = _in_use(language).annotate(length=Length("shown")).filter(about)
    return set(rows.values_list("shown", flat=True))


def _in_use(language: str) -> QuerySet[LibraryWord]:
    """The words by which a published guide of this language is found."""
    return LibraryWord.objects.filter(
        Exists(GuideWord.objects.filter(word=OuterRef("pk"))), language=language
    )
