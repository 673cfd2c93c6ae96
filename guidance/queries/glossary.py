"""The words of the glossary."""

from guidance import search_words
from guidance.explaining import Entry
from guidance.models import GlossaryTerm


def entries(language: str) -> list[Entry]:
    """Every word of a language with its meaning, in the order of the alphabet, capitals or not."""
    return sorted(by_language(language).get(language, []), key=lambda entry: search_words.plain(entry.term))


def by_language(*languages: str) -> dict[str, list[Entry]]:
    """The words of these languages, in one query."""
    rows = GlossaryTerm.objects.filter(locale__language_code__in=languages)
    found: dict[str, list[Entry]] = {}
    for language, key, term, also, means in rows.values_list(
        "locale__language_code", "key", "term", "also", "means"
    ):
        found.setdefault(language, []).append(Entry(key, term, tuple(also), means))
    return found
