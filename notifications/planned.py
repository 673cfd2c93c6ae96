"""Which occasions follow from anchors and rules: plain Python, no database, no clock."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.choices import Audience, Side, Unit
from notifications.windows import instant_of

Details = Mapping[str, str | int]
Shift = Callable[[date, int], date]
"""The date so many working days after (or, below zero, before) a date; 0 is the date or the next working day."""


@dataclass(frozen=True)
class RuleFact:
    """What planning needs to know of a rule."""

    id: int
    key: str
    kind: str
    offset: int
    unit: str
    side: str
    time_of_day: time
    audience: str
    repeat_every: int = 0
    repeats: int = 0
    escalate_after: int = 0
    is_urgent: bool = False


@dataclass(frozen=True)
class Anchor:
    """A moment that rules of one kind count from: a day, or an instant as clocks in `zone` show it.

    `key` tells it from others of its kind on the same subject; `details` fill the words. Nothing is planned
    after `until`, the last day on which the reminder would make sense. `audience` is whose turn it is: only
    they and the leads are reminded; empty: everybody of whom a rule speaks. Where `is_critical`, rules that
    follow up wait a third as long.
    """

    kind: str
    key: str
    on: date
    details: Details = field(default_factory=dict)
    instant: datetime | None = None
    until: date | None = None
    audience: str = ""
    is_critical: bool = False

    def concerns(self, audience: str) -> bool:
        """Whether a rule for this audience counts from here."""
        return not self.audience or audience in (self.audience, Audience.LEAD)


@dataclass(frozen=True)
class Occasion:
    """One planned reminder: unique by `key` on its subject; `local_at` is naive, `due_at` in UTC.

    Those of one `series` are the times of one rule for one audience, in their order. What `keeps` is worth
    telling however late: it follows up what is still open.
    """

    key: str
    series: str
    kind: str
    rule_id: int
    audience: str
    details: Details
    local_at: datetime
    zone: str
    due_at: datetime
    keeps: bool


@dataclass(frozen=True)
class Calendar:
    """Whose clocks and which working days count for one subject."""

    zones: Mapping[str, str]
    shift: Shift

    def zone_of(self, audience: str) -> str:
        """The zone of this audience; the patient side's where it has none of its own."""
        return self.zones.get(audience) or self.zones[Audience.PATIENT_SIDE]


def occasions(anchors: Iterable[Anchor], rules: Sequence[RuleFact], calendar: Calendar) -> list[Occasion]:
    """Every occasion that follows from these anchors under these rules, past ones too, each key once."""
    by_kind: dict[str, list[RuleFact]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    found = (
        occasion
        for anchor in anchors
        for rule in by_kind.get(anchor.kind, ())
        if anchor.concerns(rule.audience)
        for occasion in _of_rule(anchor, rule, calendar)
    )
    return list({occasion.key: occasion for occasion in found}.values())


def superseded(found: Iterable[Occasion], *, at: datetime, told: Collection[str] = frozenset()) -> set[str]:
    """The keys of those that have passed while a later one of their series has passed or was `told`, too.

    It happens when a fact is entered late, a journey turns time-critical or a rule changes; told together they
    would repeat each other.
    """
    latest: dict[str, str] = {}
    keys = set()
    for occasion in found:
        if occasion.due_at <= at or occasion.key in told:
            if occasion.series in latest:
                keys.add(latest[occasion.series])
            latest[occasion.series] = occasion.key
    return keys


def covered(found: Iterable[Occasion], told: Mapping[str, datetime]) -> set[str]:
    """The keys of those whose time is not after the one at which another of their series was `told`.

    It happens when times are pulled back behind what has gone out already, which said the same.
    """
    found = list(found)
    until: dict[str, datetime] = {}
    for occasion in found:
        if occasion.key in told:
            until[occasion.series] = max(told[occasion.key], until.get(occasion.series, told[occasion.key]))
    return {
        occasion.key
        for occasion in found
        if occasion.key not in told and occasion.series in until and occasion.due_at <= until[occasion.series]
    }


def _of_rule(anchor: Anchor, rule: RuleFact, calendar: Calendar) -> Iterator[Occasion]:
    last = None
    for number, day in enumerate(_days(anchor, rule, calendar)):
        if day == last:
            continue
        last = day
        yield from _occasion(anchor, rule, calendar, (number, day), rule.audience)
        if rule.escalate_after and number + 1 >= rule.escalate_after and rule.audience != Audience.LEAD:
            yield from _occasion(anchor, rule, calendar, (number, day), Audience.LEAD)


def _occasion(
    anchor: Anchor, rule: RuleFact, calendar: Calendar, time_and_day: tuple[int, date], audience: str
) -> Iterator[Occasion]:
    number, day = time_and_day
    zone = ZoneInfo(calendar.zone_of(audience))
    due_at = _due_at(anchor, rule, day, zone)
    local_at = due_at.astimezone(zone).replace(tzinfo=None, fold=0)
    if anchor.until and local_at.date() > anchor.until:
        return
    moment = anchor.instant.astimezone(UTC).isoformat()[:16] if anchor.instant else anchor.on.isoformat()
    series, escalated = f"{rule.id}:{anchor.key}:{moment}", ":lead" if audience != rule.audience else ""
    yield Occasion(
        key=f"{series}:{number}{escalated}",
        series=f"{series}{escalated}",
        kind=anchor.kind,
        rule_id=rule.id,
        audience=audience,
        details=anchor.details,
        local_at=local_at,
        zone=zone.key,
        due_at=due_at,
        keeps=rule.side == Side.AFTER and anchor.until is None,
    )


def _days(anchor: Anchor, rule: RuleFact, calendar: Calendar) -> Iterator[date]:
    """The day of the first time and of each repetition; a rule in hours counts from the anchor's own day."""
    sign = -1 if rule.side == Side.BEFORE else 1
    offset, every = rule.offset, rule.repeat_every
    if anchor.is_critical and rule.side == Side.AFTER:
        offset, every = _third(offset), _third(every)
    match rule.unit:
        case Unit.HOURS:
            day = anchor.on
        case Unit.WORKING_DAYS:
            day = calendar.shift(anchor.on, sign * offset)
        case _:
            day = anchor.on + sign * timedelta(days=offset)
    for _time in range(rule.repeats + 1):
        settled = _settled_day(day, rule, calendar)
        yield settled
        day = (settled if rule.side == Side.AFTER else day) + timedelta(days=every)


def _due_at(anchor: Anchor, rule: RuleFact, day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the rule is due on this day."""
    if rule.unit != Unit.HOURS:
        return instant_of(datetime.combine(day, rule.time_of_day), zone)
    start = anchor.instant or instant_of(datetime.combine(anchor.on, rule.time_of_day), zone)
    hours = timedelta(hours=rule.offset)
    again = day - anchor.on
    return start.astimezone(UTC) + again + (hours if rule.side == Side.AFTER else -hours)


def _third(days: int) -> int:
    """A third of some days, at least 1; no days stay none."""
    return max(1, days // 3) if days else 0


def _settled_day(day: date, rule: RuleFact, calendar: Calendar) -> date:
    """A routine reminder never falls on a day off: what prepares comes earlier, what follows up later."""
    if rule.is_urgent or rule.unit == Unit.HOURS:
        return day
    open_day = calendar.shift(day, 0)
    if open_day == day or rule.side == Side.AFTER:
        return open_day
    return calendar.shift(day, -1)
