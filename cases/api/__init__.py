"""Journeys and everything on them, for programs: the same actions, queries and rules as the pages."""
