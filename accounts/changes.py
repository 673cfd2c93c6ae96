"""What accounts announce of people; whoever needs to know listens."""

from django.dispatch import Signal

person_changes = Signal()
"""An account is closed or opened, gets or loses a role, or moves to another time zone.

Sent with `person` and `at` in the transaction that does it and before it is written, so that listeners may hold
what is held before people.
"""

token_made = Signal()
"""A token for programs was made. Sent with `token`, its row, and `at`, in the transaction that makes it."""
