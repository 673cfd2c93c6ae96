"""Planning what a journey is reminded of, whenever it is settled."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts import zones
from accounts.models import User, display_name
from cases import deadlines, next_move, reminding
from cases.facts import JourneyFacts
from cases.models import Case
from cases.next_move import Answer
from cases.queries import facts as case_facts
from cases.queries import post as reading
from cases.reminder_kinds import SUBJECT, RemindOf
from notifications.actions import notices, planning
from notifications.choices import Audience
from notifications.planned import Calendar


def plan(case: Case, facts: JourneyFacts, answer: Answer, *, at: datetime) -> None:
    """Plan the reminders that follow from these facts and this next move as of `at`, in the patient's zone."""
    anchors = reminding.anchors(facts, answer, at=at)
    planning.plan(SUBJECT, case.pk, anchors, calendar_of(case, facts), at=at)


def calendar_of(case: Case, facts: JourneyFacts) -> Calendar:
    """Everybody's own clocks, and the working days of the state in which the patient lives."""
    own: dict[str, str] = {
        Audience.PATIENT_SIDE: case.zone.key,
        Audience.LEAD: settings.TIME_ZONE,
    }
    if facts.advocate_zone:
        own[Audience.ADVOCATE] = zones.known(facts.advocate_zone).key
    return Calendar(zones=own, shift=lambda day, days: deadlines.shifted(day, days, state=case.state))


@transaction.atomic
def plan_anew(case_id: int, *, at: datetime) -> None:
    """Plan the reminders of one journey again, after rules changed."""
    case = Case.objects.select_for_update().get(pk=case_id)
    facts, local = case_facts.of_case(case), at.astimezone(case.zone)
    plan(case, facts, next_move.find(facts, at=local), at=local)


def letters_fail(user: User, *, at: datetime) -> None:
    """Tell whoever carries a journey of this person that no letter reaches them; each once, for one journey."""
    carried = reading.carried_of(user)
    notices.hold(advocate for advocate, _case in carried)
    for advocate, case in carried:
        notices.tell(
            [advocate],
            RemindOf.ADDRESS_FAILS,
            subject=SUBJECT,
            subject_id=case.pk,
            at=at,
            fields={"who": display_name(user)},
        )
