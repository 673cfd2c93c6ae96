from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cases import wall_clock

NEW_YORK = ZoneInfo("America/New_York")


def test_an_ordinary_time_is_one_instant():
    reading = wall_clock.read(datetime(2026, 12, 10, 10, 0), NEW_YORK)  # noqa: DTZ001 -- a wall time

    assert reading.instant == datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
    assert not reading.came_twice


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_time_that_clocks_skip_is_no_instant_and_names_the_next(minute):
    reading = wall_clock.read(datetime(2027, 3, 14, 2, minute), NEW_YORK)  # noqa: DTZ001 -- a wall time

    assert reading.instant is None
    assert reading.next_shown == datetime(2027, 3, 14, 3, 0)  # noqa: DTZ001 -- a wall time


def test_a_time_that_clocks_show_twice_is_the_first_of_them():
    reading = wall_clock.read(datetime(2027, 11, 7, 1, 30), NEW_YORK)  # noqa: DTZ001 -- a wall time

    assert reading.instant == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    assert reading.came_twice


def test_the_hours_around_a_change_are_ordinary():
    for hour in (1, 3):
        assert wall_clock.exists(datetime(2027, 3, 14, hour, 59), NEW_YORK)  # noqa: DTZ001 -- a wall time


def test_an_instant_shows_the_time_of_its_zone():
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

    assert wall_clock.shown_at(noon, ZoneInfo("Asia/Kolkata")) == datetime(2026, 7, 1, 17, 30)  # noqa: DTZ001 -- a wall time
    assert wall_clock.city("America/Argentina/Buenos_Aires") == "Buenos Aires"
