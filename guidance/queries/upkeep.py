"""What there is to do in the library, list by list; a list costs the same however long the library grows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from accounts.choices import LIBRARY_ROLES
from accounts.models import User
from guidance import places, reading
from guidance.choices import LinkState
from guidance.links import Why
from guidance.models import Guide, GuideLink, GuidePlace, GuideVote, LinkCheck, MissedSearch, StarterGuide
from guidance.models.upkeep import A_PAGE
from guidance.places import PlaceKind

SOON = timedelta(days=30)
VOTES_COUNT_FOR = timedelta(days=90)
TRY_AGAIN_AFTER = timedelta(hours=23)
LOOK_AT, MOST_TRIED = 200, 20

Rows = QuerySet[Any]
Link = tuple[str, str]
Words = str | Promise


@dataclass(frozen=True)
class Row:
    """One thing to look at: what, why, where to go, and where to send what says that it may stay as it is."""

    title: str
    note: str = ""
    address: str = ""
    more: tuple[Link, ...] = ()
    dismiss: str = ""


@dataclass(frozen=True)
class Listing:
    """Everything of one sort that wants looking at."""

    key: str
    title: str
    rows: Rows
    as_row: Callable[[Any], Row]
    language_of: str = ""
    count: int = 0
    first: tuple[Row, ...] = ()


TITLES = {
    "offered": gettext_lazy("New versions from SecondPath"),
    "due": gettext_lazy("Due for review"),
    "hard": gettext_lazy("Hard to read"),
    "dead": gettext_lazy("Links that lead nowhere"),
    "inside": gettext_lazy("Links to guides that are not published"),
    "retired": gettext_lazy("Places that are no longer in use"),
    "votes": gettext_lazy("Helpful or not"),
    "searches": gettext_lazy("Searches without a result"),
    "untranslated": gettext_lazy("Not yet in the other language"),
}
"""In the order of the board: what misleads readers first, what is merely not there yet last."""

KINDS: dict[str, Words] = {
    PlaceKind.STAGE: gettext_lazy("stage"),
    PlaceKind.STEP: gettext_lazy("step"),
    PlaceKind.RECORD: gettext_lazy("record"),
    PlaceKind.ROW: gettext_lazy("comparison row"),
    PlaceKind.FAMILY: gettext_lazy("condition"),
    PlaceKind.REASON: gettext_lazy("reason"),
}


def library_people() -> QuerySet[User]:
    """Those who may keep or review a guide; nobody else's name is shown."""
    return User.objects.filter(is_active=True, groups__name__in=LIBRARY_ROLES).distinct()


def links_to_try(*, at: datetime) -> list[LinkCheck]:
    """The addresses that were not tried for longest, one of each host, none that was tried today."""
    waiting = LinkCheck.objects.filter(Q(checked_at=None) | Q(checked_at__lt=at - TRY_AGAIN_AFTER))
    oldest = waiting.order_by(F("checked_at").asc(nulls_first=True), "pk")[:LOOK_AT]
    by_host: dict[str, LinkCheck] = {}
    for link in oldest:
        by_host.setdefault(link.url.split("/")[2], link)
    return list(by_host.values())[:MOST_TRIED]


def board(*, at: datetime, first: int) -> list[Listing]:
    """Every list that has something in it, with its count and its first rows: one query for each."""
    return [listing for key in TITLES if (listing := _opened(find(key, at=at), first)).count]


def find(key: str, *, at: datetime) -> Listing:
    """One list, its rows not yet read."""
    rows, as_row, language_of = LISTS[key](at)
    return Listing(key=key, title=str(TITLES[key]), rows=rows, as_row=as_row, language_of=language_of)


def _opened(listing: Listing, first: int) -> Listing:
    rows = list(listing.rows.annotate(all_rows=Window(Count("*")))[:first])
    return replace(
        listing, count=rows[0].all_rows if rows else 0, first=tuple(listing.as_row(row) for row in rows)
    )


# The lists: their rows, how to show one, and where its language stands

Found = tuple[Rows, Callable[[Any], Row], str]


def _offered(_at: datetime) -> Found:
    rows = StarterGuide.objects.filter(offered__isnull=False, guide__isnull=False).select_related("guide")

    def show(row: Any) -> Row:  # noqa: ANN401 -- a starter guide that has its guide
        standing = "live" if row.guide.live else "earliest"
        compare = reverse(
            "wagtailadmin_pages:revisions_compare", args=[row.guide_id, standing, row.offered_id]
        )
        take = reverse("wagtailadmin_pages:revisions_revert", args=[row.guide_id, row.offered_id])
        leave = reverse("guidance_leave_offer", args=[row.pk])
        return Row(
            row.guide.title,
            _("You changed this guide, so the new version waits for you."),
            compare,
            ((_("See what differs"), compare), (_("Open the new version"), take)),
            dismiss=leave,
        )

    return rows.order_by("guide__title"), show, "language"


def _due(at: datetime) -> Found:
    until = at.date() + SOON
    rows = Guide.objects.live().filter(Q(next_review_on__lte=until) | Q(next_review_on=None))

    def show(guide: Guide) -> Row:
        if guide.next_review_on is None:
            return _guide_row(guide, _("Never reviewed"))
        day = date_format(guide.next_review_on)
        is_late = guide.next_review_on < at.date()
        return _guide_row(guide, _("Was due on %s") % day if is_late else _("Due on %s") % day)

    return rows.order_by(F("next_review_on").asc(nulls_first=True), "title"), show, "locale__language_code"


def _hard(_at: datetime) -> Found:
    rows = Guide.objects.filter(grade__gt=reading.WARN_ABOVE)

    def show(guide: Guide) -> Row:
        note = _("Grade %s") % guide.grade
        if (guide.grade or 0) > reading.REFUSE_ABOVE:
            note = _("Grade %(grade)s. Why: %(reason)s") % {
                "grade": guide.grade,
                "reason": guide.hard_words_reason or _("no reason given, so it can’t be published"),
            }
        return _guide_row(guide, note)

    return rows.order_by("-grade"), show, "locale__language_code"


def _untranslated(_at: datetime) -> Found:
    others = Guide.objects.filter(translation_key=OuterRef("translation_key")).exclude(
        locale=OuterRef("locale")
    )
    languages = len(settings.LANGUAGES) - 1
    rows = (
        Guide.objects.live()
        .annotate(
            published=Coalesce(
                Subquery(others.live().values("translation_key").annotate(n=Count("*")).values("n")[:1]), 0
            ),
            draft=Subquery(others.not_live().values("pk")[:1]),
        )
        .exclude(published__gte=languages)
    )

    def show(guide: Any) -> Row:  # noqa: ANN401 -- a guide with what was counted
        if guide.draft:
            return _guide_row(
                guide, _("A draft has been begun."), ((_("Open the draft"), _edit(guide.draft)),)
            )
        translate = reverse("simple_translation:submit_page_translation", args=[guide.pk])
        return _guide_row(guide, "", ((_("Translate"), translate),))

    return rows.order_by("title"), show, "locale__language_code"


def _dead(_at: datetime) -> Found:
    rows = GuideLink.objects.filter(link__state__in=[LinkState.DEAD, LinkState.REFUSED])

    def show(row: GuideLink) -> Row:
        known = dict(Why.choices)
        why = known.get(row.link.reason, row.link.get_state_display())
        return _guide_row(row.guide, f"{row.link.url} · {why}")

    return (
        rows.select_related("guide", "link").order_by("guide__title", "link__url"),
        show,
        "guide__locale__language_code",
    )


def _inside(_at: datetime) -> Found:
    """Guides whose published text links to a page that is gone or was taken back."""
    there = Page.objects.live().annotate(as_key=Cast("pk", CharField())).values("as_key")
    astray = GuidePlace.objects.filter(kind=A_PAGE).exclude(key__in=there)
    rows = Guide.objects.live().filter(pk__in=astray.values("guide"))
    note = _("It links to a guide that readers can’t open.")
    return rows.order_by("title"), lambda guide: _guide_row(guide, note), "locale__language_code"


def _retired(_at: datetime) -> Found:
    gone = Q(pk__in=[])
    for kind in PlaceKind:
        gone |= Q(kind=kind.value) & ~Q(key__in=[key for key, _label in places.choices(kind)])
    rows = GuidePlace.objects.filter(gone).select_related("guide")
    return (
        rows.order_by("guide__title", "kind", "key"),
        lambda row: _guide_row(
            row.guide,
            _("The %(kind)s “%(key)s” is no longer in use.") % {"kind": KINDS[row.kind], "key": row.key},
        ),
        "guide__locale__language_code",
    )


def _votes(at: datetime) -> Found:
    recent = Q(votes__at__gte=at - VOTES_COUNT_FOR)
    last_words = GuideVote.objects.filter(guide=OuterRef("pk"), at__gte=at - VOTES_COUNT_FOR).exclude(
        words=""
    )
    rows = (
        Guide.objects.filter(recent)
        .annotate(
            yes=Count("votes", filter=recent & Q(votes__is_helpful=True)),
            no=Count("votes", filter=recent & Q(votes__is_helpful=False)),
            said=Subquery(last_words.order_by("-at").values("words")[:1]),
        )
        .order_by("-no", "-yes", "title")
    )

    def show(guide: Any) -> Row:  # noqa: ANN401 -- a guide with its votes
        counted = _("Yes %(yes)s · No %(no)s") % {"yes": guide.yes, "no": guide.no}
        return _guide_row(guide, f"{counted} · “{guide.said}”" if guide.said else counted)

    return rows, show, "locale__language_code"


def _searches(_at: datetime) -> Found:
    def show(row: MissedSearch) -> Row:
        asked = ngettext("asked once", "asked %(count)s times", row.count) % {"count": row.count}
        return Row(
            row.words,
            _("%(asked)s, last on %(day)s") % {"asked": asked, "day": date_format(row.last_on)},
        )

    return MissedSearch.objects.order_by("-count", "-last_on", "words"), show, "language"


LISTS: dict[str, Callable[[datetime], Found]] = {
    "offered": _offered,
    "due": _due,
    "hard": _hard,
    "untranslated": _untranslated,
    "dead": _dead,
    "inside": _inside,
    "retired": _retired,
    "votes": _votes,
    "searches": _searches,
}


def _guide_row(guide: Guide, note: str, more: Iterable[Link] = ()) -> Row:
    return Row(guide.title, note, _edit(guide.pk), tuple(more))


def _edit(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])
