"""Time zones by the names that people chose; the data of an older system may not know every one."""

from zoneinfo import ZoneInfo

from django.conf import settings


def known(name: str) -> ZoneInfo:
    """The zone of this name, or the house's own."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo(settings.TIME_ZONE)
