"""Counting the searches for which the library had nothing: the words alone, never who typed them."""

from datetime import date

from django.db import transaction
from django.db.models import F

from guidance import search_words
from guidance.models import MissedSearch

MOST_KEPT = 5000
"""Robots ask for anything; what was asked least and longest ago makes room."""

LONGEST = MissedSearch._meta.get_field("words").max_length or 0


def miss(text: str, *, language: str, on: date) -> None:
    """Count a search without a result. Numbers and whatever looks like an address of a person are left out."""
    words = wanted(text)
    if not words or _count(words, language, on):
        return
    with transaction.atomic():
        _row, is_new = MissedSearch.objects.get_or_create(
            language=language, words=words, defaults={"count": 0, "last_on": on}
        )
        if is_new:
            _make_room(language)
        _count(words, language, on)


def _count(words: str, language: str, on: date) -> bool:
    """Count it once more; whether it was ever missed before."""
    known = MissedSearch.objects.filter(language=language, words=words)
    return known.update(count=F("count") + 1, last_on=on) > 0


def _make_room(language: str) -> None:
    kept = MissedSearch.objects.filter(language=language, count__gt=0)
    least = kept.order_by("count", "last_on").first()
    if least and kept.count() >= MOST_KEPT:
        least.delete()


def wanted(text: str) -> str:
    """The words of a search that are kept: small letters, no digits, nothing like an e-mail address."""
    typed = text[: search_words.MOST_TYPED].split()
    plain = [word for part in typed if "@" not in part for word in search_words.plain(part)]
    kept = " ".join(word for word in plain if not any(letter.isdigit() for letter in word))
    return kept if len(kept) <= LONGEST else kept[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST]
