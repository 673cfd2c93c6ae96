"""Pages of a journey: load through the door, call one action, answer."""
