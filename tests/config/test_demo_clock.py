"""The demo's clock runs ahead when asked to, and only the demo's."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config import demo_clock


@pytest.fixture(autouse=True)
def file(settings, tmp_path, monkeypatch):
    settings.DEMO_CLOCK = tmp_path / "demo-clock"
    monkeypatch.setattr(timezone, "now", timezone.now)
    demo_clock.follow_where_allowed()
    return settings.DEMO_CLOCK


def ahead():
    """By how many days the demo is ahead."""
    return (timezone.localdate(timezone.now()) - timezone.localdate(demo_clock.read_real_clock())).days


def test_days_add_up_and_back_is_now(capsys):
    assert ahead() == 0
    call_command("demo_clock", days=8)
    call_command("demo_clock", days=2)
    assert ahead() == 10
    assert "goes out within half a minute" in capsys.readouterr().out

    call_command("demo_clock", back=True)
    assert ahead() == 0


@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("days", [1, 120])
def test_another_day_begins_in_the_morning_when_letters_may_go(hour, days, monkeypatch):
    tonight = datetime(2026, 11, 24, hour, 30, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(demo_clock, "read_real_clock", lambda: tonight)

    call_command("demo_clock", days=days)

    shown = timezone.localtime(timezone.now())
    assert shown.date() == date(2026, 11, 24) + timedelta(days=days)
    assert shown.hour == 10
    assert shown.minute == 0


def test_a_file_that_somebody_spoilt_is_no_offset(file):
    file.write_text("soon")

    assert ahead() == 0


@pytest.mark.parametrize("wrong", ["0", "-3", "400", "a week"])
def test_odd_numbers_of_days_are_refused_in_words(wrong):
    with pytest.raises(CommandError, match="from 1 to 366"):
        call_command("demo_clock", f"--days={wrong}")


def test_a_real_installation_has_no_such_clock(settings, file, monkeypatch):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="real installation"):
        call_command("demo_clock", days=8)
    assert not file.exists()
    file.write_text("86400")
    monkeypatch.setattr(timezone, "now", demo_clock.read_real_clock)
    demo_clock.follow_where_allowed()
    assert ahead() == 0
