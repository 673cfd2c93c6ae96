"""From where somebody signs in: told apart, and never kept in words."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

NETWORK_BITS = {4: 24, 6: 48}
FAMILIES = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"))
MORE_FAMILIES = (("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"))
"""The order matters: most browsers also name those that they want to be taken for."""


def network_of(address: str) -> str:
    """The neighborhood of an IP address; one that keeps changing stays in it. Raises ValueError for no address."""
    ip = ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip_network(f"{ip}/{NETWORK_BITS[ip.version]}", strict=False))


def browser_of(user_agent: str) -> str:
    """What people call their browser; its version changes too often to tell anything."""
    found = (name for sign, name in (*FAMILIES, *MORE_FAMILIES) if sign in user_agent)
    return next(found, _("another browser"))


def hashes(user_id: int, *, network: str, browser: str) -> list[str]:
    """What is kept of a place: a keyed hash with the key of today, then those with earlier keys."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    place = f"{user_id}:{network}:{browser}"
    return [
        salted_hmac("notifications.whereabouts", place, secret=key, algorithm="sha256").hexdigest()
        for key in keys
    ]
