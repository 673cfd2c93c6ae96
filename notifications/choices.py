"""The words that the post office is made of. Labels are what people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """For whom a reminder is."""

    PATIENT_SIDE = "patient_side", _("The patient side")
    ADVOCATE = "advocate", _("The advocate")
    LEAD = "lead", _("The leads")
    REVIEWERS = "reviewers", _("Editors and clinical reviewers")
    OWNER = "owner", _("The person who made it")


class Unit(TextChoices):
    """In what a rule counts."""

    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")


class Side(TextChoices):
    """On which side of the moment it counts from a rule lies."""

    BEFORE = "before", _("before")
    AFTER = "after", _("after")


class ReminderState(TextChoices):
    """Where one planned reminder stands."""

    WAITING = "waiting", _("Planned")
    TOLD = "told", _("Gone out")
    SKIPPED = "skipped", _("Skipped")
    BROKEN = "broken", _("Could not be written")


class LetterState(TextChoices):
    """Where one letter of the outbox stands."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Accepted")
    FAILED = "failed", _("Given up")
    DROPPED = "dropped", _("No longer wanted")


class Rhythm(TextChoices):
    """How often somebody wants letters of one group."""

    AT_ONCE = "at_once", _("Each one at once")
    DAILY = "daily", _("Once a day, all in one")
    NEVER = "never", _("No e-mail, only here")


class Group(TextChoices):
    """What a person decides on at once: the kinds of message that belong together."""

    JOURNEY = "journey", _("What is due on a journey")
    DATES = "dates", _("Dates that must not be missed")
    NEWS = "news", _("What others did on a journey")
    MESSAGES = "messages", _("Messages")
    OWN = "own", _("My own reminders")
    LIBRARY = "library", _("The library")
    ACCOUNT = "account", _("Your account and your access")
