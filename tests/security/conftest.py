"""The people and journeys of the other tests."""

from tests.cases.conftest import case, maya, rosa, starter_content

__all__ = ["case", "maya", "rosa", "starter_content"]
