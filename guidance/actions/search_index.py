"""Writing the index of the search."""

import hashlib
from collections import Counter

from django.core.cache import cache
from django.db import transaction

from guidance import search_words
from guidance.actions import editions
from guidance.models import Guide, GuideWord, LibraryWord

WHOLE_TITLE, IN_TITLE, IN_SUMMARY, MOST_IN_TEXT = 24, 6, 6, 6
"""What a word weighs where it stands: more in a short title, and more where it is repeated, up to a point."""

LONGEST = LibraryWord._meta.get_field("word").max_length or 0
RULES = "guidance-search-rules"


@transaction.atomic
def derive(guide: Guide) -> None:
    """Write anew by which words a guide is found, from what is published; by none once it is not."""
    guide.words.all().delete()
    texts = guide.texts() if guide.live else []
    weights = _weights(guide, texts) if texts else Counter()
    known = _known(guide, weights, texts)
    GuideWord.objects.bulk_create(
        GuideWord(guide=guide, word_id=known[word], weight=weight) for word, weight in sorted(weights.items())
    )


def renew() -> None:
    """Derive every guide anew when the rules have changed by which words are kept, and else do nothing."""
    weights = repr((WHOLE_TITLE, IN_TITLE, IN_SUMMARY, MOST_IN_TEXT)).encode()
    rules = hashlib.sha256(weights + search_words.SYNONYMS.read_bytes()).hexdigest()
    if cache.get(RULES) == rules:
        return
    for guide in Guide.objects.live().select_related("locale").iterator():
        derive(guide)
    editions.begin()
    cache.set(RULES, rules, timeout=None)


def _weights(guide: Guide, texts: list[str]) -> Counter[str]:
    weights: Counter[str] = Counter()
    for word, count in Counter(_words(" ".join(texts), guide)).items():
        weights[word] = min(count, MOST_IN_TEXT)
    title = set(_words(guide.title, guide))
    for word in title:
        weights[word] += IN_TITLE + WHOLE_TITLE // len(title)
    for word in set(_words(guide.summary, guide)):
        weights[word] += IN_SUMMARY
    return weights


def _words(text: str, guide: Guide) -> list[str]:
    return [word for word in search_words.words_of(text, guide.language) if len(word) <= LONGEST]


def _known(guide: Guide, words: Counter[str], texts: list[str]) -> dict[str, int]:
    """The rows of these words, made where they were missing. In order, so that two who publish never deadlock."""
    rows = LibraryWord.objects.filter(language=guide.language, word__in=words).values_list("word", "pk")
    known = dict(rows)
    missing = sorted(words.keys() - known.keys())
    if missing:
        shown = _as_written(guide, texts)
        LibraryWord.objects.bulk_create(
            [LibraryWord(language=guide.language, word=word, shown=shown.get(word, "")) for word in missing],
            ignore_conflicts=True,
        )
        known |= dict(rows.filter(word__in=missing))
    return known


def _as_written(guide: Guide, texts: list[str]) -> dict[str, str]:
    """How the guide writes each word that stands alone, the shortest form of it."""
    written: dict[str, str] = {}
    for plain in sorted(set(search_words.plain(" ".join(texts))), key=len):
        for word in search_words.words_of(plain, guide.language):
            written.setdefault(word, plain)
    return written
