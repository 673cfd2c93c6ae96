"""The people and journeys of the other tests."""

from tests.cases.conftest import case, rosa, starter_content

__all__ = ["case", "rosa", "starter_content"]
