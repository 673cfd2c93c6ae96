"""What every page knows about the organisation; read from the database at most twice a minute."""

from dataclasses import dataclass

from django.conf import settings

from accounts import signs
from accounts.models import Organisation
from accounts.remembered import Remembered
from accounts.signs import SignGroup


@dataclass(frozen=True)
class Facts:
    """The organisation as pages and letters show it; an empty emergency text means the one that ships."""

    name: str
    logo_url: str = ""
    logo_width: int = 0
    logo_height: int = 0
    emergency_title: str = ""
    emergency_wait: str = ""
    emergency_limits: str = ""
    emergency_signs: tuple[SignGroup, ...] = ()
    emergency_more: tuple[str, ...] = ()
    library_is_public: bool = True


def current() -> Facts:
    """The organisation as it was within the last half minute; never raises, whatever the database does."""
    return memory.current()


def remembered() -> Facts:
    """The organisation as this process read it last, without asking the database."""
    return memory.last()


def shipped() -> Facts:
    """The organisation of an installation in which nobody has said more."""
    return Facts(name=settings.ORGANISATION_NAME)


def _read() -> Facts:
    row = Organisation.objects.first()
    if row is None:
        return shipped()
    return Facts(
        name=row.name or settings.ORGANISATION_NAME,
        logo_url=row.logo.url if row.logo else "",
        logo_width=row.logo_width or 0,
        logo_height=row.logo_height or 0,
        emergency_title=row.emergency_title,
        emergency_wait=row.emergency_wait,
        emergency_limits=row.emergency_limits,
        emergency_signs=signs.read(row.emergency_signs),
        emergency_more=tuple(line.strip() for line in row.emergency_more.splitlines() if line.strip()),
        library_is_public=row.library_is_public,
    )


memory: Remembered[Facts] = Remembered(_read, otherwise=shipped)
