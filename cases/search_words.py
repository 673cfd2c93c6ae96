"""The words by which a journey is found, as the index keeps them and as people type them.

Both lose capitals, accents and punctuation, so that "nunez" finds Núñez and "obrien" finds O’Brien.
They are bytes: those sort alike in every database, whatever language its text is sorted in.
"""

import re
import unicodedata

LONGEST = 40
MOST_TYPED = 6
NOT_SPLIT_BY_UNICODE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def words_of(name: str, reference: str) -> set[bytes]:
    """Every word of the name and the reference, also its parts: "Smith-Jones" is found by either."""
    written = f"{name} {without_prefix(reference)}".split()
    plain = {squashed(word) for word in written}
    plain |= {squashed(part) for word in written for part in re.split(r"\W+", word)}
    return {word[:LONGEST].encode() for word in plain if word}


def typed(words: str) -> list[bytes]:
    """What each typed word has to begin with; empty when nothing was typed that a name may hold."""
    plain = [squashed(word)[:LONGEST] for word in without_prefix(words.strip()).split()[:MOST_TYPED]]
    return [word.encode() for word in plain if word]


def without_prefix(words: str) -> str:
    """The words without the `SP-` that all references begin with."""
    return words[3:] if words[:3].upper() == "SP-" else words


def squashed(word: str) -> str:
    """Small letters and digits alone."""
    split = unicodedata.normalize("NFKD", word.casefold()).translate(NOT_SPLIT_BY_UNICODE)
    return "".join(letter for letter in split if letter.isalnum())
