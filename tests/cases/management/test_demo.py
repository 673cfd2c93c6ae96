from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from cases.choices import STAGES, MoveKind, Status, Turn
from cases.models import Case, CaseEvent, SentGuide
from guidance.actions.library import establish
from notifications.choices import LetterState
from notifications.models import Letter, Notice
from tests.guidance.conftest import guide


@pytest.fixture
def time_machine_now(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), tick=False)


STANDING = {
    "Rosa": (Turn.PATIENT, MoveKind.ASK_ITEM),
    "James": (Turn.ADVOCATE, MoveKind.CHASE_ITEM),
    "Priya": (Turn.PATIENT, MoveKind.STEP),
    "Ahmed": (Turn.PATIENT, MoveKind.CHOOSE_DATE),
    "Helen": (Turn.PATIENT, MoveKind.TELL_TEAM),
    "Tomas": (Turn.PATIENT, MoveKind.STEP),
    "Walter": (Turn.ADVOCATE, MoveKind.ASK_ITEM),
    "Nora": (Turn.ADVOCATE, MoveKind.STEP),
    "Samuel": (Turn.NOBODY, MoveKind.REST),
    "Elena": (Turn.NOBODY, ""),
    "Marcus": (Turn.NOBODY, ""),
}


def test_the_demo_fills_every_stage_and_status_and_is_told_once(db, time_machine_now):
    establish()
    guide("Gather your records")
    guide("Scan pictures")
    first, second = StringIO(), StringIO()
    call_command("demo", stdout=first)
    rows = Case.objects.values_list("patient_name", "turn", "move_kind")
    assert {name.split()[0]: (turn, move) for name, turn, move in rows} == STANDING
    assert set(Case.objects.live().values_list("stage", flat=True)) == set(STAGES)
    assert set(Case.objects.values_list("status", flat=True)) == set(Status)
    assert "rosa@example.org" in first.getvalue()
    sent = SentGuide.objects.order_by("at").values_list("title", "opened_by__name")
    assert list(sent) == [("Gather your records", "Rosa Ortega"), ("Scan pictures", None)]
    events = CaseEvent.objects.count()
    call_command("demo", stdout=second)
    assert SentGuide.objects.count() == len(sent)
    assert (CaseEvent.objects.count(), "nothing new" in second.getvalue()) == (events, True)


def test_the_first_sweep_after_the_demo_sends_nothing_of_the_past(db, time_machine_now):
    call_command("demo", stdout=StringIO())

    yesterday = timezone.now() - timedelta(days=1)
    assert Notice.objects.exists()
    assert not Notice.objects.filter(at__lt=yesterday, read_at=None).exists()
    assert not Letter.objects.filter(due_at__lt=yesterday, state=LetterState.WAITING).exists()
    for user in User.objects.all():
        assert user.unread_notices == user.notices.filter(read_at=None).count()


def test_the_demo_is_refused_in_a_real_installation(db, settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError):
        call_command("demo")


def test_a_caseload_for_measuring_is_settled_and_made_once(db, time_machine_now):
    call_command("demo", cases=20, advocates=2, stdout=StringIO())
    call_command("demo", cases=20, advocates=2, stdout=StringIO())
    load = Case.objects.filter(reference__startswith="SP-L")
    assert load.count() == 20
    assert not load.filter(move_kind="").exists()
