"""The moments of a journey from which reminders count: plain Python, no database, no clock.

What a reminder asks for is what the page asks for: an anchor stands exactly while its move is open. Records that
were asked for are the exception: whoever was asked still owes them when the journey has gone on without.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cases.choices import (
    ITEM_WITH_HOLDER,
    AppointmentState,
    Asker,
    Clock,
    ItemState,
    MoveKind,
    Stage,
    Status,
    Turn,
    Way,
)
from cases.facts import AppointmentFact, ItemFact, JourneyFacts
from cases.next_move import Answer, Move, Today, present, turn_of
from cases.reminder_kinds import RemindOf
from notifications.choices import Audience
from notifications.planned import Anchor

CHASES = {
    Clock.DOCUMENTS: RemindOf.CHASE_DOCUMENTS,
    Clock.IMAGES: RemindOf.CHASE_IMAGES,
    Clock.SLIDES: RemindOf.CHASE_SLIDES,
}
AUDIENCES = {Turn.PATIENT: Audience.PATIENT_SIDE, Turn.ADVOCATE: Audience.ADVOCATE}
LENT = (ItemState.IN, ItemState.CHECKED, ItemState.WITH_CONSULTANT)
LEADS_HEAR = (RemindOf.UNASSIGNED, RemindOf.SAFE_DATE_NEAR)
UNKNOWN = "–"
FAR = timedelta(days=30)
"""Whoever is offered nothing nearer is told of wait-lists and of visits from afar."""


def anchors(facts: JourneyFacts, answer: Answer, *, at: datetime) -> tuple[Anchor, ...]:
    """What this journey may be reminded of as of `at`, an aware datetime in the patient's zone.

    `answer` is its next move as of the same moment. A journey that is not under way has nothing.
    """
    if facts.status != Status.LIVE or answer.move is None:
        return ()
    moments = _Moments(present(facts, Today(at)), answer, at)
    found = (_for_those_here(anchor, moments.facts) for anchor in moments.all())
    return tuple({(anchor.kind, anchor.key): anchor for anchor in found}.values())


def _for_those_here(anchor: Anchor, facts: JourneyFacts) -> Anchor:
    """What is for both sides goes to the one that there is; what leads hear of stays, for they must."""
    if anchor.audience or facts.has_advocate == facts.patient_signs_in:
        return anchor
    if facts.has_advocate:
        return replace(anchor, audience=Audience.ADVOCATE)
    return anchor if anchor.kind in LEADS_HEAR else replace(anchor, audience=Audience.PATIENT_SIDE)


@dataclass(frozen=True)
class _Moments:
    facts: JourneyFacts
    answer: Answer
    at: datetime

    def all(self) -> Iterator[Anchor]:
        """Every anchor: those of open moves, then those that hold in any stage."""
        for move in self._moves():
            yield from self._of_move(move)
        yield from self._holders()
        yield from self._visits()
        yield from self._dates()
        yield from self._staff()

    def _moves(self) -> tuple[Move, ...]:
        return (self.answer.move, *self.answer.others) if self.answer.move else ()

    def _touched_on(self) -> date:
        return self.facts.touched_on or self.facts.stage_since

    def _follow_up(self, kind: RemindOf, key: str, on: date, turn: Turn | None, **details: str) -> Anchor:
        """What is late when nobody acts: for whoever's turn it is, and sooner on a time-critical journey."""
        return Anchor(
            kind,
            key,
            on,
            details,
            audience=AUDIENCES[turn] if turn else "",
            is_critical=self.answer.is_time_critical,
        )

    # What the open moves are reminded of

    def _of_move(self, move: Move) -> Iterator[Anchor]:
        match move.kind:
            case MoveKind.STEP:
                yield from self._step(move)
            case MoveKind.ADVANCE if self.facts.stage == Stage.REQUEST:
                yield self._idle_request(move)
            case MoveKind.ASK_ITEM | MoveKind.GIVE_ITEM | MoveKind.CONFIRM_ITEMS:
                yield self._follow_up(
                    RemindOf.RECORDS_IDLE, f"records:{move.turn}", self._touched_on(), move.turn
                )
                yield from self._needed_again(move)
            case MoveKind.FIND_SPECIALIST | MoveKind.BOOK | MoveKind.CHOOSE_DATE:
                start = self._touched_on() if self.facts.appointments else self.facts.stage_since
                yield self._follow_up(RemindOf.UNBOOKED, "visit", start, move.turn)
                yield from self._far_offer(move)
            case MoveKind.WAIT_REPORT:
                yield from self._report(move)
            case MoveKind.RECORD_OPINION | MoveKind.RATE_DIFFERENCES:
                yield self._follow_up(RemindOf.COMPARISON_IDLE, "compare", self._touched_on(), move.turn)
            case MoveKind.MAKE_DECISION if not self.facts.decide_by:
                since = self.facts.stage_since
                yield self._follow_up(RemindOf.UNDECIDED, "decide", since, None, since=since.isoformat())
            case MoveKind.TELL_TEAM if self.facts.decided_on:
                yield self._follow_up(RemindOf.DECISION_NOT_TOLD, "tell", self.facts.decided_on, move.turn)
            case MoveKind.ANSWER_MESSAGE if self.facts.unanswered_since:
                since = self.facts.unanswered_since
                yield self._follow_up(
                    RemindOf.MESSAGE_UNANSWERED, "message", since, move.turn, since=since.isoformat()
                )

    def _step(self, move: Move) -> Iterator[Anchor]:
        key = move.details.get("key")
        if self.facts.stage == Stage.REQUEST:
            yield self._idle_request(move)
            if key == "check-insurance":
                yield self._follow_up(RemindOf.INSURER_CALL, "insurance", self.facts.stage_since, move.turn)
        elif key == "slides-returned":
            yield from self._lent_slides(move)
        elif move.due_on:
            details = {"step": str(move.details.get("title", "")), "day": move.due_on.isoformat()}
            yield self._follow_up(
                RemindOf.STEP_DUE, f"step:{move.subject}", move.due_on, move.turn, **details
            )

    def _idle_request(self, move: Move) -> Anchor:
        return self._follow_up(RemindOf.REQUEST_IDLE, f"request:{move.turn}", self._touched_on(), move.turn)

    def _lent_slides(self, move: Move) -> Iterator[Anchor]:
        names = [i.name for i in self.facts.items if i.clock == Clock.SLIDES and i.state in LENT]
        if names and self.facts.decided_on:
            yield Anchor(
                RemindOf.SLIDES_BACK,
                "slides",
                self.facts.decided_on,
                {"items": ", ".join(names)},
                audience=AUDIENCES[move.turn],
            )

    # Records

    def _item(self, move: Move) -> ItemFact | None:
        return next((item for item in self.facts.items if item.id == move.subject), None)

    def _needed_again(self, move: Move) -> Iterator[Anchor]:
        item = self._item(move)
        if item and item.was_sent_back and item.state_on:
            yield self._follow_up(
                RemindOf.ITEM_AGAIN, f"item:{item.id}", item.state_on, move.turn, **_named(item)
            )

    def _holders(self) -> Iterator[Anchor]:
        for item in self.facts.items:
            if item.state in ITEM_WITH_HOLDER:
                yield from self._holder(item)

    def _holder(self, item: ItemFact) -> Iterator[Anchor]:
        """While a holder is silent: asking again, and the legal limit, which no hurry moves."""
        if item.last_asked_on is None:
            return
        turn, key = turn_of(self.facts, item.asker), f"item:{item.id}"
        if turn is None:
            return
        details = {**_named(item), "asked_on": item.last_asked_on.isoformat()}
        yield self._follow_up(CHASES[Clock(item.clock)], key, item.last_asked_on, turn, **details)
        if item.limit_on is None:
            return
        details["limit_on"] = item.limit_on.isoformat()
        if item.clock == Clock.DOCUMENTS:
            yield Anchor(
                RemindOf.LIMIT_NEAR,
                key,
                item.limit_on,
                details,
                until=item.limit_on,
                audience=AUDIENCES[turn],
            )
        yield Anchor(RemindOf.LIMIT_PAST, key, item.limit_on, details, audience=AUDIENCES[turn])

    # Visits and their reports

    def _visits(self) -> Iterator[Anchor]:
        """Every booked visit ahead, whichever the stage: nobody should miss one."""
        for visit in self.facts.booked():
            if visit.starts_at and visit.starts_at > self.at:
                yield from self._visit(visit, visit.starts_at)

    def _visit(self, visit: AppointmentFact, starts_at: datetime) -> Iterator[Anchor]:
        day, shown = starts_at.astimezone(self.at.tzinfo).date(), visit.shown or starts_at
        details = {
            "doctor": visit.doctor,
            "day": shown.date().isoformat(),
            "time": shown.strftime("%H:%M"),
        }
        for kind in (RemindOf.VISIT_AHEAD, RemindOf.VISIT_NEAR):
            yield Anchor(kind, f"visit:{visit.id}", day, details, instant=starts_at, until=day)
        missing = [item.name for item in self.facts.items if item.is_wanted and not item.is_in]
        if missing:
            yield Anchor(
                RemindOf.RECORDS_BEFORE_VISIT,
                f"visit:{visit.id}",
                day,
                {**details, "items": ", ".join(missing)},
                instant=starts_at,
                until=day,
            )

    def _far_offer(self, move: Move) -> Iterator[Anchor]:
        """Only far dates are offered: there may be a nearer one on a wait-list, or from afar."""
        if move.kind != MoveKind.CHOOSE_DATE:
            return
        offers = [visit for visit in self.facts.appointments if visit.state == AppointmentState.OFFERED]
        first = min(offers, key=lambda visit: (visit.starts_at is None, visit.starts_at or self.at, visit.id))
        if first.starts_at is None or first.offered_on is None:
            return
        day = (first.shown or first.starts_at).date()
        if day - first.offered_on > FAR:
            details = {"doctor": first.doctor, "day": day.isoformat()}
            yield self._follow_up(
                RemindOf.FAR_OFFER, f"visit:{first.id}", first.offered_on, move.turn, **details
            )

    def _report(self, move: Move) -> Iterator[Anchor]:
        visit = next(visit for visit in self.facts.appointments if visit.id == move.subject)
        kind, since = RemindOf.REPORT_MISSING, _latest(visit.held_on, visit.last_chased_on)
        if visit.way == Way.RECORD_REVIEW and not visit.last_chased_on:
            kind, since = RemindOf.REVIEW_LATE, visit.expected_on
        turn = turn_of(self.facts, Asker.ADVOCATE)
        if since and turn:
            details = {"doctor": visit.doctor, "since": since.isoformat()}
            yield self._follow_up(kind, f"visit:{visit.id}", since, turn, **details)

    # Dates that must not pass unseen

    def _dates(self) -> Iterator[Anchor]:
        safe, own = self.facts.safe_to_wait_until, self.facts.decide_by
        if self.facts.decided_on:
            return
        if safe:
            yield Anchor(RemindOf.SAFE_DATE, "date", safe, {"day": safe.isoformat()}, until=safe)
            yield Anchor(RemindOf.SAFE_DATE_NEAR, "date", safe, {"day": safe.isoformat()})
        if own and own != safe:
            for kind in (RemindOf.DECIDE_BY, RemindOf.DECIDE_BY_NEAR):
                yield Anchor(kind, "date", own, {"day": own.isoformat()}, until=own)

    # What staff look after

    def _staff(self) -> Iterator[Anchor]:
        facts = self.facts
        if not facts.has_advocate:
            since = facts.without_advocate_since or facts.created_on
            yield self._follow_up(RemindOf.UNASSIGNED, "advocate", since, None, since=since.isoformat())
        elif self._moves()[0].kind != MoveKind.WAIT_VISIT:
            since = self._touched_on()
            yield self._follow_up(
                RemindOf.UNTOUCHED, "touched", since, Turn.ADVOCATE, since=since.isoformat()
            )


def _named(item: ItemFact) -> dict[str, str]:
    return {"item": item.name, "holder": item.holder or UNKNOWN}


def _latest(*days: date | None) -> date | None:
    return max(filter(None, days), default=None)
