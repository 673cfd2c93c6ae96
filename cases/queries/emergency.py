"""What can't wait: the words that ship, as the organisation put them."""

from typing import Any

from accounts import organisation
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
    }
