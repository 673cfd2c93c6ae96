"""Faults that pass: the database is away, or time is up. No letter and no reminder is to blame for them."""

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

PASSING = (InterfaceError, OperationalError, SoftTimeLimitExceeded)
