"""How an action says no: the same two words as everywhere in the house."""

from accounts.refusals import Refused, StaleEdit

__all__ = ["Refused", "StaleEdit"]
