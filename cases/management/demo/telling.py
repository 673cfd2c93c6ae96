"""How a demo journey is told: days ago, by whom, in the words of the actions."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from cases.actions import documents, guides, journey, messages, opinions, records, specialists, steps, team
from cases.actions.opinions import Cell
from cases.choices import (
    FindingSource,
    ItemState,
    Need,
    SpecialistState,
    Stage,
    StepState,
    TeamRole,
)
from cases.models import Case, ComparisonRow, Document, Opinion, RecordItem, Specialist, TeamMember
from cases.queries.opinions import stamp
from guidance.queries import library

DEMO = uuid.UUID("5ec0dba7-0000-4000-8000-000000000000")
AFTERNOON = 20  # UTC: an afternoon anywhere in the United States


@dataclass
class Teller:
    """Tells one journey; `now` is the present of the demo."""

    now: datetime
    people: Mapping[str, User]
    case: Case

    @property
    def patient(self) -> User:
        """Who acts for the patient side: the patient, or whoever opened the journey for them."""
        return self.case.created_by

    def at(self, days_ago: int, hour: int = AFTERNOON) -> datetime:
        """An instant some days ago; today it is never later than now."""
        then = (self.now - timedelta(days=days_ago)).replace(hour=hour, minute=0, second=0, microsecond=0)
        return min(then, self.now)

    def day(self, days_ago: int) -> date:
        """The patient's date some days ago."""
        return self.at(days_ago).astimezone(self.case.zone).date()

    def later(self, days: int) -> date:
        """A date some days from now."""
        return (self.now + timedelta(days=days)).astimezone(self.case.zone).date()

    def assign(self, advocate: str, days_ago: int) -> None:
        """The lead gives the journey to an advocate."""
        team.assign(
            self.case,
            self.people[advocate],
            instead_of=self.case.advocate_id,
            by=self.people["dana"],
            at=self.at(days_ago, 18),
        )
        self.case.refresh_from_db()

    def let_in(self, key: str, relation: str, days_ago: int) -> None:
        """A family member is on the team, as if they had accepted their invitation."""
        TeamMember.objects.get_or_create(
            case=self.case,
            user=self.people[key],
            defaults={
                "role": TeamRole.CAREGIVER,
                "relation": relation,
                "started_at": self.at(days_ago),
                "granted_by": self.patient,
            },
        )

    def write(self, key: str, body: str, days_ago: int, hour: int = AFTERNOON) -> None:
        """A message; whoever is not an advocate or lead writes from the patient side."""
        user = self.people[key]
        messages.send(
            self.case,
            body=body,
            from_patient_side=not user.site_roles,
            by=user,
            at=self.at(days_ago, hour),
        )

    def sends(self, slug: str, note: str, days_ago: int, *, is_opened: bool = False) -> None:
        """The advocate sends a guide, if the library has it; the patient opens it the same day, or not yet."""
        guide = library.in_language(library.by_slug(slug), self.case.language)
        if guide is None or self.case.advocate is None:
            return
        key, at = guide.translation_key, self.at(days_ago, 16)
        guides.send(
            self.case, translation_key=key, title=guide.title, note=note, by=self.case.advocate, at=at
        )
        if is_opened:
            guides.mark_opened(self.case, translation_key=key, by=self.patient, at=self.at(days_ago))

    def finish_request(self, days_ago: int, *, safe_until: date | None = None) -> None:
        """The doctor is told, the insurer called, the safe date known; on to the records."""
        at = self.at(days_ago)
        steps.settle_step(self.case.steps.get(key="tell-doctor"), to=StepState.DONE, by=self.patient, at=at)
        steps.record_insurer_call(
            self.case, answers={"covered": "yes", "referral": "no"}, by=self.patient, at=at
        )
        steps.answer_safe_to_wait(self.case, until=safe_until, by=self.patient, at=at)
        self.advance(Stage.RECORDS, days_ago)

    def advance(self, to: Stage, days_ago: int) -> None:
        """On to a stage whose gate is open."""
        journey.advance(self.case, to=to, by=self.patient, at=self.at(days_ago, 21))
        self.case.refresh_from_db()

    def item(self, key: str) -> RecordItem:
        """A record by its template's key."""
        return self.case.items.get(key=key)

    def arrives(self, key: str, days_ago: int, *, holder: str = "", asked: int = 0) -> None:
        """A record was asked for, came in, and the advocate checked it."""
        item = self.held_by(key, holder)
        self.exists(item, days_ago + asked + 1)
        if asked and not item.is_at_home:
            records.ask(item, by=self.patient, at=self.at(days_ago + asked), on=self.day(days_ago + asked))
        records.receive(item, by=self.patient, at=self.at(days_ago, 19), on=self.day(days_ago))
        if self.case.advocate and not item.is_at_home:
            item.refresh_from_db()
            records.check(item, by=self.case.advocate, at=self.at(days_ago, 20), on=self.day(days_ago))

    def asked(self, key: str, days_ago: int, *, holder: str = "", by: User | None = None) -> None:
        """A record was asked for and has not come yet."""
        item = self.held_by(key, holder)
        self.exists(item, days_ago)
        records.ask(item, by=by or self.patient, at=self.at(days_ago), on=self.day(days_ago))

    def exists(self, item: RecordItem, days_ago: int) -> None:
        """A record that only some people have is one that this patient has."""
        if item.need == Need.IF_EXISTS:
            records.confirm_exists(item, by=self.patient, at=self.at(days_ago))

    def held_by(self, key: str, holder: str) -> RecordItem:
        """The record, now with the name of who holds it."""
        item = self.item(key)
        if holder:
            records.edit_item(
                item, version=item.version, values={"holder": holder}, by=self.patient, at=self.at(1)
            )
            item.refresh_from_db()
        return item

    def never_had(self, days_ago: int) -> None:
        """Everything else that only some people have, this patient never had."""
        unsure = self.case.items.filter(need=Need.IF_EXISTS, state=ItemState.NEEDED)
        for item in unsure:
            records.excuse(
                item, to=ItemState.NOT_APPLICABLE, why="Never had it", by=self.patient, at=self.at(days_ago)
            )

    def rest_arrives(self, days_ago: int) -> None:
        """Every required record that nobody has asked for yet comes in."""
        for item in self.case.items.filter(need=Need.REQUIRED, state=ItemState.NEEDED):
            self.arrives(item.key, days_ago)

    def lists(self, chosen: bool, days_ago: int, **values: Any) -> Specialist:  # noqa: ANN401, FBT001 -- fields of Specialist
        """A doctor on the shortlist."""
        specialist = specialists.add(self.case, values=values, by=self.patient, at=self.at(days_ago))
        if chosen:
            specialists.set_state(
                specialist, to=SpecialistState.CHOSEN, by=self.patient, at=self.at(days_ago)
            )
        return specialist

    def opinion(self, days_ago: int, doctor: str, place: str, given_on: date) -> Opinion:
        """An opinion, still empty."""
        return opinions.record(
            self.case, doctor=doctor, place=place, given_on=given_on, by=self.patient, at=self.at(days_ago)
        )

    def files(self, key: str, days_ago: int, title: str, *lines: str) -> Document:
        """A file of one page for a record."""
        return documents.add(
            self.item(key),
            name=f"{title}.pdf",
            chunks=[one_page(title, lines)],
            by=self.patient,
            at=self.at(days_ago),
        )

    def said(
        self,
        opinion: Opinion,
        days_ago: int,
        answers: Mapping[str, tuple[str, str]],
        written_in: Document | None = None,
    ) -> None:
        """What a doctor said: row key → (text, source); what is written stands in `written_in`, on page 1."""
        rows = {row.key: row for row in self.case.rows.all()}
        cells = []
        for key, (text, source) in answers.items():
            document = written_in if source == FindingSource.WRITTEN else None
            cells.append(
                Cell(
                    row=rows[key],
                    opinion=opinion,
                    seen=stamp(),
                    text=text,
                    source=source,
                    document=document,
                    page="1" if document else "",
                )
            )
        opinions.write(self.case, cells=cells, by=self.patient, at=self.at(days_ago))

    def rated(self, days_ago: int, ratings: Iterable[tuple[str, str, str]]) -> None:
        """How far the opinions differ: (row key, rating, note)."""
        for key, rating, note in ratings:
            row: ComparisonRow = self.case.rows.get(key=key)
            opinions.rate(
                row, rating=rating, version=row.version, note=note, by=self.patient, at=self.at(days_ago)
            )


def one_page(title: str, lines: Iterable[str]) -> bytes:
    """A PDF of one page that says it is made up."""
    page = Image.new("L", (850, 1100), "white")
    draw = ImageDraw.Draw(page)
    draw.text((80, 90), title, fill="black", font=ImageFont.load_default(34))
    text = "\n\n".join([*lines, "Made up for the demo."])
    draw.multiline_text((80, 180), text, fill="black", font=ImageFont.load_default(22), spacing=10)
    out = BytesIO()
    page.save(out, "PDF", resolution=100)
    return out.getvalue()


def begin(
    now: datetime,
    people: Mapping[str, User],
    key: str,
    *,
    by: str,
    days_ago: int,
    **answers: Any,  # noqa: ANN401 -- fields of Case
) -> Teller | None:
    """A demo journey opened some days ago; None when the demo has told it before."""
    public_id = uuid.uuid5(DEMO, key)
    if Case.objects.filter(uuid=public_id).exists():
        return None
    at = (now - timedelta(days=days_ago)).replace(hour=AFTERNOON, minute=0, second=0, microsecond=0)
    user = people[by]
    case = journey.open_journey(
        by=user,
        at=min(at, now),
        as_patient=not user.site_roles,
        answers={"uuid": public_id, "time_zone": "America/New_York", "state": "NY", **answers},
    )
    return Teller(now=now, people=people, case=case)
