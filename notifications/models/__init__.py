"""Rows of the post office."""

from notifications.models.outbox import ChannelPause, Letter, Sweep
from notifications.models.people import CalendarKey, FailingAddress, KnownPlace, RhythmChoice, SendingWindow
from notifications.models.reminders import Notice, Reminder
from notifications.models.rules import Replanning, Rule, Wording

__all__ = [
    "CalendarKey",
    "ChannelPause",
    "FailingAddress",
    "KnownPlace",
    "Letter",
    "Notice",
    "Reminder",
    "Replanning",
    "RhythmChoice",
    "Rule",
    "SendingWindow",
    "Sweep",
    "Wording",
]
