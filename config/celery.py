"""The doorbell: Celery carries no state, only the signal that it is time to look."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

from config import demo_clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("secondpath")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def let_the_parent_end_us(**_about: object) -> None:
    """Finish the task at hand: what ends the house signals parent and child alike, and the parent sees to us."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


@worker_process_init.connect
def keep_the_demos_time(**_about: object) -> None:
    """See what is due as the pages of a demo see it."""
    demo_clock.follow_where_allowed()
