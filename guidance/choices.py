"""The words that guides are described with. Labels are what people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """Whom a guide is written for."""

    PATIENT = "patient", _("Patients")
    CAREGIVER = "caregiver", _("Family and friends")
    ADVOCATE = "advocate", _("Advocates")


class ReviewKind(TextChoices):
    """How soon a guide is looked at again (domain.md §8): law and insurance change every year."""

    CARE = "care", _("Care: every 3 years")
    LAW = "law", _("Law or insurance: every year")


REVIEW_YEARS = {ReviewKind.CARE: 3, ReviewKind.LAW: 1}


class Tone(TextChoices):
    """How a callout is set apart; the word stands beside the colour."""

    NOTE = "note", _("Good to know")
    TIP = "tip", _("Tip")
    WARNING = "warning", _("Take care")


class LinkState(TextChoices):
    """What became of a link when it was last tried."""

    ALIVE = "alive", _("Works")
    MOVED = "moved", _("Has moved")
    DEAD = "dead", _("Leads nowhere")
    UNKNOWN = "unknown", _("Did not answer")
    REFUSED = "refused", _("Is not tried: the address is not public")
