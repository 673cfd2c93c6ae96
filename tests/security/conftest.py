"""The people and journeys of the other tests."""

from tests.cases.conftest import carried, case, maya, rosa, starter_content

__all__ = ["carried", "case", "maya", "rosa", "starter_content"]
