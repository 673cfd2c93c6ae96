"""Keeping what readers say about a guide. Nobody is kept with it."""

from datetime import datetime

from guidance.models import Guide, GuideVote

MOST_KEPT = 2000
"""For each guide; robots answer as often as they are let, and the oldest answers make room."""


def give(
    guide: Guide, *, is_helpful: bool, words: str, at: datetime, earlier: int | None = None
) -> GuideVote:
    """Count an answer; it takes the place of the earlier one that the same reader gave for this guide."""
    given = GuideVote.objects.filter(guide=guide, pk=earlier).first() if earlier else None
    vote = given or GuideVote(guide=guide)
    vote.is_helpful, vote.words, vote.at = is_helpful, words, at
    vote.save()
    if not given:
        too_old = GuideVote.objects.filter(guide=guide).order_by("-at", "-pk")[MOST_KEPT:]
        GuideVote.objects.filter(pk__in=[old.pk for old in too_old]).delete()
    return vote
