"""How days and times are said in each language."""

from datetime import UTC, datetime

import pytest
from django.utils import formats, translation

MOMENT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("en", "DATETIME_FORMAT", "Monday 23 November 2026, 2:05 p.m."),
        ("en", "TIME_FORMAT", "2:05 p.m."),
        ("es", "DATETIME_FORMAT", "lunes 23 de noviembre de 2026, 2:05 p.m."),
        ("es", "DATE_FORMAT", "lunes 23 de noviembre de 2026"),
        ("es", "MONTH_DAY_FORMAT", "23 de noviembre"),
        ("es", "TIME_FORMAT", "2:05 p.m."),
    ],
)
def test_a_moment_is_said_as_people_of_the_united_states_say_it(language, name, said):
    with translation.override(language):
        assert formats.date_format(MOMENT, name) == said


def test_a_day_typed_as_iso_is_read_in_every_language_and_figures_have_american_points():
    with translation.override("es"):
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%Y-%m-%d"
        assert formats.number_format(1234.5, decimal_pos=1, force_grouping=True) == "1,234.5"
