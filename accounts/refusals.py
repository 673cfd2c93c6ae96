"""How an action says no. The message is a sentence that anyone may read."""

from django.utils.functional import Promise


class Refused(Exception):
    """The rules do not allow this now; nothing was changed."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class StaleEdit(Exception):
    """Somebody changed the same thing in the meantime; `current` is what stands now."""

    def __init__(self, current: object) -> None:
        super().__init__("stale edit")
        self.current = current
