"""Who may read what of the library."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User

Reader = User | AnonymousUser


def may_read_for_advocates(reader: Reader) -> bool:
    """Whether what is written for advocates alone is for this reader too: for everyone who works here."""
    return isinstance(reader, User) and reader.works_here
