"""The house's own Celery, in a hurry: what takes minutes there takes seconds here, in the same proportions."""

import os
from datetime import timedelta

from celery.signals import worker_process_init

from config.celery import app

__all__ = ["app"]


@worker_process_init.connect
def hurry(**_about):
    """Shorten the lease of letters, what a batch may take of it, and the waits between attempts."""
    if not os.environ["HURRY"]:
        return
    from notifications.actions import delivery  # noqa: PLC0415 -- models exist only now

    delivery.LEASE = timedelta(seconds=12)
    delivery.LONG_ENOUGH = 3.0
    delivery.DELAYS = tuple(timedelta(seconds=seconds) for seconds in (1, 1, 2, 2, 3, 3, 5))
