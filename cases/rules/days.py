"""Which days a thing can have happened on."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refused
from cases.models import Case

FIRST_YEAR = 1900


def require_past(day: date | None, *, case: Case, at: datetime) -> None:
    """Raise Refused for a day that is still to come where the patient lives, or too long ago to be meant."""
    if day is None:
        return
    if day > at.astimezone(case.zone).date():
        raise Refused(_("This day is still to come. Please choose today or a day before."))
    if day.year < FIRST_YEAR:
        raise Refused(_("Please check the year."))
