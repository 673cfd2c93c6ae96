"""The comparison in a few plain sentences: where the opinions agree, and where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.choices import Rating

MOST_NAMED = 3
"""More points in one sentence are counted, not named."""

POINTS: dict[str, str | Promise] = {
    "diagnosis": gettext_lazy("what you have"),
    "stage": gettext_lazy("how far it has gone"),
    "certainty": gettext_lazy("how sure they are"),
    "reviewed": gettext_lazy("what they looked at"),
    "treatment": gettext_lazy("how to treat it"),
    "intent": gettext_lazy("the goal of the treatment"),
    "timing": gettext_lazy("what comes first"),
    "urgency": gettext_lazy("how long it is safe to wait"),
    "alternatives": gettext_lazy("what else could be done"),
    "benefit": gettext_lazy("how much it could help"),
    "risks": gettext_lazy("the risks"),
    "recovery": gettext_lazy("how long recovery takes"),
    "daily_life": gettext_lazy("what it means for daily life"),
    "evidence": gettext_lazy("what the advice is based on"),
    "trial": gettext_lazy("whether there is a trial for you"),
    "experience": gettext_lazy("how many people like you they treat"),
    "place": gettext_lazy("where you would be treated"),
    "cost": gettext_lazy("what you would pay"),
    "change_mind": gettext_lazy("what would change the advice"),
}
"""Each question as it is named inside a sentence."""

MARKS: dict[str, str] = {
    Rating.SAME: "✓",
    Rating.MINOR: "◆",
    Rating.MODERATE: "◆◆",
    Rating.MAJOR: "▲",
    Rating.CANT_COMPARE: "–",
}


@dataclass(frozen=True)
class Point:
    """One question of the comparison: its key, its label, its rating, and whether it waits for one."""

    key: str
    label: str
    rating: str = ""
    is_open: bool = False

    @property
    def words(self) -> str:
        """The question as it is named inside a sentence."""
        return str(POINTS.get(self.key, f"“{self.label}”"))


def summary(points: Sequence[Point]) -> list[str]:
    """What the comparison says, the most important thing first and in one piece; never which doctor is right."""
    by_rating = {rating: [point for point in points if point.rating == rating] for rating in Rating}
    first = _first_sentence(by_rating)
    if not first:
        return _nothing_yet(points, by_rating[Rating.CANT_COMPARE])
    return [*first, *_still_open(points, by_rating[Rating.CANT_COMPARE])]


def has_differences(points: Sequence[Point]) -> bool:
    """Whether any point was found to differ."""
    return any(point.rating in (Rating.MINOR, Rating.MODERATE, Rating.MAJOR) for point in points)


def time_for_third(limit: date | None, *, is_past: bool) -> str:
    """Whether there is time for a third opinion, as far as anybody has said until when waiting is safe."""
    if limit is None:
        return _("Ask your doctor first until when it is safe for you to wait.")
    day = {"day": date_format(limit)}
    if is_past:
        return (
            _(
                "The date that waiting was safe until, %(day)s, has passed. "
                "Ask your doctor first if there is still time."
            )
            % day
        )
    return (
        _(
            "You have until %(day)s. Ask how soon the third doctor can see you, and if it fits before that day."
        )
        % day
    )


def named(points: Sequence[Point]) -> str:
    """Up to three points by name, the rest as a number."""
    if len(points) <= MOST_NAMED:
        return get_text_list([point.words for point in points], _("and"))
    rest = len(points) - MOST_NAMED + 1
    more = ngettext("%(count)d more point", "%(count)d more points", rest) % {"count": rest}
    return get_text_list([*(point.words for point in points[: MOST_NAMED - 1]), more], _("and"))


def _first_sentence(by_rating: dict[Rating, list[Point]]) -> list[str]:
    """Agreement together with the greatest difference, then the smaller differences."""
    same, differing = (
        by_rating[Rating.SAME],
        [rating for rating in (Rating.MAJOR, Rating.MODERATE, Rating.MINOR) if by_rating[rating]],
    )
    if not differing:
        return [_agreement(same)] if same else []
    greatest, *smaller = differing
    write = DIFFERENCES[greatest]
    also = [_also(rating, by_rating[rating]) for rating in smaller]
    if len(same) > 1:
        return [f"{_agreement(same)} {write([], by_rating[greatest])}", *also]
    return [write(same, by_rating[greatest]), *also]


def _agreement(same: list[Point]) -> str:
    return _("They agree on %(same)s.") % {"same": named(same)}


def _major(same: list[Point], points: list[Point]) -> str:
    filling = {"same": named(same), "points": named(points), "count": len(points)}
    if same:
        return (
            ngettext(
                "They agree on %(same)s and differ on one major point: %(points)s.",
                "They agree on %(same)s and differ on %(count)d major points: %(points)s.",
                len(points),
            )
            % filling
        )
    return (
        ngettext(
            "They differ on one major point: %(points)s.",
            "They differ on %(count)d major points: %(points)s.",
            len(points),
        )
        % filling
    )


def _moderate(same: list[Point], points: list[Point]) -> str:
    filling = {"same": named(same), "points": named(points), "count": len(points)}
    if same:
        return (
            ngettext(
                "They agree on %(same)s and differ in part on one point: %(points)s.",
                "They agree on %(same)s and differ in part on %(count)d points: %(points)s.",
                len(points),
            )
            % filling
        )
    return (
        ngettext(
            "They differ in part on one point: %(points)s.",
            "They differ in part on %(count)d points: %(points)s.",
            len(points),
        )
        % filling
    )


def _minor(same: list[Point], points: list[Point]) -> str:
    filling = {"same": named(same), "points": named(points), "count": len(points)}
    if same:
        return (
            ngettext(
                "They agree on %(same)s. There is one small difference: %(points)s.",
                "They agree on %(same)s. There are %(count)d small differences: %(points)s.",
                len(points),
            )
            % filling
        )
    return (
        ngettext(
            "There is one small difference: %(points)s.",
            "There are %(count)d small differences: %(points)s.",
            len(points),
        )
        % filling
    )


DIFFERENCES = {Rating.MAJOR: _major, Rating.MODERATE: _moderate, Rating.MINOR: _minor}


def _also(rating: Rating, points: list[Point]) -> str:
    filling = {"points": named(points), "count": len(points)}
    if rating == Rating.MODERATE:
        return (
            ngettext(
                "They also differ in part on one point: %(points)s.",
                "They also differ in part on %(count)d points: %(points)s.",
                len(points),
            )
            % filling
        )
    return (
        ngettext(
            "There is also one small difference: %(points)s.",
            "There are also %(count)d small differences: %(points)s.",
            len(points),
        )
        % filling
    )


def _still_open(points: Sequence[Point], unclear: list[Point]) -> list[str]:
    """What can't be compared yet, and what nobody has looked at."""
    said = []
    if unclear:
        said.append(
            ngettext(
                "One point can’t be compared yet: %(points)s.",
                "%(count)d points can’t be compared yet: %(points)s.",
                len(unclear),
            )
            % {"points": named(unclear), "count": len(unclear)}
        )
    waiting = sum(point.is_open for point in points)
    if waiting:
        said.append(
            ngettext(
                "One question still waits for you to compare the answers.",
                "%(count)d questions still wait for you to compare the answers.",
                waiting,
            )
            % {"count": waiting}
        )
    return said


def _nothing_yet(points: Sequence[Point], unclear: list[Point]) -> list[str]:
    """Before the first thing can be said about agreement."""
    if unclear or any(point.is_open for point in points):
        first = _("So far we can’t say where they agree.")
        return [first, *_still_open(points, unclear)]
    return [_("Nothing is written down yet. Start with what each doctor said.")]
