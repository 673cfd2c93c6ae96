"""The one row that says who runs this installation."""

from accounts.models import Organisation
from accounts.models.organisation import THE_ONE


def establish() -> Organisation:
    """The organisation's row, made where it is missing."""
    return Organisation.objects.get_or_create(pk=THE_ONE)[0]
