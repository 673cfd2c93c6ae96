"""What can't wait: the words that ship, as the organisation put them."""

from typing import Any

from accounts import organisation
from accounts.signs import SignGroup
from cases import starter_content


def texts() -> dict[str, Any]:
    """Title, what can't wait, what we can't tell, the organisation's own lines, and the groups of signs."""
    shipped, own = starter_content.emergency(), organisation.current()
    return {
        **shipped,
        "title": own.emergency_title or shipped["title"],
        "wait": own.emergency_wait or shipped["wait"],
        "limits": own.emergency_limits or shipped["limits"],
        "more": own.emergency_more,
        "groups": [_keyed(group) for group in own.emergency_signs] or shipped["groups"],
    }


def shipped_signs() -> tuple[SignGroup, ...]:
    """The groups of signs that ship."""
    return tuple(
        SignGroup(group["name"], group["action"], tuple(group["signs"]))
        for group in starter_content.emergency()["groups"]
    )


def _keyed(group: SignGroup) -> dict[str, Any]:
    """An own group as the pages show it, with the key of the group that ships under this name, if one does."""
    keys = {shipped["name"]: shipped["key"] for shipped in starter_content.emergency()["groups"]}
    return {"key": keys.get(group.name, ""), **vars(group)}
