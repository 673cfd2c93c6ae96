"""How somebody wants to hear from us, over the API."""

from datetime import time

import pytest
from django.utils import timezone

from accounts.choices import SiteRole
from notifications.actions import addresses
from notifications.models import FailingAddress, RhythmChoice, SendingWindow
from tests.api.conftest import kind, pointers
from tests.cases.conftest import person

pytestmark = pytest.mark.django_db
PATH = "preferences/"


def rhythms(answer):
    return {row["group"]: row["rhythm"] for row in answer.json()["rhythms"]}


def test_whoever_chose_nothing_has_our_hours_and_usual_rhythms(program, rosa):
    answer = program(rosa).read(PATH)

    told = answer.json()
    assert (told["opens"], told["closes"], told["on_weekends"]) == ("09:00:00", "18:00:00", False)
    assert set(rhythms(answer).values()) == {"usual"}
    assert told["address_fails"] is False


def test_what_cannot_be_switched_off_says_why(program, rosa):
    told = {row["group"]: row for row in program(rosa).read(PATH).json()["rhythms"]}

    assert "never" not in told["dates"]["choices"] or told["dates"]["kept_because"]
    assert told["account"]["choices"] == ["usual", "at_once", "daily"]
    assert told["account"]["kept_because"]
    assert "never" in told["journey"]["choices"]


def test_only_what_is_sent_changes(program, rosa):
    asks = program(rosa)
    one = {"group": "journey", "channel": "mail", "rhythm": "never"}
    asks.change(PATH, {"rhythms": [one]})

    answer = asks.change(PATH, {"opens": "07:30", "on_weekends": True})

    assert (answer.status_code, answer.json()["opens"], answer.json()["closes"]) == (
        200,
        "07:30:00",
        "18:00:00",
    )
    assert rhythms(answer)["journey"] == "never"
    window = SendingWindow.objects.get(user=rosa)
    assert (window.opens, window.closes, window.on_weekends) == (time(7, 30), time(18), True)
    assert RhythmChoice.objects.get(user=rosa).rhythm == "never"


def test_usual_takes_a_choice_back(program, rosa):
    asks = program(rosa)
    for rhythm in ("daily", "usual"):
        asks.change(PATH, {"rhythms": [{"group": "journey", "channel": "mail", "rhythm": rhythm}]})

    assert not RhythmChoice.objects.filter(user=rosa).exists()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"opens": "noon"}, ["/opens"]),
        ({"opens": None}, ["/opens"]),
        ({"opens": "20:00"}, ["/closes"]),
        ({"on_weekends": "perhaps"}, ["/on_weekends"]),
        ({"hours": 3}, ["/hours"]),
        ({"rhythms": "daily"}, ["/rhythms"]),
        ({"rhythms": [{"group": "journey"}]}, ["/rhythms/0/channel", "/rhythms/0/rhythm"]),
        ({"rhythms": [{"group": "gossip", "channel": "mail", "rhythm": "daily"}]}, ["/rhythms/0/group"]),
        ({"rhythms": [{"group": "journey", "channel": "pigeon", "rhythm": "daily"}]}, ["/rhythms/0"]),
        ({"rhythms": [{"group": "library", "channel": "mail", "rhythm": "daily"}]}, ["/rhythms/0"]),
        ({"rhythms": [{"group": "account", "channel": "mail", "rhythm": "never"}]}, ["/rhythms/0/rhythm"]),
    ],
)
def test_what_was_sent_wrong_is_pointed_at_and_nothing_changes(program, rosa, body, wrong):
    answer = program(rosa).change(PATH, body)

    assert (answer.status_code, pointers(answer)) == (422, wrong)
    assert not SendingWindow.objects.exists()


def test_a_change_needs_the_version_that_was_read(program, rosa):
    asks = program(rosa)
    tag = asks.read(PATH)["ETag"]
    asks.change(PATH, {"opens": "07:30"})

    stale = asks.ask("patch", PATH, {"opens": "08:00"}, If_Match=tag)

    assert (stale.status_code, kind(stale)) == (412, "changed")
    assert SendingWindow.objects.get().opens == time(7, 30)


def test_at_work_there_is_more_to_choose(program, db):
    editor = person("Eva Editor", SiteRole.EDITOR, SiteRole.ADVOCATE)

    assert "library" not in rhythms(program(editor, reach="own").read(PATH))
    assert "library" in rhythms(program(editor).read(PATH))


def test_an_address_that_failed_is_tried_again(program, rosa):
    addresses.fails(rosa, trouble="550", at=timezone.now())
    asks = program(rosa)
    assert asks.read(PATH).json()["address_fails"] is True

    answer = asks.say(PATH, "try_address_again")

    assert (answer.status_code, answer.json()["address_fails"]) == (200, False)
    assert not FailingAddress.objects.exists()


def test_a_token_that_only_reads_changes_nothing(program, rosa):
    assert program(rosa, may_write=False).change(PATH, {"opens": "07:30"}).status_code == 403
