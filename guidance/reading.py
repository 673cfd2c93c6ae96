"""How hard a text is to read, and how long that takes."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pyphen import Pyphen

WARN_ABOVE = 8
REFUSE_ABOVE = 10
"""School grades: our readers are frightened and tired, so the limit lies well below what they could read."""

WORDS_A_MINUTE = {"en": 180, "es": 210}
"""About three quarters of the pace that practiced adults keep, for people who read worried and on a phone."""
USUAL_PACE = 180

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
NO_SENTENCE_ENDS_HERE = re.compile(
    r"\b(e\.g|i\.e|vs|approx|Dr|Dra|Drs|Mr|Mrs|Ms|Prof|St|Jr|Sr|No|Fig|U\.S)\.(?=\s)"
)
SENTENCE_END = re.compile(r"(?:[.!?]+[”’\"')\]]*\s+(?=[^\sa-z])|[:;][”’\"')\]]*\s+|\n)")
"""A line, a colon and a semicolon end one too: a reader rests there. A small letter goes on with the last."""

VOWELS = re.compile("[aeiouy]+")
SILENT_ENDING = re.compile(
    "(?<=[^aeiouy])(?<![^aeiouy]l)e$|(?<=[^aeiouycgsxz])(?<![cs]h)(?<![^aeiouy]l)es$|(?<=[^aeiouydt])ed$"
)


def grade(sentences: Iterable[str], language: str) -> float | None:
    """The Flesch-Kincaid school grade of English; none where nothing is said or no such measure exists."""
    if _code(language) != "en":
        return None
    spoken = [words for text in sentences for words in _sentences(text)]
    words = [word for sentence in spoken for word in sentence]
    if not words:
        return None
    syllables = sum(_syllables(word) for word in words)
    return round(0.39 * len(words) / len(spoken) + 11.8 * syllables / len(words) - 15.59, 1)


def minutes(texts: Iterable[str], language: str) -> int:
    """How many minutes the texts take to read, at least one."""
    words = sum(len(WORD.findall(text)) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE.get(_code(language), USUAL_PACE)))


def _sentences(text: str) -> list[list[str]]:
    """The words of each sentence that has any."""
    plain = NO_SENTENCE_ENDS_HERE.sub(r"\1", text)
    return [words for sentence in SENTENCE_END.split(plain) if (words := WORD.findall(sentence))]


@lru_cache(maxsize=16_384)
def _syllables(word: str) -> int:
    """The syllables of a word, those of a compound part by part."""
    return sum(_heard(part) for part in word.lower().replace("’", "").replace("'", "").split("-"))


def _heard(part: str) -> int:
    """Hyphenation splits di-ag-no-sis and leaves body whole; vowels do the reverse: whichever hears more."""
    return max(len(_hyphens().positions(part)) + 1, len(VOWELS.findall(SILENT_ENDING.sub("", part))))


@lru_cache(maxsize=1)
def _hyphens() -> Pyphen:
    return Pyphen(lang="en_US")


def _code(language: str) -> str:
    return language.partition("-")[0]
