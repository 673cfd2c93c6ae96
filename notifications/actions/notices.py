"""Telling people: a notice in the app for each, and a place in a letter for those who want letters."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.functional import Promise

from accounts.languages import spoken
from accounts.models import User
from notifications import channels, kinds
from notifications.choices import Group, LetterState, Rhythm
from notifications.kinds import Kind
from notifications.models import Letter, Notice
from notifications.queries import preferences
from notifications.queries.preferences import Preferences
from notifications.windows import next_day_opening, next_opening

GATHERING = timedelta(seconds=20)
"""How long a letter of the day waits for what else is due at the same moment."""

STALE = timedelta(days=1)
"""After how long what has waited joins others in one letter, whoever wants each at once."""

MOST_DAYS_AHEAD = 7
UNTRIED = (LetterState.WAITING, LetterState.DROPPED)

Words = str | Promise


@dataclass(frozen=True)
class Parcel:
    """What people are told of one thing, and what is to be known of it to address its letters.

    Nobody in `quiet_for` (ids of people) gets a letter about it. What cannot wait for anybody's usual hours
    goes out `at_any_hour`, in a letter of its own. What sweeps find says since when it was due: after more than
    a day it joins the letter of the day, unless it is urgent.
    """

    notices: Sequence[Notice]
    kind: Kind
    by_mail: bool = True
    quiet_for: Collection[int] = ()
    at_any_hour: bool = False
    due_since: datetime | None = None


@dataclass
class _Post:
    """What putting up knows of its readers, and the letters that it has written so far."""

    known: Mapping[int, Preferences]
    at: datetime
    own_letters: list[Letter] = field(default_factory=list)
    of_days: dict[tuple[int, str, bool], Letter] = field(default_factory=dict)


def tell(
    users: Iterable[User],
    kind_key: str,
    *,
    subject: str,
    subject_id: int,
    at: datetime,
    fields: Mapping[str, object] | None = None,
) -> list[Notice]:
    """Tell each of these people what has happened, in the words of its kind; call it inside an action.

    A connected system is nobody, and is told nothing.
    """
    kind = kinds.get(kind_key)
    people = [user for user in users if user.is_active and not user.is_service]
    notices = []
    for user in people:
        title, body = in_language_of(user, kind.title, kind.body, fields or {})
        notices.append(
            Notice(
                user=user,
                kind=kind.key,
                subject=subject,
                subject_id=subject_id,
                title=title,
                body=body,
                at=at,
            )
        )
    hold(people)
    put_up([Parcel(notices, kind, by_mail=kind.by_mail)], at=at)
    return notices


def in_language_of(user: User, title: Words, body: Words, fields: Mapping[str, object]) -> tuple[str, str]:
    """Title and body with `%(name)s` filled in, in this person's language."""
    with translation.override(spoken(user.language)):
        return str(title) % fields, str(body) % fields


def put_up(parcels: Iterable[Parcel], *, at: datetime) -> None:
    """Save notices with the letters that carry them, and count them for the bell; those of one thing stay together.

    Whoever calls it holds all of their people.
    """
    pairs = [(notice, parcel) for parcel in parcels for notice in parcel.notices]
    found = [notice for notice, _parcel in pairs]
    if not found:
        return
    post = _Post(known=preferences.of([notice.user for notice in found]), at=at)
    # In one order of people, or two who put up at this moment would wait for each other's letters.
    for notice, parcel in sorted(pairs, key=lambda pair: pair[0].user_id):
        if not parcel.by_mail:
            notice.no_letter_because = "rule"
        elif notice.user_id in parcel.quiet_for and not parcel.kind.is_urgent:
            notice.no_letter_because = "answer_waits"
        else:
            _address(notice, parcel, post)
    Letter.objects.bulk_create(post.own_letters)
    Notice.objects.bulk_create(found)
    count_unread([notice.user_id for notice in found])


def hold(users: Iterable[User]) -> None:
    """Keep what these people are told to ourselves until the transaction ends.

    Always in one order, and before any reminder or notice of theirs: or two would wait for each other.
    """
    people = User.objects.filter(pk__in={user.pk for user in users})
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _address(notice: Notice, parcel: Parcel, post: _Post) -> None:
    """Put a notice into a letter, over the first channel on which its reader wants one."""
    kind, theirs, at = parcel.kind, post.known[notice.user_id], post.at
    if theirs.fails:
        notice.no_letter_because = "address_fails"
        return
    is_swept = parcel.due_since is not None
    is_stale = parcel.due_since is not None and parcel.due_since < at - STALE and not kind.is_urgent
    for channel in channels.registered():
        rhythm = theirs.rhythm(kind, channel.key)
        if rhythm == Rhythm.NEVER:
            continue
        if (rhythm == Rhythm.AT_ONCE and not is_stale) or parcel.at_any_hour:
            has_no_hours = (
                parcel.at_any_hour or kind.is_urgent or not kind.is_planned or kind.group == Group.OWN
            )
            due_at = at if has_no_hours else next_opening(at, theirs.window)
            notice.letter = _own_letter(notice, channel.key, post, due_at=due_at, at_any_hour=has_no_hours)
        else:
            notice.letter = _letter_of_the_day(notice, channel.key, post, is_swept=is_swept)
        return
    notice.no_letter_because = "not_wanted"


def _own_letter(
    notice: Notice, channel: str, post: _Post, *, due_at: datetime, at_any_hour: bool = False
) -> Letter:
    letter = Letter(
        user=notice.user,
        channel=channel,
        dedupe_key=f"{notice.uuid}:{channel}",
        due_at=due_at,
        at_any_hour=at_any_hour,
    )
    post.own_letters.append(letter)
    return letter


def _letter_of_the_day(notice: Notice, channel: str, post: _Post, *, is_swept: bool) -> Letter:
    """The letter that carries what is due for somebody today, or, where today's has gone, the next day's.

    Where those of a week have gone, for the clock was set back, a letter of its own.
    """
    user, theirs = notice.user, post.known[notice.user_id]
    if letter := post.of_days.get((user.pk, channel, is_swept)):
        return letter
    opens = due_at = next_opening(post.at, theirs.window)
    letter = _unsent_letter(user, channel, at=post.at, due_at=due_at, is_swept=is_swept)
    for _day in range(MOST_DAYS_AHEAD):
        if letter:
            break
        letter = _open_letter(user, channel, theirs, due_at=due_at)
        due_at = next_day_opening(due_at, theirs.window)
    if letter is None:
        return _own_letter(notice, channel, post, due_at=opens)
    post.of_days[user.pk, channel, is_swept] = letter
    return letter


def _unsent_letter(
    user: User, channel: str, *, at: datetime, due_at: datetime, is_swept: bool
) -> Letter | None:
    """The letter of this day or an earlier one that waits to be sent, held as `_open_letter` holds it.

    After a silence everybody gets one letter, not one for each day of it. It gathers anew, or it would go with the
    first of what is due; but only where sweeps go on, or nobody would see since when it waits.
    """
    of_days = Letter.objects.filter(user=user, channel=channel, dedupe_key__contains=":day:")
    unsent = of_days.filter(state=LetterState.WAITING, attempts=0, due_at__lte=due_at + GATHERING)
    letter = unsent.select_for_update(no_key=True).order_by("due_at").first()
    if letter and is_swept and letter.due_at < at - GATHERING:
        Letter.objects.filter(pk=letter.pk).update(due_at=due_at + GATHERING)
    return letter


def _open_letter(user: User, channel: str, theirs: Preferences, *, due_at: datetime) -> Letter | None:
    """The letter of the day of `due_at`, held so that nobody sends it before we are done; None if it has gone.

    One that was dropped before anybody tried to send it has not gone: it waits again.
    """
    key = f"{user.pk}:{channel}:day:{due_at.astimezone(theirs.window.zone).date()}"
    try:
        with transaction.atomic():
            return Letter.objects.create(
                user=user, channel=channel, dedupe_key=key, due_at=due_at + GATHERING
            )
    except IntegrityError:
        untried = Letter.objects.filter(dedupe_key=key, state__in=UNTRIED, attempts=0)
        letter = untried.select_for_update(no_key=True).first()
    if letter and letter.state == LetterState.DROPPED:
        again = {
            "state": LetterState.WAITING,
            "due_at": due_at + GATHERING,
            "ended_at": None,
            "trouble": "",
        }
        Letter.objects.filter(pk=letter.pk).update(**again)
    return letter


def mark_read(user: User, *, at: datetime, uuid: UUID | None = None, among: Q | None = None) -> None:
    """Mark one of this person's notices as read, or all of them, or all `among` some."""
    unread = Notice.objects.filter(among or Q(), user=user, read_at=None)
    _mark_read(user, unread.filter(uuid=uuid) if uuid else unread, at=at)


def mark_kind_read(
    user: User,
    kind_key: str,
    *,
    subject: str,
    subject_id: int,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """Mark as read what this person was told of one kind about one thing, now that they have looked at it.

    What they were told after `until` stays unread.
    """
    unread = Notice.objects.filter(user=user, read_at=None, kind=kind_key)
    about_it = unread.filter(subject=subject, subject_id=subject_id)
    if until:
        about_it = about_it.filter(at__lte=until)
    if about_it.exists():
        _mark_read(user, about_it, at=at)


def _mark_read(user: User, unread: QuerySet[Notice], *, at: datetime) -> None:
    with transaction.atomic():
        hold([user])  # or somebody who tells them of more at this moment would be left out of the count
        unread.update(read_at=at)
        count_unread([user.pk])


def count_unread(user_ids: Iterable[int]) -> None:
    """Write down how many unread notices each of these people has, for the bell."""
    theirs = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    number = Subquery(theirs.annotate(number=Count("pk")).values("number"))
    User.objects.filter(Q(pk__in=set(user_ids))).update(unread_notices=Coalesce(number, 0))
