"""Finding the words of the glossary in a text, each where it comes first."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Entry:
    """A word of the glossary, how else it is written, and what it means."""

    key: str
    term: str
    also: tuple[str, ...]
    means: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.term, *self.also)


@dataclass(frozen=True)
class Explained:
    """A word as it stands in the text, with the entry that explains it."""

    word: str
    entry: Entry


@dataclass
class Glossary:
    """The words of one language, and those that the page has explained so far."""

    entries: Collection[Entry]
    explained: set[str] = field(default_factory=set)

    def pieces(self, text: str) -> Iterator[str | Explained]:
        """The text in pieces; each word of the glossary stands out where the page names it first."""
        at = 0
        for found in self._pattern.finditer(text) if self.entries else ():
            entry = self._entry_of(found.group(1))
            if entry is None or entry.key in self.explained:
                continue
            self.explained.add(entry.key)
            yield text[at : found.start()]
            yield Explained(found.group(), entry)
            at = found.end()
        yield text[at:]

    @cached_property
    def _forms(self) -> dict[str, Entry]:
        return {_as_found(form): entry for entry in self.entries for form in entry.forms if form.strip()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(
            (form for entry in self.entries for form in entry.forms), key=len, reverse=True
        )
        return re.compile(rf"(?<!\w)({_any_of(longest_first)})(?!\w)", re.IGNORECASE)

    def _entry_of(self, word: str) -> Entry | None:
        """An abbreviation is itself only in capitals: “IT” is no “it”."""
        return self._forms.get(word) or self._forms.get(word.casefold())


def _as_found(form: str) -> str:
    return form if form.isupper() else form.casefold()


def _any_of(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in forms if form.strip()) or r"\b\B"
