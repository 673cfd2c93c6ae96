"""The demo: people and journeys that are made up, told through the same actions as real ones."""
