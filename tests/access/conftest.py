"""The matrix uses the people and journeys of the tests of cases."""

from tests.cases.conftest import starter_content

__all__ = ["starter_content"]
