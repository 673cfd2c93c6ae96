"""The printed figures count what they say they count."""

from tests.structure.figures import describe, functions_of
from tests.structure.reading import source


def test_functions_are_counted_from_def_to_last_line():
    module = source(
        "def short():\n    pass\n\n\nclass A:\n    def long(self):\n" + "        x = 1\n" * 60, "cases/a.py"
    )

    assert functions_of([module]) == [(61, "cases/a.py:6 long"), (2, "cases/a.py:1 short")]


def test_the_share_of_long_functions_is_said():
    assert describe([(61, "long"), (2, "short")])[0] == (
        "2 functions: median 32 lines, nine in ten within 55, 50.0% over 50"
    )


def test_migrations_do_not_count():
    assert functions_of([source("def f(): pass", "cases/migrations/0001_initial.py")]) == []
