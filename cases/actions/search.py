"""Keeping the words by which journeys are found."""

from collections.abc import Iterable

from cases.models import Case, SearchWord
from cases.search_words import words_of


def keep_words(cases: Iterable[Case]) -> None:
    """Make the words of these journeys those of their names and references; call it inside a transaction."""
    cases = list(cases)
    SearchWord.objects.filter(case__in=cases).delete()
    SearchWord.objects.bulk_create(
        (
            SearchWord(case=case, word=word)
            for case in cases
            for word in sorted(words_of(case.patient_name, case.reference))
        ),
        batch_size=1000,
    )
